from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.voice.conftest import spoken
from voice.errors import NoSpeechModel, SpeechWorkerDied
from voice.models import EMBEDDED, SpeechModels
from voice.recognizer_worker import RecognizerProcess, RecognizerStream, check
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


async def fed_forever(stream: RecognizerStream) -> None:
    while True:
        await stream.accept(bytes(3200))


async def test_worker_many_streams_hear_each_their_own(recognizers: RecognizerProcess) -> None:
    phrases = ["stop", "tell me a joke", "play some jazz"]

    heard = await asyncio.gather(*(hear(recognizers, phrase, phrases) for phrase in phrases))

    assert heard == phrases


async def test_worker_killed_fails_open_streams_and_comes_back(recognizers: RecognizerProcess) -> None:
    stream = await recognizers.open(16000, "en")
    assert recognizers.pid is not None
    os.kill(recognizers.pid, signal.SIGKILL)

    with pytest.raises(SpeechWorkerDied):
        await fed_forever(stream)

    assert await hear(recognizers, "stop", ["stop", "go on"]) == "stop"
    with pytest.raises(SpeechWorkerDied):
        await stream.finish()


async def test_worker_missing_model_says_so(recognizers: RecognizerProcess) -> None:
    with pytest.raises(NoSpeechModel):
        await recognizers.open(16000, "zh")


def installed(folder: Path, change: Callable[[Path], None]) -> SpeechModels:
    """Return models of which `en-small`, a changed copy of the embedded one, is installed."""
    models = SpeechModels(folder)
    shutil.copytree(EMBEDDED / "en", folder / "en-small")
    change(folder / "en-small")
    return models


def cut_short(model: Path) -> None:
    acoustics = model / "am" / "final.mdl"
    acoustics.write_bytes(acoustics.read_bytes()[:100_000])


def scrambled(model: Path) -> None:
    graph = model / "graph" / "HCLr.fst"
    graph.write_bytes(graph.read_bytes()[:200] + b"\xff" * 200_000)


@pytest.mark.parametrize("change", [cut_short, scrambled])
async def test_worker_broken_model_gives_way_to_the_embedded(
    tmp_path: Path, change: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    recognizers = RecognizerProcess(installed(tmp_path / "models", change))
    try:
        assert await hear(recognizers, "stop", ["stop", "go on"]) == "stop"
        assert await hear(recognizers, "go on", ["stop", "go on"]) == "go on"
    finally:
        await recognizers.close()

    assert list(recognizers.broken) == ["en-small"]
    assert [record.message.split()[0] for record in caplog.records if record.levelname == "WARNING"] == ["en-small"]


async def test_check_tells_whether_a_model_loads(tmp_path: Path) -> None:
    good = installed(tmp_path / "good", lambda _: None).of("en")[0]
    bad = installed(tmp_path / "bad", cut_short).of("en")[0]

    await check(good)
    with pytest.raises(WorkerError, match="install it again"):
        await check(bad)


async def test_worker_absurd_rate_is_refused_with_its_code(recognizers: RecognizerProcess) -> None:
    with pytest.raises(WorkerError) as refused:
        await recognizers.open(10, "en")

    assert refused.value.code == "unsupported-audio"
