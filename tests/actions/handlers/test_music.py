"""Music in words: real turns, a real library, a real mpv."""

# ruff: noqa: F811 - pytest finds its fixtures by the names they are imported under
from __future__ import annotations

import itertools
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.catalogue import Catalogue
from actions.generate import QuizBank, Writers
from actions.handlers import control as control_handlers
from actions.handlers import listening as listening_handlers
from actions.handlers import music as music_handlers
from actions.handlers import timers as timer_handlers
from actions.handlers.base import Handler, use_services
from actions.people import PeopleStore
from actions.playback import Library, MpvPlayer, Playback
from actions.recommend import Recommender
from actions.services import Services
from tests.actions.playback.conftest import (  # noqa: F401
    Heard,
    catalogue,
    heard,
    library,
    mpv,
    music,
    playback,
    sound_file,
    sounds_folder,
    vocabulary,
)
from tests.actions.playback.test_mpv import pid_of
from tests.actions.playback.test_playback import Page

HANDLERS: dict[str, type[Handler]] = {
    handler.intent: handler
    for module in (music_handlers, control_handlers, listening_handlers, timer_handlers)
    for handler in vars(module).values()
    if isinstance(handler, type) and issubclass(handler, Handler) and isinstance(handler.intent, str)
}
numbers = itertools.count(1)
Say = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def services(catalogue: Catalogue, playback: Playback, tmp_path: Path) -> AsyncIterator[Services]:
    people = PeopleStore(f"sqlite:///{tmp_path / 'people.db'}")
    built = Services(catalogue, Recommender(catalogue), people, Writers(), QuizBank.load(), playback)
    use_services(built)
    yield built
    people.close()


@pytest.fixture
def say(services: Services) -> Say:
    """Say something whose intent and entities are known; return the last reply."""

    async def turn(
        intent: str, text: str, slots: dict[str, Any] | None = None, *, in_browser: bool = False, **entities: Any
    ) -> dict[str, Any]:
        """An entity's value is its words or, of a quantity, its words and what they are worth."""
        key = f"turn{next(numbers)}"
        message = {
            "text": text,
            "intent": {"name": intent},
            "entities": [entity_of(text, name, said) for name, said in entities.items()],
            "metadata": {"text": text, "key": key, "person": "ada", "has_player": in_browser},
        }
        tracker = Tracker("s", slots or {}, message, [], False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        events = await HANDLERS[intent]().run(dispatcher, tracker, {})
        (reply,) = [message["custom"] for message in dispatcher.messages]
        return {**reply, "events": events}

    return turn


def entity_of(text: str, name: str, said: Any) -> dict[str, Any]:
    words, value = said if isinstance(said, tuple) else (said, said)
    start = text.find(words)
    return {"entity": name, "value": value, "start": start, "end": start + len(words)}


def titles(reply: dict[str, Any]) -> list[str]:
    return [choice["title"] for choice in reply["choices"]]


def test_every_intent_of_listening_has_its_handler() -> None:
    assert set(HANDLERS) == {
        "play_music", "play_next", "add_to_queue", "clear_queue", "whats_next", "lyrics", "whats_playing",
        "pause", "resume", "stop", "next", "previous", "restart", "seek", "shuffle", "repeat_mode", "move_player",
        "volume_up", "volume_down", "volume_set", "mute", "unmute",
        "play_sound", "play_radio", "play_podcast", "play_audiobook", "play_news",
        "sleep_timer", "sleep_timer_left", "cancel_sleep_timer",
    }  # fmt: skip


# --- playing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "entities", "played"),
    [
        ("play Yesterday", {"title": "Yesterday"}, {"Yesterday"}),
        ("play Yesterday by the Beatles", {"title": "Yesterday", "artist": "the Beatles"}, {"Yesterday"}),
        ("play Yesterday by the Beatles", {}, {"Yesterday"}),
        ("put on some Miles Davis please", {}, {"So What", "Blue in Green"}),
        ("put on Kind of Blue", {"title": "Kind of Blue"}, {"So What"}),
        ("play some jazz", {"genre": "jazz"}, {"So What", "Blue in Green"}),
        ("play some jazz", {}, {"So What", "Blue in Green"}),
        ("something relaxing", {"mood": "relaxing"}, {"So What"}),
        ("songs from the sixties", {"era": "sixties"}, {"Yesterday", "Help!", "Think (Remastered 2009)"}),
        ("soul from the sixties", {"genre": "soul", "era": "sixties"}, {"Think (Remastered 2009)"}),
        ("放周杰伦的晴天", {"artist": "周杰伦", "title": "晴天"}, {"晴天"}),
        ("播放周杰伦的晴天", {}, {"晴天"}),
        ("放点爵士乐", {"genre": "爵士乐"}, {"So What", "Blue in Green"}),
        ("来点轻松的音乐", {"mood": "轻松"}, {"So What"}),
        ("放点六十年代的歌", {"era": "六十年代"}, {"Yesterday", "Help!", "Think (Remastered 2009)"}),
        ("播放 Jay Chou 的歌", {"artist": "Jay Chou"}, {"晴天", "Rice Field"}),
    ],
)
async def test_play_music_says_what_the_player_plays(
    say: Say, services: Services, text: str, entities: dict[str, str], played: set[str]
) -> None:
    reply = await say("play_music", text, **entities)

    state = await services.playback.state("s")
    assert state.status == "playing"
    assert state.item is not None
    assert state.item.title.en in played
    assert state.item.title.en in reply["text"]
    assert reply["player"]["state"] == "playing"
    assert reply["cards"][0]["item"] == state.item.id
    assert [play.item for play in services.people.history("ada")] == [state.item.id]


