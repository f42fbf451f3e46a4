"""Hard constraints hold for every suggestion, whatever is wished for."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest

from actions.catalogue import AUDIENCES, Catalogue, Item
from actions.recommend import Recommender, Taste, Wish

GENERATED = 3000
FACETS = ("genre", "mood", "theme")


class Wishes:
    """Draws wishes of every shape, most of them with something that meets them."""

    def __init__(self, catalogue: Catalogue, seed: int) -> None:
        self._random = random.Random(seed)
        self._items = [item for item in catalogue.items() if item.kind not in {"track", "sound"}]
        self._ids = {facet: catalogue.vocabulary.ids(facet) for facet in FACETS}  # type: ignore[arg-type]
        self._people = [name for item in self._items for name in (*item.creators, *item.cast)]

    def wish(self) -> Wish:
        some, item = self._random, self._random.choice(self._items)
        year = item.year or 2000
        fields: dict[str, Any] = {
            "kind": item.kind,
            "genres": self._part(item.genres),
            "moods": self._any("mood"),
            "themes": self._part(item.themes),
            "without_genres": self._any("genre"),
            "without_moods": self._any("mood"),
            "without_themes": self._any("theme"),
            "words": tuple(word.strip(",.") for word in item.synopsis.en.split()[:1]),
            "years": (year - some.randrange(20), year + some.randrange(20)),
            "max_length": (item.length or 60) + some.randrange(30),
            "min_length": max(1, (item.length or 60) - some.randrange(60)),
            "audience": some.choice(AUDIENCES),
            "language": item.language,
            "country": item.country or "US",
            "creator": self._name(),
            "without_creators": (self._name(),),
            "without_languages": (some.choice(self._items).language,),
            "without_countries": (some.choice(self._items).country or "US",),
            "like": (some.choice(self._items).id,),
            "unlike": (some.choice(self._items).id,),
            "lighter": some.randrange(-3, 4),
        }
        stated = some.sample(sorted(fields), some.randrange(1, 6))
        return Wish(**{name: fields[name] for name in stated})

    def taste(self) -> Taste:
        drawn = self._random.sample(self._items, 6)
        return Taste({item.id: 1.0 for item in drawn[:3]}, {item.id: 1.0 for item in drawn[3:]})

    def shown(self) -> frozenset[str]:
        return frozenset(item.id for item in self._random.sample(self._items, 40))

    def _part(self, terms: Sequence[str]) -> tuple[str, ...]:
        return tuple(self._random.sample(terms, min(len(terms), self._random.randrange(1, 3))))

    def _any(self, facet: str) -> tuple[str, ...]:
        return tuple(self._random.sample(self._ids[facet], 2))

    def _name(self) -> str:
        name = self._random.choice(self._people)
        return self._random.choice((name.en, name.zh))


def broken(catalogue: Catalogue, wish: Wish, item: Item) -> list[str]:
    """Return the constraints that `item` breaks, checked on its facts alone."""
    names = {spelling for name in (*item.creators, *item.cast, item.title) for spelling in (name.en, name.zh)}
    themes = (catalogue.vocabulary.name("theme", theme).en for theme in item.themes)
    text = " ".join((item.title.en, item.synopsis.en, *item.aliases, *themes)).casefold()
    holds = {
        "kind": wish.kind in (None, item.kind),
        "genres": not wish.genres or set(wish.genres) & set(item.genres),
        "without_genres": not set(wish.without_genres) & set(item.genres),
        "without_moods": not set(wish.without_moods) & set(item.moods),
        "without_themes": not set(wish.without_themes) & set(item.themes),
        "about": not (wish.themes or wish.words)
        or set(wish.themes) & set(item.themes)
        or any(word.casefold().replace("'", "").rstrip("s.") in text.replace("'", "") for word in wish.words),
        "years": wish.years is None or wish.years[0] <= (item.year or 0) <= wish.years[1],
        "max_length": wish.max_length is None or 0 < (item.length or 0) <= wish.max_length,
        "min_length": wish.min_length is None or (item.length or 0) >= wish.min_length,
        "audience": wish.audience is None or AUDIENCES.index(item.audience) <= AUDIENCES.index(wish.audience),
        "language": wish.language in (None, item.language),
        "country": wish.country in (None, item.country),
        "creator": wish.creator is None or wish.creator in names,
        "without_creators": not set(wish.without_creators) & names,
        "without_languages": item.language not in wish.without_languages,
        "without_countries": item.country not in wish.without_countries,
        "named": item.id not in (*wish.like, *wish.unlike),
    }
    return [name for name, kept in holds.items() if not kept]


@pytest.mark.parametrize("seed", range(3))
def test_no_suggestion_ever_breaks_a_constraint(catalogue: Catalogue, recommender: Recommender, seed: int):
    wishes, met = Wishes(catalogue, seed), 0
    for number in range(GENERATED // 3):
        wish, taste, shown = wishes.wish(), wishes.taste(), wishes.shown()
        suggestions = recommender.suggest(wish, taste, exclude=shown, n=4, seed=number)
        met += bool(suggestions)
        for suggestion in suggestions:
            assert broken(catalogue, wish, suggestion.item) == [], (wish, suggestion.item.id)
            assert suggestion.item.id not in shown
            assert suggestion.item.id not in {**taste.likes, **taste.dislikes}
    assert met > GENERATED / 3 / 3


def test_nothing_suggested_means_that_nothing_fits(catalogue: Catalogue, recommender: Recommender):
    wishes = Wishes(catalogue, seed=99)
    empty = [wish for wish in (wishes.wish() for _ in range(400)) if not recommender.suggest(wish, n=1)]
    assert empty
    for wish in empty:
        nearly = [item for item in catalogue.items() if not set(broken(catalogue, wish, item)) - {"creator", "about"}]
        assert wish.creator or wish.words or wish.themes or wish.max_length or wish.min_length or not nearly


def test_dropping_what_blocks_always_frees_something(catalogue: Catalogue, recommender: Recommender):
    wishes = Wishes(catalogue, seed=5)
    for wish in [wishes.wish() for _ in range(400)]:
        fields = recommender.blocking(wish)
        assert bool(fields) == (not recommender.suggest(wish, n=1, seed=1))
        assert recommender.suggest(wish.without(*fields), n=1, seed=1), (wish, fields)
