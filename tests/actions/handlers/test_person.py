"""Names, profiles, personalising, child mode, and forgetting one thing or everything."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from actions.handlers.forgetting import begin, day_meant
from tests.actions.handlers.conversing import Talk, one_of

# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "language", "name"), [("who am I", "en", "Anna"), ("我是谁", "zh", "小林")])
async def test_who_am_i_knows_the_name_once_told(talk: Talk, text: str, language: str, name: str) -> None:
    before = await talk.say("who_am_i", text)
    await talk.say("introduce", f"{name}", name=name)
    after = await talk.say("who_am_i", text)

    assert before["text"] in one_of("person.who-unknown", language)
    assert after["text"] in one_of("person.who", language, name=name)


async def test_introduce_twice_is_known_already(talk: Talk) -> None:
    await talk.say("introduce", "I'm Anna", name="Anna")
    reply = await talk.say("introduce", "I'm Anna", name="Anna")

    assert reply["text"] in one_of("person.you-are-already", "en", name="Anna")


@pytest.mark.parametrize("name", ["", "   ", "\x00\x07"])
async def test_introduce_without_a_readable_name_keeps_the_old_one(talk: Talk, name: str) -> None:
    reply = await talk.say("introduce", "my name is", name=name)

    assert reply["text"] in one_of("person.no-name", "en")
    assert talk.services.people.person(talk.person).name == ""


async def test_switch_person_asks_and_yes_renames(talk: Talk) -> None:
    reply = await talk.say("switch_person", "it's Tom now", name="Tom")
    assert "--person" in reply["text"]
    assert talk.services.people.person(talk.person).name == ""

    reply = await talk.say("affirm", "yes")
    assert reply["text"] in one_of("person.hello", "en", name="Tom")
    assert talk.services.people.person(talk.person).name == "Tom"


async def test_switch_person_no_changes_nothing(talk: Talk) -> None:
    await talk.say("switch_person", "换成小王", name="小王")
    reply = await talk.say("deny", "不用")

    assert reply["text"] in one_of("person.not-called", "zh")
    assert talk.services.people.person(talk.person).name == ""


async def test_switch_person_without_a_name_says_how(talk: Talk) -> None:
    reply = await talk.say("switch_person", "change user")

    assert "encore chat --person" in reply["text"]
    assert talk.slots.get("pending") is None


# --- what is known ---------------------------------------------------------------------------------------------------


async def test_known_lists_all_there_is(talk: Talk) -> None:
    people = talk.services.people
    people.rename(talk.person, "Lin")
    people.record(talk.person, "film/inception", "like", "a")
    people.record(talk.person, "film/jaws", "never", "b")
    people.rate(talk.person, "film/inception", 4.5)
    people.keep(talk.person, "watch", "film/jaws")
    people.keep(talk.person, "road trip", "some song")
    people.learn_meaning(talk.person, "the dream one", "film/inception")
    people.set_child(talk.person, True)
    people.set_personalised(talk.person, False)
    reply = await talk.say("what_do_you_know", "what do you know about me")

    for said in ("Lin", "Inception", "4.5 of 5", "Jaws", "road trip", "some song", "the dream one", "Child mode is on"):
        assert said in reply["text"]
    assert "not learning" in reply["text"]
    assert len(reply["cards"]) == 6


@pytest.mark.parametrize(("text", "language"), [("what do you know", "en"), ("你知道我什么", "zh")])
async def test_known_is_nothing_at_first(talk: Talk, text: str, language: str) -> None:
    reply = await talk.say("what_do_you_know", text)

    assert reply["text"] in one_of("person.nothing-known", language)


@pytest.mark.parametrize("text", ["export my data", "导出我的数据"])
async def test_export_names_the_command_and_counts(talk: Talk, text: str) -> None:
    talk.services.people.record(talk.person, "film/inception", "like", "a")
    reply = await talk.say("export_data", text)

    assert f"encore people export {talk.person}" in reply["text"]
    assert f"/v1/people/{talk.person}" in reply["text"]
    assert "1" in reply["text"].replace(talk.person, "").replace("/v1/", "")
    assert talk.person not in reply["speech"]


# --- forgetting everything -------------------------------------------------------------------------------------------


async def test_forget_me_needs_a_yes(talk: Talk) -> None:
    await talk.say("introduce", "I'm Anna", name="Anna")
    await talk.say("forget_me", "forget me")
    assert talk.services.people.person(talk.person).name == "Anna"

    reply = await talk.say("affirm", "yes")
    assert reply["effects"] == ["erase-person"] or reply["effects"] == ("erase-person",)
    assert talk.services.people.person(talk.person).name == ""
    assert talk.slots["asked"] is None


async def test_whatever_deletes_nothing(talk: Talk) -> None:
    await talk.say("introduce", "I'm Anna", name="Anna")
    await talk.say("forget_me", "forget me")
    reply = await talk.say("surprise_me", "whatever")

    assert reply["text"] in one_of("person.kept", "en")
    assert talk.services.people.person(talk.person).name == "Anna"


# --- forgetting one thing --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "title", "language"), [("forget that I like Jaws", "Jaws", "en"), ("忘掉我喜欢大白鲨", "大白鲨", "zh")]
)
async def test_forget_item_says_how_much_and_then_nothing(talk: Talk, text: str, title: str, language: str) -> None:
    talk.services.people.record(talk.person, "film/jaws", "like", "a")
    talk.services.people.rate(talk.person, "film/jaws", 4)
    talk.services.people.record(talk.person, "film/inception", "like", "b")
    first = await talk.say("forget_that", text, title=title)
    again = await talk.say("forget_that", text, title=title)

    assert "2" in first["text"]
    assert title in first["text"]
    assert talk.opinions() == [("film/inception", "like")]
    assert title in again["text"]
    assert again["text"] in one_of("forget.nothing", language, what=title if language == "en" else f"《{title}》")


async def test_forget_artist_includes_their_works_and_asks(talk: Talk) -> None:
    people, catalogue = talk.services.people, talk.services.catalogue
    album = next(item for item in catalogue.items("album") if item.creators)
    artist = catalogue.find(album.creators[0].en, ("artist",), 1)[0].item
    people.record(talk.person, artist.id, "like", "a")
    people.record(talk.person, album.id, "like", "b")
    reply = await talk.say("forget_that", f"forget {artist.title.en}", artist=artist.title.en)
    assert "2 things" in reply["text"]
    assert len(talk.opinions()) == 2

    await talk.say("affirm", "yes")
    assert talk.opinions() == []


@pytest.mark.parametrize(("text", "genre"), [("forget that I like horror", "horror"), ("忘了我喜欢恐怖片", "恐怖")])
async def test_forget_genre_asks_before_several(talk: Talk, text: str, genre: str) -> None:
    horrors = [item.id for item in talk.services.catalogue.items("film") if "horror" in item.genres][:5]
    for number, item in enumerate(horrors):
        talk.services.people.record(talk.person, item, "like", str(number))
    funny = next(item.id for item in talk.services.catalogue.items("film") if item.genres == ("comedy",))
    talk.services.people.record(talk.person, funny, "like", "funny")
    await talk.say("forget_that", text, genre=genre)
    assert len(talk.opinions()) == 6

    await talk.say("deny", "no")
    assert len(talk.opinions()) == 6
    await talk.say("forget_that", text, genre=genre)
    reply = await talk.say("affirm", "yes")
    assert "5" in reply["text"]
    assert talk.opinions() == [(funny, "like")]


@pytest.mark.parametrize("genre", ["horror", "zzzz"])
async def test_forget_genre_with_nothing_noted(talk: Talk, genre: str) -> None:
    reply = await talk.say("forget_that", f"forget {genre}", genre=genre)

    assert reply["text"] in one_of("forget.nothing", "en", what=genre)


async def test_forget_day_deletes_only_that_day(talk: Talk) -> None:
    talk.services.people.note_played(talk.person, "film/jaws", "a")
    none = await talk.say("forget_that", "delete my history of yesterday", time={"day": "yesterday"})
    reply = await talk.say("forget_that", "删掉今天的记录", time={"day": "today"})

    assert none["text"] in one_of("forget.no-plays", "en")
    assert reply["text"] in one_of("forget.plays", "zh", n=1)
    assert talk.services.people.history(talk.person) == []


async def test_forget_last_hours_deletes_what_was_played_in_them(talk: Talk) -> None:
    talk.services.people.note_played(talk.person, "film/jaws", "a")
    await talk.say("forget_that", "forget the last two hours", duration=7200)

    assert talk.services.people.history(talk.person) == []


async def test_forget_a_day_to_come_asks_which(talk: Talk) -> None:
    reply = await talk.say("forget_that", "forget tomorrow", time={"day": "tomorrow"})

    assert reply["text"] in one_of("forget.which-day", "en")


async def test_forget_whole_history_needs_a_yes(talk: Talk) -> None:
    talk.services.people.note_played(talk.person, "film/jaws", "a")
    await talk.say("forget_that", "delete my listening history")
    assert talk.services.people.history(talk.person)

    await talk.say("affirm", "yes")
    assert talk.services.people.history(talk.person) == []
    reply = await talk.say("forget_that", "delete my listening history")
    assert reply["text"] in one_of("forget.no-plays", "en")


async def test_forget_my_name(talk: Talk) -> None:
    await talk.say("introduce", "I'm Anna", name="Anna")
    reply = await talk.say("forget_that", "forget my name")
    again = await talk.say("forget_that", "忘了我的名字")

    assert reply["text"] in one_of("forget.name", "en")
    assert again["text"] in one_of("forget.no-name", "zh")


async def test_forget_that_with_nothing_named_asks(talk: Talk) -> None:
    reply = await talk.say("forget_that", "forget it")

    assert reply["text"] in one_of("forget.what", "en")


def test_days_meant_lie_in_the_past() -> None:
    monday = date(2024, 1, 8)

    assert day_meant("yesterday", monday) == date(2024, 1, 7)
    assert day_meant("monday", monday) == date(2024, 1, 1)
    assert day_meant("sunday", monday) == date(2024, 1, 7)
    assert day_meant("weekend", monday) == date(2024, 1, 6)
    assert day_meant("next week", monday) is None
    assert begin(monday).tzinfo == timezone.utc
    assert begin(monday + timedelta(days=1)) > datetime(2024, 1, 8, tzinfo=timezone.utc)


# --- personalising ---------------------------------------------------------------------------------------------------


async def test_impersonal_notes_nothing_and_uses_nothing(talk: Talk) -> None:
    talk.services.people.record(talk.person, "film/alien", "like", "a")
    await talk.say("stop_personalising", "stop learning about me")
    reply = await talk.say("like", "I love Jaws", title="Jaws")

    assert reply["text"] in one_of("opinion.not-noted", "en")
    assert talk.opinions() == [("film/alien", "like")]

    await talk.say("recommend_film", "a scary film")
    assert not any("Alien" in reason["en"] for reason in talk.slots["current_item"]["reasons"])

    await talk.say("start_personalising", "learn again")
    await talk.say("like", "I love Jaws", title="Jaws")
    assert ("film/jaws", "like") in talk.opinions()


@pytest.mark.parametrize(("text", "language"), [("stop", "en"), ("别再记录", "zh")])
async def test_personalising_twice_says_so(talk: Talk, text: str, language: str) -> None:
    start = await talk.say("start_personalising", text)
    stop = await talk.say("stop_personalising", text)
    again = await talk.say("stop_personalising", text)

    assert start["text"] in one_of("person.personal-already", language)
    assert stop["text"] in one_of("person.impersonal", language)
    assert again["text"] in one_of("person.impersonal-already", language)


# --- children --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("child mode", True),
        ("the kids are listening now", True),
        ("turn off adult content", True),
        ("打开儿童模式", True),
        ("kids mode off", False),
        ("the children are in bed", False),
        ("退出儿童模式", False),
        ("孩子睡了", False),
    ],
)
async def test_child_mode_follows_the_words(talk: Talk, text: str, on: bool) -> None:
    talk.services.people.set_child(talk.person, not on)
    await talk.say("child_mode", text)
    assert talk.services.people.person(talk.person).child is on

    again = await talk.say("child_mode", text)
    language = "en" if text.isascii() else "zh"
    assert again["text"] in one_of(f"person.child-{'on' if on else 'off'}-already", language)


async def test_child_mode_bounds_suggestions_whatever_is_asked(talk: Talk) -> None:
    await talk.say("child_mode", "child mode on")
    for text in ("a film", "a scary film for adults", "a film like Alien"):
        await talk.say("recommend_film", text)
        if talk.slots["current_item"]:
            assert talk.services.catalogue.get(talk.slots["current_item"]["id"]).audience == "children"


async def test_child_mode_cannot_be_dropped_by_yes(talk: Talk) -> None:
    await talk.say("child_mode", "child mode on")
    await talk.say("recommend_film", "a horror film")
    for _ in range(3):
        await talk.say("affirm", "yes")
        if talk.slots["current_item"]:
            assert talk.services.catalogue.get(talk.slots["current_item"]["id"]).audience == "children"


async def test_child_mode_off_lets_the_open_wish_go_further(talk: Talk) -> None:
    await talk.say("child_mode", "child mode on")
    await talk.say("recommend_film", "a horror film")
    await talk.say("child_mode", "child mode off")
    await talk.say("recommend_film", "a horror film")

    assert "horror" in talk.services.catalogue.get(talk.slots["current_item"]["id"]).genres


@pytest.mark.parametrize("intent", ["tell_story", "tell_joke"])
async def test_child_mode_makes_pieces_for_children(talk: Talk, intent: str) -> None:
    await talk.say("child_mode", "child mode on")
    await talk.say(intent, "one for grown-ups", audience="grown-ups")

    assert talk.slots["piece"]["asked"]["audience"] == "children"
