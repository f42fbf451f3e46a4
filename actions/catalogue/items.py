"""What an item is: one film, show, book, game, artist, album, track or sound."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Language = Literal["en", "zh"]
Kind = Literal["film", "show", "book", "game", "artist", "album", "track", "sound"]
Audience = Literal["children", "family", "teen", "adult"]

KINDS: tuple[Kind, ...] = ("film", "show", "book", "game", "artist", "album", "track", "sound")
AUDIENCES: tuple[Audience, ...] = ("children", "family", "teen", "adult")
"""From the youngest to the oldest: an item for one audience suits all after it."""


@dataclass(frozen=True)
class Name:
    """A name in both languages; where there is no Mandarin name, `zh` repeats `en`."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        """Return the name in `language` ("en" or "zh")."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Item:
    """One thing that can be recommended or played, with its facts."""

    id: str
    """`kind/slug`, unique over the catalogue: `film/inception`."""
    kind: Kind
    title: Name
    aliases: tuple[str, ...] = ()
    """Other names people use, in any language."""
    year: int | None = None
    """First release; for an artist, the first record; for a composer, the first work in print."""
    creators: tuple[Name, ...] = ()
    """Directors, authors, studios or, for an album, its artists."""
    cast: tuple[Name, ...] = ()
    genres: tuple[str, ...] = ()
    """Ids of `data/genres.yml`."""
    moods: tuple[str, ...] = ()
    """Ids of `data/moods.yml`."""
    themes: tuple[str, ...] = ()
    """Ids of `data/themes.yml`."""
    length: int | None = None
    """Minutes of a film, an album or one episode; pages of a book; hours of a game."""
    audience: Audience = "teen"
    language: str = "en"
    """Original language, ISO 639-1."""
    country: str = ""
    """ISO 3166-1 alpha-2."""
    similar: tuple[str, ...] = ()
    """Ids of items that a person who knows both would name in one breath."""
    synopsis: Name = field(default_factory=lambda: Name("", ""))
    uri: str = ""
    """Where it can be played: a file path or `sound:rain`; empty for the catalogue's own."""
