from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from actions.generate import Draft, Piece

PIECE = Piece(kind="story", title="Bear", language="en", sentences=("One.", "Two."), source="embedded", model="m")


async def slowly(waits: asyncio.Event) -> AsyncGenerator[str | Piece, None]:
    yield "One."
    await waits.wait()
    yield "Two."
    yield PIECE


async def test_draft_stopped_while_waiting_gives_no_more() -> None:
    stop, told = asyncio.Event(), []
    draft = Draft(slowly(asyncio.Event()))
    async for sentence in draft.until(stop):
        told.append(sentence)
        asyncio.get_running_loop().call_later(0.01, stop.set)

    assert told == ["One."]
    assert not draft.is_finished
    assert [sentence async for sentence in draft] == []


async def test_draft_nobody_stops_is_finished() -> None:
    ready = asyncio.Event()
    ready.set()
    draft = Draft(slowly(ready))

    assert [sentence async for sentence in draft.until(asyncio.Event())] == ["One.", "Two."]
    assert draft.piece == PIECE
