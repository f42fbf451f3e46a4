"""What is asked of a writer and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

PieceKind = Literal["story", "poem", "joke", "riddle", "quiz"]
PIECE_KINDS: tuple[PieceKind, ...] = ("story", "poem", "joke", "riddle", "quiz")
MIN_SECONDS, MAX_SECONDS = 15, 1800


@dataclass(frozen=True)
class Brief:
    """What is asked for."""

    kind: PieceKind
    language: str = "en"
    """"en" or "zh"."""
    topic: str = ""
    """What it is about, as said: "a dragon", "月亮"."""
    hero: str = ""
    """The main character's name, as said."""
    audience: str = "family"
    """children, family, teen or adult."""
    seconds: int = 60
    """Length when read aloud; any number will do, see `seconds_within_reason`."""
    seed: int | None = None
    """Fixes every choice; None draws one."""
    so_far: dict[str, Any] = field(default_factory=dict)
    """`Piece.state` of the piece that this one continues; for a new piece empty, or {"told": [ids not to tell]}."""

    @property
    def seconds_within_reason(self) -> int:
        """The length as it can be had: from a quarter of a minute to half an hour."""
        return min(max(self.seconds, MIN_SECONDS), MAX_SECONDS)


@dataclass(frozen=True)
class Piece:
    """Something written."""

    kind: PieceKind
    title: str
    language: str
    sentences: tuple[str, ...]
    source: str
    """"embedded" or "endpoint"."""
    model: str
    """Name of the writer or of the endpoint's model."""
    state: dict[str, Any] = field(default_factory=dict)
    """Facts needed to go on (JSON types only): hero, places, open threads, seed."""
    answer: str = ""
    """Of a riddle; of a quiz the right letters ("1B, 2D"); empty otherwise."""

    @property
    def text(self) -> str:
        """All sentences as one text: a poem's in lines, others spaced as the language does."""
        return gap_between(self.kind, self.language).join(self.sentences)


def gap_between(kind: str, language: str) -> str:
    """Return what stands between two sentences of a piece."""
    if kind == "poem":
        return "\n"
    return "" if language == "zh" else " "
