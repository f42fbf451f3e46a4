"""Queues, sessions, controls and addresses, on the real mpv and on pages that say what they do."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from actions.playback import Ask, BadCommand, Library, MpvPlayer, Playback, PlaybackError, UnknownMedia
from actions.playback.browser import GONE_AFTER_S, BrowserPlayer
from tests.actions.playback.conftest import Heard, sound_file, until
from tests.actions.playback.test_mpv import item, pid_of


def songs(folder: Path, *seconds: float) -> list[Any]:
    return [item(sound_file(folder / f"s{number}.wav", length)) for number, length in enumerate(seconds)]


# --- the house -------------------------------------------------------------------------------------------------------


async def test_end_of_a_track_goes_on_to_the_next(playback: Playback, heard: Heard, tmp_path: Path) -> None:
    deck = playback.deck("s", in_browser=False)
    await deck.play(songs(tmp_path, 0.3, 0.3))

    await until(lambda: heard.states and heard.states[-1][1] == "idle")

    assert [title for _, status, title in heard.states if status == "playing"] == ["s0", "s1"]
    assert (await playback.state("s")).queue == ()


async def test_next_and_previous_move_in_the_queue(playback: Playback, tmp_path: Path) -> None:
    deck = playback.deck("s", in_browser=False)
    one, two = songs(tmp_path, 30, 30)
    started = await deck.play([one, two])
    assert started.state.queue == (two,)

    following = await deck.next()
    assert following is not None
    assert following.item == two
    assert await deck.next() is None
    assert (await deck.state()).item == two

    back = await deck.previous()
    assert back is not None
    assert back.item == one
    first = await deck.previous()
    assert first is not None
    assert first.item == one


async def test_broken_file_in_a_queue_is_passed_over(playback: Playback, tmp_path: Path) -> None:
    one, two = songs(tmp_path, 30, 30)
    broken = tmp_path / "broken.mp3"
    broken.write_bytes(b"nonsense" * 100)

    started = await playback.deck("s", in_browser=False).play([item(broken), one, two])

    assert (started.item, [skipped.title.en for skipped in started.skipped]) == (one, ["broken"])


async def test_stop_while_it_starts_wins(playback: Playback, tmp_path: Path) -> None:
    deck = playback.deck("s", in_browser=False)
    playing = asyncio.create_task(deck.play(songs(tmp_path, 30)))
    await asyncio.sleep(0)
    await playback.stop("s")

    with pytest.raises(PlaybackError) as stopped:
        await playing
    assert stopped.value.reason == "stopped"
    assert not (await playback.state("s")).active


async def test_stop_is_idempotent_in_every_state(playback: Playback, tmp_path: Path) -> None:
    deck = playback.deck("s", in_browser=False)
    await playback.stop("s")
    await deck.play(songs(tmp_path, 30, 30))
    await deck.pause()
    for _ in range(2):
        await playback.stop("s")
        state = await playback.state("s")
        assert (state.status, state.item, state.queue) == ("stopped", None, ())


async def test_two_sessions_share_the_house(playback: Playback, heard: Heard, tmp_path: Path) -> None:
    await playback.deck("one", in_browser=False).play(songs(tmp_path, 30))

    assert (await playback.state("two")).status == "playing"
    await playback.command("two", "pause")
    assert (await playback.state("one")).status == "paused"
    assert ("one", "paused", "s0") in heard.states


@pytest.mark.parametrize(
    ("command", "arguments", "status"),
    [
        ("pause", {}, "paused"),
        ("resume", {}, "playing"),
        ("play", {}, "playing"),
        ("stop", {}, "stopped"),
        ("next", {}, "playing"),
        ("previous", {}, "playing"),
        ("seek", {"position_s": 12.5}, "playing"),
        ("volume", {"volume": 33.4}, "playing"),
    ],
)
async def test_touched_controls_do_what_they_say(
    playback: Playback, tmp_path: Path, command: str, arguments: dict[str, float], status: str
) -> None:
    await playback.deck("s", in_browser=False).play(songs(tmp_path, 30, 30))

    state = await playback.command("s", command, **arguments)

    assert state.status == status
    if command == "volume":
        assert state.volume == 33
    if command == "seek":
        assert state.position_s == pytest.approx(12.5, abs=0.5)


@pytest.mark.parametrize(("command", "arguments"), [("explode", {}), ("volume", {}), ("seek", {"position_s": "x"})])
async def test_controls_that_are_none_are_refused(playback: Playback, command: str, arguments: dict[str, Any]) -> None:
    with pytest.raises(BadCommand):
        await playback.command("s", command, **arguments)


async def test_brain_that_died_is_followed_by_one_that_goes_on(
    playback: Playback, library: Library, mpv: MpvPlayer, tmp_path: Path, heard: Heard
) -> None:
    tracks = [track.item for track in library.find(Ask(title="Kind of Blue")).tracks]
    await playback.deck("s", in_browser=False).play(tracks)
    await mpv.pause()
    await mpv.close()

    again = Playback(library, MpvPlayer(mpv._path, audio_output="null"), tmp_path / "data")
    await again.open(on_change=heard.change, send_to_browser=heard.send)
    state = await again.state("s")
    following = await again.deck("s", in_browser=False).next()
    await again.close()

    assert (state.status, state.item, state.queue) == ("paused", tracks[0], (tracks[1],))
    assert following is not None
    assert following.item == tracks[1]


async def test_killed_mpv_is_reported_and_play_starts_another(
    playback: Playback, mpv: MpvPlayer, heard: Heard, tmp_path: Path
) -> None:
    deck = playback.deck("s", in_browser=False)
    (song,) = songs(tmp_path, 30)
    await deck.play([song])

    os.kill(pid_of(mpv), signal.SIGKILL)
    await until(lambda: heard.states[-1][1] == "stopped")

    assert (await deck.play([song])).state.status == "playing"


async def test_close_ends_the_player(library: Library, mpv: MpvPlayer, tmp_path: Path, heard: Heard) -> None:
    playback = Playback(library, mpv, tmp_path / "data")
    await playback.open(on_change=heard.change, send_to_browser=heard.send)
    await playback.deck("s", in_browser=False).play([await playback.sound("brown-noise")])
    pid = pid_of(mpv)

    await playback.close()

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_built_in_sound_plays_in_a_loop(playback: Playback, mpv: MpvPlayer) -> None:
    await playback.deck("s", in_browser=False).play([await playback.sound("pink-noise")])
    await playback.command("s", "seek", position_s=59.7)

    async def began_again() -> bool:
        state = await playback.state("s")
        return state.status == "playing" and state.position_s < 30

    await until(began_again)


# --- pages -----------------------------------------------------------------------------------------------------------


class Page:
    """A page with a player, as the widget behaves: it does what it is told and says so."""

    def __init__(self, playback: Playback, heard: Heard, session: str = "s") -> None:
        self._playback, self._session = playback, session
        self._item: str | None = None
        self.commands: list[str] = []
        self.url = ""
        self.error = ""
        heard.send = self.obey  # type: ignore[method-assign]
        playback._send = self.obey

    def obey(self, session: str, command: dict[str, Any]) -> None:
        self.commands.append(command["command"])
        if command["command"] == "play":
            self._item, self.url = command["item"]["id"], command["item"]["url"]
        states = {"play": "playing", "pause": "paused", "resume": "playing", "stop": "stopped"}
        if self.error and command["command"] == "play":
            self.say("error", error=self.error)
        elif command["command"] in states:
            self.say(states[command["command"]])

    def say(self, state: str, **more: Any) -> None:
        event = {"state": state, "item": self._item, "position_s": 1.0, "duration_s": 30.0, **more}
        asyncio.get_running_loop().call_soon(self._playback.report, self._session, event)


async def test_page_plays_when_it_says_so(playback: Playback, heard: Heard, tmp_path: Path) -> None:
    page = Page(playback, heard)
    one, two = songs(tmp_path, 30, 30)

    started = await playback.deck("s", in_browser=True).play([one, two])
    assert (started.item, started.state.player, started.state.duration_s) == (one, "browser", 30.0)

    assert (await playback.command("s", "pause")).status == "paused"
    assert (await playback.command("s", "resume")).status == "playing"
    assert (await playback.command("s", "next")).item == two
    page.say("stopped", reason="end")
    await until(lambda: heard.states[-1][1] == "idle")
    await playback.stop("s")
    assert page.commands[-1] == "stop"


async def test_page_ending_a_track_gets_the_next(playback: Playback, heard: Heard, tmp_path: Path) -> None:
    page = Page(playback, heard)
    one, two = songs(tmp_path, 30, 30)
    await playback.deck("s", in_browser=True).play([one, two])

    page.say("stopped", reason="end")

    await until(lambda: heard.states[-1] == ("s", "playing", "s1"))


@pytest.mark.parametrize(("error", "reason"), [("NotAllowedError", "blocked"), ("decode", "unplayable")])
async def test_page_that_cannot_says_why(
    playback: Playback, heard: Heard, tmp_path: Path, error: str, reason: str
) -> None:
    Page(playback, heard).error = error

    with pytest.raises(PlaybackError) as failure:
        await playback.deck("s", in_browser=True).play(songs(tmp_path, 30))

    assert failure.value.reason == reason
    assert not (await playback.state("s")).active


async def test_page_that_is_silent_does_not_play(
    playback: Playback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.playback.browser.ANSWER_WITHIN_S", 0.05)

    with pytest.raises(PlaybackError) as failure:
        await playback.deck("s", in_browser=True).play(songs(tmp_path, 30))

    assert failure.value.reason == "silent"


async def test_pages_of_two_sessions_and_the_house_are_apart(playback: Playback, heard: Heard, tmp_path: Path) -> None:
    Page(playback, heard)
    in_page, in_house = songs(tmp_path, 30, 30)
    await playback.deck("s", in_browser=True).play([in_page])
    await playback.deck("house", in_browser=False).play([in_house])

    await playback.stop("s")

    assert not (await playback.state("s")).active
    assert (await playback.state("house")).item == in_house


async def test_page_that_plays_already_is_taken_over(playback: Playback, library: Library) -> None:
    track = library.find(Ask(title="Yesterday")).tracks[0]

    playback.report("new", {"state": "playing", "item": track.id, "position_s": 3.0, "volume": 55})
    state = await playback.state("new")

    assert (state.player, state.status, state.item, state.volume) == ("browser", "playing", track.item, 55)


@pytest.mark.parametrize(
    "event",
    [
        {"state": "playing", "item": "track/none"},
        {"state": "paused"},
        {"state": "stopped", "reason": "end"},
        {"state": "error", "error": ""},
        {"state": "playing", "item": "x" * 5000, "position_s": float("nan"), "duration_s": -1, "volume": 1e9},
    ],
)
async def test_odd_reports_of_a_page_change_nothing(playback: Playback, event: dict[str, Any]) -> None:
    playback.report("s", event)

    assert (await playback.state("s")).item is None


async def test_page_that_went_away_does_not_play_for_ever(tmp_path: Path) -> None:
    now = [0.0]
    player = BrowserPlayer(send=lambda command: None, url_of=lambda item: "", clock=lambda: now[0])
    (song,) = songs(tmp_path, 30)
    playing = asyncio.create_task(player.play(song))
    await asyncio.sleep(0)
    player.report({"state": "playing", "item": song.id})
    await playing

    now[0] = GONE_AFTER_S / 2
    assert (await player.state()).status == "playing"
    now[0] = GONE_AFTER_S + 1
    assert (await player.state()).status == "stopped"


# --- addresses -------------------------------------------------------------------------------------------------------


async def test_address_leads_to_the_file_that_was_offered(playback: Playback, heard: Heard, library: Library) -> None:
    page = Page(playback, heard)
    track = library.find(Ask(title="Yesterday")).tracks[0]
    await playback.deck("s", in_browser=True).play([track.item])

    assert page.url.startswith("/v1/media/")
    token = page.url.removeprefix("/v1/media/")
    assert playback.media_path(token) == Path(track.path)

    await playback.deck("s", in_browser=True).play([await playback.sound("brown-noise")])
    assert playback.media_path(page.url.removeprefix("/v1/media/")).suffix == ".wav"


async def test_address_outlives_the_brain(
    playback: Playback, heard: Heard, library: Library, mpv: MpvPlayer, tmp_path: Path
) -> None:
    page = Page(playback, heard)
    await playback.deck("s", in_browser=True).play([library.index.tracks[0].item])

    again = Playback(library, mpv, tmp_path / "data")

    assert again.media_path(page.url.removeprefix("/v1/media/")) == Path(library.index.tracks[0].path)
    assert (tmp_path / "data" / "media.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "token",
    ["", ".", "../../etc/passwd", "/etc/passwd", "dHJhY2svMQ.AAAA", "x" * 10_000, "é.é", "\0.\0", "Li4v.Li4v", "a.b.c"],
)
async def test_address_that_was_not_offered_is_unknown(playback: Playback, token: str) -> None:
    with pytest.raises(UnknownMedia):
        playback.media_path(token)


async def test_signed_address_of_something_gone_is_unknown(playback: Playback, tmp_path: Path) -> None:
    for item_id in ("track/../../etc/passwd", "/etc/passwd", "sound/../media.key", "film/inception"):
        token = playback._addresses.address(item_id).removeprefix("/v1/media/")
        with pytest.raises(UnknownMedia):
            playback.media_path(token)
