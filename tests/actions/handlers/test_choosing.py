"""Which item a name means, and picking from what was offered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actions.services import Services
from tests.actions.handlers.conversing import Talk, beside_mpv, one_of


@pytest.fixture
async def listening(shared: Services, tmp_path: Path) -> AsyncIterator[Talk]:
    """A conversation beside a real mpv, with songs of a Mandarin and an English title."""
    songs = [
        {"title": "晴天", "artist": "周杰伦", "album": "All"},
        {"title": "Creep", "artist": "Radiohead", "album": "All"},
    ]
    async with beside_mpv(shared, tmp_path, *songs) as talk:
        yield talk


# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "asked"),
    [
        ("I like Dune", "Dune", ["the film Dune", "the book Dune"]),
        ("我喜欢沙丘", "沙丘", ["电影《沙丘》", "《沙丘》这本书"]),
        ("I like Blue", "Blue", ["the album Blue", "the film Three Colours: Blue"]),
        ("I love Spider-Man", "Spider-Man", ["the film", "the game"]),
        ("我喜欢火兴救援", "火兴救援", ["电影《火星救援》", "《火星救援》这本书"]),
    ],
)
async def test_name_of_two_kinds_is_asked_about(talk: Talk, text: str, name: str, asked: list[str]) -> None:
    reply = await talk.say("like", text, title=name)

    for thing in asked:
        assert thing in reply["text"]
    assert [choice["intent"] for choice in reply["choices"]] == ["like", "like"]
    assert talk.opinions() == []
    assert talk.slots["pending"]["kind"] == "which"


async def test_name_of_two_kinds_is_asked_about_without_entity(talk: Talk) -> None:
    reply = await talk.say("like", "i like dune")

    assert "the book Dune" in reply["text"]


@pytest.mark.parametrize(
    ("intent", "text", "name", "item"),
    [
        ("like", "I like the book Dune", "Dune", "book/dune"),
        ("like", "i liked the movie dune", "dune", "film/dune"),
        ("like", "我喜欢电影沙丘", "沙丘", "film/dune"),
        ("like", "我喜欢《沙丘》这本书", "沙丘", "book/dune"),
        ("seen_it", "I've read Dune", "Dune", "book/dune"),
        ("seen_it", "我玩过最后生还者", "最后生还者", "game/the-last-of-us"),
        ("like", "I like the series Game of Thrones", "Game of Thrones", "show/game-of-thrones"),
        ("like", "the novel Game of Thrones is great", "Game of Thrones", "book/a-game-of-thrones"),
    ],
)
async def test_words_decide_the_kind(talk: Talk, intent: str, text: str, name: str, item: str) -> None:
    await talk.say(intent, text, title=name)

    assert talk.opinions()[0][0] == item


async def test_maker_decides_between_kinds(talk: Talk) -> None:
    await talk.say("like", "I like Dune by Frank Herbert", title="Dune", person="Frank Herbert")

    assert talk.opinions() == [("book/dune", "like")]


async def test_maker_outweighs_a_remembered_meaning(talk: Talk) -> None:
    talk.services.people.learn_meaning(talk.person, "dune", "film/dune")
    await talk.say("like", "I like Dune by Frank Herbert", title="Dune", person="Frank Herbert")

    assert talk.opinions() == [("book/dune", "like")]


async def test_entity_decides_the_kind(talk: Talk) -> None:
    await talk.say("like", "I like Blue by Joni Mitchell", album="Blue")

    assert talk.opinions() == [("album/blue", "like")]


async def test_open_wish_decides_the_kind(talk: Talk) -> None:
    await talk.say("recommend_book", "a book please")
    await talk.say("like", "I like Dune", title="Dune")

    assert talk.opinions()[-1] == ("book/dune", "like")


@pytest.mark.parametrize(
    ("text", "name", "item"),
    [
        ("我喜欢卧湖藏龙", "卧湖藏龙", "film/crouching-tiger"),
        ("我喜欢千与千巡", "千与千巡", "film/spirited-away"),
        ("i like inseption", "inseption", "film/inception"),
    ],
)
async def test_name_that_sounds_alike_is_taken(talk: Talk, text: str, name: str, item: str) -> None:
    await talk.say("like", text, title=name)

    assert talk.opinions() == [(item, "like")]


async def test_track_of_the_library_is_known_by_sound(listening: Talk) -> None:
    reply = await listening.say("like", "我喜欢青天", title="青天")

    assert "晴天" in reply["text"]
    assert listening.opinions()[0][0].startswith("track/")


# --- the answer ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("intent", "text", "item"),
    [
        ("choose", "the second one", "book/dune"),
        ("choose", "the film", "film/dune"),
        ("choose", "the book of course", "book/dune"),
        ("choose", "那本书", "book/dune"),
        ("choose", "第一个", "film/dune"),
        ("choose", "B", "book/dune"),
        ("choose", "the last one", "book/dune"),
        ("recommend_book", "the book", "book/dune"),
    ],
)
async def test_answer_goes_on_with_what_was_asked(talk: Talk, intent: str, text: str, item: str) -> None:
    await talk.say("like", "I like Dune", title="Dune")
    await talk.say(intent, text)

    assert talk.opinions() == [(item, "like")]
    assert talk.slots["pending"] is None


async def test_answer_keeps_what_was_said_besides(talk: Talk) -> None:
    await talk.say("rate", "give Dune three and a half stars", title="Dune")
    await talk.say("choose", "the film one")

    assert talk.services.people.ratings(talk.person) == {"film/dune": 3.5}


async def test_button_goes_on_with_what_was_asked(talk: Talk) -> None:
    reply = await talk.say("rate", "4 stars for Dune", title="Dune", number=4)
    await talk.press(reply, 1)

    assert talk.services.people.ratings(talk.person) == {"book/dune": 4.0}


async def test_unclear_answer_asks_again(talk: Talk) -> None:
    await talk.say("like", "I like Dune", title="Dune")
    again = await talk.say("choose", "the seventeenth")
    yes = await talk.say("affirm", "yes")
    await talk.say("choose", "the first")

    assert again["text"] in one_of("which.again", "en", things="the film Dune or the book Dune")
    assert yes["text"] == again["text"]
    assert talk.opinions() == [("film/dune", "like")]


async def test_no_leaves_both(talk: Talk) -> None:
    await talk.say("like", "我喜欢沙丘", title="沙丘")
    reply = await talk.say("deny", "都不是")

    assert reply["text"] in one_of("which.left", "zh")
    assert talk.opinions() == []


# --- what was meant is remembered --------------------------------------------------------------------------------


async def test_meaning_is_taken_at_once_next_time(talk: Talk) -> None:
    reply = await talk.say("like", "I like Dune", title="Dune")
    await talk.press(reply, 1)
    after = await talk.say("details", "tell me about dune", title="dune")

    assert talk.services.people.meaning(talk.person, "dune") == "book/dune"
    assert "Frank Herbert" in after["text"]


async def test_words_outweigh_a_remembered_meaning(talk: Talk) -> None:
    reply = await talk.say("like", "我喜欢沙丘", title="沙丘")
    await talk.press(reply, 1)
    await talk.say("like", "我喜欢电影沙丘", title="沙丘")

    assert [item for item, _ in talk.opinions()] == ["book/dune", "film/dune"]


async def test_correction_is_remembered(talk: Talk) -> None:
    await talk.say("like", "I like Dune", title="Dune")
    await talk.say("choose", "the film")
    await talk.say("correct", "no, I meant the book")
    after = await talk.say("details", "tell me about Dune", title="Dune")

    assert talk.opinions() == [("book/dune", "like")]
    assert "Frank Herbert" in after["text"]


async def test_correction_of_a_remembered_meaning_replaces_it(talk: Talk) -> None:
    talk.services.people.learn_meaning(talk.person, "沙丘", "film/dune")
    await talk.say("like", "我喜欢沙丘", title="沙丘")
    assert talk.opinions() == [("film/dune", "like")]

    await talk.say("correct", "不是，我说的是那本书")
    assert talk.opinions() == [("book/dune", "like")]
    assert talk.services.people.meaning(talk.person, "沙丘") == "book/dune"


async def test_near_name_that_was_picked_is_remembered(talk: Talk) -> None:
    reply = await talk.say("like", "i like dark night returns", title="dark night returns")
    titles = [choice["entities"]["title"] for choice in reply["choices"]]
    await talk.press(reply, titles.index("The Dark Knight"))
    after = await talk.say("details", "dark night returns", title="dark night returns")

    assert talk.opinions() == [("film/the-dark-knight", "like")]
    assert "The Dark Knight" in after["text"]


async def test_erased_person_is_asked_again(talk: Talk) -> None:
    reply = await talk.say("like", "I like Dune", title="Dune")
    await talk.press(reply, 0)
    talk.services.people.erase(talk.person)
    again = await talk.say("like", "I like Dune", title="Dune")

    assert talk.services.people.meaning(talk.person, "dune") == ""
    assert "the book Dune" in again["text"]


async def test_meaning_is_not_learned_from_who_wants_no_learning(talk: Talk) -> None:
    talk.services.people.set_personalised(talk.person, False)
    reply = await talk.say("details", "tell me about Dune", title="Dune")
    told = await talk.press(reply, 0)

    assert "Denis Villeneuve" in told["text"]
    assert talk.services.people.meaning(talk.person, "dune") == ""


@pytest.mark.parametrize("text", ["i liked my first love", "the first day was great", "第一季好看吗"])
async def test_other_ordinals_point_at_no_suggestion(talk: Talk, text: str) -> None:
    await talk.say("recommend_film", "a comedy")
    first = talk.slots["current_item"]["id"]
    await talk.say("another", "another")
    await talk.say("like", text, ordinal=1)

    assert talk.opinions()[0][0] != first


# --- choosing ----------------------------------------------------------------------------------------------------


async def test_second_suggestion_is_chosen(talk: Talk) -> None:
    shown = []
    for intent in ("recommend_film", "another", "another"):
        await talk.say(intent, "a comedy" if intent == "recommend_film" else "another one")
        shown.append(talk.slots["current_item"]["id"])
    second = await talk.say("choose", "the second one", ordinal=2)
    last = await talk.say("choose", "最后那个")

    assert second["cards"][0]["item"] == shown[1]
    assert {choice["intent"] for choice in second["choices"]} == {"details", "watchlist_add"}
    assert last["cards"][0]["item"] == shown[2]


@pytest.mark.parametrize("text", ["that one", "就这个", "i'll take it"])
async def test_that_one_is_the_suggestion(talk: Talk, text: str) -> None:
    await talk.say("recommend_film", "a comedy")
    current = talk.slots["current_item"]["id"]
    reply = await talk.say("choose", text)

    assert reply["cards"][0]["item"] == current


async def test_other_one_is_the_one_before(talk: Talk) -> None:
    await talk.say("recommend_film", "a comedy")
    first = talk.slots["current_item"]["id"]
    await talk.say("another", "another")
    reply = await talk.say("choose", "no, the other one")

    assert reply["cards"][0]["item"] == first


async def test_new_request_counts_from_one(talk: Talk) -> None:
    await talk.say("recommend_film", "a comedy")
    await talk.say("recommend_book", "a book")
    book = talk.slots["current_item"]["id"]
    reply = await talk.say("choose", "the first one", ordinal=1)

    assert reply["cards"][0]["item"] == book


async def test_opinion_of_the_first_one_is_of_it(talk: Talk) -> None:
    await talk.say("recommend_film", "推荐一部喜剧")
    first = talk.slots["current_item"]["id"]
    await talk.say("another", "换一个")
    await talk.say("like", "我喜欢第一个", ordinal=1)

    assert talk.opinions() == [(first, "like")]


async def test_answer_of_a_quiz_goes_to_the_quiz(talk: Talk) -> None:
    await talk.say("start_quiz", "let's play a quiz")
    replies = await talk.replies("choose", "the second one", ordinal=2, option="B")

    assert replies[-1]["expects"] == "answer"
    assert talk.slots["game"]["index"] == 1 or "unclear" not in replies[0]["text"]


async def test_entry_of_a_list_is_chosen(talk: Talk) -> None:
    for title in ("Alien", "Jaws"):
        await talk.say("watchlist_add", f"add {title} to my watchlist", title=title)
    await talk.say("watchlist_show", "show my watchlist")
    reply = await talk.say("choose", "number two", number=2)

    assert "Jaws" in reply["text"]


@pytest.mark.parametrize(("text", "language"), [("the third one", "en"), ("第三个", "zh"), ("🎬", "en"), ("", "en")])
async def test_choice_of_nothing_is_said(talk: Talk, text: str, language: str) -> None:
    reply = await talk.say("choose", text)

    assert reply["text"] in one_of("choose.nothing", language)


async def test_place_beyond_the_last_asks_which(talk: Talk) -> None:
    await talk.say("recommend_film", "a comedy")
    await talk.say("another", "another")
    reply = await talk.say("choose", "the ninth one", ordinal=9)

    assert len(reply["choices"]) == 2
    assert "Which one" in reply["text"]


async def test_chosen_music_of_the_library_plays(listening: Talk) -> None:
    item = next(item for item in listening.services.catalogue.items("artist") if item.title.en == "Radiohead")
    listening.slots["suggested"] = [[item.id]]
    listening.slots["current_item"] = {"id": item.id, "reasons": []}
    reply = await listening.say("choose", "that one")

    assert "Creep" in reply["text"]
    assert reply["player"]


async def test_why_of_an_earlier_suggestion_has_its_reasons(talk: Talk) -> None:
    await talk.say("recommend_film", "recommend a funny film", mood="funny")
    await talk.say("another", "another one")
    await talk.say("choose", "the first one", ordinal=1)
    reply = await talk.say("why", "why that one?")

    assert "funny" in reply["text"]
