"""What is read of a file: its tags in every container or, where they say nothing, its path."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.playback.track import read_track
from tests.actions.playback.conftest import sound_file


@pytest.mark.parametrize("ending", ["wav", "flac", "ogg", "mp3", "m4a"])
def test_tags_of_every_container_are_read(tmp_path: Path, ending: str) -> None:
    tags = {
        "title": "晴天",
        "artist": "周杰伦",
        "album": "叶惠美",
        "genre": "流行",
        "date": "2003",
        "tracknumber": "3/11",
    }
    plain = {} if ending == "wav" else tags
    path = sound_file(tmp_path / f"x.{ending}", **plain)
    if ending == "wav":
        tag_wave(path, tags)

    track = read_track(path, tmp_path)

    assert (track.title, track.artist, track.album) == ("晴天", "周杰伦", "叶惠美")
    assert (track.genres, track.year, track.number) == (("流行",), 2003, 3)
    assert track.seconds == pytest.approx(1.0, abs=0.2)


def tag_wave(path: Path, tags: dict[str, str]) -> None:
    from mutagen import id3, wave

    audio = wave.WAVE(path)
    audio.add_tags()
    names = {"title": "TIT2", "artist": "TPE1", "album": "TALB", "genre": "TCON", "date": "TDRC", "tracknumber": "TRCK"}
    for name, value in tags.items():
        audio.tags.add(getattr(id3, names[name])(encoding=3, text=value))
    audio.save()


@pytest.mark.parametrize(
    ("name", "title", "artist", "album", "number"),
    [
        ("Nina Simone/Pastel Blues/03 - Sinnerman.wav", "Sinnerman", "Nina Simone", "Pastel Blues", 3),
        ("Nina Simone/Feeling Good.wav", "Feeling Good", "Nina Simone", "", 0),
        ("Miles Davis - So What.wav", "So What", "Miles Davis", "", 0),
        ("1999.wav", "1999", "", "", 0),
        ("99 Luftballons.wav", "99 Luftballons", "", "", 0),
        ("崔健/新长征路上的摇滚/01_一无所有.wav", "一无所有", "崔健", "新长征路上的摇滚", 1),
    ],
)
def test_path_says_what_tags_do_not(
    tmp_path: Path, name: str, title: str, artist: str, album: str, number: int
) -> None:
    track = read_track(sound_file(tmp_path / name), tmp_path)

    assert (track.title, track.artist, track.album, track.number) == (title, artist, album, number)


def test_mandarin_written_as_latin_is_repaired(tmp_path: Path) -> None:
    from mutagen import id3

    path = sound_file(tmp_path / "x.mp3", title="x")
    tags = id3.ID3(path)
    tags.add(id3.TIT2(encoding=0, text="晴天".encode("gbk").decode("latin-1")))
    tags.add(id3.TPE1(encoding=0, text="Björk"))
    tags.save()

    track = read_track(path, tmp_path)

    assert (track.title, track.artist) == ("晴天", "Björk")


@pytest.mark.parametrize("content", [b"", b"ID3\x04\x00\x00\xff\xff\xff\xff", b"\x00" * 4096, b"OggS" + b"\xff" * 90])
@pytest.mark.parametrize("ending", ["mp3", "flac", "ogg", "m4a", "wma"])
def test_broken_file_is_known_by_its_name(tmp_path: Path, content: bytes, ending: str) -> None:
    path = tmp_path / f"Adele - Hello.{ending}"
    path.write_bytes(content)

    track = read_track(path, tmp_path)

    assert (track.title, track.artist) == ("Hello", "Adele")
