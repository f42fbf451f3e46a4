"""The library: the music in a person's folders, scanned into one SQLite file that is only a memory of it."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO

from actions.catalogue import Catalogue
from actions.playback.index import Ask, Found, Index
from actions.playback.track import SUFFIXES, Track, read_track

log = logging.getLogger(__name__)

VERSION = 1
_TABLE = """
CREATE TABLE IF NOT EXISTS tracks (
    path BLOB PRIMARY KEY, mtime_ns INTEGER NOT NULL, size INTEGER NOT NULL, track TEXT NOT NULL
) WITHOUT ROWID
"""


class LibraryBusy(Exception):
    """Another process owns the library; ask that one."""

    code = "conflict"


@dataclass(frozen=True)
class Scan:
    """What a scan came to."""

    tracks: int
    """How many there are now."""
    added: int = 0
    changed: int = 0
    removed: int = 0
    missing: tuple[str, ...] = ()
    """Folders that are not there; what was known of them stays known but is not offered."""


@dataclass(frozen=True)
class _Seen:
    """A file as the last scan saw it."""

    mtime_ns: int
    size: int
    track: Track


class Library:
    """The tracks in `folders`. One process at a time owns the file and scans; others read it.

    Usable from many threads. The file may be deleted at any time: the next scan makes it again.
    """

    def __init__(self, file: Path, folders: Iterable[Path], catalogue: Catalogue) -> None:
        self._file = file
        self._catalogue = catalogue
        self._folders = _resolved(folders)
        self._lock: TextIO | None = None
        self._scanning = threading.Lock()
        self._index: Index | None = None

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders whose music this is."""
        return self._folders

    @property
    def index(self) -> Index:
        """All tracks, as the last scan left them."""
        if self._index is None:
            self._index = self._indexed(self._remembered())
        return self._index

    @property
    def scanning(self) -> bool:
        """Whether the folders are being looked through at this moment."""
        return self._scanning.locked()

    def __len__(self) -> int:
        return len(self.index.tracks)

    def find(self, ask: Ask, seed: str = "") -> Found:
        """Return what to play for `ask` or, if there is nothing of the kind, what is near."""
        return self.index.find(ask, seed)

    def get(self, track_id: str) -> Track | None:
        """Return the track with this id, or None."""
        return self.index.get(track_id)

    def at(self, path: str) -> Track | None:
        """Return the track of the file at `path`, or None."""
        return self.index.at(path)

    def own(self) -> bool:
        """Take the file for this process, as long as it lives or until `close()`; return whether it is ours."""
        if self._lock is None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle = self._file.with_suffix(".lock").open("w")
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                handle.close()
                return False
            self._lock = handle
        return True

    def close(self) -> None:
        """Give the file free for another process; idempotent."""
        lock, self._lock = self._lock, None
        if lock is not None:
            lock.close()

    def scan(self, folders: Iterable[Path] | None = None) -> Scan:
        """Look through the folders (through `folders` from now on, if given), reading only what is new or changed.

        Raises LibraryBusy when another process owns the library.
        """
        if not self.own():
            raise LibraryBusy("Encore runs with this library already; scan there.")
        with self._scanning:
            if folders is not None:
                self._folders = _resolved(folders)
            return self._scan()

    def status(self) -> dict[str, Any]:
        """Return counts and folders, fit for JSON."""
        tracks = self.index.tracks
        return {
            "folders": [{"path": _shown(folder), "found": folder.is_dir()} for folder in self._folders],
            "tracks": len(tracks),
            "artists": len({track.artist for track in tracks if track.artist}),
            "albums": len({(track.artist, track.album) for track in tracks if track.album}),
            "seconds": round(sum(track.seconds for track in tracks)),
        }

    # --- scanning --------------------------------------------------------------------------------------------

    def _scan(self) -> Scan:
        before = self._remembered()
        missing = [folder for folder in self._folders if not folder.is_dir()]
        seen: dict[str, tuple[Path, os.stat_result]] = {}
        for folder in self._folders:
            for path, status in _sound_files(folder):
                seen.setdefault(str(path), (folder, status))
        gone = {path for path in before if path not in seen and not _within(path, missing)}
        fresh: dict[str, _Seen] = {}
        for name, (folder, status) in seen.items():
            known = before.get(name)
            if known is None or (known.mtime_ns, known.size) != (status.st_mtime_ns, status.st_size):
                fresh[name] = _Seen(status.st_mtime_ns, status.st_size, read_track(Path(name), folder))
        after = {name: known for name, known in before.items() if name not in gone} | fresh
        if fresh or gone:
            self._remember(fresh, gone)
        index = self._index = self._indexed(after)
        return Scan(
            tracks=len(index.tracks),
            added=len(fresh.keys() - before.keys()),
            changed=len(fresh.keys() & before.keys()),
            removed=len(gone),
            missing=tuple(map(_shown, missing)),
        )

    def _indexed(self, known: dict[str, _Seen]) -> Index:
        """Return the index of what lies in folders that are there, by path."""
        there = [folder for folder in self._folders if folder.is_dir()]
        return Index((known[path].track for path in sorted(known) if _within(path, there)), self._catalogue)

    # --- the file --------------------------------------------------------------------------------------------

    def _remembered(self) -> dict[str, _Seen]:
        """Return what the file holds; nothing, if it cannot be read."""
        if not self._file.is_file():
            return {}
        try:
            with closing(self._connected()) as connection:
                rows = connection.execute("SELECT path, mtime_ns, size, track FROM tracks").fetchall()
            return {_path(path): _Seen(mtime_ns, size, _track(track)) for path, mtime_ns, size, track in rows}
        except (sqlite3.Error, ValueError, TypeError) as error:
            log.warning("the library's file is unreadable (%s) and is made again", error)
            if self.own():
                self._file.unlink(missing_ok=True)
            return {}

    def _remember(self, fresh: dict[str, _Seen], gone: Iterable[str]) -> None:
        rows = [
            (_stored(path), seen.mtime_ns, seen.size, json.dumps(asdict(seen.track), ensure_ascii=True))
            for path, seen in fresh.items()
        ]
        try:
            with closing(self._connected()) as connection, connection:
                connection.execute(_TABLE)
                connection.execute(f"PRAGMA user_version = {VERSION}")
                connection.executemany("DELETE FROM tracks WHERE path = ?", [(_stored(path),) for path in gone])
                connection.executemany("INSERT OR REPLACE INTO tracks VALUES (?, ?, ?, ?)", rows)
        except sqlite3.Error as error:
            # The music is known all the same; the next start reads the files again.
            log.warning("the library could not be written down: %s", error)

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, timeout=5)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version not in {0, VERSION}:
            connection.close()
            raise ValueError(f"it is of version {version}")
        return connection


