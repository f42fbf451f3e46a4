"""Understands wishes in words: from what was said to a `Wish`, in either language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from actions.catalogue import AUDIENCES, Audience, Catalogue, Kind
from actions.catalogue.names import fold
from actions.recommend.parsing.eras import Years, find_eras, within
from actions.recommend.parsing.lengths import bounds, find_lengths
from actions.recommend.parsing.names import find_names
from actions.recommend.parsing.said import Hit, Said, negations, whole
from actions.recommend.parsing.terms import (
    find_audience,
    find_feelings,
    find_lighter,
    find_places,
    find_terms,
)
from actions.recommend.parsing.topics import find_topics
from actions.recommend.texts import table
from actions.recommend.wish import Wish

Entity = Mapping[str, object]
Meaning = tuple[str, object, bool]
"""(aspect, value, whether it is negated)"""

_READ = frozenset({"title", "artist", "person", "genre", "mood", "era", "audience", "length", "topic", "language"})
_NEWEST = 2025


def parse_wish(
    text: str, entities: Sequence[Entity], language: str, catalogue: Catalogue, kind: Kind | None = None
) -> Wish:
    """Return the wish that `text` states.

    `entities` ({"entity", "value", …}) help where the text alone is not clear; what they miss is found
    in the text. Both languages are read whatever `language` says. Text that states nothing gives a wish
    for `kind` alone; without `kind`, the kind the text names.
    """
    said = Said(_with_missed(text, entities, language))
    kind = _kind(said, kind)
    topics = [fold(str(e.get("value", ""))) for e in entities if e.get("entity") == "topic"]
    newest = max((item.year or 0 for item in catalogue.items(kind)), default=_NEWEST)
    hits = find_feelings(said)
    hits += find_names(said, text, catalogue, kind, entities)
    hits += find_lighter(said)
    hits += find_audience(said)
    hits += find_eras(said, kind, newest) + find_lengths(said, kind)
    hits += find_places(said)
    hits += find_topics(said, catalogue, kind, topics)
    hits += find_terms(said, catalogue, kind)
    judged = _judged(said, hits)
    return _wish(judged, kind, _implied(judged, kind, catalogue))


def _with_missed(text: str, entities: Iterable[Entity], language: str) -> str:
    """Return `text` with the entity values that do not stand in it added."""
    values = (str(e.get("value", "")) for e in entities if e.get("entity") in _READ)
    missed = [value for value in values if fold(value) not in fold(text)]
    return (", " if language == "en" else "，").join((text, *missed))


def _kind(said: Said, kind: Kind | None) -> Kind | None:
    """Return the kind meant; among albums and artists, and where none is given, what the text says."""
    if kind is not None and kind not in {"album", "artist"}:
        return kind
    for named, patterns in table("phrases")["kinds"].items():
        pattern = "|".join(whole(words) if words[0].isascii() else words for words in patterns)
        if (kind is None or named in {"album", "artist"}) and re.search(pattern, said.text):
            return cast(Kind, named)
    return kind


def _judged(said: Said, hits: list[Hit]) -> list[Meaning]:
    ordered = sorted(hits, key=lambda hit: (hit.start, hit.end))
    negated = negations(said.text, ordered)
    return [
        (aspect, value, hit.negated or no)
        for hit, no in zip(ordered, negated, strict=True)
        for aspect, value in hit.meanings
    ]


def _wish(said: list[Meaning], kind: Kind | None, implied: tuple[str, ...]) -> Wish:
    unwanted = {aspect: _values(said, aspect, True) for aspect in ("genre", "mood", "theme", "creator", "like")}
    wanted = {
        aspect: tuple(value for value in _values(said, aspect, False) if value not in unwanted.get(aspect, ()))
        for aspect in ("genre", "mood", "theme", "creator", "like", "word")
    }
    most, least = bounds([meaning for meaning in said if meaning[0] in {"max", "min", "about", "short", "long"}])
    years = within((cast(Years, value), negated) for aspect, value, negated in said if aspect == "years")
    return Wish(
        kind=kind,
        like=wanted["like"],
        unlike=unwanted["like"],
        genres=wanted["genre"],
        without_genres=tuple(dict.fromkeys((*unwanted["genre"], *implied))),
        moods=wanted["mood"],
        without_moods=unwanted["mood"],
        themes=wanted["theme"],
        without_themes=unwanted["theme"],
        words=wanted["word"],
        years=years,
        max_length=most,
        min_length=least,
        audience=_audience(said),
        language=_last(said, "language"),
        without_languages=_values(said, "language", True),
        country=_last(said, "country"),
        without_countries=_values(said, "country", True),
        creator=" & ".join(wanted["creator"]) or None,
        without_creators=unwanted["creator"],
        unknown=_values(said, "unknown", False) + _values(said, "unknown", True),
        lighter=sum(cast(int, value) for aspect, value, _ in said if aspect == "lighter"),
    )


def _values(said: list[Meaning], aspect: str, negated: bool) -> tuple[str, ...]:
    found = (str(value) for named, value, no in said if named == aspect and no == negated)
    return tuple(dict.fromkeys(found))


def _last(said: list[Meaning], aspect: str) -> Any:
    stated = [value for named, value, negated in said if named == aspect and not negated]
    return stated[-1] if stated else None


def _audience(said: list[Meaning]) -> Audience | None:
    """Return the youngest it is for; "not for kids" is for adults."""
    stated = _values(said, "audience", False)
    if stated:
        return min(cast("tuple[Audience, ...]", stated), key=AUDIENCES.index)
    return "adult" if _values(said, "audience", True) else None


def _implied(said: list[Meaning], kind: Kind | None, catalogue: Catalogue) -> tuple[str, ...]:
    """Return genres that go with the moods ruled out, but with nothing that was asked for."""
    goes_with: Mapping[str, Sequence[str]] = table("phrases")["implied"]
    out, wanted = (_genres_of(said, goes_with, negated) for negated in (True, False))
    fitting = (genre for genre in out if kind is None or kind in catalogue.vocabulary.term("genre", genre).kinds)
    return tuple(genre for genre in fitting if genre not in wanted)


def _genres_of(said: list[Meaning], goes_with: Mapping[str, Sequence[str]], negated: bool) -> list[str]:
    moods = _values(said, "mood", negated)
    stated = () if negated else _values(said, "genre", False)
    return [*stated, *(genre for mood in moods for genre in goes_with.get(mood, ()))]
