"""Words are words, whatever they look like; choices are certain; what comes back is JSON."""

from __future__ import annotations

import asyncio
import json

import pytest

from assistant.brain.dialogue import Dialogue, as_words
from tests.assistant.brain.talk import turn

COMMANDS = (
    "/restart",
    "/session_start",
    "/back",
    '/recommend_film{"genre": "horror"}',
    "/greet@0.9",
    "/ /restart",
    " \t/\n//restart",
    "///",
    "/",
)


@pytest.mark.parametrize("text", COMMANDS)
async def test_command_from_outside_is_only_words(dialogue: Dialogue, text: str) -> None:
    await turn(dialogue, "commands", "tell me a joke")
    turned = await turn(dialogue, "commands", text)

    kinds = [event["event"] for event in turned.events]
    assert kinds[0] == "user"
    assert not {"restart", "session_started", "rewind"} & set(kinds)
    (user,) = [event for event in turned.events if event["event"] == "user"]
    assert user["parse_data"]["intent"]["confidence"] < 1.0
    assert turned.texts
    assert (await dialogue.parse(text))["intent"]["confidence"] < 1.0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hello", "hello"),
        ("/hi", "hi"),
        ("/ /hi", "hi"),
        ("and/or", "and/or"),
        ("", " "),
        (" / ", " "),
        ("　／hi", "　／hi"),
    ],
)
def test_words_lose_only_leading_signs(text: str, words: str) -> None:
    assert as_words(text) == (words if words != "　／hi" else "／hi")


@pytest.mark.parametrize(
    "text", ["", " ", "\u200b", "🎬🍿", "مرحبا", "a" * 4000, "\x00", "好" * 2000, "1/2", "{}[]\"'"]
)
async def test_odd_text_is_understood_as_something(dialogue: Dialogue, text: str) -> None:
    understood = await dialogue.parse(text)

    assert isinstance(understood["intent"]["name"], str)
    assert 0.0 <= understood["intent"]["confidence"] <= 1.0
    assert len(understood["ranking"]) <= 5
    json.dumps(understood)


async def test_understood_has_the_shape_of_the_service(dialogue: Dialogue) -> None:
    understood = await dialogue.parse("play something by Taylor Swift")

    assert set(understood) == {"intent", "entities", "ranking"}
    assert understood["ranking"][0] == understood["intent"]
    for entity in understood["entities"]:
        assert set(entity) == {"entity", "value", "start", "end", "confidence"}
        assert "play something by Taylor Swift"[entity["start"] : entity["end"]] == entity["value"]


async def test_pressed_choice_is_certain_and_not_parsed(dialogue: Dialogue) -> None:
    turned = await turn(dialogue, "pressed", "blah blah", choice={"intent": "tell_joke", "entities": {"topic": "cats"}})

    assert turned.intent == "tell_joke"
    (user,) = [event for event in turned.events if event["event"] == "user"]
    assert user["parse_data"]["intent"] == {"name": "tell_joke", "confidence": 1.0}
    assert user["parse_data"]["entities"][0]["value"] == "cats"


async def test_events_are_json_and_without_ranking(dialogue: Dialogue) -> None:
    turned = await turn(dialogue, "json", "recommend a film")

    assert json.loads(json.dumps(turned.events)) == turned.events
    (user,) = [event for event in turned.events if event["event"] == "user"]
    assert set(user["parse_data"]) == {"text", "intent", "entities"}


async def test_turns_of_one_session_do_not_mix(dialogue: Dialogue) -> None:
    texts = ("hello", "tell me a joke", "thanks", "help")
    turns = await asyncio.gather(*(turn(dialogue, "together", text) for text in texts))

    for text, turned in zip(texts, turns, strict=True):
        (user,) = [event for event in turned.events if event["event"] == "user"]
        assert user["text"] == text
        assert turned.texts


async def test_same_turn_done_again_has_the_same_reply_id(dialogue: Dialogue) -> None:
    first = await turn(dialogue, "again", "hello", key="same")
    dialogue.forget("again")
    again = await turn(dialogue, "again", "hello", key="same")

    assert [message["id"] for message in first.messages if message["type"] == "reply"] == ["same.greet.1"]
    assert first.texts == again.texts
