"""What the story files hold, and what a planner decides."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec


class Topic(msgspec.Struct, forbid_unknown_fields=True):
    """A subject with its own world of words. `X | Y` gives a long form and the short one used later."""

    words: list[str]
    kinds: list[str]
    """What a hero of this topic can be; in Mandarin with its measure word first: "条 小龙"."""
    places: list[str]
    """Where the hero lives, with preposition, and the short form without."""
    folk: list[str]
    """Others who live there; plural."""
    far: list[str]
    """Places to travel to."""
    treasure: list[str]
    senses: list[str]
    """Sentences of atmosphere that fit anywhere on the way."""
    world: str = "land"
    beings: list[str] = []
    """Words for somebody who can be the hero or come along: "dragon"."""
    things: list[str] = []
    """Words for what can be the hero when a single one is asked for: "a little train"."""
    measure: str = ""
    """Mandarin measure word of beings and things that people.yml does not know."""


class Want(msgspec.Struct, forbid_unknown_fields=True):
    """What sets a story going, and how it can turn out."""

    titles: list[str]
    hook: str
    """Said at the end of the story before, as the open thread that this one takes up."""
    incite: list[str]
    arrive: list[str]
    twists: dict[str, str]
    audience: str = "all"
    """all, or grown for stories that only teenagers and adults enjoy."""


class Obstacle(msgspec.Struct, forbid_unknown_fields=True):
    """Something in the way. A way past it either uses a keepsake, or is one of the `plain` ones."""

    meet: str
    fail: str
    ways: dict[str, str]
    plain: dict[str, str]
    worlds: list[str]


class Companion(msgspec.Struct, forbid_unknown_fields=True):
    """How somebody who comes along is: a quirk that comes back."""

    intro: str
    fret: str
    glad: str


class Keepsake(msgspec.Struct, forbid_unknown_fields=True):
    """A small thing given at the beginning and needed later."""

    given: str
    after: str


class Trait(msgspec.Struct, forbid_unknown_fields=True):
    """What the hero is like: `who` completes "somebody who …"."""

    who: str
    again: str
    """A closing sentence that comes back to it."""


class Famous(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody from a tale that everybody knows."""

    kind: str
    pronoun: str
    topic: str
    """The topic in whose world they live."""


class People(msgspec.Struct, forbid_unknown_fields=True):
    """Names, traits, companions and keepsakes."""

    she: list[str]
    he: list[str]
    it: list[str]
    she_kinds: list[str]
    he_kinds: list[str]
    young: dict[str, str]
    grown: dict[str, str]
    """What a person known only by name is called, by pronoun."""
    persons: list[str]
    """Words for somebody who is a person; English only, Mandarin tells by the measure word."""
    beings: dict[str, list[str]]
    """Words for somebody, besides those of the topics; in Mandarin by measure word."""
    measures: dict[str, list[str]]
    """Mandarin measure words of those who differ from the rest of their topic."""
    relatives: dict[str, str]
    """What somebody's daughter, friend… is called when the name is known."""
    famous: dict[str, Famous]
    grown_kinds: list[str]
    traits: dict[str, Trait]
    said_traits: dict[str, Trait]
    pal_kinds: list[str]
    pal_names: list[str]
    companions: dict[str, Companion]
    keepsakes: dict[str, Keepsake]


class Tiny(msgspec.Struct, forbid_unknown_fields=True):
    """A whole story of a few seconds."""

    title: str
    text: str


class Frames(msgspec.Struct, forbid_unknown_fields=True):
    """Sentences that hold a story together."""

    times: list[str]
    acts: list[str]
    openings: dict[str, str]
    trait_openings: dict[str, str]
    """Openings that say the trait: the only ones used when the topic lives in the trait."""
    setoff: dict[str, list[str]]
    """By world."""
    setoff_short: list[str]
    """Told instead when time is short."""
    onward: list[str]
    feelings: list[str]
    home: list[str]
    links: list[str]
    """First sentence of a chapter that continues."""
    closings: dict[str, str]
    grown_closings: dict[str, str]
    said_closings: dict[str, str]
    said_senses: list[str]
    tiny: dict[str, Tiny]


TINY = "_tiny"
"""What stands for the want of a chapter that is one of the tiny stories; its twist names which."""


@dataclass(frozen=True)
class Character:
    """Somebody in a story."""

    name: str
    kind: str
    pronoun: str
    """she, he, it or they."""
    who: str = ""
    """A trait that was asked for ("who was afraid of fire"), without "who"."""


@dataclass(frozen=True)
class Chapter:
    """The choices for one want from its beginning to its end."""

    want: str
    incite: int
    twist: str
    far: str
    treasure: str
    obstacles: tuple[tuple[str, str], ...]
    """Obstacle and way; a way that is not a keepsake is one of the obstacle's plain ones."""
    closing: str


@dataclass(frozen=True)
class Plan:
    """All choices for a story; `plot` is what makes it a different one."""

    topic: str
    """Topic of ours in whose world it happens; empty for none."""
    said: str
    """What was asked for and nothing else in the story names."""
    hero: Character
    trait: str
    pal: Character
    companion: str
    keepsake: str
    place: str
    folk: str
    world: str
    chapters: tuple[Chapter, ...]
    thread: Chapter
    """What the next story takes up; only want, far and treasure matter."""

    @property
    def core(self) -> tuple[str, ...]:
        """The plot without its dress: what happens, whoever it happens to."""
        parts: list[str] = []
        for chapter in self.chapters:
            parts += [chapter.want, chapter.twist, *(part for pair in chapter.obstacles for part in pair)]
        return tuple(parts)

    @property
    def plot(self) -> tuple[str, ...]:
        """Every choice about what happens, to what kind of hero, where and with whom."""
        return (
            self.topic or self.said,
            self.hero.kind,
            self.place,
            self.trait,
            self.companion,
            self.pal.kind,
            self.keepsake,
            *self.core,
            *(part for chapter in self.chapters for part in (chapter.far, chapter.closing)),
        )
