"""Radio, podcasts, audiobooks and news in words: what the library has plays, the rest is said to come later."""

# ruff: noqa: F811 - pytest finds its fixtures by the names they are imported under
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from actions.services import Services
from tests.actions.handlers.test_music import Say, say, services, titles  # noqa: F401
from tests.actions.playback.conftest import (  # noqa: F401
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

BOOKS = {
    "t/1.flac": ("The Start", "Robert Louis Stevenson", "Treasure Island", "Audiobook", "1"),
    "t/2.flac": ("The Middle", "Robert Louis Stevenson", "Treasure Island", "Audiobook", "2"),
    "t/3.flac": ("The Finish", "Robert Louis Stevenson", "Treasure Island", "Audiobook", "3"),
    "h/1.flac": ("第一章", "余华", "活着", "有声书", "1"),
    "h/2.flac": ("第二章", "余华", "活着", "有声书", "2"),
    "p/1.flac": ("The Alibi", "Sarah Koenig", "Serial", "Podcast", "1"),
    "p/2.flac": ("The Breakup", "Sarah Koenig", "Serial", "Podcast", "2"),
}


@pytest.fixture
async def shelf(services: Services, tmp_path: Path, music: Path) -> None:
    """Some books and a podcast beside the music."""
    for name, (title, artist, album, genre, number) in BOOKS.items():
        tags = {"title": title, "artist": artist, "album": album, "genre": genre, "tracknumber": number}
        sound_file(tmp_path / "shelf" / name, 20, **tags)
    await services.playback.scan([str(music), str(tmp_path / "shelf")])


async def on(services: Services) -> str:
    item = (await services.playback.state("s")).item
    return item.title.en if item else ""


@pytest.mark.parametrize(
    ("intent", "text", "entities", "title"),
    [
        ("play_audiobook", "read me Treasure Island", {"title": "Treasure Island"}, "The Start"),
        ("play_audiobook", "read me treasure island", {"title": "treasure island"}, "The Start"),
        ("play_audiobook", "a book by Stevenson", {"person": "Robert Louis Stevenson"}, "The Start"),
        (
            "play_audiobook",
            "Treasure Island read by Toni Morrison",
            {"title": "Treasure Island", "person": "Toni Morrison"},
            "The Start",
        ),
        (
            "play_audiobook",
            "chapter two of Treasure Island",
            {"title": "Treasure Island", "number": ("two", 2)},
            "The Middle",
        ),
        (
            "play_audiobook",
            "the last chapter of Treasure Island",
            {"title": "Treasure Island", "ordinal": ("last", -1)},
            "The Finish",
        ),
        ("play_audiobook", "放活着有声书", {"title": "活着"}, "第一章"),
        ("play_audiobook", "念活着第二章", {"title": "活着", "ordinal": ("第二", 2)}, "第二章"),
        ("play_podcast", "play the podcast Serial", {"title": "Serial"}, "The Alibi"),
        ("play_podcast", "latest episode of Serial", {"title": "Serial", "era": "latest"}, "The Breakup"),
        ("play_podcast", "放个播客", {}, "The Alibi"),
    ],
)
@pytest.mark.usefixtures("shelf")
async def test_what_the_library_has_plays(
    say: Say, services: Services, intent: str, text: str, entities: dict[str, Any], title: str
) -> None:
    reply = await say(intent, text, **entities)

    assert await on(services) == title
    assert title in reply["text"]
    assert {"event": "slot", "timestamp": None, "name": "thread", "value": intent} in reply["events"]


@pytest.mark.usefixtures("shelf")
async def test_book_goes_on_where_the_person_was(say: Say, services: Services) -> None:
    await say("play_audiobook", "read me Treasure Island", title="Treasure Island")
    await say("next", "next")
    await say("stop", "stop")

    for text, entities in (
        ("continue my audiobook", {}),
        ("接着听书", {}),
        ("go on with Treasure Island where i left off", {"title": "Treasure Island"}),
    ):
        await say("play_audiobook", text, **entities)
        assert await on(services) == "The Middle"
        assert (await services.playback.state("s")).queue[0].title.en == "The Finish"
        assert (await say("previous", "previous"))["cards"][0]["title"] == "The Start"
        await say("next", "next")


@pytest.mark.parametrize(
    ("intent", "text", "entities", "named"),
    [
        ("play_radio", "play BBC Radio 4", {"station": "BBC Radio 4"}, "BBC Radio 4"),
        ("play_radio", "打开收音机", {}, "电台"),
        ("play_radio", "放爵士电台", {"genre": "爵士"}, "电台"),
        ("play_radio", "a jazz station", {"genre": "jazz"}, "adio"),
        ("play_podcast", "play the podcast Radiolab", {"title": "Radiolab"}, "Radiolab"),
        ("play_podcast", "a true crime podcast", {"genre": "true crime"}, "odcasts"),
        ("play_podcast", "听播客忽左忽右", {"title": "忽左忽右"}, "忽左忽右"),
        ("play_audiobook", "read me Dracula", {"title": "Dracula"}, "Dracula"),
        ("play_audiobook", "播放白夜行有声书", {"title": "白夜行"}, "白夜行"),
        ("play_audiobook", "an audiobook in French", {"language": "French"}, "audiobook"),
        ("play_news", "what's in the news", {}, "news"),
        ("play_news", "any updates on the election", {"topic": "the election"}, "the election"),
        ("play_news", "听新闻", {}, "新闻"),
        ("play_news", "台风有没有新闻", {"topic": "台风"}, "台风"),
    ],
)
@pytest.mark.usefixtures("shelf")
async def test_what_waits_is_said_with_what_works(
    say: Say, services: Services, intent: str, text: str, entities: dict[str, Any], named: str
) -> None:
    reply = await say(intent, text, **entities)

    assert named in reply["text"]
    assert not (await services.playback.state("s")).active
    assert {choice["intent"] for choice in reply["choices"]} == {"play_music", "play_sound", "tell_story"}
    assert services.people.history("ada") == []
    music = next(choice for choice in reply["choices"] if choice["intent"] == "play_music")
    assert (await say("play_music", music["title"], **music["entities"]))["player"]["state"] == "playing"


@pytest.mark.parametrize(("intent", "text"), [("play_audiobook", "听书"), ("play_podcast", "my podcasts")])
async def test_library_without_any_says_so(say: Say, services: Services, intent: str, text: str) -> None:
    reply = await say(intent, text)

    assert not (await services.playback.state("s")).active
    assert len(reply["choices"]) == 3
