"""A piece while it is being written."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Protocol

from actions.generate.brief import Brief, Piece
from actions.generate.errors import DraftUnfinished


class Draft:
    """Gives the sentences as they are made, once, and the whole piece after the last one."""

    def __init__(self, parts: AsyncGenerator[str | Piece, None]) -> None:
        """`parts` yields sentences and, last, the Piece."""
        self._parts = parts
        self._piece: Piece | None = None

    def __aiter__(self) -> Draft:
        return self

    async def __anext__(self) -> str:
        async for part in self._parts:
            if isinstance(part, str):
                return part
            self._piece = part
        raise StopAsyncIteration

    @property
    def piece(self) -> Piece:
        """The finished piece. Raises DraftUnfinished while sentences are still to be read."""
        if self._piece is None:
            raise DraftUnfinished("The piece is still being written: read its sentences to the end first.")
        return self._piece

    async def aclose(self) -> None:
        """Stop writing; an open connection is closed. Harmless when all is written."""
        await self._parts.aclose()


class Writer(Protocol):
    """Something that writes what a brief asks for."""

    def begin(self, brief: Brief) -> Draft:
        """Return the draft; nothing is written before its first sentence is read."""
        ...
