"""Genres, moods, audiences, places and feelings in what was said."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import cast

from actions.catalogue import Audience, Catalogue, Kind
from actions.catalogue.names import has_han
from actions.catalogue.vocabulary import Facet, Vocabulary
from actions.recommend.parsing.numbers import WORDS, number
from actions.recommend.parsing.said import Hit, Said, whole
from actions.recommend.texts import table

Meanings = tuple[tuple[str, object], ...]

_AGE = re.compile(
    rf"(?<![a-z0-9])(?P<n>\d+|{'|'.join(WORDS)})[- ]years?[- ]olds?"
    rf"|(?<![a-z])age[ds]? (?P<m>\d+|{'|'.join(WORDS)})(?![a-z0-9])"
    r"|(?P<z>\d+|[一二两三四五六七八九十]+)岁"
)
_PLOT = re.compile(r"剧情(?!片|类|电影|剧)")


def find_terms(said: Said, catalogue: Catalogue, kind: Kind | None) -> list[Hit]:
    """Return the genres and moods that were named, and themes that the phrases stand for."""
    for match in _PLOT.finditer(said.left):
        said.take(*match.span())
    words = _words(catalogue.vocabulary, kind)
    found = said.matches(_alternatives(tuple(words)))
    return [Hit(match.start(), match.end(), words[_bare(match.group(), words)]) for match in found]


def find_feelings(said: Said) -> list[Hit]:
    """Return the moods that would do somebody good who says how they feel."""
    hits = []
    for feeling in (*table("phrases")["feelings"]["en"], *table("phrases")["feelings"]["zh"]):
        moods: Meanings = tuple(("mood", mood) for mood in feeling["moods"])
        hits += [Hit(m.start(), m.end(), moods) for m in said.matches(feeling["said"])]
    return hits


def find_lighter(said: Said) -> list[Hit]:
    """Return steps towards light or serious."""
    hits = []
    for steps, patterns in table("phrases")["lighter"].items():
        pattern = "|".join(whole(words) if words.isascii() else words for words in patterns)
        hits += [Hit(m.start(), m.end(), (("lighter", steps),)) for m in said.matches(pattern)]
    return hits


def find_audience(said: Said) -> list[Hit]:
    """Return for whom it should be."""
    hits = [Hit(m.start(), m.end(), (("audience", _of_age(m)),)) for m in said.matches(_AGE)]
    for audience, patterns in table("phrases")["audience"].items():
        pattern = "|".join(whole(words) if words.isascii() else words for words in patterns)
        hits += [Hit(m.start(), m.end(), (("audience", audience),)) for m in said.matches(pattern)]
    return hits


def find_places(said: Said) -> list[Hit]:
    """Return the languages and countries it should be from."""
    hits = []
    for aspect, plural in (("language", "languages"), ("country", "countries")):
        for code, place in table("places")[plural].items():
            origin = [rf"\b(?:from|made in) {noun}\b" for noun in place.get("nouns", ())]
            hits += [Hit(m.start(), m.end(), ((aspect, code),)) for p in origin for m in said.matches(p)]
            found = said.matches(_alternatives(tuple(place["words"]))) if place.get("words") else []
            hits += [Hit(match.start(), match.end(), ((aspect, code),)) for match in found]
    return hits


def _of_age(match: re.Match[str]) -> Audience:
    years = number(match.group("n") or match.group("m") or match.group("z")) or 0
    if years < 8:
        return "children"
    if years < 13:
        return "family"
    return "teen" if years < 18 else "adult"


@lru_cache(maxsize=32)
def _words(vocabulary: Vocabulary, kind: Kind | None) -> dict[str, Meanings]:
    """Return what every word stands for, of that which fits the kind."""
    found: dict[str, list[tuple[str, object]]] = defaultdict(list)
    for genre in vocabulary.ids("genre"):
        term = vocabulary.term("genre", genre)
        for word in term.words if kind is None or kind in term.kinds else ():
            found[word].append(("genre", genre))
    for mood in vocabulary.ids("mood"):
        for word in vocabulary.term("mood", mood).words:
            found[word].append(("mood", mood))
    for word, terms in table("phrases")["terms"].items():
        found[word] = [(aspect, value) for aspect, value in (term.split(":") for term in terms)]
    return {word: kept for word, meanings in found.items() if (kept := _fitting(meanings, vocabulary, kind))}


def _fitting(meanings: list[tuple[str, object]], vocabulary: Vocabulary, kind: Kind | None) -> Meanings:
    return tuple(
        (aspect, value)
        for aspect, value in meanings
        if aspect not in {"genre", "theme"}
        or kind is None
        or kind in vocabulary.term(cast(Facet, aspect), str(value)).kinds
    )


@lru_cache(maxsize=256)
def _alternatives(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for any of `words`, the longest first, Latin ones also in the plural."""
    ordered = sorted(words, key=len, reverse=True)
    han = "|".join(re.escape(word) for word in ordered if has_han(word))
    latin = "|".join(_plural(word) for word in ordered if not has_han(word))
    return re.compile("|".join(part for part in (whole(latin) if latin else "", han) if part))


def _plural(word: str) -> str:
    """Return a pattern for a word in singular and plural, with hyphens or without."""
    loose = re.sub(r"(?:\\ |\\-)", "[ -]", re.escape(word))
    return f"{loose[:-1]}(?:y|ies)" if word.endswith("y") else f"{loose}s?"


def _bare(said: str, words: dict[str, Meanings]) -> str:
    """Return which of `words` was said, perhaps in the plural or with other hyphens."""
    singulars = (said, said[:-3] + "y" if said.endswith("ies") else said[:-1])
    spelt = {form.replace("-", " ") for form in singulars}
    return next(word for word in words if word in singulars or word.replace("-", " ") in spelt)
