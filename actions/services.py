"""Everything that handlers can call, built once from one configuration."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from actions.catalogue import Catalogue
from actions.generate import EmbeddedWriter, EndpointWriter, QuizBank, Writers
from actions.people import PeopleStore
from actions.playback import Library, MpvPlayer, Playback
from actions.recommend import Recommender


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


def build(config: ServicesConfig) -> Services:
    """Return services that share one data folder; nothing starts playing or listening yet."""
    config.data_dir.mkdir(parents=True, exist_ok=True)
    catalogue = Catalogue.load()
    return Services(
        catalogue=catalogue,
        recommender=Recommender(catalogue),
        people=PeopleStore(config.database_url or f"sqlite:///{config.data_dir / 'people.db'}"),
        writers=_writers(config),
        quiz=QuizBank.load(),
        playback=_playback(config),
    )
