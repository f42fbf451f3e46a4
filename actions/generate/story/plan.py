"""Decides what happens in a story before a word of it is written."""

from __future__ import annotations

import math
import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from actions.generate.brief import Brief
from actions.generate.story.cast import cast_companion, cast_hero, figures_of, is_person
from actions.generate.story.figures import Figure
from actions.generate.story.library import UNKNOWN, StoryLibrary
from actions.generate.story.shapes import TINY, Chapter, Character, Obstacle, Plan, Topic
from actions.generate.story.topics import Subject

SECONDS_A_CHAPTER = 135
SECONDS_OF_TINY = 27
_GROWN = frozenset({"teen", "adult"})
_SLEEPY = ("slept", "quiet", "light", "warm", "pillow", "moon")
"""Closings after which small children can be put to bed."""
_PEOPLED = frozenset({"castle", "detective", "food", "football", "magic", "music", "pirate", "school", "sea", "space"})
"""Topics with beings of their own among whom people live all the same."""

T = TypeVar("T")


@dataclass
class Used:
    """What the story has had already, so that it comes but once while anything else is left."""

    wants: list[str] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)


def plan_story(
    brief: Brief,
    subject: Subject,
    material: StoryLibrary,
    dice: random.Random,
    avoid: Collection[str] = (),
    weave: str = "",
) -> Plan:
    """Return the plan of a new story on `subject`; wants and topics in `avoid` only when nothing else is left.

    `weave` is what the people of the story are to have on their minds, whatever happens.
    """
    hero_figure, pal_figure, *_ = *figures_of(brief.hero, brief.audience, subject, material), Figure(), Figure()
    said = weave or subject.said
    key = subject.setting or hero_figure.topic or (UNKNOWN if said else _any_topic(hero_figure, material, dice, avoid))
    home = material.topics[key]
    hero = cast_hero(hero_figure, home.kinds, brief.audience, material, dice)
    traits = material.people.said_traits if said else material.people.traits
    base = Plan(
        topic="" if key == UNKNOWN else key,
        said=said,
        hero=hero,
        trait=hero.who or dice.choice(sorted(traits)),
        pal=cast_companion(hero, pal_figure, material.people.pal_kinds, material, dice),
        companion=dice.choice(sorted(material.people.companions)),
        keepsake=dice.choice(sorted(material.people.keepsakes)),
        place=dice.choice(home.places),
        folk=dice.choice(home.folk),
        world=home.world,
        chapters=(),
        thread=Chapter("", 0, "", "", "", (), ""),
    )
    return _with_chapters(base, brief, home, material, dice, Used(), avoid)


def continue_story(brief: Brief, material: StoryLibrary, dice: random.Random) -> Plan:
    """Return the plan for what comes after `brief.so_far`: the same people and place, and the open thread."""
    state = brief.so_far
    used = Used(**{name: [str(entry) for entry in state["used"][name]] for name in ("wants", "obstacles", "places")})
    topic = material.topics.get(str(state["topic"]), material.topics[UNKNOWN])
    thread = _thread_from(state["thread"], topic, material, dice, used, brief.audience)
    base = Plan(
        topic=str(state["topic"]),
        said=str(state["said"]),
        hero=Character(**state["hero"]),
        trait=str(state["trait"]),
        pal=Character(**state["pal"]),
        companion=known_key(str(state["companion"]), material.people.companions),
        keepsake=known_key(str(state["keepsake"]), material.people.keepsakes),
        place=str(state["place"]),
        folk=str(state["folk"]),
        world=str(state["world"]),
        chapters=(),
        thread=thread,
    )
    return _with_chapters(base, brief, topic, material, dice, used, ())


def known_key(key: str, entries: dict[str, Any]) -> str:
    """Return `key` if `entries` has it, else their first: a state may come from other data than ours."""
    return key if key in entries else next(iter(entries))


def _with_chapters(
    base: Plan,
    brief: Brief,
    setting: Topic,
    material: StoryLibrary,
    dice: random.Random,
    used: Used,
    avoid: Iterable[str],
) -> Plan:
    seconds = brief.seconds_within_reason
    count = max(1, round(seconds / SECONDS_A_CHAPTER))
    chapters: list[Chapter] = []
    thread = base.thread
    if not thread.want:
        thread = _thread(setting, material, dice, used, brief.audience, avoid)
    for _ in range(count):
        chapters.append(_chapter(thread, base, seconds / count, brief.audience, material, dice, used))
        thread = _thread(setting, material, dice, used, brief.audience, ())
    return Plan(**{**base.__dict__, "chapters": tuple(chapters), "thread": thread})


