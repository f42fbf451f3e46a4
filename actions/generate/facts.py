"""Facts and tongue twisters: hand-written, and drawn so that nobody hears one twice."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from actions.generate.material import known, read_as
from actions.generate.quiz import TopicRecord
from actions.generate.story.topics import cleaned, matching


class Entry(msgspec.Struct, forbid_unknown_fields=True):
    """A fact or tongue twister as the files have it."""

    text: str
    about: list[str]
    """Words that ask for it, the narrowest first."""


@dataclass(frozen=True)
class Curio:
    """A fact or tongue twister."""

    id: str
    text: str
    topic: str = ""
    """Id of the quiz's topic that a fact belongs to."""


@dataclass(frozen=True)
class Drawn:
    """What was drawn for a topic."""

    curio: Curio
    fits: bool
    """Whether it is about what was asked for; so is everything when nothing was."""
    covered: bool
    """Whether there is anything about what was asked for, heard or not."""


class Curios:
    """The facts, or the tongue twisters, of one language."""

    def __init__(self, entries: dict[str, tuple[Curio, list[str]]], topics: dict[str, list[str]]) -> None:
        """`entries` holds each with its words; `topics` the words that ask for a whole topic."""
        self._entries = entries
        self._topics = topics

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all."""
        return tuple(self._entries)

    def draw(self, said: str, language: str, seed: str, heard: Collection[str]) -> Drawn | None:
        """Return one about `said` that was not heard or, when there is none, any other; None when all were heard."""
        about = self._about(cleaned(said, language), language) if said.strip() else [list(self._entries)]
        dice = random.Random(f"curio {seed}")
        for options, fits in [*((names, True) for names in about), (list(self._entries), False)]:
            if fresh := [name for name in options if name not in heard]:
                return Drawn(self._entries[dice.choice(fresh)][0], fits, bool(about))
        return None

    def _about(self, said: str, language: str) -> list[list[str]]:
        """Return the ids of what is about `said`: those whose own words are in it first, then those of its topic."""
        own = matching(said, language, {name: words for name, (_, words) in self._entries.items()})
        # Of several that share a word `matching` names only one.
        words = {word for name in own for word in self._entries[name][1] if matching(said, language, {name: [word]})}
        named = [name for name, (_, about) in self._entries.items() if words & set(about)]
        topic = next(iter(matching(said, language, self._topics)), "")
        of_topic = [name for name, (curio, _) in self._entries.items() if topic and curio.topic == topic]
        return [names for names in (named, of_topic) if names]


@lru_cache(maxsize=2)
def facts(language: str) -> Curios:
    """Return the facts of a language. Raises BadWritingData."""
    language = known(language)
    entries = {
        f"{language}-{key}": (Curio(f"{language}-{key}", entry.text, topic), entry.about)
        for topic, of_topic in read_as(dict[str, dict[str, Entry]], language, "facts").items()
        for key, entry in of_topic.items()
    }
    topics = read_as(dict[str, TopicRecord], language, "quiz_topics")
    return Curios(entries, {key: record.words for key, record in topics.items()})


@lru_cache(maxsize=2)
def twisters(language: str) -> Curios:
    """Return the tongue twisters of a language. Raises BadWritingData."""
    language = known(language)
    return Curios(
        {
            f"{language}-{key}": (Curio(f"{language}-{key}", entry.text), entry.about)
            for key, entry in read_as(dict[str, Entry], language, "twisters").items()
        },
        {},
    )
