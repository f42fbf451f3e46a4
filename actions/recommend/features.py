"""The catalogue as matrices: what each item is made of, weighed by how telling it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from actions.catalogue import Catalogue, Item, Name
from actions.catalogue.credits import credited

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

GROUP_WEIGHTS = {
    "genre": 1.4,
    "mood": 0.8,
    "theme": 1.0,
    "creator": 0.6,
    "cast": 0.5,
    "era": 0.35,
    "language": 0.3,
    "audience": 0.35,
}
"""How much a shared feature of each group says about two items being alike, before idf."""


@dataclass(frozen=True)
class Feature:
    """One thing items can have in common: a genre, a theme, a person, a decade."""

    group: str
    value: str

    def __str__(self) -> str:
        return f"{self.group}:{self.value}"


class FeatureSpace:
    """Rows are items, columns are features."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.items: tuple[Item, ...] = tuple(item for item in catalogue.items() if item.kind not in {"track", "sound"})
        self.row = {item.id: number for number, item in enumerate(self.items)}
        owned = [tuple(dict.fromkeys(features(item))) for item in self.items]
        self.features: tuple[Feature, ...] = tuple(dict.fromkeys(f for row in owned for f in row))
        self.column = {feature: number for number, feature in enumerate(self.features)}
        self.people: dict[str, Name] = {name.en: name for item in self.items for name in credited(item)}
        self.has = _incidence(owned, self.column)
        """(items, features), whether the item has the feature."""
        self.vectors = _weighed(self.has, self.features)
        """(items, features), rows of length 1: a dot product is a similarity from 0 to 1."""
        self.linked = _links(self.items, self.row)
        """(items, items), whether either names the other as similar."""

    def having(self, group: str, value: str) -> Flags:
        """Return (items,), which items have a feature; all False for one nobody has."""
        column = self.column.get(Feature(group, value))
        nothing: Flags = np.zeros(len(self.items), dtype=bool)
        return nothing if column is None else self.has[:, column]

    def rows(self, item_ids: Iterable[str]) -> list[int]:
        """Return the rows of those ids that have one."""
        return [self.row[item_id] for item_id in item_ids if item_id in self.row]


def features(item: Item) -> Iterator[Feature]:
    """Yield what an item is made of."""
    yield from (Feature("genre", term) for term in item.genres)
    yield from (Feature("mood", term) for term in item.moods)
    yield from (Feature("theme", term) for term in item.themes)
    yield from (Feature("creator", name.en) for name in makers(item))
    yield from (Feature("cast", name.en) for name in item.cast)
    if item.year is not None:
        yield Feature("era", str(item.year // 10 * 10))
    yield Feature("language", item.language)
    yield Feature("audience", item.audience)


def makers(item: Item) -> tuple[Name, ...]:
    """Return who made an item; an artist is their own maker, so that they and their albums are alike."""
    return (item.title,) if item.kind == "artist" else item.creators


def _incidence(owned: Sequence[Sequence[Feature]], column: dict[Feature, int]) -> Flags:
    has: Flags = np.zeros((len(owned), len(column)), dtype=bool)
    for number, row in enumerate(owned):
        has[number, [column[feature] for feature in row]] = True
    return has


def _weighed(has: Flags, columns: Sequence[Feature]) -> Floats:
    """Return rows of length 1; what only one item has makes nothing alike and weighs nothing."""
    group = np.array([GROUP_WEIGHTS[feature.group] for feature in columns])
    owners = has.sum(axis=0)
    idf = np.log((1 + len(has)) / (1 + owners)) * (owners > 1)
    weighed = has * (group * idf)
    length = np.linalg.norm(weighed, axis=1, keepdims=True)
    vectors: Floats = (weighed / np.maximum(length, 1e-9)).astype(np.float32)
    return vectors


def _links(items: Sequence[Item], row: dict[str, int]) -> Flags:
    """Return (items, items), whether either names the other, or the other's artist, as similar."""
    linked: Flags = np.zeros((len(items), len(items)), dtype=bool)
    artists = {item.title.en: item for item in items if item.kind == "artist"}
    for number, item in enumerate(items):
        of_artists = (artists[name.en].similar for name in item.creators if name.en in artists)
        for other in chain(item.similar, *of_artists):
            if other in row:
                linked[number, row[other]] = linked[row[other], number] = True
    return linked


def searchable(item: Item, theme_names: Iterable[Name]) -> str:
    """Return all text in which free words are looked for."""
    names = (item.title, item.synopsis, *theme_names)
    return " ".join((*(name.en for name in names), *(name.zh for name in names), *item.aliases))
