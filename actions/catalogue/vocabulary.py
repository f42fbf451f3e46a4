"""Genres, moods and themes: their ids, their names and the words people use for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from actions.catalogue.errors import BadCatalogueData
from actions.catalogue.items import KINDS, Kind, Name
from actions.catalogue.names import normalise

Facet = Literal["genre", "mood", "theme"]
FACETS: tuple[Facet, ...] = ("genre", "mood", "theme")


@dataclass(frozen=True)
class Term:
    """One genre, mood or theme."""

    id: str
    name: Name
    words: tuple[str, ...]
    """Everything people call it, in both languages, its names among them."""
    kinds: tuple[Kind, ...] = KINDS
    """Kinds of item it can describe."""
    weight: int = 0
    """Of a mood: from -2 (heavy, dark) to 2 (light, easy)."""


class Vocabulary:
    """The words items may be described with."""

    def __init__(self, terms: Mapping[Facet, Mapping[str, Term]]) -> None:
        self._terms = terms
        self._by_word = {facet: _index(terms[facet].values()) for facet in FACETS}

    @classmethod
    def load(cls, folder: Path) -> Vocabulary:
        """Read genres.yml, moods.yml and themes.yml in `folder`. Raises BadCatalogueData."""
        return cls({facet: _terms(folder / f"{facet}s.yml") for facet in FACETS})

    def genre(self, word: str, kind: Kind | None = None) -> str | None:
        """Return the id of the genre called `word`, if there is one and it fits `kind`."""
        found = self.find("genre", word)
        return found if found and (kind is None or kind in self.term("genre", found).kinds) else None

    def mood(self, word: str) -> str | None:
        """Return the id of the mood called `word`, if there is one."""
        return self.find("mood", word)

    def theme(self, word: str) -> str | None:
        """Return the id of the theme called `word`, if there is one."""
        return self.find("theme", word)

    def find(self, facet: Facet, word: str) -> str | None:
        """Return the id of the term of `facet` called `word`: exact, plural or a kind of film (喜剧片)."""
        index = self._by_word[facet]
        return next((index[form] for form in word_forms(word) if form in index), None)

    def name(self, facet: Facet, term_id: str) -> Name:
        """Return the names of a term. Raises KeyError for an unknown id."""
        return self._terms[facet][term_id].name

    def term(self, facet: Facet, term_id: str) -> Term:
        """Return a term with all that is known of it. Raises KeyError for an unknown id."""
        return self._terms[facet][term_id]

    def ids(self, facet: Facet) -> tuple[str, ...]:
        """Return all ids of `facet`, in the order of its file."""
        return tuple(self._terms[facet])

    def words(self, facet: Facet) -> tuple[str, ...]:
        """Return all words for `facet`, in both languages."""
        return tuple(word for term in self._terms[facet].values() for word in term.words)

    def weight(self, mood: str) -> int:
        """Return how light a mood is, from -2 to 2."""
        return self._terms["mood"][mood].weight


def word_forms(word: str) -> Iterator[str]:
    """Yield the normalised `word` and what it may be a plural or a compound of, likeliest first."""
    plain = normalise(word)
    yield plain
    if plain.endswith("ies"):
        yield plain[:-3] + "y"
    if plain.endswith("s"):
        yield plain[:-1]
    for ending in ("电影", "片", "剧", "类", "题材", "音乐", "游戏", "小说", "的"):
        if plain.endswith(ending) and len(plain) > len(ending):
            yield plain[: -len(ending)]
    for ending in (" movie", " film", " music", " game", " book", " story", " show", " series"):
        if plain.endswith(ending):
            yield plain[: -len(ending)]
    yield plain + "s"


def _index(terms: Any) -> dict[str, str]:
    index: dict[str, str] = {}
    for term in terms:
        for word in (term.id.replace("-", " "), *term.words):
            index.setdefault(normalise(word), term.id)
    return index


def _terms(path: Path) -> dict[str, Term]:
    table = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return {term_id: _term(path, term_id, row) for term_id, row in table.items()}


def _term(path: Path, term_id: str, row: Any) -> Term:
    try:
        en, zh, also = _listed(row["en"]), _listed(row["zh"]), _listed(row.get("also", []))
        kinds: tuple[Kind, ...] = tuple(row.get("kinds", KINDS))
        unknown = set(row) - {"en", "zh", "also", "kinds", "weight"} or set(kinds) - set(KINDS)
    except (KeyError, TypeError, AttributeError) as error:
        raise BadCatalogueData(f"{path.name}: {term_id}: needs lists `en` and `zh`.") from error
    if unknown or not en or not zh:
        raise BadCatalogueData(f"{path.name}: {term_id}: not understood: {sorted(unknown) or 'no words'}.")
    return Term(term_id, Name(en[0], zh[0]), (*en, *zh, *also), kinds, row.get("weight", 0))


def _listed(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(str(word) for word in value)
