"""Seeking, muting, the order of the queue and where it plays, in words."""

# ruff: noqa: F811 - pytest finds its fixtures by the names they are imported under
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from actions.handlers.control import percent_of
from actions.playback import Playback
from actions.services import Services
from tests.actions.handlers.test_music import Say, say, services  # noqa: F401
from tests.actions.playback.conftest import (  # noqa: F401
    LONG_S,
    Heard,
    catalogue,
    heard,
    library,
    mpv,
    music,
    playback,
    sound_file,
    sounds_folder,
    until,
    vocabulary,
)
from tests.actions.playback.test_playback import Page


@pytest.fixture
async def album(say: Say) -> None:
    """Kind of Blue is on: So What, then Blue in Green, 40 seconds each."""
    await say("play_music", "play Kind of Blue", title="Kind of Blue")
    await say("pause", "pause")


async def position(services: Services) -> float:
    return (await services.playback.state("s")).position_s


# --- seeking ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "entities", "at"),
    [
        ("skip ahead 5 seconds", {"duration": ("5 seconds", 5)}, 25),
        ("go back ten seconds", {"duration": ("ten seconds", 10)}, 10),
        ("go to ten seconds", {"duration": ("ten seconds", 10)}, 10),
        ("go back to the ten second mark", {"duration": ("ten second", 10)}, 10),
        ("go to 0:30", {"time": ("0:30", {"at": "00:30"})}, 30),
        ("go to the middle", {"percentage": ("the middle", 50)}, 20),
        ("jump to 75 percent", {"percentage": ("75 percent", 75)}, 30),
        ("go to the start", {}, 0),
        ("jump to the end", {}, 30),
        ("fast forward", {}, 35),
        ("rewind a bit", {}, 5),
        ("rewind 90 seconds", {"duration": ("90 seconds", 90)}, 0),
        ("Skip ahead 15 seconds", {"duration": "15 seconds"}, 35),
        ("快进五秒", {"duration": ("五秒", 5)}, 25),
        ("倒回十秒", {"duration": ("十秒", 10)}, 10),
        ("跳到十秒", {"duration": ("十秒", 10)}, 10),
        ("从10秒开始播", {"duration": ("10秒", 10)}, 10),
        ("跳到一半", {"percentage": ("一半", 50)}, 20),
        ("快退一点", {}, 5),
    ],
)
@pytest.mark.usefixtures("album")
async def test_seek_goes_where_the_words_say(
    say: Say, services: Services, text: str, entities: dict[str, Any], at: float
) -> None:
    await services.playback.command("s", "seek", position_s=20)

    reply = await say("seek", text, **entities)

    assert await position(services) == pytest.approx(at, abs=1)
    assert reply["player"]["position_s"] == pytest.approx(at, abs=1)
    assert "So What" in reply["text"]
    assert f"{at} second" in reply["text"] or f"{at}秒" in reply["text"]


@pytest.mark.parametrize(
    ("text", "entities", "said"),
    [
        ("skip ahead an hour", {"duration": ("an hour", 3600)}, "40 seconds"),
        ("跳到十分钟", {"duration": ("十分钟", 600)}, "40秒"),
        ("go to chapter three", {"number": ("three", 3)}, "2"),
        ("跳到第九章", {"ordinal": ("第九", 9)}, "2"),
        ("skip to the chorus", {}, "by time"),
        ("跳过前奏", {}, "按时间"),
        ("seek", {}, "How far"),
        ("跳", {}, "15秒"),
    ],
)
@pytest.mark.usefixtures("album")
async def test_seek_that_leads_nowhere_says_so(
    say: Say, services: Services, text: str, entities: dict[str, Any], said: str
) -> None:
    reply = await say("seek", text, **entities)

    assert said in reply["text"]
    assert (await services.playback.state("s")).item.title.en == "So What"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("go to chapter two", {"number": ("two", 2)}),
        ("the last chapter", {"ordinal": ("last", -1)}),
        ("skip this chapter", {}),
        ("跳到第二章", {"ordinal": ("第二", 2)}),
        ("下一章", {}),
    ],
)
@pytest.mark.usefixtures("album")
async def test_chapters_in_many_files_are_those(say: Say, text: str, entities: dict[str, Any]) -> None:
    assert "Blue in Green" in (await say("seek", text, **entities))["text"]
    assert "So What" in (await say("seek", "back one chapter"))["text"]


def book(path: Path) -> None:
    """Write a file of a minute with chapters at 0, 20 and 40 seconds."""
    from mutagen import flac

    sound_file(path, 60, title="The Book", album="The Book", genre="Audiobook")
    audio = flac.FLAC(path)
    for number, second in enumerate((0, 20, 40), 1):
        audio[f"CHAPTER{number:03}"] = f"00:00:{second:02}.000"
        audio[f"CHAPTER{number:03}NAME"] = f"Part {number}"
    audio.save()


