"""Never again, stars, taking back, declining: what a person thinks, beside a real mpv where music is meant."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actions.catalogue import Item
from actions.handlers.bans import forbidden_by
from actions.handlers.recommend import rejected
from actions.handlers.stars import stars_in
from actions.handlers.undoing import SLOT
from actions.services import Services
from tests.actions.handlers.conversing import Talk, beside_mpv, one_of

SONGS = (
    ("Creep", "Radiohead", "Pablo Honey"),
    ("Lucky", "Radiohead", "OK Computer"),
    ("Hello", "Adele", "25"),
    ("Nobody", "The Unheard", "Demo"),
)


@pytest.fixture
async def listening(shared: Services, tmp_path: Path) -> AsyncIterator[Talk]:
    songs = [{"title": title, "artist": artist, "album": album} for title, artist, album in SONGS]
    async with beside_mpv(shared, tmp_path, *songs) as talk:
        yield talk


def track(talk: Talk, title: str) -> Item:
    return next(t.item for t in talk.services.playback.library.index.tracks if t.title == title)


async def play(talk: Talk, *titles: str) -> None:
    """Play songs in this order."""
    deck = await talk.services.playback.acting(f"s-{talk.person}")
    await deck.play([track(talk, title) for title in titles])
    talk.slots["thread"] = "play_music"


async def on(talk: Talk) -> str:
    item = (await talk.services.playback.state(f"s-{talk.person}")).item
    return item.title.en if item else ""


# --- never again -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["never play this again", "再也别放这首"])
async def test_song_that_plays_is_banned_and_skipped(listening: Talk, text: str) -> None:
    await play(listening, "Creep", "Hello")
    replies = await listening.replies("never_again", text)

    assert "Creep" in replies[0]["text"]
    assert await on(listening) == "Hello"
    assert listening.opinions() == [(track(listening, "Creep").id, "never")]


async def test_ban_of_what_plays_leaves_the_suggestion_alone(listening: Talk) -> None:
    await listening.say("recommend_film", "a comedy")
    await play(listening, "Creep", "Hello")
    listening.slots["thread"] = "recommend"
    await listening.say("never_again", "never play this song again")

    assert listening.opinions() == [(track(listening, "Creep").id, "never")]


async def test_last_song_that_is_banned_stops(listening: Talk) -> None:
    await play(listening, "Creep")
    await listening.say("never_again", "I never want to hear this again")

    assert await on(listening) == ""


@pytest.mark.parametrize("text", ["ban this singer", "never play this band again", "别再放这个歌手"])
async def test_artist_is_banned_with_all_of_theirs(listening: Talk, text: str) -> None:
    await play(listening, "Creep", "Lucky", "Hello")
    first, *_ = await listening.replies("never_again", text)
    never = forbidden_by(listening.services.people.opinions(listening.person), listening.services.catalogue)

    assert "Radiohead" in first["text"] or "电台司令" in first["text"]
    assert await on(listening) == "Hello"
    assert never.has(track(listening, "Lucky"))
    assert not never.has(track(listening, "Hello"))


async def test_songs_of_a_banned_artist_leave_the_queue(listening: Talk) -> None:
    await play(listening, "Hello", "Creep", "Lucky")
    await listening.say("never_again", "never play Radiohead again", artist="Radiohead")
    state = await listening.services.playback.state(f"s-{listening.person}")

    assert await on(listening) == "Hello"
    assert state.queue == ()


async def test_artist_that_only_the_library_has_is_banned(listening: Talk) -> None:
    await play(listening, "Hello")
    await listening.say("never_again", "no more of The Unheard", artist="The Unheard")
    never = forbidden_by(listening.services.people.opinions(listening.person), listening.services.catalogue)

    assert never.has(track(listening, "Nobody"))
    assert await on(listening) == "Hello"


async def test_artist_that_nobody_knows_yet_is_banned(talk: Talk) -> None:
    await talk.say("never_again", "ban Zqxvw forever", artist="Zqxvw")

    assert talk.opinions() == [("artist/zqxvw", "never")]


async def test_album_that_plays_is_banned(listening: Talk) -> None:
    await play(listening, "Lucky", "Hello")
    await listening.say("never_again", "I never want to hear this album again")
    never = forbidden_by(listening.services.people.opinions(listening.person), listening.services.catalogue)

    assert never.has(track(listening, "Lucky"), "OK Computer")
    assert not never.has(track(listening, "Creep"), "Pablo Honey")
    assert await on(listening) == "Hello"


async def test_song_of_the_library_is_banned_by_title(listening: Talk) -> None:
    await listening.say("never_again", "never play Hello again", title="Hello")

    assert listening.opinions() == [(track(listening, "Hello").id, "never")]


async def test_albums_of_a_banned_artist_are_not_suggested(talk: Talk) -> None:
    await talk.say("never_again", "never suggest the Beatles again", artist="the Beatles")
    catalogue = talk.services.catalogue
    out = rejected(talk.services.people.opinions(talk.person), catalogue)
    theirs = {item.id for item in catalogue.items("album") if "The Beatles" in {name.en for name in item.creators}}

    assert theirs
    assert theirs < out


async def test_film_that_was_suggested_is_banned_and_another_comes(talk: Talk) -> None:
    await talk.say("recommend_film", "推荐一部喜剧")
    banned = talk.slots["current_item"]["id"]
    replies = await talk.replies("never_again", "再也不要推荐这个")

    assert talk.opinions() == [(banned, "never")]
    assert replies[-1]["cards"]
    assert talk.slots["current_item"]["id"] != banned


@pytest.mark.parametrize(("text", "language"), [("never again", "en"), ("再也不要", "zh")])
async def test_ban_of_nothing_asks_of_what(talk: Talk, text: str, language: str) -> None:
    reply = await talk.say("never_again", text)

    assert reply["text"] in one_of("never.of-what", language)


async def test_ban_is_not_noted_for_who_wants_no_learning(listening: Talk) -> None:
    listening.services.people.set_personalised(listening.person, False)
    await play(listening, "Creep", "Hello")
    replies = await listening.replies("never_again", "never play this again")

    assert replies[0]["text"] in one_of("opinion.not-noted", "en")
    assert listening.opinions() == []
    assert await on(listening) == "Hello"


async def test_like_after_a_ban_lifts_it(talk: Talk) -> None:
    await talk.say("never_again", "never Adele again", artist="Adele")
    await talk.say("like", "I love Adele after all", artist="Adele")

    assert not forbidden_by(talk.services.people.opinions(talk.person), talk.services.catalogue)


# --- stars -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "stars"),
    [
        ("give it four stars", 4.0),
        ("I'd rate it 8 out of ten", 4.0),
        ("eight out of 10", 4.0),
        ("7/10", 3.5),
        ("four and a half stars", 4.5),
        ("90 percent", 4.5),
        ("a perfect ten", 5.0),
        ("full marks", 5.0),
        ("one star", 1.0),
        ("half a star", 0.5),
        ("zero stars", 0.0),
        ("a solid 3", 3.0),
        ("it's a 9", 4.5),
        ("5-star film", 5.0),
        ("three out of four", 4.0),
        ("打四星", 4.0),
        ("四颗星", 4.0),
        ("四星半", 4.5),
        ("打八分", 4.0),
        ("满分", 5.0),
        ("给个五星好评", 5.0),
        ("十分里打七分", 3.5),
        ("满分十分我给六分", 3.0),
        ("百分之八十", 4.0),
        ("95分", 5.0),
        ("two hundred stars", None),
        ("12 out of 10", None),
        ("-3 stars", None),
        ("it was great", None),
        ("", None),
        ("🎬", None),
    ],
)
def test_stars_are_read_from_words(said: str, stars: float | None) -> None:
    assert stars_in(said) == stars


@pytest.mark.parametrize(
    ("text", "stars", "opinion"),
    [("four stars for Alien", 4.0, "like"), ("Alien gets two", 2.0, "dislike"), ("three stars for Alien", 3.0, "")],
)
async def test_rating_is_kept_with_the_opinion_it_comes_to(talk: Talk, text: str, stars: float, opinion: str) -> None:
    reply = await talk.say("rate", text, title="Alien")

    assert talk.services.people.ratings(talk.person) == {"film/alien": stars}
    assert talk.opinions() == ([("film/alien", opinion)] if opinion else [])
    assert f"{stars:g} stars" in reply["text"]


async def test_rating_of_what_plays_in_mandarin(listening: Talk) -> None:
    await play(listening, "Creep")
    reply = await listening.say("rate", "打五星")

    assert listening.services.people.ratings(listening.person) == {track(listening, "Creep").id: 5.0}
    assert "5星" in reply["text"]


async def test_number_in_a_title_is_no_rating(talk: Talk) -> None:
    reply = await talk.say("rate", "rate 2001: A Space Odyssey", title="2001: A Space Odyssey")
    assert "How many stars" in reply["text"]

    await talk.press(reply, 1)
    assert talk.services.people.ratings(talk.person) == {"film/2001-a-space-odyssey": 4.0}


async def test_typed_values_are_stars(talk: Talk) -> None:
    await talk.say("rate", "Alien: that much", title="Alien", percentage=80)
    await talk.say("rate", "Jaws: that many", title="Jaws", number=3)

    assert talk.services.people.ratings(talk.person) == {"film/alien": 4.0, "film/jaws": 3.0}


async def test_rating_twice_keeps_the_later(talk: Talk) -> None:
    await talk.say("rate", "two stars for Alien", title="Alien")
    await talk.say("rate", "no, five stars for Alien", title="Alien")
    undone = await talk.say("undo", "undo that")

    assert talk.services.people.ratings(talk.person) == {"film/alien": 2.0}
    assert "2 stars" in undone["text"]


async def test_it_is_what_was_liked_last(talk: Talk) -> None:
    await talk.say("like", "我喜欢霸王别姬", title="霸王别姬")
    await talk.say("rate", "给它打满分")

    assert set(talk.services.people.ratings(talk.person).values()) == {5.0}


@pytest.mark.parametrize(("text", "language"), [("four stars", "en"), ("打四星", "zh")])
async def test_rating_of_nothing_asks_of_what(talk: Talk, text: str, language: str) -> None:
    reply = await talk.say("rate", text)

    assert reply["text"] in one_of("rate.of-what", language)


# --- taking back -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("intent", ["like", "dislike", "seen_it", "never_again"])
async def test_opinion_is_taken_back(talk: Talk, intent: str) -> None:
    await talk.say(intent, "Alien", title="Alien")
    reply = await talk.say("undo", "take that back")
    again = await talk.say("undo", "take that back")

    assert "Alien" in reply["text"]
    assert talk.opinions() == []
    assert again["text"] in one_of("undo.nothing", "en")


async def test_first_rating_is_taken_back_whole(talk: Talk) -> None:
    await talk.say("rate", "给异形打五星", title="异形")
    reply = await talk.say("undo", "撤销")

    assert reply["text"] in one_of("undo.rating", "zh", title="《异形》")
    assert talk.services.people.ratings(talk.person) == {}
    assert talk.opinions() == []


async def test_rating_beside_other_facts_is_taken_back_alone(talk: Talk) -> None:
    await talk.say("seen_it", "I've seen Alien", title="Alien")
    await talk.say("rate", "five stars for Alien", title="Alien")
    reply = await talk.say("undo", "undo")

    assert reply["text"] in one_of("undo.rating", "en", title="Alien")
    assert talk.services.people.ratings(talk.person) == {}
    assert talk.opinions() == [("film/alien", "seen")]


async def test_queue_is_restored(listening: Talk) -> None:
    await play(listening, "Hello", "Creep", "Lucky")
    deck = await listening.services.playback.acting(f"s-{listening.person}")
    listening.slots[SLOT] = {"kind": "queue", "coming": [item.id for item in deck.coming]}
    await deck.clear()
    await listening.say("undo", "undo that")

    assert [item.title.en for item in deck.coming] == ["Creep", "Lucky"]


async def test_skip_is_taken_back(listening: Talk) -> None:
    await play(listening, "Hello", "Creep")
    await listening.say("next", "next")
    await listening.say("undo", "I didn't mean to skip")

    assert await on(listening) == "Hello"


@pytest.mark.parametrize(("text", "language"), [("undo", "en"), ("撤销", "zh")])
async def test_nothing_to_take_back_is_said(talk: Talk, text: str, language: str) -> None:
    reply = await talk.say("undo", text)

    assert reply["text"] in one_of("undo.nothing", language)


# --- declining ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["no not that one", "不要这个"])
async def test_declined_suggestion_is_not_disliked(talk: Talk, text: str) -> None:
    await talk.say("recommend_film", "a comedy")
    declined = talk.slots["current_item"]["id"]
    reply = await talk.say("reject", text)

    assert talk.opinions() == []
    assert reply["cards"]
    assert talk.slots["current_item"]["id"] != declined
    assert "comedy" in talk.services.catalogue.get(talk.slots["current_item"]["id"]).genres


async def test_declined_genre_is_left_out(talk: Talk) -> None:
    await talk.say("recommend_film", "a film from the 80s")
    for _ in range(3):
        await talk.say("reject", "not in the mood for horror tonight", genre="horror")
        assert "horror" not in talk.services.catalogue.get(talk.slots["current_item"]["id"]).genres


async def test_declined_song_is_skipped(listening: Talk) -> None:
    await play(listening, "Hello", "Creep")
    await listening.say("reject", "not this one")

    assert await on(listening) == "Creep"
    assert listening.opinions() == []


async def test_declined_joke_is_followed_by_another(talk: Talk) -> None:
    first = await talk.say("tell_joke", "tell me a joke")
    second = await talk.say("reject", "not that one")

    assert second["piece"]
    assert first["text"] != second["text"]


async def test_declining_leaves_the_question_which_is_meant(talk: Talk) -> None:
    await talk.say("like", "I like Dune", title="Dune")
    reply = await talk.say("reject", "no, neither of them")

    assert reply["text"] in one_of("which.left", "en")
    assert talk.slots["pending"] is None


@pytest.mark.parametrize(("text", "language"), [("not that one", "en"), ("不要这个", "zh")])
async def test_nothing_to_decline_is_said(talk: Talk, text: str, language: str) -> None:
    reply = await talk.say("reject", text)

    assert reply["text"] in one_of("reject.nothing", language)
