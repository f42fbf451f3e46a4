"""Who made and played in what: people, studios and artists by name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from rapidfuzz import fuzz, process

from actions.catalogue.items import Item, Name
from actions.catalogue.names import has_han, normalise

_SURE = 85
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii"})
_NO_SURNAMES = frozenset(
    (
        *("studio", "studios", "games", "entertainment", "software", "interactive", "productions", "pictures"),
        *("works", "band", "orchestra", "company", "team", "group", "boys", "girls", "brothers", "club"),
        *("digital", "online"),
    )
)


class Credits:
    """Finds people and their items by full name or by the part one calls them by."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items: dict[str, set[str]] = defaultdict(set)
        self._names: dict[str, Name] = {}
        for item in items:
            for name in credited(item):
                self._names.setdefault(name.en, name)
                self._items[name.en].add(item.id)
        self._full = _index(self._names.values(), _full_names)
        self._short = _index(self._names.values(), _short_names)

    def find(self, name: str) -> tuple[Name, ...]:
        """Return the people called `name`: by full name, else by its last part, else nearly so spelt."""
        wanted = normalise(name)
        exact = self._full.get(wanted) or self._short.get(wanted)
        if exact is None and len(wanted) >= 5:
            exact = self._nearest(wanted, self._full) or self._nearest(wanted, self._short)
        return tuple(self._names[key] for key in exact or ())

    def items(self, name: Name) -> frozenset[str]:
        """Return the ids of the items that `name` made, played in or is."""
        return frozenset(self._items.get(name.en, ()))

    def full_names(self) -> Mapping[str, tuple[str, ...]]:
        """Return the English names of people by each normalised full name."""
        return self._full

    def short_names(self) -> Mapping[str, tuple[str, ...]]:
        """Return the English names of people by each normalised surname."""
        return self._short

    def _nearest(self, wanted: str, index: Mapping[str, tuple[str, ...]]) -> tuple[str, ...] | None:
        found = process.extractOne(wanted, index.keys(), scorer=fuzz.ratio, score_cutoff=_SURE)
        return index[found[0]] if found else None


def credited(item: Item) -> tuple[Name, ...]:
    """Return everybody named in an item: creators, cast and, for an artist, the artist."""
    return (*item.creators, *item.cast, *((item.title,) if item.kind == "artist" else ()))


def _full_names(name: Name) -> Iterable[str]:
    return (normalise(name.en), normalise(name.zh))


def _short_names(name: Name) -> Iterable[str]:
    words = [word for word in normalise(name.en).split() if word not in _SUFFIXES]
    if len(words) > 1 and len(words[-1]) > 2 and words[-1] not in _NO_SURNAMES:
        yield words[-1]
    parts = re.split(r"[·・]", name.zh)
    if len(parts) > 1 and len(parts[-1]) > 1 and has_han(parts[-1]):
        yield normalise(parts[-1])
    if name.zh.endswith("工作室") and len(name.zh) > 4:
        yield normalise(name.zh.removesuffix("工作室"))


def _index(names: Iterable[Name], forms: Callable[[Name], Iterable[str]]) -> dict[str, tuple[str, ...]]:
    index: dict[str, list[str]] = defaultdict(list)
    for name in names:
        for form in dict.fromkeys(forms(name)):
            index[form].append(name.en)
    return {form: tuple(found) for form, found in index.items() if form}
