"""A player with a queue: one for the house, and one for each page that plays."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from actions.catalogue.items import Item
from actions.playback.player import PlaybackError, Player, PlayerState

log = logging.getLogger(__name__)

MAX_QUEUE = 1000
SHOWN_QUEUE = 20
UNMUTED = 50
"""The volume after "unmute" where nobody knows what it was before."""
TRIES = 5
"""How many broken files in a row are passed over before it is said that they are."""


Repeat = Literal["off", "one", "all"]


@dataclass(frozen=True)
class Started:
    """What began to play, as its player reported, and what could not."""

    item: Item
    state: PlayerState
    skipped: tuple[Item, ...] = ()


class Deck:
    """Plays a queue on one player, one thing after the other."""

    def __init__(
        self,
        player: Player,
        on_change: Callable[[Deck, PlayerState], None],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.player = player
        self._on_change = on_change
        self._sleep = sleep
        self._items: tuple[Item, ...] = ()
        self._in_order: tuple[Item, ...] | None = None
        """The queue as it was before it was mixed."""
        self._at = 0
        self._version = 0
        self._repeat: Repeat = "off"
        self._times_left: int | None = None
        self._muted_from: int | None = None
        self._unmuting: asyncio.Task[None] | None = None
        self._limits: dict[str, int] = {}
        """How many items may still play to their end, by the session that said so."""
        self._busy = asyncio.Lock()
        self._commands = 0
        self._tasks: set[asyncio.Task[None]] = set()
        player.on_end = self._ended
        player.on_change = self._changed

    @property
    def queue(self) -> tuple[tuple[Item, ...], int]:
        """All items of the queue and the place it is at."""
        return self._items, self._at

    async def play(self, items: Sequence[Item], start: int = 0, in_order: Sequence[Item] = ()) -> Started:
        """Play `items` in place of whatever was on; return once the first plays. Raises PlaybackError.

        `in_order` is how they follow each other when they are not mixed.
        """
        self._queue(items, start)
        self._in_order = tuple(in_order) or None
        self.repeat("off")
        return await self._start(start, self._command())

    @property
    def coming(self) -> tuple[Item, ...]:
        """What comes after the item the queue is at."""
        return self._items[self._at + 1 :]

    async def insert(self, items: Sequence[Item]) -> PlayerState:
        """Put `items` right after the one the queue is at."""
        return await self._requeued((*self._items[: self._at + 1], *items, *self.coming))

    async def append(self, items: Sequence[Item]) -> PlayerState:
        """Put `items` at the end of the queue."""
        return await self._requeued((*self._items, *items))

    async def clear(self) -> PlayerState:
        """Take everything that is to come off the queue; what plays goes on."""
        return await self._requeued(self._items[: self._at + 1])

    async def shuffle(self, seed: str) -> PlayerState:
        """Mix what is to come."""
        if self._in_order is None:
            self._in_order = self._items
        coming = list(self.coming)
        random.Random(seed).shuffle(coming)
        return await self._requeued((*self._items[: self._at + 1], *coming))

    @property
    def mixed(self) -> bool:
        """Whether the queue was mixed and its own order is known."""
        return self._in_order is not None

    async def put_in_order(self) -> PlayerState:
        """Put what is to come back into the order it had before it was mixed; what was added since comes last."""
        places: dict[str, int] = {}
        for place, item in enumerate(self._in_order or ()):
            places.setdefault(item.id, place)
        coming = sorted(self.coming, key=lambda item: places.get(item.id, len(places)))
        self._in_order = None
        return await self._requeued((*self._items[: self._at + 1], *coming))

    def repeat(self, mode: Repeat, times: int | None = None) -> None:
        """Play the item, or the whole queue, again at its end: `times` in all, or until something else is wanted."""
        self._repeat, self._times_left = mode, None if times is None else max(0, times - 1)

    @property
    def repeating(self) -> Repeat:
        """What is played again at its end; nothing more, once it was played as often as was wanted."""
        return "off" if self._times_left == 0 else self._repeat

    async def mute(self, for_s: float | None = None) -> PlayerState:
        """Be silent, for a time or until `unmute`, and remember how loud it was; idempotent."""
        self._stay_muted()
        state = await self.state()
        if self._muted_from is None or state.volume > 0:
            self._muted_from = state.volume
        state = await self.set_volume(0)
        if for_s is not None:
            self._unmuting = self._later(self._unmute_after(for_s))
        return state

    async def unmute(self) -> PlayerState:
        """Be as loud as before `mute`; no effect when it is not muted."""
        self._stay_muted()
        state = await self.state()
        before, self._muted_from = self._muted_from, None
        return await self.set_volume(before or UNMUTED) if state.volume == 0 else state

    def stop_after(self, session: str, ends: int | None) -> None:
        """Stop once this many items have played to their end, because `session` said so; None takes that back."""
        if ends is None:
            self._limits.pop(session, None)
        else:
            self._limits[session] = max(1, ends)

    def ends_left(self, session: str) -> int | None:
        """How many items may still end before it stops, as `session` said; None where it said nothing."""
        return self._limits.get(session)

    async def next(self) -> Started | None:
        """Go on to the next item; None, and nothing changes, when this is the last. Raises PlaybackError."""
        if self._at + 1 < len(self._items):
            return await self.jump(self._at + 1)
        return await self.jump(0) if self.repeating == "all" else None

    async def jump(self, at: int) -> Started | None:
        """Go to the item at this place of the queue; None, and nothing changes, without one. Raises PlaybackError."""
        if not 0 <= at < len(self._items):
            return None
        self._leave()
        return await self._start(at, self._command())

    async def previous(self) -> Started | None:
        """Go back to the item before, at the first one to its beginning; None without a queue. Raises PlaybackError."""
        if not self._items:
            return None
        self._leave()
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
        self._limits.clear()
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

    def take_on(self, other: Deck) -> None:
        """Go on as `other` would have: repeating, mixed, and stopping where it was to stop."""
        self._repeat, self._times_left = other._repeat, other._times_left
        self._in_order, self._limits = other._in_order, dict(other._limits)

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
        self._items, self._at, self._in_order = tuple(items[:MAX_QUEUE]), at, None
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

    def _changed(self) -> None:
        self._later(self._tell())

    def _leave(self) -> None:
        """Forget how often an item was to be played once somebody goes to another one."""
        if self._repeat == "one" and self._times_left is not None:
            self.repeat("off")

    def _ended(self) -> None:
        command = self._commands
        self._later(self._advance(command))

    async def _advance(self, command: int) -> None:
        if command != self._commands:
            return
        following = None if self._reached_limit() else self._following()
        if following is not None:
            try:
                await self._start(following, self._command())
                return
            except PlaybackError as error:
                log.info("the queue ended early: %s", error)
        self._queue((), 0)
        self._limits.clear()
        await self._tell()

    def _reached_limit(self) -> bool:
        """Count one more end; return whether somebody wanted it to be the last."""
        self._limits = {session: ends - 1 for session, ends in self._limits.items()}
        return any(ends <= 0 for ends in self._limits.values())

    def _following(self) -> int | None:
        """Return the place of what plays when this item has ended, or None at the end of everything."""
        again = self.repeating != "off"
        last = self._at + 1 >= len(self._items)
        if again and (self._repeat == "one" or last):
            self._times_left = None if self._times_left is None else self._times_left - 1
            return self._at if self._repeat == "one" else 0
        return None if last else self._at + 1

    async def _requeued(self, items: Sequence[Item]) -> PlayerState:
        in_order = self._in_order
        self._queue(items, self._at)
        self._in_order = in_order
        return await self._told(await self.player.state())

    def _stay_muted(self) -> None:
        """Let no earlier "mute for ten minutes" end."""
        unmuting, self._unmuting = self._unmuting, None
        if unmuting is not None:
            unmuting.cancel()

    async def _unmute_after(self, seconds: float) -> None:
        await self._sleep(seconds)
        self._unmuting = None  # It is this task: unmuting must not cancel it.
        try:
            await self.unmute()
        except PlaybackError as error:
            log.info("it stays muted: %s", error)

    def _later(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _tell(self) -> None:
        await self._told(await self.player.state())

    async def _told(self, state: PlayerState) -> PlayerState:
        state = self._with_queue(state)
        self._on_change(self, state)
        return state

    def _with_queue(self, state: PlayerState) -> PlayerState:
        coming = self._items[self._at + 1 :][:SHOWN_QUEUE]
        return replace(state, queue=coming, queue_version=self._version)
