"""Tells a planned story: sentences, in order, of about the length asked for."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from actions.generate.sentences import sentences_of, spoken_seconds
from actions.generate.story.library import StoryLibrary
from actions.generate.story.shapes import TINY, Chapter, Companion, Keepsake, Plan
from actions.generate.story.told import Wordings
from actions.generate.story.wording import HAN_PRONOUNS, PRONOUNS, fill, headline, polish, split_forms

NEEDED = 0
"""Rank of what every story has; higher ranks come in, in order, as long as there is time."""
_SETOFF, _CLOSING, _HOOK, _FAIL, _SENSE, _HOME, _FEELING, _FRET, _GLAD, _MORE = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
_LONG_KIND = re.compile(r" (?:with|without|of|between|from|in|on|who|that) |'s ")


@dataclass(frozen=True)
class Beat:
    """A part of the story that is told or left out as a whole."""

    text: str
    rank: int = NEEDED
    key: str = ""
    """Of the wording, where it must not come again."""
    instead: Beat | None = None
    """A short one to tell when there is no time for this one."""


@dataclass(frozen=True)
class Told:
    """A told story."""

    title: str
    sentences: tuple[str, ...]


class Teller:
    """Words one plan. `dice` decides the wording only, never what happens."""

    def __init__(
        self,
        plan: Plan,
        material: StoryLibrary,
        dice: random.Random,
        *,
        continues: bool = False,
        worded: Iterable[str] = (),
    ) -> None:
        """`worded` are the wordings that earlier parts used, `Teller.worded` of the last one."""
        self._plan = plan
        self._material = material
        self._dice = dice
        self._continues = continues
        self._wordings = Wordings(dice, worded)
        self._with_pal = any(chapter.obstacles for chapter in plan.chapters) or "intro.pal" in self._wordings.used

    @property
    def worded(self) -> list[str]:
        """What has been used so far, for the part that comes next."""
        return self._wordings.used

    def tell(self, seconds: int) -> Told:
        """Return the story, about `seconds` long when read aloud."""
        chapters = self._plan.chapters
        sentences: list[str] = []
        for number, chapter in enumerate(chapters):
            following = chapters[number + 1] if number + 1 < len(chapters) else self._plan.thread
            target = (seconds - _length(sentences)) / (len(chapters) - number)
            beats = _fitted(self._beats(number, chapter, following), target)
            self._wordings.settle(beat.key for beat in beats if beat.key)
            sentences += [sentence for beat in beats for sentence in sentences_of(beat.text)]
        return Told(title=self._title(chapters[0]), sentences=tuple(sentences))

    def _beats(self, number: int, chapter: Chapter, following: Chapter) -> list[Beat]:
        if chapter.want == TINY:
            tale = Beat(self._say(self._material.frames.tiny[chapter.twist].text, chapter))
            return [tale, *self._sense(NEEDED)] if self._plan.said else [tale]
        want = self._material.wants[chapter.want]
        beats = self._beginning(number, chapter)
        beats.append(Beat(self._say(want.incite[chapter.incite], chapter)))
        beats += self._way(chapter)
        beats.append(Beat(self._say(self._dice.choice(want.arrive), chapter)))
        beats.append(Beat(self._say(want.twists[chapter.twist], chapter)))
        return beats + self._end(chapter, following, last=number + 1 == len(self._plan.chapters))

    def _beginning(self, number: int, chapter: Chapter) -> list[Beat]:
        if number or self._continues:
            beats = [self._draw("links", self._material.frames.links, chapter), *self._sense(_SENSE)]
        else:
            beats = [self._opening(chapter), *self._sense(NEEDED if self._plan.said else _SENSE)]
        if chapter.obstacles:
            beats += self._introduction("pal", self._companion.intro, chapter)
        if any(way == self._plan.keepsake for _, way in chapter.obstacles):
            beats += self._introduction("keepsake", self._keepsake.given, chapter)
        return beats

    def _opening(self, chapter: Chapter) -> Beat:
        """Return the first sentence of a new story; what was asked for must come out in it."""
        frames, hero = self._material.frames, self._plan.hero
        comes_back = any(each.closing == "_trait" for each in self._plan.chapters)
        needs_trait = bool(hero.who or self._plan.said or comes_back)
        openings = frames.trait_openings if needs_trait else {**frames.openings, **frames.trait_openings}
        return self._draw("openings", openings, chapter)

    def _introduction(self, what: str, template: str, chapter: Chapter) -> list[Beat]:
        """Return the sentence that brings in the companion or the keepsake, the first time."""
        return self._once(f"intro.{what}", template, chapter, NEEDED)

    def _way(self, chapter: Chapter) -> list[Beat]:
        """Return what happens between setting off and arriving."""
        if not chapter.obstacles:
            return self._sense(_MORE)
        world = self._plan.world
        setoff = self._draw(f"setoff.{world}", self._material.frames.setoff[world], chapter, _SETOFF)
        short = self._draw("setoff_short", self._material.frames.setoff_short, chapter)
        beats = [replace(setoff, instead=short), *self._sense(_MORE)]
        for number, (name, way) in enumerate(chapter.obstacles):
            obstacle = self._material.obstacles[name]
            how = obstacle.ways[way] if way == self._plan.keepsake else obstacle.plain[way]
            if number:
                beats.append(self._draw("onward", self._material.frames.onward, chapter))
            beats.append(Beat(self._say(obstacle.meet, chapter)))
            beats.append(Beat(self._say(obstacle.fail, chapter), _FAIL))
            beats += self._once("fret", self._companion.fret, chapter, _FRET)
            beats.append(Beat(self._say(how, chapter)))
            beats.append(self._draw("feelings", self._material.frames.feelings, chapter, _FEELING + number))
            beats += self._sense(_MORE + number)
        return beats

    def _end(self, chapter: Chapter, following: Chapter, *, last: bool) -> list[Beat]:
        home = self._draw("home", self._material.frames.home, chapter, _HOME)
        closing = self._closing(chapter, NEEDED if last and chapter.obstacles else _CLOSING)
        glad = self._once("closings._pal", self._companion.glad, chapter, _GLAD) if chapter.obstacles else []
        hook = Beat(self._say(self._material.wants[following.want].hook, following), _HOOK if last else NEEDED)
        return [home, *glad, closing, hook]

    def _closing(self, chapter: Chapter, rank: int) -> Beat:
        """Return the planned closing, or another one when it was told in an earlier part."""
        people, frames = self._material.people, self._material.frames
        closings = {**frames.closings, **frames.grown_closings, **frames.said_closings}
        closings |= {"_pal": self._companion.glad, "_keepsake": self._keepsake.after}
        if self._plan.trait in people.traits and (not self._continues or self._told_trait):
            closings["_trait"] = people.traits[self._plan.trait].again
        template = closings.get(chapter.closing, "")
        planned = self._once(f"closings.{chapter.closing}", template, chapter, rank) if template else []
        return planned[0] if planned else self._draw("closings", frames.closings, chapter, rank)

    def _once(self, key: str, template: str, chapter: Chapter, rank: int) -> list[Beat]:
        """Return a beat of the template, unless it was told before."""
        return [Beat(self._say(template, chapter), rank, key)] if self._wordings.offer(key) else []

    def _title(self, chapter: Chapter) -> str:
        if chapter.want == TINY:
            return self._material.frames.tiny[chapter.twist].title
        title = self._dice.choice(self._material.wants[chapter.want].titles)
        return self._say(title, replace(chapter, far=headline(chapter.far)))

    def _sense(self, rank: int) -> list[Beat]:
        """Return one sentence of atmosphere that was not told yet, if there is one."""
        pool, senses = "senses", self._topic_senses()
        if self._plan.said and self._wordings.is_left("said", self._material.frames.said_senses):
            pool, senses = "said", self._material.frames.said_senses
        if not self._wordings.is_left(pool, senses):
            return []
        return [self._draw(pool, senses, self._plan.chapters[0], rank)]

    def _topic_senses(self) -> list[str]:
        topic = self._material.topics.get(self._plan.topic)
        return topic.senses if topic else []

    def _draw(self, pool: str, options: list[str] | dict[str, str], chapter: Chapter, rank: int = NEEDED) -> Beat:
        """Return a beat of one of the options, one that was not told if there is one."""
        key, template = self._wordings.draw(pool, options)
        return Beat(self._say(template, chapter), rank, key)

    def _say(self, template: str, chapter: Chapter) -> str:
        return polish(fill(template, self._fields(chapter), self._dice), self._material.language)

    @property
    def _told_trait(self) -> bool:
        """Whether the opening told what the hero is like."""
        return any(f"openings.{key}" in self._wordings.used for key in self._material.frames.trait_openings)

    @property
    def _companion(self) -> Companion:
        return self._material.people.companions[self._plan.companion]

    @property
    def _keepsake(self) -> Keepsake:
        return self._material.people.keepsakes[self._plan.keepsake]

    def _fields(self, chapter: Chapter) -> dict[str, str]:
        """Return all that a sentence may name. Whoever is not in this story is not counted among {both}."""
        plan, with_pal = self._plan, self._with_pal
        zh = self._material.language == "zh"
        at, short = split_forms(plan.place)
        treasure_a, treasure = split_forms(chapter.treasure)
        people = _han_people(plan, with_pal=with_pal) if zh else _english_people(plan, with_pal=with_pal)
        fields = {**people, "at": at, "short": short, "folk": plan.folk, "far": chapter.far, "said": plan.said}
        frames = self._material.frames
        nested = {"treasure_a": treasure_a, "treasure": treasure, "trait": self._trait()}
        nested |= {"time": self._dice.choice(frames.times), "act": self._dice.choice(frames.acts)}
        return fields | {name: fill(text, fields, self._dice) for name, text in nested.items()}

    def _trait(self) -> str:
        people, key = self._material.people, self._plan.trait
        if self._plan.hero.who:
            return self._plan.hero.who
        return (people.traits.get(key) or people.said_traits[key]).who


def _english_people(plan: Plan, *, with_pal: bool) -> dict[str, str]:
    hero, pal = plan.hero, plan.pal
    own = PRONOUNS[hero.pronoun]
    one = f"a~ {hero.kind} called {hero.name}"
    if _LONG_KIND.search(hero.kind):
        # "a robot with a squeaky knee called Bolt" would call the knee Bolt.
        one = f"{hero.name}, a~ {hero.kind},"
    several = {**PRONOUNS["they"], "himself": "themselves"} if with_pal else own
    return {
        **own,
        "hero": hero.name,
        "kind": hero.kind,
        "one": one,
        "whoever": f"{hero.name}, a~ {hero.kind} who {hero.who}," if hero.who else one,
        "pal": pal.name,
        "palkind": pal.kind,
        **{f"p{word}": form for word, form in PRONOUNS[pal.pronoun].items()},
        "both": f"{hero.name} and {pal.name}" if with_pal else hero.name,
        "they": several["he"],
        "them": several["him"],
        "their": several["his"],
        "were": "were" if with_pal else own["was"],
    }


def _han_people(plan: Plan, *, with_pal: bool) -> dict[str, str]:
    hero, pal = plan.hero, plan.pal
    own, other = HAN_PRONOUNS[hero.pronoun], HAN_PRONOUNS[pal.pronoun]
    together = own if own == other else "他"
    measure, _, kind = hero.kind.rpartition(" ")
    pal_measure, _, pal_kind = pal.kind.rpartition(" ")
    return {
        "hero": hero.name,
        "ta": own,
        "kind": kind,
        "a_kind": f"一{measure or '个'}{kind}",
        "pal": pal.name,
        "pta": other,
        "palkind": pal_kind,
        "a_palkind": f"一{pal_measure or '只'}{pal_kind}",
        "both": f"{hero.name}和{pal.name}" if with_pal else hero.name,
        "they": f"{together}们" if with_pal else own,
    }


def _length(sentences: list[str]) -> float:
    return sum(map(spoken_seconds, sentences))


def _fitted(beats: list[Beat], seconds: float) -> list[Beat]:
    """Return the needed beats and as many others as the time allows, lowest ranks first."""
    told = {index: beat.instead or beat for index, beat in enumerate(beats) if beat.instead or beat.rank == NEEDED}
    total = sum(spoken_seconds(beat.text) for beat in told.values())
    for index in sorted(range(len(beats)), key=lambda index: beats[index].rank):
        beat = beats[index]
        length = spoken_seconds(beat.text) - (spoken_seconds(told[index].text) if index in told else 0)
        if told.get(index) is not beat and (total + length <= seconds * 1.08 or total < seconds * 0.8):
            told[index] = beat
            total += length
    return [told[index] for index in sorted(told)]
