"""A sentence as all components see it: normalised, cut into words, with its values and the names known in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from nlu.features import MAX_WORDS, sentence_features, unit_features
from nlu.gazetteer import Gazetteer
from nlu.normal import Normal, normalise
from nlu.units import Unit, units_of
from nlu.values import Value, find_values
from nlu.words import Word, words_of


@dataclass(frozen=True)
class Sentence:
    """What was read off a text before anything was learned about it."""

    normal: Normal
    words: tuple[Word, ...]
    units: tuple[Unit, ...]
    values: tuple[Value, ...]

    def span(self, first: int, after: int) -> tuple[int, int]:
        """Return the span in the original text of the units from `first` up to `after`, which is not among them."""
        return self.normal.span(self.units[first].start, self.units[after - 1].end)

    def features(self) -> list[str]:
        """Return the features for its intent."""
        return sentence_features(self.words, [value for value in self.values if value.kind != "number"])

    def unit_features(self, names: Gazetteer, intent: str = "") -> list[list[str]]:
        """Return the features of each unit for what it is a part of."""
        return unit_features(self.units, self.values, names.find(self.units), intent)


@lru_cache(maxsize=64)
def read(text: str) -> Sentence:
    """Read `text`. Kept for a moment, because several components ask for the same sentence."""
    normal = normalise(text)
    words = words_of(normal)[:MAX_WORDS]
    return Sentence(normal, tuple(words), tuple(units_of(words)), tuple(find_values(normal.text)))
