"""A small library of real files with real tags, and a real mpv that plays into the void."""

from __future__ import annotations

import asyncio
import subprocess
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import mutagen
import numpy as np
import pytest
import soundfile

from actions.catalogue import Catalogue, Item, Name, Vocabulary
from actions.catalogue.catalogue import DATA
from actions.playback import Library, MpvPlayer, Playback

PATIENCE_S = 30
LONG_S = 40
"""Longer than any test listens."""
JAY = Item(
    id="artist/jay-chou",
    kind="artist",
    title=Name("Jay Chou", "周杰伦"),
    genres=("c-pop",),
    moods=("romantic",),
)


def sound_file(path: Path, seconds: float = 1.0, **tags: str) -> Path:
    """Write a tone with tags; the name's ending says how."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rate = 8000
    tone = 0.1 * np.sin(2 * np.pi * 330 * np.arange(int(seconds * rate)) / rate)
    if path.suffix in {".wav", ".flac", ".ogg"}:
        soundfile.write(path, tone, rate)
    else:
        wave = path.with_suffix(".wav")
        soundfile.write(wave, tone, rate)
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", wave, path], check=True)
        wave.unlink()
    if tags:
        audio = mutagen.File(path, easy=True)
        if audio.tags is None:
            audio.add_tags()
        for name, value in tags.items():
            audio.tags[name] = value
        audio.save()
    return path


MUSIC: dict[str, dict[str, str]] = {
    "a/yesterday.flac": {
        "title": "Yesterday",
        "artist": "The Beatles",
        "album": "Help!",
        "genre": "Pop",
        "date": "1965",
    },
    "a/help.ogg": {"title": "Help!", "artist": "The Beatles", "album": "Help!", "tracknumber": "1", "date": "1965"},
    "b/01.flac": {
        "title": "So What",
        "artist": "Miles Davis",
        "album": "Kind of Blue",
        "genre": "Cool Jazz",
        "mood": "Relaxing",
        "tracknumber": "1/2",
        "date": "1959-08-17",
    },
    "b/02.flac": {
        "title": "Blue in Green",
        "artist": "Miles Davis",
        "album": "Kind of Blue",
        "genre": "Jazz",
        "tracknumber": "2/2",
        "date": "1959",
    },
    "c/晴天.flac": {"title": "晴天", "artist": "周杰倫", "album": "葉惠美", "genre": "流行", "date": "2003"},
    "c/Jay.ogg": {"title": "Rice Field", "artist": "Jay Chou", "album": "Capricorn", "date": "2008"},
    "d/think.flac": {"title": "Think (Remastered 2009)", "artist": "Aretha Franklin", "genre": "Soul", "date": "1968"},
}


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary.load(DATA)


@pytest.fixture(scope="session")
def catalogue(vocabulary: Vocabulary) -> Catalogue:
    return Catalogue([JAY], vocabulary)


@pytest.fixture(scope="session")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of music; tests do not change it."""
    folder = tmp_path_factory.mktemp("music")
    for name, tags in MUSIC.items():
        sound_file(folder / name, LONG_S, **tags)
    sound_file(folder / "Nina Simone" / "Pastel Blues" / "03 - Sinnerman.mp3", LONG_S)
    return folder


@pytest.fixture
def library(tmp_path: Path, music: Path, catalogue: Catalogue) -> Iterator[Library]:
    opened = Library(tmp_path / "data" / "library.db", [music], catalogue)
    opened.scan()
    yield opened
    opened.close()


@pytest.fixture
async def mpv() -> AsyncIterator[MpvPlayer]:
    with tempfile.TemporaryDirectory(prefix="mpv-") as folder:
        player = MpvPlayer(Path(folder) / "s", audio_output="null")
        yield player
        await player.quit()


class Heard:
    """What a playback told the outside."""

    def __init__(self) -> None:
        self.states: list[tuple[str, str, str]] = []
        self.commands: list[tuple[str, dict[str, Any]]] = []
        self.playback: Playback | None = None

    def change(self, session: str, state: Any) -> None:
        self.states.append((session, state.status, state.item.title.en if state.item else ""))

    def send(self, session: str, command: dict[str, Any]) -> None:
        self.commands.append((session, command))


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture(scope="session")
def sounds_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all tests find built-in sounds once one of them had them made."""
    return tmp_path_factory.mktemp("sounds")


@pytest.fixture
async def playback(
    library: Library, mpv: MpvPlayer, tmp_path: Path, heard: Heard, sounds_folder: Path
) -> AsyncIterator[Playback]:
    (tmp_path / "data" / "sounds").symlink_to(sounds_folder)
    opened = Playback(library, mpv, tmp_path / "data")
    await opened.open(on_change=heard.change, send_to_browser=heard.send)
    yield opened
    await opened.close()


async def until(holds: Callable[[], Any] | Callable[[], Awaitable[Any]]) -> None:
    """Wait until something is so; fail when it does not come about."""

    async def wait() -> None:
        while True:
            value = holds()
            if asyncio.iscoroutine(value):
                value = await value
            if value:
                return
            await asyncio.sleep(0.02)

    await asyncio.wait_for(wait(), PATIENCE_S)
