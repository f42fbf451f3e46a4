"""One file of the library and what its tags say, or its path where they say nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from actions.catalogue.items import Item, Name

SUFFIXES = frozenset(
    ".mp3 .m4a .m4b .aac .flac .ogg .oga .opus .wav .aif .aiff .wma .ape .wv .mpc .mka .tta".split()  # noqa: SIM905
)
MAX_TAG = 300
_FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("title", "tit2", "©nam", "wm/title"),
    "artist": ("artist", "tpe1", "©art", "author", "albumartist", "tpe2", "wm/albumartist", "album artist"),
    "album": ("album", "talb", "©alb", "wm/albumtitle"),
    "genre": ("genre", "tcon", "©gen", "wm/genre"),
    "mood": ("mood", "tmoo", "wm/mood"),
    "date": ("date", "originaldate", "year", "tdrc", "tyer", "©day", "wm/year"),
    "track": ("tracknumber", "track", "trck", "wm/tracknumber"),
    "disc": ("discnumber", "disc", "tpos", "wm/partofset"),
}
_SPLIT = re.compile(r"\s*[;/,、，；|\0]\s*")
_NUMBERED = re.compile(r"^(?:(?P<disc>\d)-)?(?P<number>\d{1,3}(?=\s*[-._)])|0\d(?=\s))[-._)\s]\s*[-._)]?\s*(?=\S)")
_HAN_MARKS = "，。、（）《》：！？—…·"
_HIGH = re.compile(r"[\x80-\xff]+")


@dataclass(frozen=True)
class Track:
    """A file that can be played."""

    path: str
    title: str
    artist: str = ""
    album: str = ""
    genres: tuple[str, ...] = ()
    """As the tags spell them."""
    moods: tuple[str, ...] = ()
    year: int | None = None
    disc: int = 0
    number: int = 0
    seconds: float = 0.0

    @cached_property
    def id(self) -> str:
        """The item's id; the same as long as the file stays where it is."""
        return f"track/{hashlib.blake2b(self.path.encode('utf-8', 'surrogateescape'), digest_size=8).hexdigest()}"

    @cached_property
    def item(self) -> Item:
        """The track as players and faces know it."""
        return Item(
            id=self.id,
            kind="track",
            title=Name(self.title, self.title),
            creators=(Name(self.artist, self.artist),) if self.artist else (),
            year=self.year,
            genres=self.genres,
            moods=self.moods,
            uri=self.path,
        )


def read_track(path: Path, folder: Path) -> Track:
    """Return what is known of the file at `path` in the library's `folder`; broken tags are no tags."""
    tags, seconds = _tags(path)
    guess = _guess(path, folder)
    first = {name: values[0] for name, values in tags.items() if values}
    return Track(
        path=str(path),
        title=first.get("title") or guess["title"],
        artist=first.get("artist") or guess["artist"],
        album=first.get("album") or guess["album"],
        genres=_parts(tags.get("genre", ())),
        moods=_parts(tags.get("mood", ())),
        year=_year(first.get("date", "")),
        disc=_number(first.get("disc", "")) or int(guess["disc"] or 0),
        number=_number(first.get("track", "")) or int(guess["number"] or 0),
        seconds=seconds,
    )


def _tags(path: Path) -> tuple[dict[str, list[str]], float]:
    """Return the tags by our names and the length in seconds."""
    import mutagen

    try:
        audio = mutagen.File(path, easy=True)
    except Exception:
        # Whatever a broken file makes mutagen raise, its name and folder still say something.
        return {}, 0.0
    if audio is None:
        return {}, 0.0
    seconds = float(getattr(audio.info, "length", 0.0) or 0.0)
    try:
        found = {str(key).lower(): value for key, value in dict(audio.tags or {}).items()}
    except Exception:
        return {}, seconds
    return {name: _first_of(found, keys) for name, keys in _FIELDS.items()}, seconds


def _first_of(found: Mapping[str, Any], keys: Iterable[str]) -> list[str]:
    for key in keys:
        values = [text for value in _listed(found.get(key)) if (text := _clean(str(value)))]
        if values:
            return values
    return []


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    text = getattr(value, "text", value)
    return list(text) if isinstance(text, (list, tuple)) else [text]


def _clean(text: str) -> str:
    """Return a tag on one line, its Mandarin repaired where an old program wrote GBK as Latin-1."""
    text = " ".join("".join(c if c.isprintable() or c == "\0" else " " for c in text).split())[:MAX_TAG].strip()
    runs = _HIGH.findall(text)
    if not runs or any(len(run) % 2 for run in runs) or max(text) > "\xff":
        return text
    try:
        repaired = text.encode("latin-1").decode("gbk")
    except UnicodeError:
        return text
    return repaired if all("㐀" <= c <= "鿿" or c.isascii() or c in _HAN_MARKS for c in repaired) else text


def _parts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for value in values for part in _SPLIT.split(value) if part))


def _year(date: str) -> int | None:
    match = re.search(r"(?<!\d)(1[0-9]|20)\d\d(?!\d)", date)
    return int(match.group()) if match else None


def _number(text: str) -> int:
    match = re.match(r"\d{1,4}", text)
    return int(match.group()) if match else 0


def _guess(path: Path, folder: Path) -> dict[str, str]:
    """Return what folders and file name say: Artist/Album/01 Title, or "Artist - Title"."""
    stem = _readable(path.stem)
    numbered = _NUMBERED.match(stem)
    title = stem[numbered.end() :] if numbered else stem
    parents = [_readable(part) for part in path.relative_to(folder).parts[:-1]]
    artist = parents[-2] if len(parents) > 1 else parents[0] if parents else ""
    named = re.fullmatch(r"(?P<artist>.+?)\s+[-–—]\s+(?P<title>.+)", title)
    if named:
        artist, title = named["artist"], named["title"]
    return {
        "title": title,
        "artist": artist,
        "album": parents[-1] if len(parents) > 1 else "",
        "number": (numbered and numbered["number"]) or "",
        "disc": (numbered and numbered["disc"]) or "",
    }


def _readable(name: str) -> str:
    """Return a file name as text, whatever bytes it is made of."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("_", " ")
    return " ".join(text.split())
