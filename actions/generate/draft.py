"""A piece while it is being written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any, Protocol

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

    async def until(self, stop: asyncio.Event) -> AsyncGenerator[str, None]:
        """Yield the sentences until the last one, or until `stop` is set: then nothing more is written."""
        stopped = asyncio.ensure_future(stop.wait())
        try:
            while (sentence := await self._next_before(stopped)) is not None:
                yield sentence
        finally:
            stopped.cancel()

    async def _next_before(self, stopped: asyncio.Future[Any]) -> str | None:
        following = asyncio.ensure_future(self._following())
        await asyncio.wait({following, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if following.done() and not stopped.done():
            return following.result()
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        await self.aclose()
        return None

    async def _following(self) -> str | None:
        return await anext(self, None)

    @property
    def is_finished(self) -> bool:
        """Whether all of the piece has been read."""
        return self._piece is not None

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
