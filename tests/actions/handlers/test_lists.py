"""Lists of what to watch, read, play and hear; playlists; reminders."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from actions.handlers.lists import FAVOURITES, playlist
from actions.services import Services
from tests.actions.handlers.conversing import Talk, beside_mpv, one_of


@pytest.fixture
async def listening(shared: Services, tmp_path: Path) -> AsyncIterator[Talk]:
    """A conversation beside a real mpv, with an album of two songs and one song more."""
    titles = (("Airbag", "OK Computer"), ("Lucky", "OK Computer"), ("Creep", "Honey"))
    songs = [
        {"title": title, "artist": "Radiohead", "album": album, "tracknumber": str(number)}
        for number, (title, album) in enumerate(titles, start=1)
    ]
    async with beside_mpv(shared, tmp_path, *songs) as talk:
        yield talk


def on_list(talk: Talk, name: str) -> list[str]:
    return talk.services.people.kept(talk.person, name)


def titles(talk: Talk, name: str) -> list[str]:
    """The titles of the tracks on a playlist."""
    found = (talk.services.playback.item(each) for each in on_list(talk, name))
    return [item.title.en for item in found if item is not None]


# --- putting on ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "kept", "item"),
    [
        ("add Dune to my reading list", "Dune", "read", "book/dune"),
        ("put Dune on my watchlist", "Dune", "watch", "film/dune"),
        ("把沙丘加到书单", "沙丘", "read", "book/dune"),
        ("把沙丘加进片单", "沙丘", "watch", "film/dune"),
        ("save Alien for later", "Alien", "watch", "film/alien"),
        ("save 最后生还者 to my games", "最后生还者", "play", "game/the-last-of-us"),
        ("I want to listen to Kind of Blue some day", "Kind of Blue", "hear", "album/kind-of-blue"),
        ("add Breaking Bad to my list", "Breaking Bad", "watch", "show/breaking-bad"),
        ("put Game of Thrones on the reading list", "Game of Thrones", "read", "book/a-game-of-thrones"),
    ],
)
async def test_thing_goes_on_the_list_it_belongs_on(talk: Talk, text: str, name: str, kept: str, item: str) -> None:
    reply = await talk.say("watchlist_add", text, title=name)

    assert on_list(talk, kept) == [item]
    assert talk.services.people.lists(talk.person) == [kept]
    assert talk.services.catalogue.get(item).title.in_language(reply["language"]) in reply["text"]


async def test_suggestion_goes_on_the_list(talk: Talk) -> None:
    await talk.say("recommend_film", "a comedy")
    await talk.say("watchlist_add", "save it for later")

    assert on_list(talk, "watch") == [talk.slots["current_item"]["id"]]


async def test_second_suggestion_goes_on_the_list(talk: Talk) -> None:
    await talk.say("recommend_book", "推荐一本书")
    await talk.say("another", "换一个")
    second = talk.slots["current_item"]["id"]
    await talk.say("another", "换一个")
    await talk.say("watchlist_add", "把第二个加进书单", ordinal=2)

    assert on_list(talk, "read") == [second]


async def test_name_of_two_kinds_is_asked_about_first(talk: Talk) -> None:
    reply = await talk.say("watchlist_add", "save Dune for later", title="Dune")
    assert talk.services.people.lists(talk.person) == []

    await talk.press(reply, 1)
    assert on_list(talk, "read") == ["book/dune"]


async def test_same_thing_twice_stands_once(talk: Talk) -> None:
    await talk.say("watchlist_add", "add Alien to my watchlist", title="Alien")
    reply = await talk.say("watchlist_add", "add Alien to my watchlist", title="Alien")

    assert "already" in reply["text"]
    assert on_list(talk, "watch") == ["film/alien"]


async def test_unknown_thing_is_kept_in_words(talk: Talk) -> None:
    reply = await talk.say("watchlist_add", "把《长长的怪名》加到片单", title="长长的怪名")
    shown = await talk.say("watchlist_show", "看看片单")

    assert "不认识" in reply["text"] or "没听过" in reply["text"]
    assert on_list(talk, "watch") == ["长长的怪名"]
    assert "长长的怪名" in shown["text"]


@pytest.mark.parametrize(("text", "language"), [("add it to my list", "en"), ("加到清单", "zh")])
async def test_nothing_to_add_is_asked_for(talk: Talk, text: str, language: str) -> None:
    reply = await talk.say("watchlist_add", text)

    assert reply["text"] in one_of("list.add-what", language)


# --- showing ---------------------------------------------------------------------------------------------------------


async def test_list_is_shown_with_five_of_its_things(talk: Talk) -> None:
    films = talk.services.catalogue.items("film")[:7]
    for film in films:
        talk.services.people.keep(talk.person, "watch", film.id)
    reply = await talk.say("watchlist_show", "what's on my watchlist")
    details = await talk.say("choose", "the third one", ordinal=3)

    assert len(reply["cards"]) == len(reply["choices"]) == 5
    assert "and 2 more" in reply["text"]
    assert details["cards"][0]["item"] == films[2].id


async def test_lists_are_shown_apart(talk: Talk) -> None:
    await talk.say("watchlist_add", "add Alien to my watchlist", title="Alien")
    await talk.say("watchlist_add", "add the book Dune to my reading list", title="Dune")
    books = await talk.say("watchlist_show", "show my reading list")
    both = await talk.say("watchlist_show", "看看我的清单")

    assert "Dune" in books["text"]
    assert "Alien" not in books["text"]
    assert "《异形》" in both["text"]
    assert "《沙丘》" in both["text"]


@pytest.mark.parametrize(
    ("text", "key", "language"),
    [("show my watchlist", "list.empty", "en"), ("我的书单", "list.empty", "zh"), ("show my list", "list.none", "en")],
)
async def test_empty_list_is_said_to_be(talk: Talk, text: str, key: str, language: str) -> None:
    reply = await talk.say("watchlist_show", text)

    names = ("list.name-watch", "list.name-read")
    told = [each for name in names for each in one_of(key, language, list=one_of(name, language)[0])]
    assert reply["text"] in told
    assert reply["choices"]


# --- taking off ------------------------------------------------------------------------------------------------------


@pytest.fixture
async def watching(talk: Talk) -> Talk:
    for title in ("Alien", "Jaws", "Amélie"):
        await talk.say("watchlist_add", f"add {title} to my watchlist", title=title)
    return talk


@pytest.mark.parametrize(
    ("text", "named", "gone"),
    [
        ("take Jaws off my list", {"title": "Jaws"}, "film/jaws"),
        ("take jaws off my list", {}, "film/jaws"),
        ("把大白鲨从片单里删掉", {"title": "大白鲨"}, "film/jaws"),
        ("remove the first one", {"ordinal": 1}, "film/alien"),
        ("删掉最后一个", {"ordinal": -1}, "film/amelie"),
    ],
)
async def test_thing_is_taken_off(watching: Talk, text: str, named: dict[str, Any], gone: str) -> None:
    before = on_list(watching, "watch")
    await watching.say("watchlist_remove", text, **named)

    assert on_list(watching, "watch") == [item for item in before if item != gone]
    assert len(before) == 3


async def test_removal_is_taken_back(watching: Talk) -> None:
    await watching.say("watchlist_remove", "remove Jaws", title="Jaws")
    await watching.say("undo", "undo that")

    assert set(on_list(watching, "watch")) == {"film/alien", "film/jaws", "film/amelie"}


async def test_addition_is_taken_back(watching: Talk) -> None:
    await watching.say("undo", "撤销")

    assert on_list(watching, "watch") == ["film/alien", "film/jaws"]


async def test_list_is_emptied_after_a_yes(watching: Talk) -> None:
    asked = await watching.say("watchlist_remove", "clear my watchlist")
    assert "3" in asked["text"]
    assert len(on_list(watching, "watch")) == 3

    await watching.say("affirm", "yes")
    assert on_list(watching, "watch") == []
    await watching.say("undo", "undo that")
    assert len(on_list(watching, "watch")) == 3


async def test_list_stays_after_a_no(watching: Talk) -> None:
    await watching.say("watchlist_remove", "清空片单")
    reply = await watching.say("deny", "不")

    assert reply["text"] in one_of("list.left", "zh")
    assert len(on_list(watching, "watch")) == 3


async def test_unnamed_thing_to_remove_is_asked_for(watching: Talk) -> None:
    reply = await watching.say("watchlist_remove", "remove something from my list")
    assert len(reply["choices"]) == 3

    await watching.say("choose", "the second one", ordinal=2)
    assert on_list(watching, "watch") == ["film/alien", "film/amelie"]


async def test_it_is_what_was_put_on_last(watching: Talk) -> None:
    await watching.say("watchlist_remove", "把它从片单里去掉")

    assert on_list(watching, "watch") == ["film/alien", "film/jaws"]


async def test_thing_that_is_on_no_list_is_said(watching: Talk) -> None:
    reply = await watching.say("watchlist_remove", "remove Inception", title="Inception")

    assert reply["text"] in one_of("list.has-not", "en", title="Inception")
    assert len(on_list(watching, "watch")) == 3


@pytest.mark.parametrize("text", ["remove the second one", "clear my list", "删掉"])
async def test_nothing_to_take_off_is_said(talk: Talk, text: str) -> None:
    reply = await talk.say("watchlist_remove", text)

    assert "empty" in reply["text"] or "空" in reply["text"] or "nothing" in reply["text"]


# --- reminders -------------------------------------------------------------------------------------------------------


async def test_reminder_goes_on_the_list_with_its_time(talk: Talk) -> None:
    reply = await talk.say("remind_me", "remind me to watch Dune on Friday", title="Dune", time="Friday")
    shown = await talk.say("watchlist_show", "show my watchlist")

    assert on_list(talk, "watch") == ["Dune (Friday)"]
    assert "can't ring" in reply["text"]
    assert "Dune (Friday)" in shown["text"]
    assert shown["cards"][0]["item"] == "film/dune"
    await talk.say("watchlist_remove", "take Dune off", title="Dune")
    assert on_list(talk, "watch") == []


async def test_reminder_in_mandarin(talk: Talk) -> None:
    reply = await talk.say("remind_me", "星期五提醒我看霸王别姬", title="霸王别姬", time="星期五")

    assert on_list(talk, "watch") == ["霸王别姬（星期五）"]
    assert "不能到点叫你" in reply["text"]


async def test_reminder_without_time_is_kept(talk: Talk) -> None:
    await talk.say("remind_me", "remind me when the new season of Dark is out", title="Dark")
    reply = await talk.say("remind_me", "remind me to hear the Zqxvw record", title="Zqxvw")

    assert on_list(talk, "watch") == ["show/dark"]
    assert on_list(talk, "hear") == ["Zqxvw"]
    assert "can't ring" in reply["text"]


@pytest.mark.parametrize(("text", "language"), [("remind me", "en"), ("提醒我", "zh")])
async def test_reminder_of_nothing_asks(talk: Talk, text: str, language: str) -> None:
    reply = await talk.say("remind_me", text)

    assert reply["text"] in one_of("remind.of-what", language)


# --- playlists -------------------------------------------------------------------------------------------------------


async def play(talk: Talk, title: str) -> None:
    deck = await talk.services.playback.acting(f"s-{talk.person}")
    await deck.play([t.item for t in talk.services.playback.library.index.tracks if t.title == title])


async def test_what_plays_goes_on_the_playlist(listening: Talk) -> None:
    await play(listening, "Creep")
    reply = await listening.say("add_to_playlist", "save this to my running playlist", playlist="Running")
    again = await listening.say("add_to_playlist", "add it to running", playlist="running")

    assert titles(listening, "Running") == ["Creep"]
    assert "Creep" in reply["text"]
    assert "already" in again["text"]
    assert len(playlist(listening.services.people, listening.person, "RUNNING")) == 1


@pytest.mark.parametrize(("text", "named"), [("save this song", {}), ("收藏这首歌", {"playlist": "收藏"})])
async def test_playlist_without_a_name_is_the_favourites(listening: Talk, text: str, named: dict[str, Any]) -> None:
    await play(listening, "Creep")
    await listening.say("add_to_playlist", text, **named)

    assert titles(listening, FAVOURITES) == ["Creep"]


async def test_named_track_goes_on_the_playlist(listening: Talk) -> None:
    await listening.say("add_to_playlist", "add Lucky to party", title="Lucky", playlist="party")
    await listening.say("undo", "undo that")
    assert titles(listening, "party") == []

    await listening.say("add_to_playlist", "把 Lucky 加到歌单派对", title="Lucky", playlist="派对")
    assert titles(listening, "派对") == ["Lucky"]


async def test_album_that_plays_goes_on_whole(listening: Talk) -> None:
    await play(listening, "Lucky")
    await listening.say("add_to_playlist", "add the album to road trip", playlist="road trip")

    assert titles(listening, "road trip") == ["Airbag", "Lucky"]


async def test_new_playlist_begins_with_what_plays_after_a_yes(listening: Talk) -> None:
    await play(listening, "Creep")
    await listening.say("add_to_playlist", "make a playlist called Rainy", playlist="Rainy")
    assert titles(listening, "Rainy") == []

    await listening.say("affirm", "yes")
    assert titles(listening, "Rainy") == ["Creep"]


async def test_new_playlist_without_music_says_how_it_begins(listening: Talk) -> None:
    reply = await listening.say("add_to_playlist", "建一个叫雨天的歌单", playlist="雨天")

    assert "第一首歌" in reply["text"]
    assert listening.services.people.lists(listening.person) == []


async def test_nothing_to_save_is_said(listening: Talk) -> None:
    nothing = await listening.say("add_to_playlist", "save this")
    unknown = await listening.say("add_to_playlist", "add Zqxvw to party", title="Zqxvw", playlist="party")

    assert nothing["text"] in one_of("playlist.nothing-on", "en")
    assert "Zqxvw" in unknown["text"]
    assert listening.services.people.lists(listening.person) == []
