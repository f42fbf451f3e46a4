"""A player with a queue: one for the house, and one for each page that plays."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from actions.catalogue.items import Item
from actions.playback.player import PlaybackError, Player, PlayerState

log = logging.getLogger(__name__)

MAX_QUEUE = 1000
SHOWN_QUEUE = 20
TRIES = 5
"""How many broken files in a row are passed over before it is said that they are."""


@dataclass(frozen=True)
class Started:
    """What began to play, as its player reported, and what could not."""

    item: Item
    state: PlayerState
    skipped: tuple[Item, ...] = ()


class Deck:
    """Plays a queue on one player, one thing after the other."""

    def __init__(self, player: Player, on_change: Callable[[Deck, PlayerState], None]) -> None:
        self.player = player
        self._on_change = on_change
        self._items: tuple[Item, ...] = ()
        self._at = 0
        self._version = 0
        self._busy = asyncio.Lock()
        self._commands = 0
        self._tasks: set[asyncio.Task[None]] = set()
        player.on_end = self._ended
        player.on_change = lambda: self._later(self._tell())

    @property
    def queue(self) -> tuple[tuple[Item, ...], int]:
        """All items of the queue and the place it is at."""
        return self._items, self._at

    async def play(self, items: Sequence[Item], start: int = 0) -> Started:
        """Play `items` in place of whatever was on; return once the first plays. Raises PlaybackError."""
        self._queue(items, start)
        return await self._start(start, self._command())

    async def next(self) -> Started | None:
        """Go on to the next item; None, and nothing changes, when this is the last. Raises PlaybackError."""
        if self._at + 1 >= len(self._items):
            return None
        return await self._start(self._at + 1, self._command())

    async def previous(self) -> Started | None:
        """Go back to the item before, at the first one to its beginning; None without a queue. Raises PlaybackError."""
        if not self._items:
            return None
        return await self._start(max(0, self._at - 1), self._command(), step=-1)

    async def again(self) -> Started | None:
        """Play the item the queue is at from its beginning; None without a queue. Raises PlaybackError."""
        return await self._start(self._at, self._command()) if self._items else None

    async def pause(self) -> PlayerState:
        """Pause; no effect when nothing plays."""
        return await self._told(await self.player.pause())

    async def resume(self) -> PlayerState:
        """Go on after a pause; no effect otherwise."""
        return await self._told(await self.player.resume())

    async def stop(self) -> PlayerState:
        """Stop and empty the queue, in any state; idempotent."""
        self._command()
        self._queue((), 0)
        return await self._told(await self.player.stop())

    async def set_volume(self, volume: int) -> PlayerState:
        """Set the volume, 0–100."""
        return await self._told(await self.player.set_volume(volume))

    async def seek(self, position_s: float) -> PlayerState:
        """Go to a position of the item that plays."""
        return await self._told(await self.player.seek(position_s))

    async def state(self) -> PlayerState:
        """Return what the player reports, with the queue."""
        return self._with_queue(await self.player.state())

    def take_over(self, items: Sequence[Item], at: int) -> None:
        """Know the queue of a player that plays already."""
        self._queue(items, at)

    async def close(self) -> None:
        """End what is under way here; the player plays on."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # --- inside ----------------------------------------------------------------------------------------------

    def _command(self) -> int:
        """Return the number of a new command, which makes all older ones give up."""
        self._commands += 1
        return self._commands

    def _queue(self, items: Sequence[Item], at: int) -> None:
        self._items, self._at = tuple(items[:MAX_QUEUE]), at
        self._version += 1

    async def _start(self, at: int, command: int, step: int = 1) -> Started:
        """Start the item at `at` or, past broken ones, the next that plays. Raises the first one's PlaybackError."""
        skipped: list[Item] = []
        failure: PlaybackError | None = None
        async with self._busy:
            while 0 <= at < len(self._items) and len(skipped) < TRIES:
                if command != self._commands:
                    raise PlaybackError("It was stopped.", "stopped")
                self._at = at
                item = self._items[at]
                try:
                    state = await self.player.play(item)
                except PlaybackError as error:
                    if error.reason != "unplayable":
                        raise
                    failure = failure or error
                    skipped.append(item)
                    at += step
                    continue
                return Started(item, await self._told(state), tuple(skipped))
        await self._tell()
        raise failure or PlaybackError("There is nothing to play; ask for something.")

    def _ended(self) -> None:
        command = self._commands
        self._later(self._advance(command))

    async def _advance(self, command: int) -> None:
        if command != self._commands:
            return
        if self._at + 1 < len(self._items):
            try:
                await self._start(self._at + 1, self._command())
                return
            except PlaybackError as error:
                log.info("the queue ended early: %s", error)
        self._queue((), 0)
        await self._tell()

    def _later(self, work: object) -> None:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)  # type: ignore[arg-type]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tell(self) -> None:
        await self._told(await self.player.state())

    async def _told(self, state: PlayerState) -> PlayerState:
        state = self._with_queue(state)
        self._on_change(self, state)
        return state

    def _with_queue(self, state: PlayerState) -> PlayerState:
        coming = self._items[self._at + 1 :][:SHOWN_QUEUE]
        return replace(state, queue=coming, queue_version=self._version)
