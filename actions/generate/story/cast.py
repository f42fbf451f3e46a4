"""Casts the hero and whoever comes along."""

from __future__ import annotations

import random
import re

from actions.generate.story.figures import Figure, named, noun_of
from actions.generate.story.library import StoryLibrary
from actions.generate.story.shapes import Character
from actions.generate.story.topics import Subject
from actions.generate.suitable import is_suitable

_HAN_SHE = "娜婷妮莉丽美芳雪月花玉兰莲梅琳婉娟妹姐萱蕊佳怡琪媛婧嫣"
_HAN_HE = "强刚龙虎勇军伟杰涛鹏飞峰磊弟哥辉斌浩超壮"
_SHE_ENDINGS = ("a", "elle", "ette", "bel", "lyn", "ine", "ie")


def figures_of(said: str, audience: str, subject: Subject, material: StoryLibrary) -> tuple[Figure, ...]:
    """Return who is in the story, the hero first: the one described by `said`, then those of the topic."""
    told = named(said, material) if is_suitable(said, audience) else None
    first = subject.figures[0] if subject.figures else None
    if told is None:
        return subject.figures
    if not told.kind and first and first.kind and first.one and not first.name:
        # "A story about a robot", hero "Pip": the robot is called Pip.
        return (Figure(**{**first.__dict__, "name": told.name}), *subject.figures[1:])
    return (told, *subject.figures)


def cast_hero(
    figure: Figure, kinds: list[str], audience: str, material: StoryLibrary, dice: random.Random
) -> Character:
    """Return the hero: as far as described by `figure`, else drawn among `kinds`."""
    kind, name = figure.kind, figure.name
    if name and not kind:
        kind = _kind_by_name(name, audience, material)
    if not kind and audience in {"teen", "adult"} and dice.random() < 0.7:
        kind = dice.choice(material.people.grown_kinds)
    kind = kind or dice.choice(kinds)
    pronoun = figure.pronoun or pronoun_of(kind, name, material)
    if not name:
        pronoun = pronoun or dice.choice(["she", "he"])
        name = dice.choice(getattr(material.people, pronoun))
    return Character(name=name, kind=kind, pronoun=pronoun or "they", who=figure.who)


def cast_companion(
    hero: Character, figure: Figure, kinds: list[str], material: StoryLibrary, dice: random.Random
) -> Character:
    """Return who comes along: as far as described by `figure`, else of another kind and name than the hero."""
    noun = noun_of(hero.kind, material.language)
    others = [kind for kind in kinds if noun_of(kind, material.language) != noun]
    kind = figure.kind or dice.choice(others or material.people.pal_kinds)
    name = figure.name or dice.choice([name for name in material.people.pal_names if name != hero.name])
    pronoun = figure.pronoun or pronoun_of(kind, figure.name, material) or dice.choice(["she", "he"])
    return Character(name=name, kind=kind, pronoun=pronoun)


def pronoun_of(kind: str, name: str, material: StoryLibrary) -> str:
    """Return she or he where kind or name tells, else nothing; animals with a strange name get a likely one."""
    people, text = material.people, kind.lower()
    for pronoun, words, names in (("she", people.she_kinds, people.she), ("he", people.he_kinds, people.he)):
        if any(_says(word, text, material.language) for word in words) or name in names:
            return pronoun
    if not name:
        return ""
    if material.language == "zh":
        likely = "she" if name[-1] in _HAN_SHE else "he" if name[-1] in _HAN_HE else ""
        return likely or ("he" if is_person(kind, material) else "it")
    if not kind or noun_of(kind, "en") in people.persons:
        return ""
    return "she" if name.lower().endswith(_SHE_ENDINGS) else "he"


def is_person(kind: str, material: StoryLibrary) -> bool:
    """Return whether somebody of that kind lives as people do; whose kind is open does."""
    if not kind:
        return True
    if material.language == "zh":
        return kind.partition(" ")[0] in {"个", "位", "名"}
    noun = noun_of(kind, "en")
    return noun in material.people.persons or noun in material.people.she_kinds or noun in material.people.he_kinds


def _kind_by_name(name: str, audience: str, material: StoryLibrary) -> str:
    """Return what somebody is of whom only the name is known: a person."""
    people = material.people
    pronoun = pronoun_of("", name, material)
    return (people.grown if audience in {"teen", "adult"} else people.young).get(pronoun, people.young["they"])


def _says(word: str, text: str, language: str) -> bool:
    return word in text if language == "zh" else re.search(rf"\b{word}\b", text) is not None
