"""Scanning folders, and finding what is in them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from actions.catalogue import Catalogue
from actions.playback import Ask, Library, LibraryBusy
from tests.actions.playback.conftest import MUSIC, sound_file


def opened(tmp_path: Path, catalogue: Catalogue, *folders: Path) -> Library:
    return Library(tmp_path / "data" / "library.db", folders or (tmp_path / "music",), catalogue)


def titles(library: Library, **ask: object) -> list[str]:
    return [track.title for track in library.find(Ask(**ask)).tracks]  # type: ignore[arg-type]


def test_scan_again_reads_only_what_changed(tmp_path: Path, catalogue: Catalogue) -> None:
    music = tmp_path / "music"
    kept = sound_file(music / "kept.flac", title="Kept")
    changed = sound_file(music / "changed.flac", title="Before")
    gone = sound_file(music / "gone.flac", title="Gone")
    library = opened(tmp_path, catalogue)

    first = library.scan()
    sound_file(changed, 1.5, title="After")
    gone.unlink()
    sound_file(music / "deep" / "new.ogg", title="New")
    second = library.scan()
    third = library.scan()

    assert (first.tracks, first.added) == (3, 3)
    assert (second.tracks, second.added, second.changed, second.removed) == (3, 1, 1, 1)
    assert (third.added, third.changed, third.removed) == (0, 0, 0)
    assert sorted(track.title for track in library.index.tracks) == ["After", "Kept", "New"]
    assert library.at(str(kept)) is not None


def test_library_is_known_again_without_a_scan(tmp_path: Path, catalogue: Catalogue) -> None:
    sound_file(tmp_path / "music" / "a.flac", title="Song")
    first = opened(tmp_path, catalogue)
    first.scan()
    first.close()

    assert titles(opened(tmp_path, catalogue), title="song") == ["Song"]


def test_missing_folder_is_named_and_its_music_comes_back(tmp_path: Path, catalogue: Catalogue) -> None:
    music = tmp_path / "music"
    sound_file(music / "a.flac", title="Song")
    library = opened(tmp_path, catalogue)
    library.scan()
    music.rename(tmp_path / "away")

    away = library.scan()
    (tmp_path / "away").rename(music)
    back = library.scan()

    assert (away.tracks, away.removed, away.missing) == (0, 0, (str(music),))
    assert (back.tracks, back.added) == (1, 0)


def test_folder_that_is_not_asked_for_any_more_is_forgotten(tmp_path: Path, catalogue: Catalogue) -> None:
    sound_file(tmp_path / "one" / "a.flac", title="One")
    sound_file(tmp_path / "two" / "b.flac", title="Two")
    library = opened(tmp_path, catalogue, tmp_path / "one", tmp_path / "two")
    library.scan()

    scan = library.scan([tmp_path / "two"])

    assert (scan.tracks, scan.removed) == (1, 1)
    assert titles(library, title="one") == []


@pytest.mark.parametrize("content", [b"no database at all", b""])
def test_broken_file_of_the_library_is_made_again(tmp_path: Path, catalogue: Catalogue, content: bytes) -> None:
    sound_file(tmp_path / "music" / "a.flac", title="Song")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "library.db").write_bytes(content)
    library = opened(tmp_path, catalogue)

    assert library.scan().tracks == 1
    library.close()
    assert len(opened(tmp_path, catalogue)) == 1


def test_odd_files_and_circles_do_no_harm(tmp_path: Path, catalogue: Catalogue) -> None:
    music = tmp_path / "music"
    sound_file(music / "a.flac", title="Song")
    (music / "round").symlink_to(music)
    (music / "nowhere.mp3").symlink_to(music / "missing.mp3")
    (music / "notes.txt").write_text("no music")
    (music / ".hidden.mp3").write_bytes(b"")
    Path(os.fsdecode(os.fsencode(music) + b"/\xff\xfe.mp3")).write_bytes(b"broken")

    library = opened(tmp_path, catalogue)

    assert library.scan().tracks == 2
    assert library.scan().changed == 0
    assert library.status()["tracks"] == 2


def test_second_process_reads_but_does_not_scan(tmp_path: Path, catalogue: Catalogue) -> None:
    sound_file(tmp_path / "music" / "a.flac", title="Song")
    library = opened(tmp_path, catalogue)
    library.scan()
    other = opened(tmp_path, catalogue)

    with pytest.raises(LibraryBusy):
        other.scan()
    assert titles(other, title="song") == ["Song"]

    library.close()
    assert other.scan().tracks == 1


def test_owner_that_is_killed_leaves_the_library_free(tmp_path: Path, catalogue: Catalogue) -> None:
    library = opened(tmp_path, catalogue)
    take = (
        "import os,sys;from pathlib import Path;from actions.playback import Library;"
        "l=Library(Path(sys.argv[1]),(),None);l.own();print('owned',flush=True);sys.stdin.read()"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", take, str(tmp_path / "data" / "library.db")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert owner.stdout is not None
    owner.stdout.readline()

    assert not library.own()
    owner.kill()
    owner.communicate()
    assert library.own()


def test_thousands_of_tracks_are_searched(catalogue: Catalogue) -> None:
    from actions.playback import Index, Track

    tracks = [Track(f"/m/{n}.mp3", f"Song {n}", f"Artist {n % 300}", f"Album {n % 900}") for n in range(6000)]
    index = Index([*tracks, Track("/m/x.mp3", "月亮代表我的心", "鄧麗君")], catalogue)

    assert [track.title for track in index.find(Ask(title="song 4711")).tracks] == ["Song 4711"]
    assert len(index.find(Ask(artist="artist 7")).tracks) == 20
    assert index.find(Ask(artist="邓丽君")).tracks[0].title == "月亮代表我的心"


# --- finding ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ask", "found"),
    [
        ({"title": "yesterday"}, {"Yesterday"}),
        ({"title": "Yesterday", "artist": "beatles"}, {"Yesterday"}),
        ({"title": "yesterdai"}, {"Yesterday"}),
        ({"title": "think"}, {"Think (Remastered 2009)"}),
        ({"title": "晴天"}, {"晴天"}),
        ({"title": "kind of blue"}, {"So What", "Blue in Green"}),
        ({"title": "the beatles"}, {"Yesterday", "Help!"}),
        ({"artist": "Miles Davis"}, {"So What", "Blue in Green"}),
        ({"artist": "周杰伦"}, {"晴天", "Rice Field"}),
        ({"artist": "Jay Chou"}, {"晴天", "Rice Field"}),
        ({"artist": "Nina Simone"}, {"Sinnerman"}),
        ({"artist": "Aretha Franklin", "years": (1960, 1969)}, {"Think (Remastered 2009)"}),
        ({"genres": ("jazz",)}, {"So What", "Blue in Green"}),
        ({"genres": ("soul",)}, {"Think (Remastered 2009)"}),
        ({"genres": ("c-pop",)}, {"Rice Field"}),
        ({"moods": ("calm",)}, {"So What"}),
        ({"years": (1960, 1969)}, {"Yesterday", "Help!", "Think (Remastered 2009)"}),
        ({"genres": ("jazz",), "years": (1980, 1989)}, set()),
        ({"genres": ("polka",)}, set()),
        ({"title": "Yesterday", "artist": "Miles Davis"}, set()),
        ({"title": "完全没有的歌"}, set()),
    ],
)
def test_find_by_what_people_say(library: Library, ask: dict[str, object], found: set[str]) -> None:
    assert set(titles(library, **ask)) == found


def test_find_anything_gives_all_in_an_order_of_the_seed(library: Library) -> None:
    one, same, other = (library.find(Ask(), seed).tracks for seed in ("a", "a", "b"))

    assert len(one) == len(MUSIC) + 1
    assert one == same != other


def test_find_album_keeps_its_order(library: Library) -> None:
    assert titles(library, title="Kind of Blue") == ["So What", "Blue in Green"]


@pytest.mark.parametrize(
    ("ask", "near"),
    [
        ({"title": "Yesterday Once More"}, ("title", "Yesterday", "The Beatles")),
        ({"title": "Yesterday", "artist": "Miles Davis"}, ("title", "Yesterday", "The Beatles")),
        ({"title": "晴天娃娃"}, ("title", "晴天", "周杰倫")),
        ({"artist": "Nina Simons Band"}, ("artist", "Nina Simone", "")),
    ],
)
def test_find_nothing_offers_what_is_near(library: Library, ask: dict[str, str], near: tuple[str, str, str]) -> None:
    found = library.find(Ask(**ask))  # type: ignore[arg-type]

    assert found.tracks == ()
    assert near in [(one.field, one.name, one.by) for one in found.near]


def test_find_homophone_only_where_the_name_itself_is_not(catalogue: Catalogue) -> None:
    from actions.playback import Index, Track

    faye, fei = Track("/m/1.mp3", "红豆", "王菲"), Track("/m/2.mp3", "别的歌", "王飞")

    assert Index([faye, fei], catalogue).find(Ask(artist="王菲")).tracks == (faye,)
    assert Index([faye], catalogue).find(Ask(artist="王飞")).tracks == (faye,)
