"""Jokes and riddles: hand-written, drawn without repeats until all were told."""

from __future__ import annotations

import random
import secrets

import msgspec

from actions.generate.bag import Bag, without
from actions.generate.brief import Brief, Piece
from actions.generate.material import known, read_as
from actions.generate.sentences import sentences_of
from actions.generate.story.figures import MAX_SAID
from actions.generate.story.topics import cleaned, matching


class Joke(msgspec.Struct, forbid_unknown_fields=True):
    """A joke; its last line is the one to laugh at."""

    text: str
    about: list[str]
    """Words that ask for it."""
    grown: bool = False
    """Whether only teenagers and adults would see the point."""


class Riddle(msgspec.Struct, forbid_unknown_fields=True):
    """A riddle with what counts as solving it."""

    text: str
    answer: str
    hint: str
    about: list[str]
    accepted: list[str] = []


class JokeTeller:
    """Tells the jokes of one language."""

    def __init__(self, language: str, model: str) -> None:
        self._language = known(language)
        self._model = model
        self._jokes = read_as(dict[str, Joke], language, "jokes")
        self._title = titles(language)["joke"]
        self._bag = Bag()

    def write(self, brief: Brief) -> Piece:
        """Return a joke about the topic, or any joke when there is none about it."""
        grown = brief.audience in {"teen", "adult"}
        options = [name for name, joke in self._jokes.items() if grown or not joke.grown]
        about = {name: self._jokes[name].about for name in options}
        told = tuple(map(str, brief.so_far.get("told", ())))
        name, seed = draw(about, brief, self._bag, told)
        return Piece(
            kind="joke",
            title=self._title,
            language=self._language,
            sentences=tuple(sentences_of(self._jokes[name].text)),
            source="embedded",
            model=self._model,
            state={"id": name, "seed": seed, "told": [*told, name]},
        )


class Riddler:
    """Asks the riddles of one language."""

    def __init__(self, language: str, model: str) -> None:
        self._language = known(language)
        self._model = model
        self._riddles = read_as(dict[str, Riddle], language, "riddles")
        self._title = titles(language)["riddle"]
        self._bag = Bag()

    def write(self, brief: Brief) -> Piece:
        """Return a riddle; its state holds hint and accepted answers."""
        told = tuple(map(str, brief.so_far.get("told", ())))
        name, seed = draw({key: riddle.about for key, riddle in self._riddles.items()}, brief, self._bag, told)
        riddle = self._riddles[name]
        return Piece(
            kind="riddle",
            title=self._title,
            language=self._language,
            sentences=tuple(sentences_of(riddle.text)),
            source="embedded",
            model=self._model,
            state={
                "id": name,
                "seed": seed,
                "hint": riddle.hint,
                "accepted": list(riddle.accepted),
                "told": [*told, name],
            },
            answer=riddle.answer,
        )


def draw(about: dict[str, list[str]], brief: Brief, bag: Bag, told: tuple[str, ...]) -> tuple[str, int | None]:
    """Return the key of something that fits the brief's topic and the seed; a seed makes the draw repeatable."""
    options = _about(brief.topic, brief.language, about) or list(about)
    if brief.seed is None:
        return bag.draw(options, random.Random(secrets.randbits(64)), told), None
    return random.Random(f"{brief.kind} {brief.seed}").choice(list(without(options, frozenset(told)))), brief.seed


def _about(topic: str, language: str, about: dict[str, list[str]]) -> list[str]:
    """Return the keys of what is about the topic."""
    # "冷笑话" is a topic itself, but also ends like "关于猫的笑话": if the bare words name nothing, all of them count.
    for said in (cleaned(topic, language), topic[:MAX_SAID]):
        if found := [name for name, words in about.items() if matching(said, language, {name: words})]:
            return found
    return []


def titles(language: str) -> dict[str, str]:
    """Return the titles of pieces that have none of their own, by kind."""
    return read_as(dict[str, str], language, "titles")
