"""What a recogniser heard."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """One word and when it was said."""

    word: str
    start: float
    """Seconds from the start of the stream."""
    end: float
    conf: float
    """0–1."""


@dataclass(frozen=True)
class Transcript:
    """What was heard so far (partial) or in a finished utterance (final)."""

    text: str
    words: tuple[Word, ...] = ()
    language: str = "en"
    confidence: float = 0.0
    """Mean of the words' confidences, 0–1; 0 for a partial."""
    final: bool = False
    stable: int = 0
    """Leading characters of a partial that the one before agreed with."""