def _thread(
    topic: Topic, material: StoryLibrary, dice: random.Random, used: Used, audience: str, avoid: Iterable[str]
) -> Chapter:
    """Return what could happen next: something wanted, and where it leads."""
    fitting = sorted(
        name
        for name, want in material.wants.items()
        if want.audience == "all" or (want.audience == "grown" and audience in _GROWN)
    )
    want = _fresh(fitting, used.wants, dice, avoid)
    far = _fresh(topic.far, used.places, dice)
    return Chapter(want, 0, "", far, dice.choice(topic.treasure), (), "")


def _thread_from(
    state: dict[str, Any], topic: Topic, material: StoryLibrary, dice: random.Random, used: Used, audience: str
) -> Chapter:
    if state.get("want") not in material.wants:
        return _thread(topic, material, dice, used, audience, ())
    used.wants.append(str(state["want"]))
    used.places.append(str(state["far"]))
    return Chapter(str(state["want"]), 0, "", str(state["far"]), str(state["treasure"]), (), "")


def _chapter(
    thread: Chapter, base: Plan, seconds: float, audience: str, material: StoryLibrary, dice: random.Random, used: Used
) -> Chapter:
    if seconds < SECONDS_OF_TINY:
        return Chapter(TINY, 0, dice.choice(sorted(material.frames.tiny)), thread.far, thread.treasure, (), "")
    want = material.wants[thread.want]
    count = next(count for count, below in enumerate((55, 100, 150, 170, math.inf)) if seconds < below)
    # A story with one obstacle has no time for a keepsake every time.
    helped = count > 1 or dice.random() < 0.5
    obstacles = [_obstacle(base, material, dice, used, last=helped and i == count - 1) for i in range(count)]
    frames = material.frames
    closings = dict(frames.closings)
    if audience in _GROWN:
        closings = dict(frames.grown_closings)
    elif audience == "children":
        closings = {key: closings[key] for key in _SLEEPY}
    if base.said:
        closings = dict(frames.said_closings)
    keys = sorted(closings) + (["_trait"] * 3 if base.trait in material.people.traits else [])
    if count:
        keys += ["_pal"] * 3
        if obstacles[-1][1] == base.keepsake:
            keys += ["_keepsake"] * 4
    return Chapter(
        want=thread.want,
        incite=_index(want.incite, dice, shortest=seconds < 40),
        twist=dice.choice(_tersest(want.twists) if seconds < 40 else sorted(want.twists)),
        far=thread.far,
        treasure=thread.treasure,
        obstacles=tuple(obstacles),
        closing=dice.choice(keys),
    )


def _index(options: Sequence[str], dice: random.Random, *, shortest: bool) -> int:
    return min(range(len(options)), key=lambda index: len(options[index])) if shortest else dice.randrange(len(options))


def _tersest(options: dict[str, str]) -> list[str]:
    """Return the keys of the two shortest options."""
    return sorted(options, key=lambda key: len(options[key]))[:2]


def _obstacle(base: Plan, material: StoryLibrary, dice: random.Random, used: Used, *, last: bool) -> tuple[str, str]:
    """Return an obstacle and a way past it; the last one of a chapter needs the keepsake if any can."""
    possible = {name: entry for name, entry in material.obstacles.items() if base.world in entry.worlds}
    fresh = {name: entry for name, entry in possible.items() if name not in used.obstacles}
    if not fresh:
        oldest = min(possible, key=lambda name: max(at for at, each in enumerate(used.obstacles) if each == name))
        fresh = {oldest: possible[oldest]}
    helped = sorted(name for name, entry in fresh.items() if base.keepsake in entry.ways)
    unhelped = sorted(name for name in fresh if name not in helped)
    choices = (helped if last else unhelped) or sorted(fresh)
    name = dice.choice(choices)
    used.obstacles.append(name)
    entry: Obstacle = material.obstacles[name]
    return name, base.keepsake if last and base.keepsake in entry.ways else dice.choice(sorted(entry.plain))


def _fresh(options: Sequence[str], used: list[str], dice: random.Random, avoid: Iterable[str] = ()) -> str:
    """Return an option not used yet and, if possible, not to be avoided; note it as used."""
    unused = [option for option in options if option not in used] or list(options)
    shunned = frozenset(avoid)
    chosen = dice.choice([option for option in unused if option not in shunned] or unused)
    used.append(chosen)
    return chosen


def _any_topic(hero: Figure, material: StoryLibrary, dice: random.Random, avoid: Collection[str]) -> str:
    """Return a topic to be the world of the story; people do not live in nests."""
    topics = [name for name in sorted(material.topics) if name != UNKNOWN]
    if hero.name or hero.kind:
        person = is_person(hero.kind, material)
        topics = [name for name in topics if not (person and material.topics[name].beings) or name in _PEOPLED]
    return dice.choice([name for name in topics if name not in avoid] or topics)