@pytest.mark.parametrize("text", ["play music", "put some music on please", "随便放点什么歌", "放首歌"])
async def test_play_anything_plays_the_library(say: Say, services: Services, text: str) -> None:
    await say("play_music", text)

    state = await services.playback.state("s")
    assert state.status == "playing"
    assert len(state.queue) == len(services.playback.library) - 1


@pytest.mark.parametrize(
    ("text", "entities", "offered"),
    [
        ("play Yesterday Once More", {"title": "Yesterday Once More"}, "Play Yesterday by The Beatles"),
        ("play Yesterday by Miles Davis", {"title": "Yesterday", "artist": "Miles Davis"}, "Play Miles Davis"),
        ("放晴天娃娃", {"title": "晴天娃娃"}, "播放周杰倫的晴天"),
        ("play Yesterday Once More", {"title": "Yesterday"}, "Play Yesterday by The Beatles"),
    ],
)
async def test_not_found_offers_what_is_near_and_plays_nothing(
    say: Say, services: Services, text: str, entities: dict[str, str], offered: str
) -> None:
    reply = await say("play_music", text, **entities)

    assert entities["title"] in reply["text"]
    assert offered in titles(reply)
    assert not (await services.playback.state("s")).active
    assert services.people.history("ada") == []

    chosen = next(choice for choice in reply["choices"] if choice["title"] == offered)
    played = await say(chosen["intent"], chosen["title"], **chosen["entities"])
    assert played["player"]["state"] == "playing"


@pytest.mark.parametrize(
    ("text", "entities", "named"),
    [
        ("play some polka", {"genre": "polka"}, "polka"),
        ("play xyzzy", {}, "xyzzy"),
        ("放点京剧", {"genre": "京剧"}, "京剧"),
        ("play Purple Rain", {"title": "Purple Rain"}, "Purple Rain"),
    ],
)
async def test_not_found_says_so_and_what_to_do(
    say: Say, services: Services, text: str, entities: dict[str, str], named: str
) -> None:
    reply = await say("play_music", text, **entities)

    assert named in reply["text"]
    assert "encore library add" in reply["text"]
    assert reply["choices"]
    assert not (await services.playback.state("s")).active


async def test_mood_the_library_lacks_gets_the_tune_and_says_why(say: Say, services: Services) -> None:
    reply = await say("play_music", "music to fall asleep to, sleepy", mood="sleepy")

    assert (await services.playback.state("s")).item.id == "sound/calm-tune"  # type: ignore[union-attr]
    assert "library" in reply["text"]


async def test_broken_file_is_a_sentence(say: Say, services: Services, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "Adele - Hello.mp3").write_bytes(b"broken" * 300)
    await services.playback.scan([str(tmp_path / "more")])

    reply = await say("play_music", "play Hello", title="Hello")

    assert "Hello" in reply["text"]
    assert not (await services.playback.state("s")).active


