from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator

import pytest

from tests.voice.conftest import spoken
from voice.errors import NoSpeechModel, SpeechWorkerDied
from voice.models import SpeechModels
from voice.recognizer_worker import RecognizerProcess
from voice.worker import WorkerError


@pytest.fixture
async def recognizers(models: SpeechModels) -> AsyncIterator[RecognizerProcess]:
    process = RecognizerProcess(models)
    yield process
    await process.close()


async def hear(recognizers: RecognizerProcess, said: str, phrases: list[str]) -> str:
    stream = await recognizers.open(16000, "en", phrases)
    pcm = spoken(said)
    finals = []
    for start in range(0, len(pcm), 3200):
        finals += [t.text for t in await stream.accept(pcm[start : start + 3200]) if t.final]
    return " ".join([*finals, (await stream.finish()).text]).strip()


async def test_worker_many_streams_hear_each_their_own(recognizers: RecognizerProcess) -> None:
    phrases = ["stop", "tell me a joke", "play some jazz"]

    heard = await asyncio.gather(*(hear(recognizers, phrase, phrases) for phrase in phrases))

    assert heard == phrases


async def test_worker_killed_fails_open_streams_and_comes_back(recognizers: RecognizerProcess) -> None:
    stream = await recognizers.open(16000, "en")
    assert recognizers.pid is not None
    os.kill(recognizers.pid, signal.SIGKILL)

    with pytest.raises(SpeechWorkerDied):
        for _ in range(100):
            await stream.accept(bytes(3200))

    assert await hear(recognizers, "stop", ["stop", "go on"]) == "stop"
    with pytest.raises(SpeechWorkerDied):
        await stream.finish()


async def test_worker_missing_model_says_so(recognizers: RecognizerProcess) -> None:
    with pytest.raises(NoSpeechModel):
        await recognizers.open(16000, "zh")


async def test_worker_absurd_rate_is_refused_with_its_code(recognizers: RecognizerProcess) -> None:
    with pytest.raises(WorkerError) as refused:
        await recognizers.open(10, "en")

    assert refused.value.code == "unsupported-audio"
