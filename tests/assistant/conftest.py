"""An edge in this process whose brain is a real child process, but a scripted one without a model."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.brain.client import Brain, BrainConfig
from assistant.hub import Hub
from assistant.journal import Journal
from assistant.session import Message
from assistant.settings import Settings

SCRIPTED = (sys.executable, "-m", "tests.assistant.brain.scripted")
PATIENCE_S = 60


class ListFace:
    """A face that keeps what it was sent."""

    def __init__(self, *, has_player: bool = False) -> None:
        self.wants_audio = False
        self.has_player = has_player
        self.messages: list[Message] = []

    def send(self, message: Message) -> None:
        self.messages.append(message)

    def send_audio(self, pcm: bytes) -> None:
        raise AssertionError("this face wants no sound")

    def of(self, kind: str) -> list[Message]:
        return [message for message in self.messages if message["type"] == kind]


@contextlib.asynccontextmanager
async def opened(folder: Path, **settings: Any) -> AsyncIterator[Hub]:
    """Run a hub on the journal in `folder`."""
    brain = Brain(BrainConfig(model="", data_dir=str(folder)), SCRIPTED)
    hub = Hub(
        Settings(data_dir=folder, speech=False, **settings),
        brain,
        None,
        None,
        lambda: Journal(f"sqlite:///{folder / 'journal.db'}"),
    )
    await hub.start()
    try:
        yield hub
    finally:
        await hub.stop()


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[Hub]:
    async with opened(tmp_path) as running:
        yield running


async def until(holds: Callable[[], object]) -> None:
    """Wait until `holds()` is true."""

    async def poll() -> None:
        while not holds():  # noqa: ASYNC110 - whatever it is has no event
            await asyncio.sleep(0.01)

    await asyncio.wait_for(poll(), PATIENCE_S)


def begun(folder: Path) -> list[dict[str, Any]]:
    """Return every turn that a scripted brain has begun."""
    log = folder / "turns.log"
    return [json.loads(line) for line in log.read_text("utf-8").splitlines()] if log.exists() else []