async def test_broken_file_among_others_is_passed_over(say: Say, services: Services, tmp_path: Path) -> None:
    folder = tmp_path / "more" / "Adele" / "25"
    sound_file(folder / "02 - Later.flac", 30)
    (folder / "01 - Hello.mp3").write_bytes(b"broken" * 300)
    await services.playback.scan([str(tmp_path / "more")])

    reply = await say("play_music", "play the album 25", title="25")

    assert "Later" in reply["text"]
    assert "Hello" in reply["text"]


# --- an empty library ------------------------------------------------------------------------------------------------


@pytest.fixture
async def empty(services: Services) -> None:
    await services.playback.scan([])


@pytest.mark.parametrize(
    ("text", "entities", "title"),
    [
        ("play something relaxing", {"mood": "relaxing"}, "A calm tune"),
        ("来点放松的音乐", {"mood": "放松"}, "平静的曲子"),
        ("来点放松的音乐", {}, "平静的曲子"),
    ],
)
@pytest.mark.usefixtures("empty")
async def test_empty_library_something_calm_is_built_in(
    say: Say, services: Services, text: str, entities: dict[str, str], title: str
) -> None:
    reply = await say("play_music", text, **entities)

    assert (await services.playback.state("s")).item.id == "sound/calm-tune"  # type: ignore[union-attr]
    assert title in reply["text"]
    assert any(word in reply["text"] for word in ("library has no", "no music of yours", "曲库还没有", "还没有你的"))


@pytest.mark.parametrize(
    ("text", "entities", "named", "offer"),
    [
        ("play some jazz", {"genre": "jazz"}, "jazz", "Play A calm tune"),
        ("play music", {}, "encore library add", "Play A calm tune"),
        ("放点爵士", {"genre": "爵士"}, "爵士", "播放平静的曲子"),
    ],
)
@pytest.mark.usefixtures("empty")
async def test_empty_library_is_said_with_what_to_do(
    say: Say, services: Services, text: str, entities: dict[str, str], named: str, offer: str
) -> None:
    reply = await say("play_music", text, **entities)

    assert named in reply["text"]
    assert "encore library add" in reply["text"]
    assert offer in titles(reply)
    assert not (await services.playback.state("s")).active


# --- sounds ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "entities", "sound", "title"),
    [
        ("play rain sounds", {"sound": "rain"}, "rain", "Rain"),
        ("放点雨声", {"sound": "雨声"}, "rain", "雨声"),
        ("background noise of a fireplace please", {"sound": "fireplace"}, "fire", "Crackling fire"),
        ("some brown noise", {}, "brown-noise", "Brown noise"),
    ],
)
async def test_sound_plays_by_its_name(
    say: Say, services: Services, text: str, entities: dict[str, str], sound: str, title: str
) -> None:
    reply = await say("play_sound", text, **entities)

    assert (await services.playback.state("s")).item.id == f"sound/{sound}"  # type: ignore[union-attr]
    assert title in reply["text"]


@pytest.mark.parametrize(
    ("text", "entities", "named"),
    [
        ("play whale songs", {"sound": "whale songs"}, "whale songs"),
        ("放鲸鱼的叫声", {"sound": "鲸鱼的叫声"}, "鲸鱼的叫声"),
    ],
)
async def test_sound_there_is_not_offers_others(
    say: Say, services: Services, text: str, entities: dict[str, str], named: str
) -> None:
    reply = await say("play_sound", text, **entities)

    assert named in reply["text"]
    assert len(reply["choices"]) == 4
    assert not (await services.playback.state("s")).active


async def test_music_called_like_a_sound_is_the_sound(say: Say, services: Services) -> None:
    await say("play_music", "放点雨声")

    assert (await services.playback.state("s")).item.id == "sound/rain"  # type: ignore[union-attr]


# --- in a page -------------------------------------------------------------------------------------------------------


async def test_session_with_a_page_plays_there(say: Say, playback: Playback, heard: Heard) -> None:
    page = Page(playback, heard)

    reply = await say("play_music", "play Yesterday", title="Yesterday", in_browser=True)
    assert reply["player"]["player"] == "browser"
    assert "Yesterday" in reply["text"]

    assert (await say("pause", "pause", in_browser=True))["player"]["state"] == "paused"
    await say("stop", "stop", in_browser=True)
    assert page.commands == ["play", "pause", "stop"]


