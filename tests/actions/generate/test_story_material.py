from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from actions.generate.story.library import StoryLibrary, library
from actions.generate.story.shapes import Chapter, Character, Plan
from actions.generate.story.telling import Teller
from actions.generate.story.told import Wordings
from actions.generate.story.wording import fill, polish

LANGUAGES = ("en", "zh")
HEROES = [Character("Ada", "robot with a squeaky knee", "she"), Character("Ira", "owl", "they", "was shy")]


def teller(material: StoryLibrary, hero: Character) -> Teller:
    people = material.people
    plan = Plan(
        topic="moon",
        said="",
        hero=hero,
        trait=next(iter(people.traits)),
        pal=Character("Bo", people.pal_kinds[0], "he"),
        companion=next(iter(people.companions)),
        keepsake=next(iter(people.keepsakes)),
        place=material.topics["moon"].places[0],
        folk=material.topics["moon"].folk[0],
        world="land",
        chapters=(),
        thread=Chapter("", 0, "", "", "", (), ""),
    )
    return Teller(plan, material, random.Random(1))


def texts(entry: Any) -> Iterator[str]:
    """Every string in a data structure."""
    if isinstance(entry, str):
        yield entry
    for each in entry.values() if isinstance(entry, dict) else entry if isinstance(entry, list) else ():
        yield from texts(each)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("hero", HEROES, ids=["long", "they"])
def test_every_sentence_of_the_material_can_be_filled(language: str, hero: Character) -> None:
    material = library(language)
    chapter = Chapter("", 0, "", "the mill", "a pearl | the pearl", (), "")
    fields = teller(material, hero)._fields(chapter)
    parts = [material.topics, material.wants, material.obstacles, material.people, material.frames]
    sentences = [text for part in parts for text in texts(msgspec.to_builtins(part))]
    assert len(sentences) > 1500
    for text in sentences:
        said = polish(fill(text, fields, random.Random(2)), language)
        assert not re.search(r"[{}\[\]~]|,,", said), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_stands_twice_in_the_material(language: str) -> None:
    material = library(language)
    parts = [material.wants, material.obstacles, material.frames]
    sentences = [text for part in parts for text in texts(msgspec.to_builtins(part)) if len(text) > 12]
    assert sorted(sentences) == sorted(set(sentences))


@pytest.mark.parametrize("language", LANGUAGES)
def test_material_refers_only_to_what_exists(language: str) -> None:
    material = library(language)
    keepsakes, worlds = set(material.people.keepsakes), set(material.frames.setoff)
    for name, obstacle in material.obstacles.items():
        assert set(obstacle.ways) <= keepsakes, name
        assert set(obstacle.worlds) <= worlds, name
        assert obstacle.plain, name
    assert {topic.world for topic in material.topics.values()} <= worlds
    assert all(famous.topic in material.topics for famous in material.people.famous.values())
    for topic in material.topics.values():
        assert set(topic.beings) <= set(topic.words)
        assert set(topic.things) <= set(topic.words)


def test_both_languages_have_the_same_topics_and_obstacles() -> None:
    english, mandarin = library("en"), library("zh")
    assert set(english.topics) == set(mandarin.topics)
    assert set(english.obstacles) == set(mandarin.obstacles)
    assert len(mandarin.wants) >= len(english.wants) >= 24


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("world", ["land", "sea", "space"])
def test_every_world_has_obstacles_for_a_long_story(language: str, world: str) -> None:
    possible = [each for each in library(language).obstacles.values() if world in each.worlds]
    assert len(possible) >= 10


def test_wordings_come_once_before_any_comes_again() -> None:
    wordings = Wordings(random.Random(3))
    options = ["a", "b", "c", "d"]
    for _ in range(2):
        drawn = [wordings.draw("pool", options) for _ in options]
        wordings.settle(key for key, _ in drawn)
        assert {text for _, text in drawn} == set(options)


def test_wordings_after_all_were_used_begin_with_the_oldest() -> None:
    wordings = Wordings(random.Random(3), ["pool.1", "pool.0", "pool.2"])
    assert wordings.draw("pool", ["a", "b", "c"]) == ("pool.1", "b")


def test_wordings_not_told_are_left_for_later() -> None:
    wordings = Wordings(random.Random(3))
    assert wordings.offer("fret")
    assert not wordings.offer("fret")
    wordings.settle([])
    assert wordings.offer("fret")
    wordings.settle(["fret"])
    assert not wordings.offer("fret")
    assert wordings.used == ["fret"]


@pytest.mark.parametrize(
    ("text", "polished"),
    [
        ("a~ owl and a~ young owl", "An owl and a young owl"),
        ("a~ unicorn, a~ hour, a~ one-eyed cat", "A unicorn, an hour, a one-eyed cat"),
        ("he ran. she sang", "He ran. She sang"),
        ("Ada, a~ elf,, who ran,.", "Ada, an elf, who ran."),
    ],
)
def test_polish_chooses_articles_and_capitals(text: str, polished: str) -> None:
    assert polish(text, "en") == polished
