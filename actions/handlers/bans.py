"""What a person never wants again: tracks, albums, artists and all of theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from actions.catalogue import Catalogue, Item, Kind
from actions.catalogue.names import normalise
from actions.handlers.base import Turn
from actions.people import Opinion

_TOGETHER = re.compile(r"\s*(?:;|/|、|&|,|，|\bfeat\.?|\bft\.?|\bwith\b|\band\b|\s[x×]\s)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Forbidden:
    """What must neither be played nor suggested."""

    items: frozenset[str] = frozenset()
    artists: frozenset[str] = frozenset()
    """Their names, normalised, in both languages."""
    albums: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.items or self.artists or self.albums)

    def has(self, item: Item, album: str = "") -> bool:
        """Return whether `item`, of the album called `album`, is forbidden."""
        if item.id in self.items or (album and normalise(album) in self.albums):
            return True
        return bool(self.artists) and any(self._by(name) for maker in item.creators for name in (maker.en, maker.zh))

    def _by(self, name: str) -> bool:
        parts = (name, *_TOGETHER.split(name))
        return any(normalise(part) in self.artists for part in parts if part)


def forbidden(turn: Turn) -> Forbidden:
    """Return what this person said never to play or suggest again. Raises PeopleError."""
    return forbidden_by(turn.services.people.opinions(turn.person), turn.services.catalogue)


def forbidden_by(opinions: Iterable[Opinion], catalogue: Catalogue) -> Forbidden:
    """Return what `opinions` forbid: of each item the latest one counts."""
    latest = {opinion.item: opinion.value for opinion in opinions if opinion.value != "seen"}
    never = [item for item, value in latest.items() if value == "never"]
    return Forbidden(
        frozenset(never),
        frozenset(name for item in never for name in _names(item, "artist", catalogue)),
        frozenset(name for item in never for name in _names(item, "album", catalogue)),
    )


def item_id(kind: Kind, name: str) -> str:
    """Return the id under which an artist or album that the catalogue does not have is kept."""
    return f"{kind}/{normalise(name)[:150]}"


def _names(item: str, kind: Kind, catalogue: Catalogue) -> Iterable[str]:
    if not item.startswith(f"{kind}/"):
        return
    if item not in catalogue:
        yield item.removeprefix(f"{kind}/")
        return
    known = catalogue.get(item)
    yield from (normalise(name) for name in (known.title.en, known.title.zh, *known.aliases))
