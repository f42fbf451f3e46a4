"""The real mpv, with its null output."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from actions.catalogue import Item, Name
from actions.playback import MpvPlayer, PlaybackError
from tests.actions.playback.conftest import sound_file, until


def item(path: Path, kind: str = "track") -> Item:
    return Item(id=f"{kind}/{path.stem}", kind=kind, title=Name(path.stem, path.stem), uri=str(path))


async def test_play_returns_once_the_clock_moves(mpv: MpvPlayer, tmp_path: Path) -> None:
    song = item(sound_file(tmp_path / "long.flac", 30))

    state = await mpv.play(song)

    assert (state.status, state.item) == ("playing", song)
    assert state.position_s > 0
    assert state.duration_s == pytest.approx(30)


async def test_play_broken_file_over_a_good_one_fails(mpv: MpvPlayer, tmp_path: Path) -> None:
    await mpv.play(item(sound_file(tmp_path / "good.flac", 30)))
    broken = tmp_path / "broken.mp3"
    broken.write_bytes(b"this is no music " * 500)

    with pytest.raises(PlaybackError, match="another") as failure:
        await mpv.play(item(broken))

    assert failure.value.reason == "unplayable"
    assert (await mpv.state()).item is None


@pytest.mark.parametrize("content", [b"", None])
async def test_play_empty_or_missing_file_fails(mpv: MpvPlayer, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "nothing.ogg"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(PlaybackError) as failure:
        await mpv.play(item(path))

    assert failure.value.reason == "unplayable"


async def test_play_very_short_file_still_ends(mpv: MpvPlayer, tmp_path: Path) -> None:
    ended: list[str] = []
    mpv.on_end = lambda: ended.append("end")
    blip = item(sound_file(tmp_path / "blip.wav", 0.02))

    state = await mpv.play(blip)

    assert state.item == blip
    await until(lambda: ended == ["end"])


async def test_pause_resume_and_seek_as_mpv_reports(mpv: MpvPlayer, tmp_path: Path) -> None:
    await mpv.play(item(sound_file(tmp_path / "long.flac", 30)))

    assert (await mpv.pause()).status == "paused"
    assert (await mpv.seek(20)).position_s == pytest.approx(20, abs=0.5)
    assert (await mpv.resume()).status == "playing"


async def test_play_after_pause_is_not_paused(mpv: MpvPlayer, tmp_path: Path) -> None:
    await mpv.play(item(sound_file(tmp_path / "one.flac", 30)))
    await mpv.pause()

    assert (await mpv.play(item(sound_file(tmp_path / "two.flac", 30)))).status == "playing"


async def test_commands_with_nothing_on_do_nothing(mpv: MpvPlayer) -> None:
    assert (await mpv.pause()).status == "idle"
    assert (await mpv.resume()).status == "idle"
    assert (await mpv.stop()).status == "stopped"
    assert (await mpv.stop()).status == "stopped"


@pytest.mark.parametrize(("asked", "got"), [(30, 30), (-5, 0), (250, 100)])
async def test_volume_stays_within_its_range(mpv: MpvPlayer, asked: int, got: int) -> None:
    assert (await mpv.set_volume(asked)).volume == got


async def test_killed_mpv_is_noticed_and_started_again(mpv: MpvPlayer, tmp_path: Path) -> None:
    changes: list[str] = []
    mpv.on_change = lambda: changes.append("changed")
    song = item(sound_file(tmp_path / "long.flac", 30))
    await mpv.play(song)

    os.kill(pid_of(mpv), signal.SIGKILL)
    await until(lambda: bool(changes))

    assert (await mpv.state()).status == "stopped"
    assert (await mpv.play(song)).status == "playing"


async def test_attach_finds_what_plays_after_a_restart(mpv: MpvPlayer, tmp_path: Path) -> None:
    song = item(sound_file(tmp_path / "long.flac", 30))
    await mpv.play(song)
    await mpv.set_volume(41)
    await mpv.close()

    again = MpvPlayer(mpv._path, audio_output="null")
    await again.attach(lambda path: song if path == song.uri else None)
    state = await again.state()
    await again.close()

    assert (state.status, state.item, state.volume) == ("playing", song, 41)
    await mpv.attach(lambda path: song)


async def test_frozen_mpv_is_a_sentence_not_a_wait_for_ever(
    mpv: MpvPlayer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    song = item(sound_file(tmp_path / "long.flac", 30))
    await mpv.play(song)
    monkeypatch.setattr("actions.playback.mpv.ANSWER_WITHIN_S", 0.2)
    os.kill(pid_of(mpv), signal.SIGSTOP)

    with pytest.raises(PlaybackError, match="does not answer"):
        await mpv.pause()
    await mpv.stop()

    os.kill(pid_of(mpv), signal.SIGKILL)


async def test_missing_mpv_is_named(tmp_path: Path) -> None:
    player = MpvPlayer(tmp_path / "s", program="no-such-player")

    with pytest.raises(PlaybackError, match="apt-get install mpv") as failure:
        await player.play(item(tmp_path / "x.mp3"))

    assert failure.value.reason == "missing"


def pid_of(mpv: MpvPlayer) -> int:
    found = subprocess.run(["pgrep", "-f", str(mpv._path)], capture_output=True, text=True, check=True)
    return int(found.stdout.split()[0])
