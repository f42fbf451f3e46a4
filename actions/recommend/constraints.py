"""The hard part of a wish: which items it allows, and what stands in the way when it allows none."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np

from actions.catalogue import AUDIENCES, Catalogue
from actions.catalogue.names import has_han, normalise
from actions.recommend.features import FeatureSpace, Flags, searchable
from actions.recommend.wish import Taste, Wish

GIVE_WAY = (
    "exclude",
    "creator",
    "max_length",
    "min_length",
    "years",
    "country",
    "language",
    "words",
    "genres",
    "kind",
    "without_countries",
    "without_languages",
    "without_creators",
    "without_themes",
    "without_moods",
    "without_genres",
    "audience",
)
"""Constraints in the order in which they are given up; "words" stands for `themes` and `words` together."""
_MINUTES = frozenset({"film", "show", "album"})
_SMALL_WORDS = frozenset(("a", "an", "the", "of", "in", "on", "and", "or", "some", "any", "for", "to"))


class Constraints:
    """Answers which items a wish allows. Nothing here is ever traded for a better score."""

    def __init__(self, catalogue: Catalogue, space: FeatureSpace) -> None:
        self._space = space
        self._credits = catalogue.credits
        items = space.items
        self._kind = np.array([item.kind for item in items])
        self._year = np.array([item.year or 0 for item in items])
        self._length = np.array([item.length or 0 for item in items])
        self._country = np.array([item.country for item in items])
        self._audience = np.array([AUDIENCES.index(item.audience) for item in items])
        self._text = [self._searchable(catalogue, number) for number in range(len(items))]

    def masks(self, wish: Wish) -> dict[str, Flags]:
        """Return (items,) flags of what each stated constraint allows, by its name in `GIVE_WAY`."""
        found = {
            "kind": wish.kind and self._kind == wish.kind,
            "genres": wish.genres and self._any("genre", wish.genres),
            "words": (wish.themes or wish.words) and self._about(wish),
            "years": wish.years and self._within(*wish.years),
            "max_length": wish.max_length and self._measured(wish) & (self._length <= wish.max_length),
            "min_length": wish.min_length and self._measured(wish) & (self._length >= wish.min_length),
            "audience": wish.audience and self._audience <= AUDIENCES.index(wish.audience),
            "language": wish.language and self._space.having("language", wish.language),
            "country": wish.country and self._country == wish.country,
            "creator": wish.creator and self.by(wish.creator),
            "without_languages": wish.without_languages and ~self._any("language", wish.without_languages),
            "without_countries": wish.without_countries and ~np.isin(self._country, wish.without_countries),
            "without_genres": wish.without_genres and ~self._any("genre", wish.without_genres),
            "without_moods": wish.without_moods and ~self._any("mood", wish.without_moods),
            "without_themes": wish.without_themes and ~self._any("theme", wish.without_themes),
            "without_creators": wish.without_creators and ~self._by_any(wish.without_creators),
        }
        return {name: mask for name, mask in found.items() if isinstance(mask, np.ndarray)}

    def fresh(self, wish: Wish, taste: Taste, exclude: Collection[str]) -> Flags:
        """Return (items,), which items are not known already: not excluded, named or judged.

        Who asks for something like an artist, or dislikes one, does not want that artist's own albums.
        """
        flags: Flags = np.ones(len(self._space.items), dtype=bool)
        flags[self._space.rows((*exclude, *wish.like, *wish.unlike, *taste.likes, *taste.dislikes))] = False
        flags[self._space.rows(self._own((*wish.like, *wish.unlike, *taste.dislikes)))] = False
        return flags

    def _own(self, item_ids: Iterable[str]) -> Iterator[str]:
        """Yield the ids of all that those of `item_ids` who are artists made."""
        for row in self._space.rows(item_ids):
            if self._space.items[row].kind == "artist":
                yield from self._credits.items(self._space.items[row].title)

    def blocking(self, wish: Wish, fresh: Flags) -> list[str]:
        """Return the fewest fields of `wish` to drop, together, for something to be left.

        Empty when something is left as it is; "exclude" means that all that fits was known already.
        """
        masks = {**self.masks(wish), "exclude": fresh}
        names = [name for name in GIVE_WAY if name in masks]
        for count in range(len(names) + 1):
            for dropped in combinations(names, count):
                if all_of([masks[name] for name in names if name not in dropped], len(fresh)).any():
                    return [field for name in dropped for field in _fields(name, wish)]
        return names

    def by(self, name: str) -> Flags:
        """Return (items,), which items all called in `name` (parted by " & ") made, played in or are."""
        flags: Flags = np.logical_and.reduce([self._by_one(one) for one in name.split(" & ")])
        return flags

    def _by_one(self, name: str) -> Flags:
        ids = (item for found in self._credits.find(name) for item in self._credits.items(found))
        flags: Flags = np.zeros(len(self._space.items), dtype=bool)
        flags[self._space.rows(ids)] = True
        return flags

    def mentioning(self, words: str) -> Flags:
        """Return (items,), whose title, synopsis or themes hold all of `words`."""
        needles = _needles(words)
        return np.array([bool(needles) and all(_holds(text, n) for n in needles) for text in self._text])

    def _about(self, wish: Wish) -> Flags:
        about = self._any("theme", wish.themes)
        for words in wish.words:
            about = about | self.mentioning(words)
        return about

    def _any(self, group: str, values: Sequence[str]) -> Flags:
        flags: Flags = np.zeros(len(self._space.items), dtype=bool)
        for value in values:
            flags = flags | self._space.having(group, value)
        return flags

    def _by_any(self, names: Sequence[str]) -> Flags:
        flags: Flags = np.logical_or.reduce([self.by(name) for name in names])
        return flags

    def _within(self, first: int, last: int) -> Flags:
        flags: Flags = (self._year >= first) & (self._year <= last) & (self._year != 0)
        return flags

    def _measured(self, wish: Wish) -> Flags:
        """Return which items have a length in the unit that the wish speaks of."""
        flags: Flags = self._length > 0
        if wish.kind is None:
            flags = flags & np.isin(self._kind, list(_MINUTES))
        return flags

    def _searchable(self, catalogue: Catalogue, number: int) -> str:
        item = self._space.items[number]
        known = catalogue.vocabulary.ids("theme")
        themes = [catalogue.vocabulary.name("theme", theme) for theme in item.themes if theme in known]
        return f" {normalise(searchable(item, themes))} "


def all_of(masks: Sequence[Flags], count: int) -> Flags:
    """Return (count,), where all `masks` are true; all True for no masks."""
    flags: Flags = np.logical_and.reduce([np.ones(count, dtype=bool), *masks])
    return flags


def _fields(name: str, wish: Wish) -> list[str]:
    if name == "words":
        return [field for field in ("themes", "words") if getattr(wish, field)]
    return [name]


def _needles(words: str) -> list[str]:
    plain = normalise(words)
    if has_han(plain):
        return plain.split()
    return [word for word in plain.split() if word not in _SMALL_WORDS]


def _holds(text: str, needle: str) -> bool:
    if has_han(needle):
        return needle in text
    stem = needle[:-1] if needle.endswith("s") and len(needle) > 3 else needle
    return f" {stem} " in text or f" {stem}s " in text
