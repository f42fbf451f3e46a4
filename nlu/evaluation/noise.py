"""What a recogniser might make of a sentence: no case or punctuation, words lost, and words that sound alike swapped.

English words are swapped for others of our vocabulary with the same Metaphone code (Philips, 1990), Han characters for
others of our vocabulary with the same pinyin, tones aside. The errors are drawn anew for each sentence, but the same
ones every time, so that two models are asked the same.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from nlu.evaluation.cases import Case
from nlu.normal import HAN

SWAPPED, LOST = 0.08, 0.03
"""The parts of the words that are heard as another and not at all: a word error rate of about 11 %."""
_UNIT = re.compile(rf"[{HAN}]|[^\W{HAN}]+(?:'[^\W{HAN}]+)*")
_HAN = re.compile(f"[{HAN}]")


class Noise:
    """Distorts sentences the way recognisers do."""

    def __init__(self, texts: Iterable[str], swapped: float = SWAPPED, lost: float = LOST) -> None:
        """Swap words for those of `texts` that sound alike."""
        self._swapped, self._lost = swapped, lost
        self._alike = _alike(texts)

    def heard(self, text: str) -> str:
        """Return what might be heard of `text`; never nothing."""
        chance = random.Random(text)
        units = _UNIT.findall(text.lower())
        heard = [self._heard(unit, chance) for unit in units if chance.random() >= self._lost] or units
        return re.sub(rf"(?<=[{HAN}]) (?=[{HAN}])", "", " ".join(heard))

    def case(self, case: Case) -> Case:
        """Return `case` as it might be heard; its entities no longer stand where they stood."""
        return replace(case, text=self.heard(case.text), entities=None)

    def _heard(self, unit: str, chance: random.Random) -> str:
        others = self._alike.get(unit, ())
        return chance.choice(others) if others and chance.random() < self._swapped else unit


def _alike(texts: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return, for every word and character in `texts`, the others that sound like it."""
    groups: dict[str, set[str]] = defaultdict(set)
    for unit in {unit for text in texts for unit in _UNIT.findall(text.lower())}:
        if sound := _sound(unit):
            groups[sound].add(unit)
    return {unit: tuple(sorted(group - {unit})) for group in groups.values() if len(group) > 1 for unit in group}


def _sound(unit: str) -> str:
    if _HAN.match(unit):
        from pypinyin import lazy_pinyin

        return str(lazy_pinyin(unit)[0])
    from jellyfish import metaphone

    return metaphone(unit) if unit.isascii() and unit.isalpha() and len(unit) > 2 else ""
