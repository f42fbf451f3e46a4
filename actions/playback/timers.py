"""The sleep timer: playing stops after a time or after some items; one a session, softly if that is wanted."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from actions.playback.deck import Deck
from actions.playback.player import PlaybackError

log = logging.getLogger(__name__)

FADE_S = 20.0
"""How long it takes to fall silent gently."""
FADE_STEP_S = 0.5
OWN_VOLUME = 5
"""A page's report of its volume may be some steps of the fading behind."""
LOOK_EVERY_S = 1.0
"""How often it is looked whether what is to be the last has ended or is about to."""


@dataclass(frozen=True)
class Clock:
    """What time is measured with; it is not moved when somebody sets the wall clock."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass(frozen=True)
class Left:
    """What is left until playing stops: seconds, or items that play to their end."""

    seconds: float | None = None
    items: int | None = None


class SleepTimers:
    """The sleep timers of all sessions."""

    def __init__(
        self,
        acting: Callable[[str], Awaitable[Deck]],
        stop: Callable[[str], Awaitable[None]],
        clock: Clock,
    ) -> None:
        """`acting` gives the deck that a session hears, `stop` silences the session."""
        self._acting = acting
        self._stop = stop
        self._clock = clock
        self._timers: dict[str, _Timer] = {}

    async def start_in(self, session: str, seconds: float, *, gently: bool = False) -> None:
        """Stop in `seconds`, in place of what the session's timer was before."""
        await self._start(session, _Timer(gently, due=self._clock.now() + seconds))

    async def start_after(self, session: str, items: int, *, gently: bool = False) -> None:
        """Stop once `items` have played to their end, the one that plays now being the first."""
        deck = await self._acting(session)
        await self._start(session, _Timer(gently))
        deck.stop_after(session, items)

    async def left(self, session: str) -> Left | None:
        """Return what is left, or None when there is no timer."""
        timer = self._timers.get(session)
        if timer is None:
            return None
        if timer.due is not None:
            return Left(seconds=max(0.0, timer.due - self._clock.now()))
        items = (await self._acting(session)).ends_left(session)
        return None if items is None else Left(items=items)

    async def cancel(self, session: str) -> bool:
        """Let playing go on, as loud as it was; return whether there was a timer."""
        timer = self._timers.pop(session, None)
        if timer is None:
            return False
        deck = await self._acting(session)
        was_set = timer.due is not None or deck.ends_left(session) is not None
        deck.stop_after(session, None)
        if timer.task is not None:
            timer.task.cancel()
            await asyncio.gather(timer.task, return_exceptions=True)
        await timer.restore()
        return was_set

    async def close(self) -> None:
        """End all timers."""
        for session in list(self._timers):
            await self.cancel(session)

    # --- inside ----------------------------------------------------------------------------------------------

    async def _start(self, session: str, timer: _Timer) -> None:
        await self.cancel(session)
        self._timers[session] = timer
        timer.task = asyncio.create_task(self._run(session, timer))

    async def _run(self, session: str, timer: _Timer) -> None:
        """Wait until it is time, falling silent towards the end; what happens to a player stops no timer."""
        try:
            await (self._wait(session, timer) if timer.due is not None else self._follow(session, timer))
            # It is over before it stops anything: whatever stops a session cancels its timer.
            if self._timers.get(session) is timer:
                del self._timers[session]
            if timer.due is not None:
                await self._stop(session)
            await timer.restore()
        except PlaybackError as error:
            log.warning("the sleep timer could not do it: %s", error)

    async def _wait(self, session: str, timer: _Timer) -> None:
        """Wait until the timer is due."""
        assert timer.due is not None  # noqa: S101 - it is one of a time
        while (left := timer.due - self._clock.now()) > 0:
            if timer.gently and left <= FADE_S:
                await timer.fade(await self._acting(session), left)
                await self._clock.sleep(min(left, FADE_STEP_S))
            else:
                await self._clock.sleep(left - FADE_S if timer.gently else left)

    async def _follow(self, session: str, timer: _Timer) -> None:
        """Wait until the deck stops after the last item by itself."""
        while True:
            deck = await self._acting(session)
            items = deck.ends_left(session)
            if items is None:
                return
            state = await deck.state()
            left = (state.duration_s or 0.0) - state.position_s
            last = items == 1 and state.status == "playing" and state.duration_s is not None
            if timer.gently and last and left <= FADE_S:
                await timer.fade(deck, left)
                await self._clock.sleep(FADE_STEP_S)
            else:
                # Somebody skipped, or paused: what plays next is not to be soft.
                await timer.restore()
                await self._clock.sleep(LOOK_EVERY_S)


@dataclass
class _Timer:
    """A session's timer, and how loud it was before it began to fade."""

    gently: bool
    due: float | None = None
    """When it stops; None when it stops after some items."""
    task: asyncio.Task[None] | None = None
    _deck: Deck | None = None
    _before: int = 0
    _set: int = 0

    async def fade(self, deck: Deck, left: float) -> None:
        """Be as soft as it has to be `left` seconds before the end; who changes the volume meanwhile has it so."""
        volume = (await deck.state()).volume
        if self._deck is None:
            self._deck, self._before, self._set = deck, volume, volume
        if deck is not self._deck or not self._is_own(volume):
            self.gently = False
            await self.restore()
            return
        softer = round(self._before * left / FADE_S)
        if softer != volume:
            self._set = (await deck.set_volume(softer)).volume

    async def restore(self) -> None:
        """Make it as loud as before, unless somebody else has set the volume since."""
        deck, self._deck = self._deck, None
        if deck is None:
            return
        with contextlib.suppress(PlaybackError):
            if self._is_own((await deck.state()).volume):
                await deck.set_volume(self._before)

    def _is_own(self, volume: int) -> bool:
        return abs(volume - self._set) <= OWN_VOLUME
