"""The edge's side of the brain: started, watched over, restarted, ended; with real child processes."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from assistant.brain.client import Brain, BrainConfig, BrainDied, BrainError, BrainFails, TurnRequest
from assistant.brain.process import NoModel, load
from tests.assistant.conftest import SCRIPTED, until

STUBBORN = (
    "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "open(sys.argv[1], 'w').close(); time.sleep(600)"
)


@asynccontextmanager
async def started(folder: Path, command: tuple[str, ...] = SCRIPTED) -> AsyncIterator[Brain]:
    brain = Brain(BrainConfig(model="", data_dir=str(folder)), command)
    await brain.start()
    try:
        yield brain
    finally:
        await brain.stop()


def alive(pid: int | None) -> bool:
    assert pid is not None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def turn(text: str, session: str = "s") -> TurnRequest:
    return TurnRequest(key=text, session=session, person="p", text=text, language="en", events=[])


async def held(brain: Brain) -> list[dict[str, object]]:
    """Ask for a turn that is not answered."""
    return [message async for message in brain.turn(turn("wait"))]


async def test_calls_at_once_get_their_own_answers(tmp_path: Path) -> None:
    async with started(tmp_path) as brain:
        answers = await asyncio.gather(*(brain.call("echo", number=number, text="汉字 \n") for number in range(50)))
    assert answers == [{"number": number, "text": "汉字 \n"} for number in range(50)]


async def test_streamed_operation_yields_its_parts_in_order(tmp_path: Path) -> None:
    async with started(tmp_path) as brain:
        assert [part["count"] async for part in brain.stream("count", to=20)] == list(range(20))


async def test_turn_yields_what_it_brings_and_ends(tmp_path: Path) -> None:
    async with started(tmp_path) as brain:
        messages = [message async for message in brain.turn(turn("hello"))]
    assert [message["type"] for message in messages] == ["understood", "reply", "done"]
    assert messages[1]["id"] == "hello.1"


async def test_refusal_carries_its_code(tmp_path: Path) -> None:
    async with started(tmp_path) as brain:
        with pytest.raises(BrainError, match="no such operation") as caught:
            await brain.call("dance")
    assert caught.value.code == "bad-type"


async def test_player_news_of_no_turn_go_to_on_event(tmp_path: Path) -> None:
    news: list[str] = []
    async with started(tmp_path) as brain:
        brain.on_event = lambda message: news.append(message["type"])
        in_turn = [message["type"] async for message in brain.turn(turn("move the player"))]
        brain._deliver({"request": 0, "type": "player", "session": "nobody's"})
    assert in_turn[:2] == ["player", "player-command"]
    assert news == ["player"]


async def test_killed_brain_fails_the_open_call_and_comes_back(tmp_path: Path) -> None:
    states: list[str] = []
    async with started(tmp_path) as brain:
        brain.on_state = states.append
        await brain.ready()
        first = brain.pid
        assert first is not None
        waiting = asyncio.create_task(held(brain))
        await until((tmp_path / "turns.log").exists)
        os.kill(first, signal.SIGKILL)
        with pytest.raises(BrainDied):
            await waiting
        assert await brain.call("echo", text="again") == {"text": "again"}
        assert brain.starts == 2
        assert brain.pid != first
    assert states == ["waking", "ready", "down", "waking", "ready", "down"]


async def test_brain_that_babbles_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "babbles").touch()
    async with started(tmp_path) as brain:
        assert await brain.call("echo", text="sober") == {"text": "sober"}
        assert brain.starts == 2


async def test_brain_that_cannot_start_is_tried_ever_more_slowly(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cannot-start").touch()
    with caplog.at_level(logging.WARNING):
        async with started(tmp_path) as brain:
            with pytest.raises(BrainFails, match="does not start") as caught:
                await brain.ready()
            with pytest.raises(BrainFails):
                await brain.call("echo")
            assert brain.state == "down"
            (tmp_path / "cannot-start").unlink()
            await brain.ready(patiently=True)
            assert await brain.call("echo", text="up") == {"text": "up"}
    assert caught.value.code == "waking"
    assert "the brain cannot start: there is no model" in caplog.text
    pauses = [float(record.message.split()[-2]) for record in caplog.records if "starting it again" in record.message]
    assert pauses[:3] == [0.2, 0.4, 0.8]


async def test_program_that_does_not_exist_is_a_failed_start(tmp_path: Path) -> None:
    async with started(tmp_path, ("/no/such/program",)) as brain:
        with pytest.raises(BrainFails):
            await brain.ready()
        assert brain.starts == 0
        assert brain.pid is None


async def test_stop_ends_the_child_and_can_be_repeated(tmp_path: Path) -> None:
    brain = Brain(BrainConfig(model="", data_dir=str(tmp_path)), SCRIPTED)
    await brain.stop()
    await brain.start()
    await brain.start()
    await brain.ready()
    pid = brain.pid
    await asyncio.gather(brain.stop(), brain.stop())
    await brain.stop()

    assert (brain.state, brain.starts, brain.pid) == ("down", 1, None)
    assert not alive(pid)


async def test_stop_fails_what_still_waits(tmp_path: Path) -> None:
    brain = Brain(BrainConfig(model="", data_dir=str(tmp_path)), SCRIPTED)
    await brain.start()
    waiting = asyncio.create_task(held(brain))
    await until((tmp_path / "turns.log").exists)
    await brain.stop()
    with pytest.raises(BrainDied):
        await waiting


async def test_child_that_ignores_the_request_to_end_is_killed(tmp_path: Path) -> None:
    up = tmp_path / "up"
    async with started(tmp_path, (sys.executable, "-c", STUBBORN, str(up))) as brain:
        await until(up.exists)
        pid = brain.pid
    assert not alive(pid)


def test_missing_model_is_named_before_anything_is_loaded(tmp_path: Path) -> None:
    with pytest.raises(NoModel, match="encore train"):
        load({"model": str(tmp_path / "gone.tar.gz")})
