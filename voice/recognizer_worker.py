"""Recognizers in a process of their own, because a decoder can take its process down."""

from __future__ import annotations

import contextlib
import itertools
import logging
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from voice.errors import NoSpeechModel, SpeechWorkerDied
from voice.frames import Head
from voice.models import InstalledModel, SpeechModels
from voice.transcript import Transcript, Word
from voice.worker import Answer, Worker, WorkerError, serve

log = logging.getLogger(__name__)

DECODERS = 2
LOAD_S = 60.0


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
            raise SpeechWorkerDied(
                "The recogniser was restarted in the middle of the sentence; say it again.",
                "识别程序中途重启了，请再说一遍。",
            )
        return await self._worker.request({"op": op, "stream": self._number}, payload)


class _Broken(Exception):
    """A model cannot be loaded."""


class RecognizerProcess:
    """The edge's recognizers: any number of streams in one child process."""

    def __init__(self, models: SpeechModels) -> None:
        self._models = models
        self._worker = Worker("voice.recognizer_worker")
        self._streams = itertools.count(1)
        self._loaded: set[Path] = set()
        self.broken: dict[str, str] = {}
        """Installed models that could not be loaded, by name, and why; they are not tried again."""

    @property
    def pid(self) -> int | None:
        """Process id of the child, if it runs."""
        return self._worker.pid

    async def warm_up(self, language: str = "en") -> None:
        """Load the model, so that the first words are heard as quickly as the next. Raises NoSpeechModel."""
        stream = await self.open(16000, language)
        await stream.close()

    async def open(self, rate: int, language: str = "en", phrases: Sequence[str] | None = None) -> RecognizerStream:
        """Open a stream of `rate` Hz with the first model for `language` that loads.

        Raises:
            NoSpeechModel: If there is none.
            WorkerError: If none loads, or the rate is out of range; with the code of the cause.
            SpeechWorkerDied: If the process ended meanwhile.
        """
        models = self._models.of(language)
        *others, last = [model for model in models if model.name not in self.broken] or models
        for model in others:
            with contextlib.suppress(_Broken):
                return await self._opened_or_broken(model, rate, phrases)
        return await self._opened(last, rate, phrases)

    async def _opened_or_broken(
        self, model: InstalledModel, rate: int, phrases: Sequence[str] | None
    ) -> RecognizerStream:
        try:
            return await self._opened(model, rate, phrases)
        except WorkerError as error:
            if error.code != NoSpeechModel.code:
                raise
            reason = error.detail
        except SpeechWorkerDied as error:
            # A decoder that takes its process down while it loads a model does so every time.
            if model.path in self._loaded:
                raise
            reason = error.detail
        self.broken[model.name] = reason
        log.warning("%s is not used, another speech model is: %s", model.name, reason)
        raise _Broken

    async def _opened(self, model: InstalledModel, rate: int, phrases: Sequence[str] | None) -> RecognizerStream:
        number = next(self._streams)
        head: Head = {
            "op": "open", "stream": number, "model": str(model.path), "rate": rate, "language": model.language,
        }  # fmt: skip
        if phrases is not None:
            head["phrases"] = list(phrases)
        await self._worker.request(head, timeout_s=LOAD_S)
        self._loaded.add(model.path)
        return RecognizerStream(self._worker, number)

    async def close(self) -> None:
        """End the process; idempotent."""
        await self._worker.close()


async def check(model: InstalledModel) -> None:
    """Load `model` in a process of its own. Raises WorkerError or SpeechWorkerDied if that fails."""
    worker = Worker("voice.recognizer_worker")
    head: Head = {"op": "open", "stream": 1, "model": str(model.path), "rate": 16000, "language": model.language}
    try:
        await worker.request(head, timeout_s=LOAD_S)
    finally:
        await worker.close()


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
