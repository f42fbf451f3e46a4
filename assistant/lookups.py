"""Writes `nlu/lookups` from the catalogue: the names that understanding knows, and what else they are called.

Run by `make train`; a test holds the files to the catalogue. The names of a person's library are added at run time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from actions.catalogue import Catalogue
from actions.catalogue.items import Item, Name
from actions.playback import sounds
from nlu.gazetteer import LOOKUPS

HEADER = "# Generated from the catalogue by `python -m assistant.lookups`; not to be edited by hand.\n"
_SHORTEST = 2
"""Characters of a name: a single one is a word of its own far more often."""


def lookups(catalogue: Catalogue) -> dict[str, list[str]]:
    """Return all names by kind of entity, in order."""
    names: dict[str, set[str]] = defaultdict(set)
    for item in catalogue.items():
        names["artist" if item.kind == "artist" else "title"] |= _called(item)
        if item.kind == "album":
            names["album"] |= _called(item)
        people = (*item.creators, *item.cast)
        names["artist" if item.kind in {"album", "artist"} else "person"] |= set(_both(people))
    vocabulary = catalogue.vocabulary
    names["genre"] |= set(vocabulary.words("genre"))
    names["mood"] |= set(vocabulary.words("mood"))
    names["sound"] |= {word for sound in sounds.catalogue().values() for word in sound["words"]}
    return {kind: sorted(name for name in those if len(name) >= _SHORTEST) for kind, those in sorted(names.items())}


def synonyms(catalogue: Catalogue) -> dict[str, list[str]]:
    """Return what else the genres and moods are called, by their names, each in the language of its name."""
    vocabulary, found = catalogue.vocabulary, dict[str, list[str]]()
    taken: set[str] = set()
    for facet in ("genre", "mood"):
        for term in (vocabulary.term(facet, term_id) for term_id in vocabulary.ids(facet)):
            for name in dict.fromkeys(_both([term.name])):
                words = [w for w in term.words if w.isascii() == name.isascii() and w != name and w not in taken]
                taken.update((name, *words))
                if words:
                    found.setdefault(name, []).extend(words)
    return found


def texts(catalogue: Catalogue) -> dict[str, str]:
    """Return the content of every file of `nlu/lookups`, by its name."""
    files = {f"{kind}.yml": _table("lookup", {kind: names}) for kind, names in lookups(catalogue).items()}
    return {**files, "synonyms.yml": _table("synonym", synonyms(catalogue))}


def write(folder: Path = LOOKUPS) -> None:
    """Write all files, and remove what is generated no longer."""
    wanted = texts(Catalogue.load())
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.yml"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, "utf-8")


def _called(item: Item) -> set[str]:
    return {*_both([item.title]), *item.aliases}


def _both(names: Iterable[Name]) -> Iterable[str]:
    return (spelling for name in names for spelling in (name.en, name.zh))


def _table(kind: str, named: Mapping[str, Iterable[str]]) -> str:
    tables = (
        f'  - {kind}: "{name}"\n    examples: |\n' + "".join(f"      - {word}\n" for word in words)
        for name, words in named.items()
    )
    return HEADER + 'version: "3.1"\n\nnlu:\n' + "".join(tables)


if __name__ == "__main__":
    write()
