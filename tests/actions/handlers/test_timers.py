"""The sleep timer in words, on a clock that tests move."""

# ruff: noqa: F811 - pytest finds its fixtures by the names they are imported under
from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from actions.handlers.timers import at_time
from actions.playback import Library, MpvPlayer, Playback
from actions.services import Services
from tests.actions.handlers.test_music import Say, say, services, titles  # noqa: F401
from tests.actions.playback.conftest import (  # noqa: F401
    Heard,
    catalogue,
    heard,
    library,
    mpv,
    music,
    sound_file,
    sounds_folder,
    until,
    vocabulary,
)
from tests.actions.playback.test_deck import FakeClock, clock  # noqa: F401


@pytest.fixture
async def playback(
    library: Library, mpv: MpvPlayer, tmp_path: Path, heard: Heard, sounds_folder: Path, clock: FakeClock
) -> AsyncIterator[Playback]:
    (tmp_path / "data" / "sounds").symlink_to(sounds_folder)
    opened = Playback(library, mpv, tmp_path / "data", clock.as_clock())
    await opened.open(on_change=heard.change, send_to_browser=heard.send)
    yield opened
    await opened.close()


@pytest.fixture
async def album(say: Say) -> None:
    await say("play_music", "play Kind of Blue", title="Kind of Blue")


@pytest.mark.parametrize(
    ("text", "entities", "seconds", "said"),
    [
        ("turn off in half an hour", {"duration": ("half an hour", 1800)}, 1800, "30 minutes"),
        ("stop in an hour and five minutes", {"duration": ("an hour and five minutes", 3900)}, 3900, "1 hour and 5"),
        ("Stop in 15 minutes", {"duration": "15 minutes"}, 900, "15 minutes"),
        ("sleep timer 20", {"number": ("20", 20)}, 1200, "20 minutes"),
        ("半小时后关掉", {"duration": ("半小时", 1800)}, 1800, "30分钟"),
        ("15分钟后停", {"duration": "15分钟"}, 900, "15分钟"),
    ],
)
@pytest.mark.usefixtures("album")
async def test_timer_stops_after_the_time(
    say: Say, services: Services, clock: FakeClock, text: str, entities: dict[str, Any], seconds: int, said: str
) -> None:
    assert said in (await say("sleep_timer", text, **entities))["text"]

    await clock.advance(seconds - 60)
    assert (await services.playback.state("s")).status == "playing"
    assert "1 minute" in (await say("sleep_timer_left", "how long until it stops"))["text"]
    await clock.advance(61)
    assert not (await services.playback.state("s")).active
    assert "sleep timer" in (await say("sleep_timer_left", "how long"))["text"]
    assert await services.playback.sleep_timers.left("s") is None


@pytest.mark.parametrize(
    ("text", "entities", "items", "said"),
    [
        ("stop after three songs", {"number": ("three", 3)}, 3, "3"),
        ("one more song and then stop", {"number": ("one", 1)}, 2, "2"),
        ("再放三首就停", {"number": ("三", 3)}, 4, "4"),
        ("stop at the end of this song", {}, 1, "So What"),
        ("stop when this chapter ends", {}, 1, "So What"),
        ("放完这首就停", {}, 1, "So What"),
        ("这一章结束就关", {}, 1, "So What"),
        ("stop after the next one", {}, 2, "2"),
        ("stop at the end of the album", {}, 2, "2"),
    ],
)
@pytest.mark.usefixtures("album")
async def test_timer_counts_songs(
    say: Say, services: Services, text: str, entities: dict[str, Any], items: int, said: str
) -> None:
    reply = await say("sleep_timer", text, **entities)

    left = await services.playback.sleep_timers.left("s")
    assert left is not None
    assert (left.seconds, left.items) == (None, items)
    assert said in reply["text"]
    assert (await say("sleep_timer_left", "还有多久停"))["language"] == "zh"


