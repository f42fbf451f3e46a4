"""Recognizers in a process of their own, because a decoder can take its process down."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from voice.errors import SpeechWorkerDied
from voice.frames import Head
from voice.models import SpeechModels
from voice.transcript import Transcript, Word
from voice.worker import Answer, Worker, serve

DECODERS = 2


class RecognizerStream:
    """One stream of audio being heard; the same methods as `voice.recognizer.Recognizer`, awaited."""

    def __init__(self, worker: Worker, number: int) -> None:
        self._worker = worker
        self._number = number
        self._generation = worker.generation

    async def accept(self, pcm: bytes) -> list[Transcript]:
        """Take more sound and return what became known. Raises SpeechWorkerDied."""
        head, _ = await self._request("accept", pcm)
        return [_transcript(item) for item in head["transcripts"]]

    async def finish(self) -> Transcript:
        """End the stream and return the rest. Raises SpeechWorkerDied."""
        head, _ = await self._request("finish")
        return _transcript(head["transcripts"][0])

    async def close(self) -> None:
        """Drop the stream; idempotent."""
        if self._worker.generation == self._generation and self._worker.pid is not None:
            await self._worker.request({"op": "close", "stream": self._number})

    async def _request(self, op: str, payload: bytes = b"") -> Answer:
        if self._worker.generation != self._generation:
            raise SpeechWorkerDied("The recogniser was restarted in the middle of the sentence; say it again.")
        return await self._worker.request({"op": op, "stream": self._number}, payload)


class RecognizerProcess:
    """The edge's recognizers: any number of streams in one child process."""

    def __init__(self, models: SpeechModels) -> None:
        self._models = models
        self._worker = Worker("voice.recognizer_worker")
        self._streams = itertools.count(1)

    @property
    def pid(self) -> int | None:
        """Process id of the child, if it runs."""
        return self._worker.pid

    async def warm_up(self, language: str = "en") -> None:
        """Load the model, so that the first words are heard as quickly as the next. Raises NoSpeechModel."""
        stream = await self.open(16000, language)
        await stream.close()

    async def open(self, rate: int, language: str = "en", phrases: Sequence[str] | None = None) -> RecognizerStream:
        """Open a stream of `rate` Hz. Raises NoSpeechModel, UnsupportedAudio, SpeechWorkerDied."""
        model = self._models.path(language)
        number = next(self._streams)
        head: Head = {"op": "open", "stream": number, "model": str(model), "rate": rate, "language": language}
        if phrases is not None:
            head["phrases"] = list(phrases)
        await self._worker.request(head)
        return RecognizerStream(self._worker, number)

    async def close(self) -> None:
        """End the process; idempotent."""
        await self._worker.close()


def _transcript(item: dict[str, Any]) -> Transcript:
    return Transcript(**{**item, "words": tuple(Word(**word) for word in item["words"])})


class _Hearing:
    """The child's end."""

    def __init__(self) -> None:
        self._streams: dict[int, Any] = {}

    def __call__(self, head: Head, payload: bytes) -> Answer:
        operation = getattr(self, f"_{head['op']}")
        return {"transcripts": [asdict(transcript) for transcript in operation(head, payload)]}, b""

    def _open(self, head: Head, _: bytes) -> list[Transcript]:
        from voice.recognizer import Recognizer

        self._streams[head["stream"]] = Recognizer(
            Path(head["model"]), head["rate"], language=head["language"], phrases=head.get("phrases")
        )
        return []

    def _accept(self, head: Head, payload: bytes) -> list[Transcript]:
        heard: list[Transcript] = self._streams[head["stream"]].accept(payload)
        return heard

    def _finish(self, head: Head, _: bytes) -> list[Transcript]:
        return [self._streams.pop(head["stream"]).finish()]

    def _close(self, head: Head, _: bytes) -> list[Transcript]:
        self._streams.pop(head["stream"], None)
        return []


if __name__ == "__main__":
    serve(_Hearing(), threads=DECODERS)
