"""What a person asks for, and what we suggest: the words of the recommender."""

from __future__ import annotations

from dataclasses import dataclass, replace

from actions.catalogue.items import Audience, Item, Kind, Name


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
    years: tuple[int, int] | None = None
    """First and last year, both included."""
    max_length: int | None = None
    """In the unit of the kind: minutes, pages or hours."""
    min_length: int | None = None
    audience: Audience | None = None
    language: str | None = None
    creator: str | None = None
    """A name as it was said."""
    lighter: int = 0
    """Steps asked for towards light (positive) or serious (negative)."""

    def refined(self, other: Wish) -> Wish:
        """Return this wish with everything `other` states laid over it."""
        stated = {
            name: value
            for name in self.__dataclass_fields__
            if (value := getattr(other, name)) not in (None, (), 0)
        }
        return replace(self, **stated)


@dataclass(frozen=True)
class Reason:
    """One true contribution to a suggestion's score."""

    feature: str
    """What contributed: `genre:comedy`, `mood:warm`, `theme:space`, `like:film/alien`, `taste:genre:comedy` …"""
    weight: float
    """Its part of the score; the parts of a suggestion add up to the score."""
    text: Name
    """A short clause for people: "it is a comedy", "you liked Alien"."""


@dataclass(frozen=True)
class Suggestion:
    """An item, its score and the reasons that made it, heaviest first."""

    item: Item
    score: float
    reasons: tuple[Reason, ...]