@pytest.mark.usefixtures("album")
async def test_timer_at_the_end_of_this_song_lets_no_other_begin(
    say: Say, services: Services, heard: Heard, clock: FakeClock
) -> None:
    await say("sleep_timer", "stop after this song")
    await services.playback.command("s", "seek", position_s=39.5)

    await until(lambda: heard.states[-1][1] == "idle")
    await clock.advance(2)

    assert not (await services.playback.state("s")).active
    assert "Blue in Green" not in {title for _, _, title in heard.states}
    assert await services.playback.sleep_timers.left("s") is None
    await say("play_music", "play Kind of Blue", title="Kind of Blue")
    assert (await services.playback.state("s")).queue


@pytest.mark.usefixtures("album")
async def test_timer_that_fades_gives_the_volume_back(say: Say, services: Services, clock: FakeClock) -> None:
    reply = await say("sleep_timer", "fade out in a minute", duration=("a minute", 60))
    assert "softer" in reply["text"]

    await clock.advance(39)
    assert (await services.playback.state("s")).volume == 70
    await clock.advance(11)
    assert (await services.playback.state("s")).volume == pytest.approx(35, abs=3)
    await clock.advance(11)
    state = await services.playback.state("s")
    assert (state.active, state.volume) == (False, 70)


@pytest.mark.usefixtures("album")
async def test_timer_that_fades_leaves_a_volume_that_somebody_sets(
    say: Say, services: Services, clock: FakeClock
) -> None:
    await say("sleep_timer", "一分钟后渐弱停止", duration=("一分钟", 60))
    await clock.advance(50)

    await say("volume_set", "volume 90", number=("90", 90))
    await clock.advance(5)
    assert (await services.playback.state("s")).volume == 90
    await clock.advance(6)
    state = await services.playback.state("s")
    assert (state.active, state.volume) == (False, 90)


@pytest.mark.usefixtures("album")
async def test_cancel_in_the_middle_of_fading_plays_on_as_before(
    say: Say, services: Services, clock: FakeClock
) -> None:
    await say("sleep_timer", "stop gently in a minute", duration=("a minute", 60))
    await clock.advance(50)

    assert not titles(await say("cancel_sleep_timer", "cancel the timer"))
    await clock.advance(60)

    state = await services.playback.state("s")
    assert (state.status, state.volume) == ("playing", 70)
    assert titles(await say("cancel_sleep_timer", "取消定时"))


@pytest.mark.usefixtures("album")
async def test_timer_replaces_the_one_before(say: Say, services: Services, clock: FakeClock) -> None:
    await say("sleep_timer", "stop in five minutes", duration=("five minutes", 300))

    reply = await say("sleep_timer", "no, in an hour", duration=("an hour", 3600))

    assert "5 minutes" in reply["text"]
    await clock.advance(600)
    assert (await services.playback.state("s")).active


@pytest.mark.usefixtures("album")
async def test_stop_ends_the_timer_but_not_the_muting(say: Say, services: Services, clock: FakeClock) -> None:
    await say("mute", "mute for ten minutes", duration=("ten minutes", 600))
    await say("sleep_timer", "stop in half an hour", duration=("half an hour", 1800))

    await say("stop", "stop")

    assert await services.playback.sleep_timers.left("s") is None
    assert (await services.playback.state("s")).volume == 0
    await clock.advance(601)
    assert (await services.playback.state("s")).volume == 70