async def test_chapters_of_a_file(say: Say, services: Services, tmp_path: Path) -> None:
    book(tmp_path / "more" / "book.flac")
    await services.playback.scan([str(tmp_path / "more")])
    await say("play_audiobook", "play The Book", title="The Book")
    await say("pause", "pause")

    for text, entities, at in (
        ("go to chapter three", {"number": ("three", 3)}, 40),
        ("上一章", {}, 20),
        ("next chapter", {}, 40),
        ("the first chapter", {"ordinal": ("first", 1)}, 0),
        ("最后一章", {"ordinal": ("最后", -1)}, 40),
    ):
        await say("seek", text, **entities)
        assert await position(services) == pytest.approx(at, abs=1)
    assert "3" in (await say("seek", "go to chapter nine", number=("nine", 9)))["text"]
    await services.playback.command("s", "seek", position_s=55)
    await say("restart", "start this chapter again")
    assert await position(services) == pytest.approx(40, abs=1)


def test_chapters_and_lyrics_of_broken_files_are_none(tmp_path: Path) -> None:
    from actions.playback.service import _chapters, _lyrics

    broken = tmp_path / "broken.mp3"
    broken.write_bytes(b"ID3\x04\x00\x00\xff\xff\xff\xff")

    assert _chapters(str(broken)) == _chapters(str(tmp_path / "none.mp3")) == []
    assert _lyrics(str(broken)) == _lyrics(str(tmp_path / "none.mp3")) == ""


def test_chapters_of_id3_are_read(tmp_path: Path) -> None:
    from mutagen import id3

    from actions.playback.service import _chapters

    path = sound_file(tmp_path / "x.mp3", 2)
    tags = id3.ID3()
    for number, start in enumerate((0, 1500)):
        tags.add(id3.CHAP(element_id=f"c{number}", start_time=start, end_time=start + 500, sub_frames=[]))
    tags.save(path)

    assert _chapters(str(path)) == [0.0, 1.5]


@pytest.mark.usefixtures("album")
async def test_restart_plays_from_the_beginning(say: Say, services: Services) -> None:
    await services.playback.command("s", "seek", position_s=30)

    for text in ("from the top", "从头放"):
        reply = await say("restart", text)
        state = await services.playback.state("s")
        assert (state.status, state.item.title.en) == ("playing", "So What")  # type: ignore[union-attr]
        assert state.position_s < 10
        assert "So What" in reply["text"]
    assert [item.title.en for item in state.queue] == ["Blue in Green"]


async def test_page_is_asked_to_seek(say: Say, playback: Playback, heard: Heard) -> None:
    page = Page(playback, heard)
    await say("play_music", "play Yesterday", title="Yesterday", in_browser=True)

    reply = await say("seek", "go to ten seconds", duration=("ten seconds", 10), in_browser=True)

    assert page.commands[-1] == "seek"
    assert "asked the page" in reply["text"]


@pytest.mark.parametrize("intent", ["restart", "seek", "mute", "repeat_mode"])
async def test_controls_with_nothing_on_say_so(say: Say, services: Services, intent: str) -> None:
    english, mandarin = await say(intent, "back ten seconds"), await say(intent, "倒回十秒")

    assert english["choices"]
    assert mandarin["language"] == "zh"
    assert not (await services.playback.state("s")).active


# --- the volume ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("intent", "text", "entities", "volume"),
    [
        ("volume_set", "volume thirty percent", {"percentage": ("thirty percent", 30)}, 30),
        ("volume_set", "half volume", {"percentage": ("half", 50)}, 50),
        ("volume_set", "bring it down to a quarter", {"percentage": ("a quarter", 25)}, 25),
        ("volume_set", "volume to zero", {"number": ("zero", 0)}, 0),
        ("volume_set", "volume 1", {"number": ("1", 1)}, 1),
        ("volume_set", "maximum volume", {}, 100),
        ("volume_set", "as quiet as possible", {}, 0),
        ("volume_set", "set it to quiet", {}, 20),
        ("volume_set", "nice and loud", {}, 80),
        ("volume_set", "音量开八成", {"percentage": ("八成", 80)}, 80),
        ("volume_set", "音量百分之四十", {"percentage": "百分之四十"}, 40),
        ("volume_set", "音量最小", {}, 0),
        ("volume_set", "声音开到最响", {}, 100),
        ("volume_up", "raise it by 20 percent", {"percentage": ("20 percent", 20)}, 90),
        ("volume_up", "turn it up to 85", {"number": ("85", 85)}, 85),
        ("volume_up", "much louder", {}, 95),
        ("volume_up", "音量加五", {"number": ("五", 5)}, 75),
        ("volume_down", "down by 200", {"number": ("200", 200)}, 0),
        ("volume_down", "降到二十", {"number": ("二十", 20)}, 20),
    ],
)
async def test_volume_is_what_the_typed_value_says(
    say: Say, services: Services, intent: str, text: str, entities: dict[str, Any], volume: int
) -> None:
    reply = await say(intent, text, **entities)

    assert (await services.playback.state("s")).volume == volume
    assert str(volume) in reply["text"]


