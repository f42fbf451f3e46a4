"""Finds tracks by what people call them: titles, artists, albums, genres, moods and years, in both scripts."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz, process

from actions.catalogue import Catalogue
from actions.catalogue.names import has_han, normalise, sound
from actions.playback.track import Track

Field = Literal["title", "artist", "album"]
FIELDS: tuple[Field, ...] = ("title", "artist", "album")
BY_TITLE: tuple[Field, ...] = ("title", "album", "artist")
BY_ARTIST: tuple[Field, ...] = ("artist", "album", "title")
SURE = 0.88
"""A name at least this near is the one that was meant; what was found is told, never what was asked."""
NEAR = 0.55
SAME_NAME = 0.99
"""Of one Mandarin name in the other script."""
SAME_SOUND = 0.95
"""Of two Mandarin names that sound alike: one of them may have been heard for the other."""
SOUND_LETTERS = 3
"""An English name whose sound has fewer consonants sounds like too many others."""
_ASIDE = re.compile(
    r"\s*[(\[（【].*?[)\]）】]\s*|\s+-\s+(?:\d{4} )?(?:remaster|live|single|radio|mono|stereo).*$", re.I
)
_TOGETHER = re.compile(r"\s*(?:;|/|、|&|,|，|\bfeat\.?|\bft\.?|\bwith\b|\band\b|\s[x×]\s)\s*", re.I)


@dataclass(frozen=True)
class Ask:
    """What is to be played, as it was said; empty fields constrain nothing."""

    title: str = ""
    artist: str = ""
    genres: tuple[str, ...] = ()
    """Ids of the catalogue's vocabulary, or words it does not know."""
    moods: tuple[str, ...] = ()
    """One of these will do: a word for a mood may stand for several."""
    years: tuple[int, int] | None = None

    @property
    def anything(self) -> bool:
        """Whether it asks for nothing in particular."""
        return self == Ask()


@dataclass(frozen=True)
class Near:
    """Something the library has that is called nearly so."""

    field: Field
    name: str
    """As the library spells it."""
    by: str = ""
    score: float = 0.0


@dataclass(frozen=True)
class Found:
    """What an `Ask` came to: tracks in the order to play them or, without any, what is near."""

    tracks: tuple[Track, ...] = ()
    what: Literal["title", "artist", "album", "kind", "anything"] = "anything"
    name: str = ""
    """What was found, as the library spells it."""
    near: tuple[Near, ...] = ()


