"""The port every player implements: mpv, and the widget in a browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from actions.catalogue.items import Item

PlayerStatus = Literal["idle", "loading", "playing", "paused", "stopped", "error"]


class PlaybackError(Exception):
    """A player could not do it; the message says what to do next."""

    code = "player-failed"


@dataclass(frozen=True)
class PlayerState:
    """What the player itself reported last."""

    player: str
    """"mpv" or "browser"."""
    status: PlayerStatus
    item: Item | None = None
    position_s: float = 0.0
    duration_s: float | None = None
    volume: int = 70
    """0–100."""
    queue: tuple[Item, ...] = ()
    queue_version: int = 0


class Player(Protocol):
    """One place that plays one item at a time. Methods return what the player reported
    after the command took effect and raise `PlaybackError` when it did not."""

    name: str

    async def play(self, item: Item) -> PlayerState:
        """Load and start `item`; return only once it really plays."""

    async def pause(self) -> PlayerState:
        """Pause; no effect when nothing plays."""

    async def resume(self) -> PlayerState:
        """Go on after a pause; no effect otherwise."""

    async def stop(self) -> PlayerState:
        """Stop, in any state; idempotent."""

    async def set_volume(self, volume: int) -> PlayerState:
        """Set the volume, 0–100."""

    async def state(self) -> PlayerState:
        """Return the state as the player reports it now."""
