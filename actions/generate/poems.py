"""Short rhyming poems, put together from hand-written couplets."""

from __future__ import annotations

import random
import re
import secrets
from collections import deque

import msgspec

from actions.generate.bag import without
from actions.generate.brief import Brief, Piece
from actions.generate.material import known, read_as
from actions.generate.short_pieces import titles
from actions.generate.story.topics import cleaned, matching
from actions.generate.suitable import is_suitable

Couplet = tuple[str, str, str]
"""The rhyme and two lines."""

ANY = "_any"
SAID = "_said"
SECONDS_A_COUPLET, MOST_COUPLETS = 10, 8
"""Of an English poem, with time to let each couplet sink in."""
SECONDS_A_STANZA, MOST_STANZAS = 30, 3
"""Of a Mandarin poem."""
_SEVERAL = re.compile(r"\band\b|&|[和跟与、]", re.IGNORECASE)
REMEMBERED, ATTEMPTS = 1000, 50
"""How many poems are not written again, and how often another one is tried for."""


class Verses(msgspec.Struct, forbid_unknown_fields=True):
    """Couplets about one topic. Each is two lines; `first` can begin a poem, `last` can end it.

    `rhyme` names the sound: couplets of one stanza share it in Mandarin, where a stanza is a first and a last couplet
    and lines 1, 2 and 4 rhyme; in English each couplet rhymes in itself, and `rhyme` keeps two alike apart.
    """

    titles: list[str]
    words: list[str]
    first: list[Couplet]
    last: list[Couplet]
    middle: list[Couplet] = []


class Poet:
    """Writes poems in one language, no two alike for a long while."""

    def __init__(self, language: str, model: str) -> None:
        self._language = known(language)
        self._model = model
        self._verses = read_as(dict[str, Verses], language, "poems")
        self._written: deque[tuple[str, ...]] = deque(maxlen=REMEMBERED)

    def write(self, brief: Brief) -> Piece:
        """Return a poem about the topic; words no topic of ours covers stand in the poem themselves."""
        if brief.seed is not None:
            return self._compose(brief, brief.seed)
        for _ in range(ATTEMPTS):
            piece = self._compose(brief, secrets.randbits(32))
            if piece.sentences not in self._written:
                break
        self._written.append(piece.sentences)
        return piece

    def _compose(self, brief: Brief, seed: int) -> Piece:
        dice = random.Random(f"poem {self._language} {seed}")
        said = cleaned(brief.topic, self._language)
        said = said if is_suitable(said, brief.audience) else ""
        told = frozenset(map(str, brief.so_far.get("told", ())))
        topic = self._topic(said, told, dice)
        make = self._mandarin if self._language == "zh" else self._english
        lines = [line for _, *pair in make(topic, brief.seconds_within_reason, dice) for line in pair]
        fields = {"said": said, "Said": _capital(said)}
        title = dice.choice(self._verses[topic].titles or [titles(self._language)["poem"]])
        return Piece(
            kind="poem",
            title=title.format_map(fields),
            language=self._language,
            sentences=tuple(_capital(line.format_map(fields)) for line in lines),
            source="embedded",
            model=self._model,
            state={"id": "" if topic == SAID else topic, "topic": topic, "seed": seed, "lines": len(lines)},
        )

    def _topic(self, said: str, told: frozenset[str], dice: random.Random) -> str:
        """Return the one topic of ours that `said` is about; without words, one that was not told if possible."""
        topics = {name: verses.words for name, verses in self._verses.items() if verses.words}
        if not said:
            return dice.choice(without(sorted(topics), told))
        if self._language == "zh":
            topics = {name: [word for word in words if _stands_alone(word, said)] for name, words in topics.items()}
        found = matching(said, self._language, topics)
        # Nobody gets only the cat of "a cat and a mouse": words about two things stand in the poem themselves.
        return found[0] if len(found) == 1 and not _SEVERAL.search(said) else SAID

    def _english(self, topic: str, seconds: int, dice: random.Random) -> list[Couplet]:
        """Return couplets: one to begin, some in the middle, one to end, no rhyme twice."""
        about, general = self._verses[topic], self._verses[ANY]
        count = min(max(seconds // SECONDS_A_COUPLET, 2), MOST_COUPLETS)
        chosen = [dice.choice(about.first)]
        end = dice.choice([couplet for couplet in about.last + general.last if couplet[0] != chosen[0][0]])
        middles = dice.sample(about.middle, len(about.middle)) + dice.sample(general.middle, len(general.middle))
        if topic == SAID:
            # The same words in every couplet would be a litany.
            dice.shuffle(middles)
        for couplet in middles:
            if len(chosen) + 1 < count and couplet[0] not in {each[0] for each in (*chosen, end)}:
                chosen.append(couplet)
        return [*chosen, end]

    def _mandarin(self, topic: str, seconds: int, dice: random.Random) -> list[Couplet]:
        """Return stanzas of two couplets, no couplet twice; one of the two is about the topic, or both are.

        Couplets that go with every topic can begin or end the poem, never a stanza in between.
        """
        about, general = self._verses[topic], self._verses[ANY]
        stanzas = [
            (first, last)
            for firsts, lasts in ((about.first, general.last), (general.first, about.last), (about.first, about.last))
            for first in firsts
            for last in lasts
            if first[0] == last[0] and len(first[1]) == len(last[1])
        ]
        chosen: list[Couplet] = []
        count = min(max(seconds // SECONDS_A_STANZA, 1), MOST_STANZAS)
        for position in range(count):
            options = [
                (first, last)
                for first, last in stanzas
                if not {first, last} & set(chosen)
                and (position == 0 or first in about.first)
                and (position == count - 1 or last in about.last)
            ]
            chosen += dice.choice(options)
        return chosen


def _stands_alone(word: str, said: str) -> bool:
    """Return whether `word` may name what `said` is about: the one-character 猫 does in 黑色的猫, but not in 熊猫."""
    return (
        len(word) > 1
        or re.fullmatch(rf"(?:.*的)?[一两几]?[只条个片场首杯匹头座颗]?{re.escape(word)}", said) is not None
    )


def _capital(line: str) -> str:
    return line[:1].upper() + line[1:]
