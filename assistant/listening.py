"""One face's microphone: sound in, partial words out, and a turn at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

QUEUED_FRAMES = 500
Message = dict[str, Any]


class Listening:
    """Hears one utterance (push) or one after another (open) until it is stopped."""

    def __init__(
        self,
        stream: Any,
        *,
        open_ended: bool,
        send: Callable[[Message], None],
        heard: Callable[[Any], Awaitable[None]],
        failed: Callable[[str], None],
    ) -> None:
        self._stream = stream
        self._open_ended = open_ended
        self._send = send
        self._heard = heard
        self._failed = failed
        self._frames: asyncio.Queue[bytes | None] = asyncio.Queue(QUEUED_FRAMES)
        self._parts: list[str] = []
        self._task = asyncio.create_task(self._run())

    def feed(self, pcm: bytes) -> bool:
        """Take more sound; return False when the recogniser is too far behind to take it."""
        if self._frames.full():
            return False
        self._frames.put_nowait(pcm)
        return True

    async def stop(self) -> None:
        """No more sound comes: finish what was said."""
        await self._frames.put(None)
        await self._task

    def cancel(self) -> None:
        """Forget it."""
        self._task.cancel()

    async def _run(self) -> None:
        try:
            while (pcm := await self._frames.get()) is not None:
                for transcript in await self._stream.accept(pcm):
                    await self._take(transcript)
            await self._finish()
        except Exception as error:
            # Whatever the recogniser's process did, the conversation goes on in writing.
            self._failed(getattr(error, "code", "internal"))
        finally:
            await self._stream.close()

    async def _take(self, transcript: Any) -> None:
        if not transcript.final:
            said = " ".join([*self._parts, transcript.text])
            before = len(said) - len(transcript.text)
            language = transcript.language
            self._send({"type": "partial", "text": said, "stable": before + transcript.stable, "language": language})
        elif self._open_ended:
            await self._heard(transcript)
        else:
            self._parts.append(transcript.text)

    async def _finish(self) -> None:
        last = await self._stream.finish()
        text = " ".join(part for part in (*self._parts, last.text) if part)
        if text:
            await self._heard(Heard(text, last))
        elif not self._open_ended:
            self._failed("no-speech")


class Heard:
    """A whole utterance, made of what the recogniser cut into several."""

    def __init__(self, text: str, last: Any) -> None:
        self.text = text
        self.language: str = last.language
        self.confidence: float = last.confidence
        self.words = last.words