@pytest.mark.parametrize(
    ("said", "percent"),
    [
        ("three quarters", 75),
        ("一半", 50),
        ("all the way up", 100),
        ("all the way down", 0),
        ("the default", 50),
        ("有多大声开多大声", 100),
        ("能多小就多小", 0),
        ("purple", None),
        ("", None),
    ],
)
def test_percent_of_words(said: str, percent: int | None) -> None:
    assert percent_of(said) == percent


@pytest.mark.usefixtures("album")
async def test_mute_and_unmute_give_the_volume_back(say: Say, services: Services) -> None:
    await services.playback.command("s", "volume", volume=35)

    reply = await say("mute", "mute")
    assert (reply["speech"], reply["player"]["volume"]) == ("", 0)
    assert "already" in (await say("mute", "mute it"))["text"]
    assert "35" in (await say("unmute", "sound on"))["text"]
    assert (await services.playback.state("s")).volume == 35
    assert "35" in (await say("unmute", "取消静音"))["text"]
    await say("mute", "静音")
    assert "35" in (await say("unmute", "打开声音"))["text"]


@pytest.mark.usefixtures("album")
async def test_playing_while_muted_is_said(say: Say) -> None:
    await say("mute", "mute")

    for text, said in (("play Yesterday", "muted"), ("放Yesterday", "静音")):
        reply = await say("play_music", text, title="Yesterday")
        assert said in reply["text"]
        assert "unmute" in {choice["intent"] for choice in reply["choices"]}


@pytest.mark.usefixtures("album")
async def test_mute_for_a_time_ends_by_itself(say: Say, services: Services) -> None:
    reply = await say("mute", "mute for a moment", duration=("a moment", 0.2))
    assert reply["player"]["volume"] == 0

    async def is_loud() -> bool:
        return (await services.playback.state("s")).volume == 70

    await until(is_loud)
    assert "10分钟" in (await say("mute", "静音十分钟", duration=("十分钟", 600)))["text"]


# --- order and repeating ---------------------------------------------------------------------------------------------


@pytest.fixture
async def long_album(say: Say, services: Services, tmp_path: Path) -> list[str]:
    names = [f"Part {number}" for number in range(1, 9)]
    for number, name in enumerate(names, 1):
        tags = {"title": name, "artist": "Nobody", "album": "Parts", "tracknumber": str(number)}
        sound_file(tmp_path / "more" / f"{number}.flac", LONG_S, **tags)
    await services.playback.scan([str(tmp_path / "more")])
    await say("play_music", "play Parts", title="Parts")
    return names


async def coming(services: Services) -> list[str]:
    return [item.title.en for item in (await services.playback.state("s")).queue]


async def test_shuffle_and_back_in_order(say: Say, services: Services, long_album: list[str]) -> None:
    reply = await say("shuffle", "mix them up")
    mixed = await coming(services)
    assert sorted(mixed) == long_album[1:]
    assert mixed != long_album[1:]
    assert "Part 1" in reply["text"] or "7" in reply["text"]

    await say("shuffle", "shuffle again please")
    await say("next", "next")
    on = (await services.playback.state("s")).item
    reply = await say("shuffle", "按顺序放")
    assert on is not None
    assert await coming(services) == [name for name in long_album[1:] if name != on.title.en]
    assert "6" in reply["text"]
    assert "isn't shuffled" in (await say("shuffle", "play in order"))["text"]


async def test_shuffle_of_a_named_album_plays_all_of_it(say: Say, services: Services, long_album: list[str]) -> None:
    await say("shuffle", "shuffle the album Parts", album="Parts")

    state = await services.playback.state("s")
    assert sorted([state.item.title.en, *await coming(services)]) == long_album  # type: ignore[union-attr]
    await say("shuffle", "shuffle off")
    assert await coming(services) == sorted(await coming(services))


async def test_shuffle_of_too_little_or_nothing(say: Say, services: Services) -> None:
    await say("shuffle", "shuffle my music")
    assert (await services.playback.state("s")).status == "playing"

    await say("play_music", "play Yesterday", title="Yesterday")
    assert "nothing to mix" in (await say("shuffle", "shuffle"))["text"]
    assert "0" in (await say("shuffle", "随机播放"))["text"]