async def test_page_that_must_be_touched_first_says_so(say: Say, playback: Playback, heard: Heard) -> None:
    Page(playback, heard).error = "NotAllowedError"

    english = await say("play_music", "play Yesterday", title="Yesterday", in_browser=True)
    mandarin = await say("play_sound", "放点雨声", sound="雨声", in_browser=True)

    assert "browser" in english["text"]
    assert "浏览器" in mandarin["text"]


# --- controls --------------------------------------------------------------------------------------------------------


async def test_pause_and_resume_tell_what_is_so(say: Say, services: Services) -> None:
    await say("play_sound", "play rain", sound="rain")

    assert "Rain" in (await say("pause", "pause"))["text"]
    assert (await services.playback.state("s")).status == "paused"
    assert "already" in (await say("pause", "pause"))["text"]
    assert "暂停" in (await say("whats_playing", "现在放的是什么"))["text"]
    assert (await say("resume", "resume"))["player"]["state"] == "playing"
    assert "already" in (await say("resume", "resume"))["text"]


@pytest.mark.parametrize(
    ("intent", "en", "zh"),
    [
        ("pause", "pause", "暂停"),
        ("resume", "resume", "继续播放"),
        ("next", "next song", "下一首"),
        ("previous", "previous song", "上一首"),
        ("whats_playing", "what's playing", "现在放的是什么"),
    ],
)
async def test_controls_with_nothing_on_say_so(say: Say, intent: str, en: str, zh: str) -> None:
    english, mandarin = await say(intent, en), await say(intent, zh)

    assert "play" in english["text"] or "quiet" in english["text"]
    assert mandarin["language"] == "zh"
    assert english["choices"]
    assert mandarin["choices"]


async def test_next_at_the_end_says_so_and_plays_on(say: Say, services: Services) -> None:
    await say("play_music", "play Kind of Blue", title="Kind of Blue")

    assert "Blue in Green" in (await say("next", "next"))["text"]
    last = await say("next", "下一首")
    assert "Blue in Green" in last["text"]
    assert "最后" in last["text"] or "之后" in last["text"]
    assert "So What" in (await say("previous", "previous"))["text"]
    assert "So What" in (await say("previous", "上一首"))["text"]
    assert (await services.playback.state("s")).item.title.en == "So What"  # type: ignore[union-attr]


async def test_stop_stops_speech_music_and_games(say: Say, services: Services) -> None:
    await say("play_sound", "play rain", sound="rain")

    for text in ("stop", "停", "stop"):
        reply = await say("stop", text, {"game": {"kind": "quiz"}, "pending": {"kind": "forget"}})
        assert reply["effects"] == ("stop-speech",)
        assert reply["speech"] == ""
        forgotten = {event["name"] for event in reply["events"] if event["value"] is None}
        assert forgotten == {"game", "pending"}
        assert not (await services.playback.state("s")).active


@pytest.mark.parametrize(
    ("intent", "text", "number", "volume"),
    [
        ("volume_set", "volume to 30 percent", "30", 30),
        ("volume_set", "set it to eighty percent", "eighty percent", 80),
        ("volume_set", "volume half", "half", 50),
        ("volume_set", "make it 5", "", 5),
        ("volume_set", "声音调到三十", "三十", 30),
        ("volume_set", "把音量设为百分之二十", "百分之二十", 20),
        ("volume_set", "音量百分之百", "百分之百", 100),
        ("volume_set", "音量开到一半", "一半", 50),
        ("volume_set", "音量开到最大", "", 100),
        ("volume_set", "volume 300", "300", 100),
        ("volume_up", "louder", "", 80),
        ("volume_down", "小声点", "", 60),
    ],
)
async def test_volume_is_what_was_said(
    say: Say, services: Services, intent: str, text: str, number: str, volume: int
) -> None:
    reply = await say(intent, text, **({"number": number} if number else {}))

    assert (await services.playback.state("s")).volume == volume
    assert str(volume) in reply["text"]


async def test_volume_without_a_number_asks(say: Say) -> None:
    reply = await say("volume_set", "set the volume")

    assert "70" in reply["text"]


async def test_whats_playing_tells_title_artist_and_album(say: Say) -> None:
    await say("play_music", "play Yesterday", title="Yesterday")

    english = (await say("whats_playing", "what's playing"))["text"]
    mandarin = (await say("whats_playing", "这是什么歌"))["text"]

    assert all(word in english for word in ("Yesterday", "The Beatles", "Help!"))
    assert all(word in mandarin for word in ("Yesterday", "The Beatles", "Help!"))


