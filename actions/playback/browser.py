"""The widget as a player: it is told what to do and believed only when it says what it does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from actions.catalogue.items import Item
from actions.playback.player import PlaybackError, PlayerState, Reason

ANSWER_WITHIN_S = 8.0
GONE_AFTER_S = 20.0
"""A page that plays reports every five seconds; one that is silent this long has been closed."""
MAX_POSITION_S = 1e6
SUPERSEDED = "AbortError"
"""What a page says of an item whose start was cut off by the next one."""


class BrowserPlayer:
    """A player in a client at the other end of a conversation."""

    name = "browser"

    def __init__(
        self,
        send: Callable[[dict[str, Any]], None],
        url_of: Callable[[Item], str],
        find: Callable[[str], Item | None] = lambda item_id: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`find` gives the item of an id, so that a page that plays already can be taken over."""
        self._send = send
        self._url_of = url_of
        self._find = find
        self._clock = clock
        self._state = PlayerState(player=self.name, status="idle")
        self._reported = asyncio.Event()
        self._heard_at = clock()
        self._error = ""
        self._reason: Reason = "silent"
        self.on_end: Callable[[], None] = lambda: None
        self.on_change: Callable[[], None] = lambda: None

    async def play(self, item: Item) -> PlayerState:
        """Have the client play `item`; return once it says that it does. Raises PlaybackError."""
        self._error = ""
        self._state = PlayerState(self.name, "loading", item, volume=self._state.volume)
        shown = {
            "id": item.id,
            "title": {"en": item.title.en, "zh": item.title.zh},
            "url": self._url_of(item),
            "loop": item.kind == "sound",
        }
        self._send({"command": "play", "item": shown})
        try:
            await self._until("playing")
        except PlaybackError:
            self._forget("error")
            self._send({"command": "stop"})
            raise
        return self._state

    async def pause(self) -> PlayerState:
        """Pause; no effect when nothing plays."""
        if self._state.status == "playing":
            self._send({"command": "pause"})
            await self._until("paused")
        return self._state

    async def resume(self) -> PlayerState:
        """Go on after a pause; no effect otherwise."""
        if self._state.status == "paused":
            self._send({"command": "resume"})
            await self._until("playing")
        return self._state

    async def stop(self) -> PlayerState:
        """Stop; idempotent. A client that has gone has stopped."""
        self._send({"command": "stop"})
        self._fail("it was stopped", "stopped")
        self._forget("stopped")
        return self._state

    async def set_volume(self, volume: int) -> PlayerState:
        """Set the volume, 0–100."""
        volume = max(0, min(100, volume))
        self._send({"command": "volume", "volume": volume})
        self._state = replace(self._state, volume=volume)
        return self._state

    async def seek(self, position_s: float) -> PlayerState:
        """Go to a position of the item that plays."""
        if self._state.item is not None:
            self._send({"command": "seek", "position_s": max(0.0, position_s)})
        return self._state

    async def state(self) -> PlayerState:
        """Return what the client reported last; a client that plays and says nothing has gone."""
        if self._state.status == "playing" and self._clock() - self._heard_at > GONE_AFTER_S:
            self._forget("stopped")
        return self._state

    def report(self, event: dict[str, Any]) -> Item | None:
        """Take a `player-event` of the client; return the item if one that played already was taken over."""
        self._heard_at = self._clock()
        before = self._state
        taken_over = self._recognised(event)
        item = self._state.item
        if event.get("item") and (item is None or event["item"] != item.id):
            return None
        if event["state"] == "error" and event.get("error") == SUPERSEDED:
            return None
        if event["state"] == "error":
            self._take_error(str(event.get("error") or "unknown error"))
        elif event["state"] in {"stopped", "idle"}:
            self._take_end(ended=event.get("reason") == "end")
        elif item is not None:
            self._take_progress(event)
        self._reported.set()
        if (before.status, before.item, before.volume) != (self._state.status, self._state.item, self._state.volume):
            self.on_change()
        return taken_over

    def _recognised(self, event: dict[str, Any]) -> Item | None:
        """Take over what the page plays already, after the brain was restarted."""
        # A page that was told to stop may still report what it was playing then: only a new player takes over.
        is_new = self._state.item is None and self._state.status == "idle"
        if not is_new or not event.get("item") or event["state"] not in {"playing", "paused"}:
            return None
        item = self._find(event["item"])
        if item is not None:
            self._state = replace(self._state, item=item)
        return item

    def _take_progress(self, event: dict[str, Any]) -> None:
        volume = event.get("volume")
        self._state = replace(
            self._state,
            status=event["state"],
            position_s=_seconds(event.get("position_s")) or 0.0,
            duration_s=_seconds(event.get("duration_s")),
            volume=self._state.volume if volume is None else max(0, min(100, round(volume))),
        )

    def _take_error(self, error: str) -> None:
        self._fail(error, "blocked" if error == "NotAllowedError" else "unplayable")
        self._forget("error")

    def _take_end(self, *, ended: bool) -> None:
        if self._state.status in {"playing", "paused"}:
            self._forget("idle" if ended else "stopped")
            if ended:
                self.on_end()

    def _fail(self, error: str, reason: Reason) -> None:
        self._error, self._reason = error, reason
        self._reported.set()

    def _forget(self, status: str) -> None:
        self._state = PlayerState(self.name, status, volume=self._state.volume)  # type: ignore[arg-type]

    async def _until(self, status: str) -> None:
        async def reported() -> None:
            while self._state.status != status and not self._error:
                self._reported.clear()
                await self._reported.wait()

        self._error = ""
        try:
            await asyncio.wait_for(reported(), ANSWER_WITHIN_S)
        except asyncio.TimeoutError:
            self._error, self._reason = "the page does not answer", "silent"
        if self._error:
            error, self._error = self._error, ""
            raise PlaybackError(f"The browser could not do it: {error}. Try again.", self._reason)


def _seconds(value: Any) -> float | None:
    """Return a time that a client sent, or None if it is none."""
    if not isinstance(value, (int, float)) or not 0 <= value <= MAX_POSITION_S:
        return None
    return float(value)
