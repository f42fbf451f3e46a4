"""Checks over the whole catalogue that no single item can answer for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from actions.catalogue.credits import credited
from actions.catalogue.items import AUDIENCES, Item
from actions.catalogue.names import has_han, normalise
from actions.catalogue.vocabulary import FACETS, Vocabulary

_MAKERLESS = frozenset({"game", "artist", "track", "sound"})


def duplicate_ids(items: Iterable[Item]) -> list[str]:
    """Return ids given to more than one item."""
    return [item_id for item_id, count in Counter(item.id for item in items).items() if count > 1]


def duplicate_titles(items: Iterable[Item]) -> list[str]:
    """Return titles that two items of one kind and year share: most likely the same thing twice."""
    counts = Counter((item.kind, item.year, normalise(item.title.en)) for item in items)
    return [f"{kind} {title} ({year})" for (kind, year, title), count in counts.items() if count > 1]


def dangling_links(items: Sequence[Item]) -> list[str]:
    """Return `id -> similar` for links to nothing or to the item itself."""
    known = {item.id for item in items}
    return [
        f"{item.id} -> {other}" for item in items for other in item.similar if other not in known or other == item.id
    ]


def unknown_terms(items: Iterable[Item], vocabulary: Vocabulary) -> list[str]:
    """Return `id: facet:term` for genres, moods and themes outside the vocabulary or their kinds."""
    return [f"{item.id}: {fault}" for item in items for fault in _term_faults(item, vocabulary)]


def _term_faults(item: Item, vocabulary: Vocabulary) -> Iterator[str]:
    for facet in FACETS:
        terms: tuple[str, ...] = getattr(item, f"{facet}s")
        known = vocabulary.ids(facet)
        for term in terms:
            if term not in known or item.kind not in vocabulary.term(facet, term).kinds:
                yield f"{facet}:{term}"
        if len(set(terms)) < len(terms):
            yield f"{facet}s: one is named twice"


def incomplete(items: Iterable[Item]) -> list[str]:
    """Return `id: what is missing` for items that lack a fact their kind must have."""
    return [f"{item.id}: {missing}" for item in items for missing in _missing(item)]


def _missing(item: Item) -> Iterator[str]:
    facts = {
        "year": item.year is not None,
        "genres": bool(item.genres),
        "moods": bool(item.moods),
        "themes": bool(item.themes) or item.kind in {"artist", "album"},
        "country": bool(item.country),
        "audience": item.audience in AUDIENCES,
        "creators": bool(item.creators) or item.kind in _MAKERLESS,
        "length": item.length is not None or item.kind in {"artist", "game", "album"},
        "synopsis": bool(item.synopsis.en and has_han(item.synopsis.zh)),
    }
    return (fact for fact, present in facts.items() if not present)


def inconsistent_names(items: Iterable[Item]) -> list[str]:
    """Return English names of people that are given more than one Mandarin name."""
    names: dict[str, set[str]] = defaultdict(set)
    for item in items:
        for name in credited(item):
            names[name.en].add(name.zh)
    return [f"{en}: {', '.join(sorted(zh))}" for en, zh in names.items() if len(zh) > 1]
