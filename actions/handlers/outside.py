"""What Encore does not do, and words that it did not understand."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from actions.handlers.base import Handler, Turn
from actions.handlers.games import Answer, is_playing
from actions.handlers.phrasebook import Phrasebook
from actions.handlers.recommend import either
from actions.reply import Choice

READINGS_OFFERED = 3
MENU = ("play_music", "recommend_film", "tell_story", "start_quiz", "help")
_OFFERS = Path(__file__).with_name("outside.yml")


class OutOfScope(Handler):
    """Something that Encore does not do: says so, and offers what comes near."""

    intent = "out_of_scope"

    async def handle(self, turn: Turn) -> None:
        """Say it for the topic."""
        if turn.part in _offers():
            turn.say(f"outside.{turn.part}", choices=offers(turn))
        else:
            turn.say("out-of-scope", choices=examples(turn))


class Fallback(Handler):
    """Words that nothing understood; while a game is on they are a guess."""

    intent = "fallback"
    understands = False

    async def handle(self, turn: Turn) -> None:
        """Judge a guess, or admit it and ask for what was most likely meant."""
        if is_playing(turn):
            await Answer().handle(turn)
        else:
            not_understood(turn, likely(turn, turn.readings, turn.entities), "fallback")


def not_understood(turn: Turn, readings: list[Choice], key: str) -> None:
    """Admit it and offer `readings`; the second time in a row offer a menu instead."""
    times = int(turn.remembered("misunderstood") or 0) + 1
    turn.remember("misunderstood", times)
    if times > 1:
        turn.say("misunderstood.menu", choices=menu(turn))
    elif readings:
        titles = [turn.phrase("misunderstood.quoted", title=choice.title) for choice in readings]
        fields: dict[str, object] = {"readings": either(titles, turn.language)}
        turn.say(f"{key}.readings", fields=fields, choices=[*readings, help_choice(turn)], expects="affirm")
    else:
        turn.say(key, choices=[*examples(turn), help_choice(turn)])


def likely(turn: Turn, intents: Iterable[str], entities: Iterable[dict[str, Any]]) -> list[Choice]:
    """Return the first of `intents` that a person would know by a title, as buttons that keep the words' entities."""
    known = Phrasebook.load().keys
    named = {entity["entity"]: str(entity["value"]) for entity in entities}
    keys = [(f"reading.{intent}", intent) for intent in intents]
    return [turn.choice(key, intent, **named) for key, intent in keys if key in known][:READINGS_OFFERED]


def menu(turn: Turn) -> list[Choice]:
    """Return a short menu of what Encore is for."""
    return [turn.choice(f"reading.{intent}", intent) for intent in MENU]


def help_choice(turn: Turn) -> Choice:
    """Return the button for help."""
    return turn.choice("reading.help", "help")


def examples(turn: Turn) -> list[Choice]:
    """Return three things to say, as buttons."""
    return [
        turn.choice("choice.film", "recommend_film"),
        turn.choice("choice.story", "tell_story"),
        turn.choice("choice.calm", "play_music", mood="calm"),
    ]


def offers(turn: Turn) -> list[Choice]:
    """Return what Encore can do that comes near the topic."""
    return [
        Choice(
            offer["title"][turn.language],
            offer["intent"],
            {name: value[turn.language] for name, value in offer.get("entities", {}).items()},
        )
        for offer in _offers()[turn.part]
    ]


@lru_cache(maxsize=1)
def _offers() -> dict[str, list[dict[str, Any]]]:
    loaded: dict[str, list[dict[str, Any]]] = yaml.safe_load(_OFFERS.read_text("utf-8"))
    return loaded
