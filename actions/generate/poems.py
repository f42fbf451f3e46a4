"""Short rhyming poems, put together from hand-written couplets."""

from __future__ import annotations

import random
import secrets

import msgspec

from actions.generate.brief import Brief, Piece
from actions.generate.material import known, read_as
from actions.generate.short_pieces import titles
from actions.generate.story.topics import cleaned, matching
from actions.generate.suitable import is_suitable

ANY = "_any"
SAID = "_said"
SECONDS_A_COUPLET = {"en": 5, "zh": 4}


class Verses(msgspec.Struct, forbid_unknown_fields=True):
    """Couplets about one topic. Each is two lines; `first` can begin a poem, `last` can end it.

    `rhyme` names the sound: couplets of one stanza share it in Mandarin, where a stanza is a first and a last couplet
    and lines 1, 2 and 4 rhyme; in English each couplet rhymes in itself, and `rhyme` keeps two alike apart.
    """

    titles: list[str]
    words: list[str]
    first: list[tuple[str, str, str]]
    last: list[tuple[str, str, str]]
    middle: list[tuple[str, str, str]] = []


class Poet:
    """Writes poems in one language, no two alike for a long while."""

    def __init__(self, language: str, model: str) -> None:
        self._language = known(language)
        self._model = model
        self._verses = read_as(dict[str, Verses], language, "poems")

    def write(self, brief: Brief) -> Piece:
        """Return a poem about the topic; words no topic of ours covers stand in the poem themselves."""
        seed = brief.seed if brief.seed is not None else secrets.randbits(32)
        dice = random.Random(f"poem {self._language} {seed}")
        said = cleaned(brief.topic, self._language)
        said = said if is_suitable(said, brief.audience) else ""
        topic = self._topic(said, dice)
        make = self._mandarin if self._language == "zh" else self._english
        lines = make(topic, brief, dice)
        verses = self._verses[topic]
        fields = {"said": said, "Said": said[:1].upper() + said[1:]}
        return Piece(
            kind="poem",
            title=(dice.choice(verses.titles) if verses.titles else titles(self._language)["poem"]).format_map(fields),
            language=self._language,
            sentences=tuple(_capital(line.format_map(fields)) for line in lines),
            source="embedded",
            model=self._model,
            state={"topic": topic, "seed": seed, "lines": len(lines)},
        )

    def _topic(self, said: str, dice: random.Random) -> str:
        known_topics = {name: verses.words for name, verses in self._verses.items() if verses.words}
        if not said:
            return dice.choice(sorted(known_topics))
        found = matching(said, self._language, known_topics)
        return found[0] if found else SAID

    def _english(self, topic: str, brief: Brief, dice: random.Random) -> list[str]:
        """Return couplets: one to begin, some in the middle, one to end, no rhyme twice."""
        about, general = self._verses[topic], self._verses[ANY]
        count = min(max(brief.seconds // (2 * SECONDS_A_COUPLET["en"]), 2), 6)
        middles = dice.sample(about.middle, len(about.middle))
        begin = dice.choice(about.first or general.first)
        end = dice.choice(general.last + about.last)
        chosen = [begin]
        for couplet in [*middles, *dice.sample(general.middle, len(general.middle))]:
            if len(chosen) + 1 < count and couplet[0] not in {each[0] for each in (*chosen, end)}:
                chosen.append(couplet)
        return [line for _, *pair in (*chosen, end) for line in pair]

    def _mandarin(self, topic: str, brief: Brief, dice: random.Random) -> list[str]:
        """Return stanzas of four lines; one of its two couplets is about the topic, or both are."""
        about, general = self._verses[topic], self._verses[ANY]
        pairs = [
            (first, last)
            for firsts, lasts in ((about.first, general.last), (general.first, about.last), (about.first, about.last))
            for first in firsts
            for last in lasts
            if first[0] == last[0] and len(first[1]) == len(last[1])
        ]
        count = 1 if brief.seconds < 90 else 2
        chosen = [dice.choice(pairs)]
        rest = [pair for pair in pairs if not set(pair) & set(chosen[0])]
        chosen += [dice.choice(rest)] if count > 1 and rest else []
        return [line for pair in chosen for _, *lines in pair for line in lines]


def _capital(line: str) -> str:
    return line[:1].upper() + line[1:]
