"""Finds items by their titles, however they are written."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from actions.catalogue.items import KINDS, Item
from actions.catalogue.names import has_han, normalise, sound

NEAR = 0.6
"""Scores below this are no match at all."""
SAME_SOUND = 0.95
"""Of a Mandarin name that sounds like another: a recogniser may have heard the one for the other (青天, 晴天)."""
_SOUND_LETTERS = 3
"""Codes of fewer consonants are those of too many English words."""
_LABEL = re.compile(
    r"^(?:(?:film|movie|show|series|tv show|book|novel|game|video game|album|song|artist|band|singer)"
    r"(?: called| named)? |(?:电影|电视剧|剧集|小说|游戏|专辑|歌手|乐队|动画片?|这部|那部|那本)+)(?=\S)"
)


@dataclass(frozen=True)
class Match:
    """An item found by name."""

    item: Item
    score: float
    """1 for the very title, less the more it differs; never below `NEAR`."""


class TitleIndex:
    """All titles and aliases of the catalogue in both languages."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items
        self._named: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, item in enumerate(items):
            for name, score in _names(item):
                self._named[name].append((number, score))
        self._keys = list(self._named)
        self._sounds: dict[str, list[str]] = defaultdict(list)
        for name in self._keys:
            self._sounds[sound(name)].append(name)

    def exact(self, name: str) -> tuple[Item, ...]:
        """Return the items that have `name` as a title or alias."""
        return tuple(self._items[number] for number, _ in self._named.get(normalise(name), ()))

    def __contains__(self, name: object) -> bool:
        """Return whether `name`, normalised already, is a title or alias."""
        return name in self._named

    def find(self, name: str, kinds: Collection[str] | None, limit: int) -> list[Match]:
        """Return up to `limit` matches of `name`, best first, at most one an item."""
        query = normalise(name)[:200]
        scores: dict[int, float] = {}
        for form in dict.fromkeys((query, normalise(_LABEL.sub("", query)))):
            for key, score in self._candidates(form):
                for number, own in self._named[key]:
                    if kinds is None or self._items[number].kind in kinds:
                        scores[number] = max(scores.get(number, 0.0), score * own)
        found = [Match(self._items[n], round(score, 4)) for n, score in scores.items() if score >= NEAR]
        found.sort(key=lambda match: (-match.score, KINDS.index(match.item.kind), match.item.id))
        return found[:limit]

    def _candidates(self, query: str) -> Iterable[tuple[str, float]]:
        if query in self._named:
            yield query, 1.0
        if len(query) < (2 if has_han(query) else 3):
            return
        yield from self._alike(query)
        for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
            for key, percent, _ in process.extract(query, self._keys, scorer=scorer, limit=25, score_cutoff=60):
                if percent < 100 and has_han(key) == has_han(query):
                    yield key, 0.0097 * percent
        yield from self._partial(query)

    def _alike(self, query: str) -> Iterable[tuple[str, float]]:
        """Yield names that sound like `query`; English ones less surely, for its spelling says little."""
        heard = sound(query)
        for key in self._sounds.get(heard, ()):
            if has_han(query) and has_han(key):
                yield key, SAME_SOUND
            elif len(heard) >= _SOUND_LETTERS and not has_han(query) and not has_han(key):
                yield key, 0.7 + 0.0025 * fuzz.ratio(query, key)

    def _partial(self, query: str) -> Iterable[tuple[str, float]]:
        inside = query if has_han(query) else f" {query} "
        for key in self._keys:
            if len(key) > len(query) and inside in (key if has_han(key) else f" {key} "):
                yield key, 0.62 + 0.33 * len(query) / len(key)


def _names(item: Item) -> Iterable[tuple[str, float]]:
    names: dict[str, float] = {}
    for title in (item.title.en, item.title.zh):
        names.setdefault(normalise(title), 1.0)
    for alias in item.aliases:
        names.setdefault(normalise(alias), 0.98)
    for title in (item.title.en, item.title.zh):
        short = re.split(r"[:：]", title)[0]
        if len(normalise(short)) > 3 or has_han(short):
            names.setdefault(normalise(short), 0.95)
    return ((name, score) for name, score in names.items() if name)