async def test_whats_playing_after_mpv_was_killed_is_nothing(say: Say, mpv: MpvPlayer, heard: Heard) -> None:
    from tests.actions.playback.conftest import until

    await say("play_sound", "play rain", sound="rain")
    os.kill(pid_of(mpv), signal.SIGKILL)
    await until(lambda: heard.states[-1][1] == "stopped")

    reply = await say("whats_playing", "what's playing")

    assert "Rain" not in reply["text"]
    assert reply["choices"]


async def test_missing_mpv_is_a_sentence(
    say: Say, services: Services, library: Library, tmp_path: Path, catalogue: Catalogue
) -> None:
    from dataclasses import replace

    without = Playback(library, MpvPlayer(tmp_path / "s", program="no-such-player"), tmp_path / "data")
    use_services(replace(services, playback=without))

    english = await say("play_music", "play Yesterday", title="Yesterday")
    mandarin = await say("volume_up", "大声点")

    assert "mpv" in english["text"]
    assert "mpv" in mandarin["text"]
    assert mandarin["language"] == "zh"


# --- the queue -------------------------------------------------------------------------------------------------------


async def up_next(services: Services) -> list[str]:
    return [item.title.en for item in (await services.playback.state("s")).queue]


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("play Yesterday next", {"title": "Yesterday"}),
        ("after this song put on Yesterday", {"title": "Yesterday"}),
        ("play Yesterday by the Beatles after this one", {}),
        ("下一首放Yesterday", {"title": "Yesterday"}),
        ("这首放完放Yesterday", {}),
    ],
)
async def test_play_next_comes_right_after_what_plays(
    say: Say, services: Services, text: str, entities: dict[str, str]
) -> None:
    await say("play_music", "play Kind of Blue", title="Kind of Blue")

    reply = await say("play_next", text, **entities)

    assert await up_next(services) == ["Yesterday", "Blue in Green"]
    assert (await services.playback.state("s")).item.title.en == "So What"  # type: ignore[union-attr]
    assert "Yesterday" in reply["text"]
    assert reply["player"]["queue"][0]["title"]["en"] == "Yesterday"


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("queue up Yesterday", {"title": "Yesterday"}),
        ("add Yesterday to the queue", {"title": "Yesterday"}),
        ("put Yesterday at the end", {}),
        ("add Yesterday to the end of the queue please", {}),
        ("把Yesterday加到播放列表最后", {}),
        ("Yesterday加入队列", {"title": "Yesterday"}),
    ],
)
async def test_add_to_queue_comes_last(say: Say, services: Services, text: str, entities: dict[str, str]) -> None:
    await say("play_music", "play Kind of Blue", title="Kind of Blue")

    reply = await say("add_to_queue", text, **entities)

    assert await up_next(services) == ["Blue in Green", "Yesterday"]
    assert "2" in reply["text"]


async def test_queue_of_an_album_says_how_many(say: Say, services: Services) -> None:
    await say("play_music", "play Yesterday", title="Yesterday")

    reply = await say("add_to_queue", "queue the album Kind of Blue", album="Kind of Blue")

    assert await up_next(services) == ["So What", "Blue in Green"]
    assert "2" in reply["text"]
    assert "So What" in reply["text"]


@pytest.mark.parametrize("intent", ["play_next", "add_to_queue"])
async def test_queue_with_nothing_on_plays_at_once(say: Say, services: Services, intent: str) -> None:
    reply = await say(intent, "queue Yesterday", title="Yesterday")

    assert (await services.playback.state("s")).status == "playing"
    assert "Yesterday" in reply["text"]


@pytest.mark.parametrize(
    ("text", "entities", "named"),
    [
        ("play xyzzy next", {}, "xyzzy"),
        ("queue up Purple Rain", {"title": "Purple Rain"}, "Purple Rain"),
        ("把菊花台加到队列", {"title": "菊花台"}, "菊花台"),
    ],
)
async def test_queue_of_what_is_not_there_changes_nothing(
    say: Say, services: Services, text: str, entities: dict[str, str], named: str
) -> None:
    await say("play_music", "play Kind of Blue", title="Kind of Blue")

    reply = await say("add_to_queue", text, **entities)

    assert named in reply["text"]
    assert await up_next(services) == ["Blue in Green"]