@pytest.mark.usefixtures("album")
async def test_mute_again_lasts_as_long_as_said_last(say: Say, services: Services, clock: FakeClock) -> None:
    await say("mute", "mute for ten minutes", duration=("ten minutes", 600))
    await say("mute", "静音")

    await clock.advance(700)

    assert (await services.playback.state("s")).volume == 0
    assert "70" in (await say("unmute", "unmute"))["text"]


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("set a sleep timer", {}),
        ("设个睡眠定时", {}),
        ("stop in two weeks", {"duration": ("two weeks", 1209600)}),
        ("stop on friday at eight", {"time": ("friday at eight", {"day": "friday", "at": "08:00"})}),
        ("stop tomorrow", {"time": ("tomorrow", {"day": "tomorrow"})}),
        ("stop after zero songs", {"number": ("zero", 0)}),
        ("stop after 5000 songs", {"number": ("5000", 5000)}),
        ("sleep timer minus five", {"number": ("minus five", -5)}),
    ],
)
@pytest.mark.usefixtures("album")
async def test_timer_without_a_time_that_can_be_asks(
    say: Say, services: Services, text: str, entities: dict[str, Any]
) -> None:
    reply = await say("sleep_timer", text, **entities)

    assert await services.playback.sleep_timers.left("s") is None
    assert len(reply["choices"]) == 3
    choice = reply["choices"][0]
    await say(choice["intent"], choice["title"], **choice["entities"])
    left = await services.playback.sleep_timers.left("s")
    assert left is not None
    assert left.seconds == pytest.approx(900, abs=1)


async def test_timer_with_nothing_on(say: Say, services: Services, clock: FakeClock) -> None:
    assert (await say("sleep_timer", "stop after three songs", number=("three", 3)))["choices"]
    assert await services.playback.sleep_timers.left("s") is None
    assert (await say("sleep_timer_left", "how long"))["choices"]

    assert "Nothing is on" in (await say("sleep_timer", "in an hour", duration=("an hour", 3600)))["text"]
    await say("play_sound", "play rain", sound="rain")
    await clock.advance(3601)
    assert not (await services.playback.state("s")).active


async def test_timer_at_the_end_of_a_sound_says_that_it_has_none(say: Say, services: Services) -> None:
    await say("play_sound", "play rain", sound="rain")

    assert "Rain" in (await say("sleep_timer", "stop when this ends"))["text"]
    assert await services.playback.sleep_timers.left("s") is None


@pytest.mark.usefixtures("album")
async def test_timer_at_a_time_says_when(say: Say, services: Services) -> None:
    at = datetime.now().astimezone() + timedelta(hours=2)
    clock_time = f"{at:%H:%M}"

    reply = await say("sleep_timer", f"今天{clock_time}停", time=(clock_time, {"day": "today", "at": clock_time}))

    if at.date() == datetime.now().astimezone().date():
        assert clock_time in reply["text"]
        left = await services.playback.sleep_timers.left("s")
        assert left is not None
        assert left.seconds == pytest.approx(7200, abs=61)


@pytest.mark.parametrize(
    ("now", "said", "text", "hours"),
    [
        ("22:00", {"at": "11:00"}, "at 11", 1),
        ("09:00", {"at": "11:00"}, "at 11", 2),
        ("09:00", {"at": "11:00"}, "11 am", 2),
        ("22:00", {"at": "11:00"}, "at 11 am", 13),
        ("22:00", {"at": "11:00"}, "i am off to bed, stop at 11", 1),
        ("22:00", {"at": "23:30"}, "晚上十一点半", 1.5),
        ("22:00", {"at": "00:00"}, "at midnight", 2),
        ("22:00", {"day": "tonight", "at": "00:00"}, "at midnight tonight", 2),
        ("22:00", {"at": "12:00"}, "晚上十二点", 2),
        ("22:00", {"at": "12:00"}, "at 12", 2),
        ("00:10", {"at": "12:40"}, "at 12:40", 0.5),
        ("22:00", {"day": "tomorrow", "at": "07:00"}, "tomorrow at seven", 9),
        ("22:00", {"day": "today", "at": "08:00"}, "today at eight in the morning", -14),
        ("22:00", {"day": "friday", "at": "08:00"}, "friday", 24 + 1 / 3600),
        ("22:00", {"day": "tomorrow"}, "tomorrow", None),
    ],
)
def test_time_is_the_next_one_that_is_meant(now: str, said: dict[str, str], text: str, hours: float | None) -> None:
    at = datetime(2024, 5, 6, int(now[:2]), int(now[3:]), tzinfo=timezone.utc)

    ending = at_time(said, text, at)

    assert (None if ending is None or ending.seconds is None else ending.seconds / 3600) == (
        hours if hours is None else pytest.approx(hours)
    )
