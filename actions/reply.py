"""What Encore answers: text for the eye, speech for the ear, cards, choices, player commands."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Choice:
    """A button. Its title is what a person could have said instead."""

    title: str
    intent: str
    """Intent the button stands for; never shown, never sent to a client in the clear."""
    entities: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Card:
    """A picture with title, subtitle, facts and choices."""

    title: str
    subtitle: str = ""
    text: str = ""
    facts: tuple[str, ...] = ()
    image: str = ""
    """Address of a picture; empty lets the face draw one."""
    item: str = ""
    """Id of the item shown, if any."""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Reply:
    """One answer in one language."""

    id: str
    text: str
    speech: str
    """What is said aloud; empty when the reply is not to be spoken."""
    language: str
    cards: tuple[Card, ...] = ()
    choices: tuple[Choice, ...] = ()
    player: dict[str, Any] | None = None
    """State of the player after this reply (see `actions.playback`), if it changed."""
    piece: dict[str, Any] | None = None
    """The generated piece, if any."""
    expects: str = ""
    """What kind of words would answer it: "", "affirm", "answer" or "wish"."""
    effects: tuple[str, ...] = ()
    """What the assistant has to do with it: "erase-person", "stop-speech", "end-session", "language-zh", and
    "voice-rate:140" for so many words a minute (0: as usual)."""
    final: bool = True

    def as_dict(self) -> dict[str, Any]:
        """Return the reply as JSON types."""
        return asdict(self)