@pytest.mark.parametrize("text", ["add it to the queue", "queue something", "加到队列里", "把它加到队列"])
async def test_queue_of_nothing_asks_what(say: Say, services: Services, text: str) -> None:
    await say("play_music", "play Yesterday", title="Yesterday")

    reply = await say("add_to_queue", text)

    assert await up_next(services) == []
    assert "?" in reply["text"] or "？" in reply["text"]
    assert reply["choices"]


async def test_queue_of_what_was_suggested(say: Say, services: Services) -> None:
    await say("play_music", "play Yesterday", title="Yesterday")

    await say("play_next", "play that next", {"current_item": {"id": "artist/jay-chou"}})

    assert set(await up_next(services)) == {"晴天", "Rice Field"}


async def test_clear_queue_and_again(say: Say, services: Services) -> None:
    await say("play_music", "play Kind of Blue", title="Kind of Blue")

    reply = await say("clear_queue", "clear the queue")
    assert "1" in reply["text"]
    assert await up_next(services) == []
    assert (await services.playback.state("s")).status == "playing"
    assert "So What" in (await say("clear_queue", "清空队列"))["text"]


async def test_whats_next_names_three_and_counts_the_rest(say: Say, services: Services) -> None:
    await say("play_music", "play some music")
    coming = await up_next(services)

    english, mandarin = await say("whats_next", "what's coming up"), await say("whats_next", "接下来放什么")

    for reply in (english, mandarin):
        assert [card["title"] for card in reply["cards"]] == coming[:3]
        assert all(title in reply["text"] for title in coming[:3])
        assert str(len(coming) - 3) in reply["text"]


async def test_whats_next_when_repeating_or_last(say: Say) -> None:
    await say("play_music", "play Yesterday", title="Yesterday")

    assert "Yesterday" in (await say("whats_next", "what's next"))["text"]
    await say("repeat_mode", "loop this song")
    assert "repeat" in (await say("whats_next", "what's next"))["text"]


@pytest.mark.parametrize("intent", ["clear_queue", "whats_next", "lyrics"])
async def test_queue_questions_with_nothing_on_say_so(say: Say, intent: str) -> None:
    english, mandarin = await say(intent, "the queue"), await say(intent, "队列")

    assert "othing" in english["text"]
    assert mandarin["language"] == "zh"
    assert english["choices"]


# --- lyrics ----------------------------------------------------------------------------------------------------------


def with_lyrics(path: Path, ending: str) -> None:
    import mutagen
    from mutagen import id3

    if ending == "mp3":
        tags = id3.ID3()
        tags.add(id3.TIT2(encoding=3, text="Rain Song"))
        tags.add(id3.USLT(encoding=3, lang="eng", desc="", text="[00:01.50]Drip drop\r\n[00:02.00]Drop drip"))
        tags.save(path)
        return
    audio = mutagen.File(path)
    if audio.tags is None:
        audio.add_tags()
    audio["\xa9nam" if ending == "m4a" else "title"] = "Rain Song"
    audio["\xa9lyr" if ending == "m4a" else "lyrics"] = "Drip drop\nDrop drip"
    audio.save()


@pytest.mark.parametrize("ending", ["mp3", "flac", "ogg", "m4a"])
async def test_lyrics_of_the_file_are_shown(say: Say, services: Services, tmp_path: Path, ending: str) -> None:
    with_lyrics(sound_file(tmp_path / "more" / f"rain.{ending}", 20), ending)
    await services.playback.scan([str(tmp_path / "more")])
    await say("play_music", "play Rain Song", title="Rain Song")

    reply = await say("lyrics", "show me the lyrics")

    assert reply["cards"][0]["text"] == "Drip drop\nDrop drip"
    assert "Drip" not in reply["speech"]
    assert (await say("lyrics", "雨歌的歌词", title="Rain Song"))["cards"][0]["text"].startswith("Drip")


@pytest.mark.parametrize(
    ("text", "entities", "named"),
    [
        ("show me the lyrics", {}, "Yesterday"),
        ("歌词是什么", {}, "Yesterday"),
        ("lyrics of Purple Rain", {"title": "Purple Rain"}, "Purple Rain"),
    ],
)
async def test_lyrics_there_are_none_is_said(say: Say, text: str, entities: dict[str, str], named: str) -> None:
    await say("play_music", "play Yesterday", title="Yesterday")

    reply = await say("lyrics", text, **entities)

    assert named in reply["text"]
    assert reply["cards"] == ()
    assert reply["choices"]