@pytest.mark.parametrize(
    ("text", "entities", "mode", "said"),
    [
        ("loop this song", {}, "one", "So What"),
        ("单曲循环", {}, "one", "So What"),
        ("repeat the album", {}, "all", "2"),
        ("列表循环", {}, "all", "2"),
        ("play it three times", {"number": ("three", 3)}, "one", "3"),
        ("play it twice", {}, "one", "2"),
        ("play this another two times", {"number": ("two", 2)}, "one", "3"),
        ("再放两遍", {"number": ("两", 2)}, "one", "3"),
        ("这首放三遍", {"number": ("三", 3)}, "one", "3"),
        ("repeat it 0 times", {"number": ("0", 0)}, "one", "So What"),
        ("repeat it a billion times", {"number": ("billion", 10**9)}, "one", "So What"),
        ("turn repeat off", {}, "off", "on repeat"),
        ("取消循环", {}, "off", "循环"),
    ],
)
@pytest.mark.usefixtures("album")
async def test_repeat_is_what_the_words_say(
    say: Say, services: Services, text: str, entities: dict[str, Any], mode: str, said: str
) -> None:
    reply = await say("repeat_mode", text, **entities)

    deck = await services.playback.acting("s")
    assert deck.repeating == mode
    assert said in reply["text"]
    await say("repeat_mode", "不要循环了")
    assert deck.repeating == "off"


@pytest.mark.usefixtures("album")
async def test_repeat_of_another_song_plays_it_first(say: Say, services: Services) -> None:
    await say("repeat_mode", "put Yesterday on repeat", title="Yesterday")

    assert (await services.playback.state("s")).item.title.en == "Yesterday"  # type: ignore[union-attr]
    assert (await services.playback.acting("s")).repeating == "one"
    assert "Purple Rain" in (await say("repeat_mode", "loop Purple Rain", title="Purple Rain"))["text"]
    assert (await services.playback.state("s")).item.title.en == "Yesterday"  # type: ignore[union-attr]


@pytest.mark.usefixtures("album")
async def test_next_at_the_end_of_a_repeated_queue_is_the_first(say: Say) -> None:
    await say("repeat_mode", "repeat all")
    await say("next", "next")

    assert "So What" in (await say("next", "next"))["text"]


# --- where it plays --------------------------------------------------------------------------------------------------


async def test_move_to_the_page_and_back(say: Say, services: Services, heard: Heard) -> None:
    await say("play_music", "play Kind of Blue", title="Kind of Blue")
    await say("seek", "to 20 seconds", duration=("20 seconds", 20))
    page = Page(services.playback, heard)

    reply = await say("move_player", "continue on my phone", room="phone", in_browser=True)
    assert reply["player"]["player"] == "browser"
    assert [item["title"]["en"] for item in reply["player"]["queue"]] == ["Blue in Green"]
    assert page.commands[:2] == ["play", "seek"]
    assert "already" in (await say("move_player", "move it here", in_browser=True))["text"]

    reply = await say("move_player", "转到音箱上放", room="音箱", in_browser=True)
    assert (reply["player"]["player"], reply["player"]["state"]) == ("mpv", "playing")
    assert page.commands[-1] == "stop"
    assert "So What" in reply["text"]
    assert "音箱" in (await say("move_player", "换音箱放", room="音箱", in_browser=True))["text"]


@pytest.mark.parametrize(
    ("text", "room"),
    [
        ("play it in the kitchen", "kitchen"),
        ("move it to the kitchen speaker", "kitchen speaker"),
        ("换到客厅放", "客厅"),
        ("全屋一起放", "全屋"),
        ("put it somewhere else", ""),
    ],
)
@pytest.mark.usefixtures("album")
async def test_move_to_a_room_says_which_places_there_are(say: Say, services: Services, text: str, room: str) -> None:
    entities = {"room": room} if room else {}

    without = await say("move_player", text, **entities)
    with_page = await say("move_player", text, **entities, in_browser=True)

    assert not without["choices"]
    assert len(with_page["choices"]) == 2
    assert "speaker" in without["text"] or "音箱" in without["text"]
    assert (await services.playback.state("s")).player == "mpv"


@pytest.mark.usefixtures("album")
async def test_move_to_a_page_there_is_not_says_what_to_do(say: Say) -> None:
    assert "browser" in (await say("move_player", "continue on my phone", room="phone"))["text"]
    assert "浏览器" in (await say("move_player", "转到手机", room="手机"))["text"]


async def test_move_of_nothing_and_to_a_page_that_may_not_play(say: Say, services: Services, heard: Heard) -> None:
    page = Page(services.playback, heard)
    page.error = "NotAllowedError"
    assert (await say("move_player", "play it on the speaker", room="speaker", in_browser=True))["choices"]

    await say("play_sound", "play rain", sound="rain")
    reply = await say("move_player", "play it in this page", in_browser=True)

    assert "browser" in reply["text"]
    assert (await services.playback.state("s")).player == "mpv"
    assert (await services.playback.state("s")).status == "playing"
