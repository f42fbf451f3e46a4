"""What a person asks for, and what we suggest: the words of the recommender."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import msgspec

from actions.catalogue.items import AUDIENCES, KINDS, Audience, Item, Kind, Name
from actions.recommend.errors import BadWish

MOST_STEPS = 3
"""Towards light or serious; further than that nobody can tell the difference."""


@dataclass(frozen=True)
class Wish:
    """What is asked for. Every field is a constraint; an empty one constrains nothing."""

    kind: Kind | None = None
    like: tuple[str, ...] = ()
    """Item ids that the suggestions should resemble."""
    unlike: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    without_genres: tuple[str, ...] = ()
    moods: tuple[str, ...] = ()
    without_moods: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    without_themes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """What it should be about, as said, where no theme has that name."""
    years: tuple[int, int] | None = None
    """First and last year, both included."""
    max_length: int | None = None
    """In the unit of the kind: minutes, pages or hours."""
    min_length: int | None = None
    audience: Audience | None = None
    language: str | None = None
    """Original language, ISO 639-1."""
    without_languages: tuple[str, ...] = ()
    country: str | None = None
    """ISO 3166-1 alpha-2."""
    without_countries: tuple[str, ...] = ()
    creator: str | None = None
    """A name as it was said; several that all take part are joined by " & "."""
    without_creators: tuple[str, ...] = ()
    """Names as they were said."""
    unknown: tuple[str, ...] = ()
    """Titles it should be like that the catalogue does not have; they constrain nothing."""
    lighter: int = 0
    """Steps asked for towards light (positive) or serious (negative)."""

    @classmethod
    def from_fields(cls, fields: Mapping[str, object]) -> Wish:
        """Return the wish that `fields` describe, as JSON has them. Raises BadWish naming the field."""
        unknown = sorted(str(name) for name in fields if name not in FIELDS)
        if unknown:
            raise BadWish(f"A wish has no field {unknown[0]!r}; it has {', '.join(FIELDS)}.")
        try:
            wish = msgspec.convert(dict(fields), cls)
        except msgspec.ValidationError as error:
            raise BadWish(_fault(str(error))) from error
        if wish.years and wish.years[0] > wish.years[1]:
            raise BadWish("years: the first year comes before the last.")
        return replace(wish, lighter=_steps(wish.lighter))

    def refined(self, other: Wish) -> Wish:
        """Return this wish with everything `other` states laid over it.

        What `other` asks for replaces; what it rules out is added and no longer asked for, and the
        other way round; steps towards light add up.
        """
        stated = {name: value for name in FIELDS if (value := getattr(other, name)) not in (None, (), 0)}
        for wanted, unwanted in OPPOSITES:
            keep: tuple[str, ...] = stated.get(wanted, getattr(self, wanted))
            refused = _joined(getattr(self, unwanted), getattr(other, unwanted))
            stated[unwanted] = tuple(term for term in refused if term not in getattr(other, wanted))
            stated[wanted] = tuple(term for term in keep if term not in getattr(other, unwanted))
        stated["unknown"] = other.unknown
        stated["lighter"] = _steps(self.lighter + other.lighter)
        return replace(self.without(*self._overruled(other)), **stated)

    def without(self, *fields: str) -> Wish:
        """Return this wish with `fields` constraining nothing."""
        empty = Wish()
        return replace(self, **{name: getattr(empty, name) for name in fields})

    def _overruled(self, other: Wish) -> tuple[str, ...]:
        """Return the fields of this wish that make no sense any more beside `other`."""
        lengths = ("max_length", "min_length")
        if other.kind not in (None, self.kind):
            return lengths
        return tuple(name for name in lengths if other.max_length or other.min_length)


FIELDS: tuple[str, ...] = tuple(Wish.__dataclass_fields__)
OPPOSITES = (
    ("like", "unlike"),
    ("genres", "without_genres"),
    ("moods", "without_moods"),
    ("themes", "without_themes"),
)


def _fault(told: str) -> str:
    """Return what is wrong with a wish in fields: "kind: … It may be film, show …"."""
    reason, _, place = told.partition(" - at ")
    named = place.strip("`").removeprefix("$.")
    may_be = {"kind": KINDS, "audience": AUDIENCES}.get(named)
    return f"{named}: {reason}." + (f" It may be {', '.join(may_be)}." if may_be else "")


def _steps(lighter: int) -> int:
    return max(-MOST_STEPS, min(MOST_STEPS, lighter))


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


@dataclass(frozen=True)
class Taste:
    """What a person has shown to like and dislike: item ids with how strongly, from 0 to 1."""

    likes: Mapping[str, float] = field(default_factory=dict)
    dislikes: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Reason:
    """One true contribution to a suggestion's score."""

    feature: str
    """What contributed: `genre:comedy`, `mood:warm`, `like:film/alien`, `taste:genre:comedy` …"""
    weight: float
    """Its part of the score; the parts of a suggestion add up to the score."""
    text: Name
    """A short clause for people: "it is a comedy", "you liked Alien"."""
    about: str = ""
    """Id of the item that the suggestion is compared with, if it is."""


@dataclass(frozen=True)
class Suggestion:
    """An item, its score and the reasons that made it, heaviest first."""

    item: Item
    score: float
    reasons: tuple[Reason, ...]
