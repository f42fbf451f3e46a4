"""Speech of one conversation: sentences as they come, spoken in order, cut off at once."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

log = logging.getLogger(__name__)

SENTENCE_END = re.compile(r"[。！？!?…]|\.(?=\s|$)")
QUEUED_REPLIES = 16
QUEUED_SENTENCES = 200

Message = dict[str, Any]


class SpeechPort(Protocol):
    """What speaks: `voice.synthesizer.Synthesizer`."""

    def speak(
        self, text: str, language: str = "en", voice: str | None = None, rate: int | None = None
    ) -> AsyncIterator[Any]:
        """Yield the sound of each sentence."""


@dataclass
class _Spoken:
    reply: str
    language: str
    sentences: asyncio.Queue[str | None] = field(default_factory=lambda: asyncio.Queue(QUEUED_SENTENCES))
    rest: str = ""


class Speaking:
    """Speaks the replies of one session, one after the other."""

    def __init__(
        self, synthesizer: SpeechPort | None, emit: Callable[[Message], None], sound: Callable[[bytes], None]
    ) -> None:
        self._synthesizer = synthesizer
        self._emit = emit
        self._sound = sound
        self._replies: asyncio.Queue[_Spoken] = asyncio.Queue(QUEUED_REPLIES)
        self._open: dict[str, _Spoken] = {}
        self._task: asyncio.Task[None] | None = None
        self._current: str | None = None
        self._sentences: list[tuple[float, str]] = []
        self._silenced: deque[str] = deque(maxlen=QUEUED_REPLIES)
        self.voice: str | None = None
        """Id of the voice to speak with; None takes the language's default."""
        self.rate: int | None = None
        """Words a minute; None takes the language's default."""

    @property
    def active(self) -> bool:
        """Whether something is being spoken."""
        return self._current is not None

    def knows(self, reply: str) -> bool:
        """Return whether part of `reply` was given to be spoken."""
        return reply in self._open

    def add(self, reply: str, text: str, language: str) -> None:
        """Speak more of `reply`; whole sentences start at once. A reply that was cut off stays silent."""
        if self._synthesizer is None or reply in self._silenced:
            return
        spoken = self._open.get(reply)
        if spoken is None:
            if self._replies.full():
                return
            spoken = self._open[reply] = _Spoken(reply, language)
            self._replies.put_nowait(spoken)
        spoken.rest += text
        while match := SENTENCE_END.search(spoken.rest):
            self._put(spoken, spoken.rest[: match.end()])
            spoken.rest = spoken.rest[match.end() :]
        self._start()

    def end(self, reply: str) -> None:
        """Nothing more of `reply` will come."""
        spoken = self._open.get(reply)
        if spoken is not None:
            if spoken.rest.strip():
                self._put(spoken, spoken.rest)
            self._put(spoken, None)

    def stop(self, reason: str, heard_ms: float | None = None) -> None:
        """Fall silent now; sentences that were not heard to their end, by `heard_ms` of sound, count as not said."""
        task, self._task = self._task, None
        if task is not None and not task.done():
            task.cancel()
        if self._current is not None:
            reply, self._current = self._current, None
            heard = " ".join(text for ends_ms, text in self._sentences if heard_ms is None or ends_ms <= heard_ms)
            self._emit({"type": "interrupted", "reply": reply, "heard": heard})
            self._emit({"type": "speech-stop", "reply": reply, "reason": reason})
        self._silenced.extend(self._open)
        self._open.clear()
        while not self._replies.empty():
            self._replies.get_nowait()

    @staticmethod
    def _put(spoken: _Spoken, sentence: str | None) -> None:
        with contextlib.suppress(asyncio.QueueFull):
            spoken.sentences.put_nowait(sentence)

    def _start(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        while not self._replies.empty():
            await self._speak(self._replies.get_nowait())

    async def _speak(self, spoken: _Spoken) -> None:
        started, offset_s = False, 0.0
        self._sentences = []
        while (sentence := await spoken.sentences.get()) is not None:
            async for chunk in self._chunks(sentence, spoken.language):
                if not started:
                    started, self._current = True, spoken.reply
                    self._emit(
                        {"type": "speech-start", "reply": spoken.reply, "rate": chunk.rate, "encoding": "pcm_s16le"}
                    )
                offset_ms = round(1000 * offset_s)
                mark = {"type": "speech-mark", "reply": spoken.reply, "sentence": chunk.text, "offset_ms": offset_ms}
                self._emit(mark)
                self._sound(chunk.pcm)
                offset_s += len(chunk.pcm) / 2 / chunk.rate
                self._sentences.append((1000 * offset_s, chunk.text))
        self._open.pop(spoken.reply, None)
        if started:
            self._current = None
            self._emit({"type": "speech-stop", "reply": spoken.reply, "reason": "end"})

    async def _chunks(self, sentence: str, language: str) -> AsyncIterator[Any]:
        assert self._synthesizer is not None  # noqa: S101 - add() made sure
        try:
            async for chunk in self._synthesizer.speak(sentence, language, self.voice, self.rate):
                yield chunk
        except Exception as error:
            # A sentence that cannot be spoken is still shown; the rest is spoken.
            if not getattr(error, "code", ""):
                raise
            log.warning("a sentence could not be spoken: %s", error)
