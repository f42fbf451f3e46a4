"""The port every player implements: mpv, and the widget in a browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal, Protocol

from actions.catalogue.items import Item

PlayerStatus = Literal["idle", "loading", "playing", "paused", "stopped", "error"]
Reason = Literal["missing", "unplayable", "silent", "blocked", "stopped"]
"""Why a player could not: it is not installed, the file is broken, it does not answer, the page may not play
before it is touched, or somebody stopped it meanwhile."""


class PlaybackError(Exception):
    """A player could not do it; the message says what to do next."""

    code = "player-failed"

    def __init__(self, message: str, reason: Reason = "silent") -> None:
        super().__init__(message)
        self.reason: Reason = reason


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
    """What comes after the item."""
    queue_version: int = 0
    heard: bool = True
    """False when the player found no sound device and plays into the void."""

    @property
    def active(self) -> bool:
        """Whether something is on, be it paused."""
        return self.item is not None and self.status in {"loading", "playing", "paused"}


class Player(Protocol):
    """One place that plays one item at a time.

    Methods return what the player reported after the command took effect and raise `PlaybackError` when it did not.
    """

    name: str
    on_end: Callable[[], None]
    """Called when an item has played to its end."""
    on_change: Callable[[], None]
    """Called when the state changed without a command."""

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

    async def seek(self, position_s: float) -> PlayerState:
        """Go to a position of the item that plays."""

    async def state(self) -> PlayerState:
        """Return the state as the player reports it now."""


def state_message(state: PlayerState) -> dict[str, Any]:
    """Return a player's state as the protocol's `player` message carries it."""
    return {
        "player": state.player,
        "state": state.status,
        "item": brief_item(state.item) if state.item else None,
        "position_s": round(state.position_s, 2),
        "duration_s": state.duration_s,
        "volume": state.volume,
        "queue": [brief_item(item) for item in state.queue],
        "queue_version": state.queue_version,
    }


def brief_item(item: Item) -> dict[str, Any]:
    """Return what a face needs to show an item."""
    return {
        "id": item.id,
        "kind": item.kind,
        "title": asdict(item.title),
        "by": [asdict(creator) for creator in item.creators[:2]],
    }
