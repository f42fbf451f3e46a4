"""Cuts words into the smallest pieces that can be a name of their own: single Han characters, whole other words.

Where a Mandarin word ends is a matter of opinion (第二个, 冷笑话); where a name ends must not depend on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nlu.words import Word, is_han


@dataclass(frozen=True)
class Unit:
    """One piece."""

    text: str
    start: int
    """Where it stands in the normalised text."""
    word: str
    """The word that it is a part of."""
    place: str
    """Its place in that word: S for all of it, else B, M or E."""

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


def units_of(words: Iterable[Word]) -> list[Unit]:
    """Return the units of `words`, in order."""
    return [unit for word, start in words for unit in _cut(word, start)]


def _cut(word: str, start: int) -> list[Unit]:
    if not is_han(word) or len(word) == 1:
        return [Unit(word, start, word, "S")]
    last = len(word) - 1
    return [
        Unit(character, start + index, word, "B" if index == 0 else "E" if index == last else "M")
        for index, character in enumerate(word)
    ]