def _sound_files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Yield the sound files under `folder`, each once, whatever links lead round in circles."""
    visited: set[tuple[int, int]] = set()
    for base, names, files in os.walk(folder, followlinks=True):
        status = os.stat(base)  # noqa: PTH116 - a name may be no text
        if (status.st_dev, status.st_ino) in visited:
            names.clear()
            continue
        visited.add((status.st_dev, status.st_ino))
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            if name.startswith(".") or Path(name).suffix.lower() not in SUFFIXES:
                continue
            path = Path(base, name)
            try:
                found = path.stat()
            except OSError:
                continue
            yield path, found


def _resolved(folders: Iterable[Path]) -> tuple[Path, ...]:
    return tuple(dict.fromkeys(Path(folder).expanduser().absolute() for folder in folders))


def _within(path: str, folders: Iterable[Path]) -> bool:
    return any(path.startswith(f"{str(folder).rstrip(os.sep)}{os.sep}") for folder in folders)


def _track(text: str) -> Track:
    fields = json.loads(text)
    lists = {name: tuple(fields[name]) for name in ("genres", "moods")}
    return Track(**{**fields, **lists})


def _stored(path: str) -> bytes:
    return os.fsencode(path)


def _path(stored: bytes) -> str:
    return os.fsdecode(stored)


def _shown(folder: Path) -> str:
    return str(folder).encode("utf-8", "replace").decode()
