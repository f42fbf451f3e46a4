from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from actions.generate import Brief, Piece, Writer

Read = Callable[[Writer, Brief], Awaitable[tuple[list[str], Piece]]]


@pytest.fixture
def read() -> Read:
    """Read a writer's piece to the end; return the sentences as they came, and the piece."""

    async def _read(writer: Writer, brief: Brief) -> tuple[list[str], Piece]:
        draft = writer.begin(brief)
        sentences = [sentence async for sentence in draft]
        return sentences, draft.piece

    return _read