class Index:
    """All tracks of the library; immutable."""

    def __init__(self, tracks: Iterable[Track], catalogue: Catalogue) -> None:
        self.tracks = tuple(tracks)
        self._catalogue = catalogue
        self._by_id = {track.id: track for track in self.tracks}
        self._by_path = {track.path: track for track in self.tracks}
        names: dict[Field, Callable[[Track], list[str]]] = {
            "title": lambda track: _titles(track.title),
            "artist": self._artist_names,
            "album": lambda track: [*_titles(track.album), *self._other_names(track.album, "album")],
        }
        self._names = {field: _Names(self.tracks, names[field]) for field in FIELDS}

    def get(self, track_id: str) -> Track | None:
        """Return the track with this id, or None."""
        return self._by_id.get(track_id)

    def at(self, path: str) -> Track | None:
        """Return the track of this path, or None."""
        return self._by_path.get(path)

    def genres(self) -> list[str]:
        """Return the genres of the library's tags, the commonest first."""
        counts: dict[str, int] = defaultdict(int)
        for track in self.tracks:
            for genre in track.genres:
                counts[genre] += 1
        return sorted(counts, key=lambda genre: (-counts[genre], genre))

    def find(self, ask: Ask, seed: str = "", limit: int = 3) -> Found:
        """Return what to play for `ask`; `seed` settles the order where there is none."""
        if ask.title or ask.artist:
            found = self._named(ask)
            return found if found.tracks else Found(near=self.near(ask.title, ask.artist, limit))
        fitting = [track for track in self.tracks if self._fits(track, ask)]
        random.Random(seed).shuffle(fitting)
        return Found(tuple(fitting), "anything" if ask.anything else "kind")

    def near(self, title: str, artist: str = "", limit: int = 3) -> tuple[Near, ...]:
        """Return up to `limit` things whose names come near, best first."""
        found: dict[tuple[Field, str], Near] = {}
        for said, fields in ((title, FIELDS), (artist, ("artist",))):
            for field in fields:
                for match in self._matches(field, said):
                    key = (match.field, normalise(match.name))
                    if key not in found or found[key].score < match.score:
                        found[key] = match
        return tuple(sorted(found.values(), key=lambda near: (-near.score, FIELDS.index(near.field))))[:limit]

    def _matches(self, field: Field, said: str) -> Iterable[Near]:
        for tracks, score in self._names[field].find(said):
            track = self.tracks[tracks[0]]
            by = "" if field == "artist" else track.artist
            yield Near(field, getattr(track, field), by, score)

    def _named(self, ask: Ask) -> Found:
        if ask.title:
            by = self._sure("artist", ask.artist) if ask.artist else None
            for field in BY_TITLE:
                chosen = self._sure(field, ask.title)
                if by is not None:
                    chosen = [number for number in chosen if number in set(by)]
                if chosen:
                    return self._found(field, chosen, ask)
            return Found()
        for field in BY_ARTIST:
            if chosen := self._sure(field, ask.artist):
                return self._found(field, chosen, ask)
        return Found()

    def _sure(self, field: Field, said: str) -> list[int]:
        """Return the tracks whose `field` is called `said`, or what the catalogue calls it besides."""
        names = (said, *(self._other_names(said, field) if field != "title" else ()))
        return sorted({number for name in names for number in self._names[field].sure(name)})

    def _found(self, field: Field, numbers: Sequence[int], ask: Ask) -> Found:
        tracks = [self.tracks[number] for number in numbers]
        if field == "title":
            return Found((tracks[0],), field, tracks[0].title)
        if field == "album":
            first = tracks[0]
            one = [track for track in tracks if normalise(track.album) == normalise(first.album)]
            return Found(tuple(sorted(one, key=lambda t: (t.disc, t.number, t.path))), field, first.album)
        fitting = [track for track in tracks if self._fits(track, ask)]
        random.Random(ask.artist).shuffle(fitting)
        return Found(tuple(fitting), field, tracks[0].artist)

    # --- genres, moods and years -----------------------------------------------------------------------------

    def _fits(self, track: Track, ask: Ask) -> bool:
        if ask.years and not (track.year and ask.years[0] <= track.year <= ask.years[1]):
            return False
        genres, moods = self._described(track)
        suits = not ask.moods or any(_has(moods, mood) for mood in ask.moods)
        return suits and all(_has(genres, genre) for genre in ask.genres)

    @lru_cache(maxsize=100_000)  # noqa: B019 - an index lives as long as its library
    def _described(self, track: Track) -> tuple[frozenset[str], frozenset[str]]:
        """Return genres and moods, as ids where the vocabulary knows them: of its tags, else of its artist."""
        vocabulary = self._catalogue.vocabulary
        genres = {vocabulary.genre(word, "album") or normalise(word) for word in track.genres}
        genres |= {normalise(word) for word in track.genres}
        moods = {vocabulary.mood(word) or normalise(word) for word in (*track.moods, *track.genres)}
        known = [item for item in self._catalogue.titles.exact(track.artist) if item.kind == "artist"]
        for item in known:
            moods.update(item.moods if not track.moods else ())
            genres.update(item.genres if not track.genres else ())
        return frozenset(genres), frozenset(moods)

    def _artist_names(self, track: Track) -> list[str]:
        parts = [part for part in _TOGETHER.split(track.artist) if part]
        names = [track.artist, *parts]
        return [*names, *(other for name in names for other in self._other_names(name, "artist"))]

    @lru_cache(maxsize=20_000)  # noqa: B019
    def _other_names(self, name: str, kind: str) -> tuple[str, ...]:
        """Return what the catalogue calls an artist or album besides `name`, in either language."""
        items = [item for item in self._catalogue.titles.exact(name) if item.kind == kind] if name else []
        return tuple(other for item in items for other in (item.title.en, item.title.zh, *item.aliases))


