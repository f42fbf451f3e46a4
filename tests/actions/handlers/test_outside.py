"""What Encore does not do, and words that it did not understand."""

from __future__ import annotations

import pytest

from actions.handlers.base import handler_for
from actions.handlers.outside import MENU, _offers
from actions.handlers.phrasebook import Phrasebook
from tests.actions.handlers.conversing import Talk, one_of

TOPICS = (
    *("weather", "calendar", "alarms", "time", "messages", "social", "lists", "home", "food", "travel", "money"),
    *("knowledge", "places", "device", "life"),
)


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize(("text", "language"), [("do it", "en"), ("帮我弄一下", "zh")])
async def test_each_topic_is_refused_in_its_own_words(talk: Talk, topic: str, text: str, language: str) -> None:
    reply = await talk.say("out_of_scope", text, part=topic)

    assert reply["text"] in one_of(f"outside.{topic}", language)
    assert len(one_of(f"outside.{topic}", language)) == 2
    assert 1 <= len(reply["choices"]) <= 2


@pytest.mark.parametrize("topic", ["", "nonsense"])
async def test_unknown_topic_is_refused_with_examples(talk: Talk, topic: str) -> None:
    reply = await talk.say("out_of_scope", "do it", part=topic)

    assert reply["text"] in one_of("out-of-scope", "en")
    assert len(reply["choices"]) == 3


def test_offers_are_for_exactly_the_topics() -> None:
    assert set(_offers()) == set(TOPICS)


async def test_offer_works_when_pressed(talk: Talk) -> None:
    reply = await talk.say("out_of_scope", "do I need an umbrella", part="knowledge")
    choice = reply["choices"][0]
    await talk.replies(choice["intent"], choice["title"], **choice["entities"])

    assert talk.slots["game"]["kind"] == "quiz"


@pytest.mark.parametrize(
    ("text", "language", "titles"),
    [("blorp", "en", ["Play the radio", "Tell me a story"]), ("咕噜", "zh", ["放广播", "讲个故事"])],
)
async def test_fallback_offers_the_likeliest_readings(talk: Talk, text: str, language: str, titles: list[str]) -> None:
    ranking = ("nlu_fallback", "play_radio", "out_of_scope", "tell_story")
    reply = await talk.say("nlu_fallback", text, ranking=ranking)

    assert [choice["title"] for choice in reply["choices"]][:2] == titles
    assert all(title in reply["text"] for title in titles)


async def test_fallback_keeps_the_words_for_the_reading(talk: Talk) -> None:
    reply = await talk.say("nlu_fallback", "western", ranking=("nlu_fallback", "recommend_film"), genre="western")
    assert reply["choices"][0]["entities"] == {"genre": "western"}

    await talk.say("affirm", "yes")
    assert "western" in talk.services.catalogue.get(talk.slots["current_item"]["id"]).genres


@pytest.mark.parametrize("text", ["🎵", "咕"])
async def test_fallback_without_readings_gives_examples(talk: Talk, text: str) -> None:
    reply = await talk.say("nlu_fallback", text, ranking=("nlu_fallback",))

    assert reply["text"] in one_of("fallback", reply["language"])
    assert reply["choices"]


async def test_second_fallback_in_a_row_offers_a_menu(talk: Talk) -> None:
    for _ in range(3):
        reply = await talk.say("nlu_fallback", "blorp", ranking=("nlu_fallback", "play_radio"))

    assert reply["text"] in one_of("misunderstood.menu", "en")
    assert [choice["intent"] for choice in reply["choices"]] == list(MENU)


async def test_understood_turn_starts_the_count_anew(talk: Talk) -> None:
    await talk.say("nlu_fallback", "blorp", ranking=("nlu_fallback", "play_radio"))
    await talk.say("thanks", "thanks")
    reply = await talk.say("nlu_fallback", "blorp", ranking=("nlu_fallback", "play_radio"))

    assert reply["text"] not in one_of("misunderstood.menu", "en")


async def test_fallback_in_a_quiz_is_a_guess(talk: Talk) -> None:
    await talk.replies("start_quiz", "a quiz")
    reply = (await talk.replies("nlu_fallback", "blorp", ranking=("nlu_fallback", "play_radio")))[0]

    assert reply["expects"] == "answer"
    assert not talk.slots.get("misunderstood")


def test_readings_are_in_both_languages() -> None:
    phrases = Phrasebook.load()
    readings = [key for key in phrases.keys if key.startswith("reading.")]

    assert len(readings) >= 40
    assert all(phrases.wordings(key, language) for key in readings for language in ("en", "zh"))
    assert all(handler_for(intent) for intent in MENU)
