"""Everything that handlers can call, built once from one configuration."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from actions.catalogue import Catalogue
from actions.generate import EmbeddedWriter, EndpointWriter, QuizBank, Writers
from actions.people import PeopleStore
from actions.playback import Library, MpvPlayer, Playback
from actions.recommend import Recommender, Taste, Wish, parse_wish

MAX_SOCKET_PATH = 100
"""Longest path of a Unix socket, in bytes, that every system takes."""


class NotPrivate(Exception):
    """A folder that has to be ours is not."""

    code = "unsafe-request"


@dataclass(frozen=True)
class ServicesConfig:
    """Where things lie and what is configured. Empty strings mean "the default"."""

    data_dir: Path
    library_folders: tuple[Path, ...] = ()
    database_url: str = ""
    writer_url: str = ""
    writer_model: str = ""
    writer_key: str = ""
    audio_output: str = ""

    @classmethod
    def from_environment(cls) -> ServicesConfig:
        """Return the configuration of a separate action server, from ENCORE_* variables."""
        get = os.environ.get
        folders = [Path(part) for part in get("ENCORE_LIBRARY_FOLDERS", "").split(os.pathsep) if part]
        return cls(
            data_dir=Path(get("ENCORE_DATA_DIR", "") or Path.home() / ".local/share/encore"),
            library_folders=tuple(folders),
            database_url=get("ENCORE_DATABASE_URL", ""),
            writer_url=get("ENCORE_WRITER_URL", ""),
            writer_model=get("ENCORE_WRITER_MODEL", ""),
            writer_key=get("ENCORE_WRITER_KEY", ""),
            audio_output=get("ENCORE_AUDIO_OUTPUT", ""),
        )


@dataclass(frozen=True)
class Services:
    """The services, each usable without Rasa."""

    catalogue: Catalogue
    recommender: Recommender
    people: PeopleStore
    writers: Writers
    quiz: QuizBank
    playback: Playback

    def warm_up(self) -> None:
        """Make what would otherwise be made at first use, so that the first person does not wait for it."""
        self.recommender.suggest(Wish(kind="film"), Taste({}, {}), n=1)
        self.catalogue.find("Inception")
        for language in ("en", "zh"):
            parse_wish("", (), language, self.catalogue, "film")


def build(config: ServicesConfig) -> Services:
    """Return services that share one data folder; nothing starts playing or listening yet."""
    config.data_dir.mkdir(parents=True, exist_ok=True)
    catalogue = Catalogue.load()
    quiz = QuizBank.load()
    return Services(
        catalogue=catalogue,
        recommender=Recommender(catalogue),
        people=PeopleStore(config.database_url or f"sqlite:///{config.data_dir / 'people.db'}"),
        writers=_writers(config, quiz),
        quiz=quiz,
        playback=_playback(config, catalogue),
    )


def build_writers(config: ServicesConfig) -> Writers:
    """Return the writers alone: the embedded ones, before them the endpoint if one is configured."""
    return _writers(config, QuizBank.load())


def _writers(config: ServicesConfig, quiz: QuizBank) -> Writers:
    embedded = EmbeddedWriter(quiz)
    if not config.writer_url:
        return Writers(embedded)
    endpoint = EndpointWriter(config.writer_url, config.writer_model, config.writer_key, fallback=embedded)
    return Writers(embedded, endpoint)


def _playback(config: ServicesConfig, catalogue: Catalogue) -> Playback:
    library = Library(config.data_dir / "library.db", config.library_folders, catalogue)
    return Playback(library, MpvPlayer(_socket(config.data_dir), audio_output=config.audio_output), config.data_dir)


def _socket(data_dir: Path) -> Path:
    """Return where mpv listens: in the data folder or, where that path is too long for a socket, in a private one."""
    path = data_dir.absolute() / "mpv.sock"
    if len(os.fsencode(path)) <= MAX_SOCKET_PATH:
        return path
    digest = hashlib.blake2b(os.fsencode(path), digest_size=8).hexdigest()
    folder = Path(tempfile.gettempdir()) / f"encore-{os.getuid()}-{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid() or folder.is_symlink():
        raise NotPrivate(f"{folder} belongs to somebody else; set ENCORE_DATA_DIR to a shorter path.")
    return folder / "mpv.sock"