class _Names:
    """The names of one field with the tracks that carry them."""

    def __init__(self, tracks: Sequence[Track], names_of: Callable[[Track], list[str]]) -> None:
        self._numbers: dict[str, list[int]] = defaultdict(list)
        for number, track in enumerate(tracks):
            for name in dict.fromkeys(normalise(name) for name in names_of(track)):
                if name:
                    self._numbers[name].append(number)
        self._sounds: dict[str, list[str]] = defaultdict(list)
        for name in self._numbers:
            self._sounds[sound(name)].append(name)
        self._keys = list(self._numbers)

    def sure(self, said: str) -> list[int]:
        """Return the tracks that are called `said`, in the library's order."""
        matches = self.find(said)
        if not matches or matches[0][1] < SURE:
            return []
        least = min(matches[0][1], SAME_NAME)
        return sorted({number for numbers, score in matches if score >= least for number in numbers})

    def find(self, said: str) -> list[tuple[list[int], float]]:
        """Return tracks and how near their name is, the nearest first."""
        query = normalise(said)[:200]
        if not query:
            return []
        scores: dict[str, float] = {query: 1.0} if query in self._numbers else {}
        for name in self._sounds.get(sound(query), ()):
            if has_han(query) and has_han(name):
                scores.setdefault(name, SAME_NAME if _same_name(query, name) else SAME_SOUND)
        if not scores:
            scores = self._nearly(query)
        ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
        return [(self._numbers[name], score) for name, score in ranked if score >= NEAR]

    def _nearly(self, query: str) -> dict[str, float]:
        scores: dict[str, float] = defaultdict(float)
        heard = sound(query)
        for key in self._sounds.get(heard, ()) if len(heard) >= SOUND_LETTERS else ():
            scores[key] = 0.7 + 0.0025 * fuzz.ratio(query, key)
        for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
            for key, percent, _ in process.extract(query, self._keys, scorer=scorer, limit=8, score_cutoff=100 * NEAR):
                if has_han(key) == has_han(query):
                    scores[key] = max(scores[key], 0.0099 * percent)
        inside = query if has_han(query) else f" {query} "
        if len(query) > 1:
            for key in self._keys:
                padded = key if has_han(key) else f" {key} "
                if inside in padded or (len(key) > (1 if has_han(key) else 3) and padded in f" {query} "):
                    shorter, longer = sorted((len(query), len(key)))
                    scores[key] = max(scores[key], 0.6 + 0.25 * shorter / longer)
        return scores


def _titles(title: str) -> list[str]:
    """Return a title and what is left of it without "(live)", "- Remastered 2009"."""
    return [title, _ASIDE.sub(" ", title).strip()] if title else []


def _has(described: frozenset[str], wanted: str) -> bool:
    """Return whether `wanted` is among the words, or within one: rock in "classic rock"."""
    plain = normalise(wanted)
    if wanted in described or plain in described:
        return True
    if has_han(plain):
        return any(plain in word for word in described)
    return any(f" {plain} " in f" {word.replace('-', ' ')} " for word in described)


def _same_name(one: str, other: str) -> bool:
    """Return whether two Mandarin names that sound alike are one, in simplified and in traditional script."""
    if len(one) != len(other):
        return False
    # GB2312 holds the simplified characters alone, so of two spellings of one character it holds one.
    return all(a == b or _is_simplified(a) != _is_simplified(b) for a, b in zip(one, other, strict=True))


def _is_simplified(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
