"""The sentences of the language model: what people say to Encore.

They come from the conversation's own training data, from hand-written carrier phrases filled with names of the
catalogue, and from a little general English.
"""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from voice.training.errors import MissingData
from voice.training.spoken import number_words, spoken_words

Words = tuple[str, ...]
Weighted = tuple[Words, float]
CARRIERS = Path(__file__).parent / "data" / "carriers.en.yml"
ANNOTATION = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")
CHOICE = re.compile(r"\(([^()]*)\)")
OTHER_SCRIPT = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af]")
SLOT = re.compile(r"\{([a-z]+)\}")
MOST_WAYS = 150
TITLE_KINDS = ("film", "show", "book", "game")


@dataclass(frozen=True)
class Corpus:
    """Weighted sentences of our domain and of general English."""

    domain: tuple[Weighted, ...]
    general: tuple[Weighted, ...] = ()

    def vocabulary(self, most: int, known: Iterable[str] = ()) -> list[str]:
        """Return all words of the domain, then the most usual general words that are in `known`, up to `most`."""
        words = {word for sentence, _ in self.domain for word in sentence}
        known = set(known)
        usual = Counter(word for sentence, _ in self.general for word in sentence if word in known)
        for word, _ in sorted(usual.items(), key=lambda entry: (-entry[1], entry[0])):
            if len(words) >= most:
                break
            words.add(word)
        return sorted(words)


def read_nlu(folder: Path) -> list[Words]:
    """Return the example utterances of all `*.yml` training files below `folder`, entity annotations stripped.

    Utterances that mix in words of another script are left out: nobody can say half of them.
    """
    sentences = []
    for path in sorted(folder.glob("**/*.yml")):
        for block in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("nlu", []):
            for line in str(block.get("examples", "")).splitlines():
                text = ANNOTATION.sub(r"\1", line.strip().removeprefix("-"))
                if (words := spoken_words(text)) and not OTHER_SCRIPT.search(text):
                    sentences.append(tuple(words))
    return sentences


def read_catalogue(folder: Path) -> dict[str, list[str]]:
    """Return names by slot from a catalogue's data folder: items by kind, persons, genres, moods and themes.

    A folder without items gives no names; `folder` itself has to exist.
    """
    if not folder.is_dir():
        raise MissingData(f"There is no catalogue in {folder}: name the folder that holds genres.yml and items/.")
    names: dict[str, list[str]] = {}
    for path in sorted((folder / "items").glob("*.yml")):
        for item in yaml.safe_load(path.read_text(encoding="utf-8")) or []:
            _collect_item(item, names)
    for slot in ("genre", "mood", "theme"):
        path = folder / f"{slot}s.yml"
        entries = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}) if path.exists() else {}
        for entry in entries.values():
            found = entry.get("en", [])
            names.setdefault(slot, []).extend([found] if isinstance(found, str) else map(str, found))
    return names


def _collect_item(item: Mapping[str, Any], names: dict[str, list[str]]) -> None:
    kind = str(item.get("kind") or str(item.get("id", "")).split("/")[0])
    titles = [_english(item.get("title")), *(str(alias) for alias in item.get("aliases") or [])]
    names.setdefault(kind, []).extend(titles)
    people = [_english(name) for role in ("creators", "cast") for name in item.get(role) or []]
    names.setdefault("artist" if kind in ("album", "track") else "person", []).extend(people)


def _english(name: Any) -> str:
    return str(name.get("en", "")) if isinstance(name, Mapping) else str(name or "")


class Carriers:
    """Hand-written phrases with choices and slots; draws sentences from them."""

    def __init__(self, names: Mapping[str, Iterable[str]], path: Path = CARRIERS) -> None:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        self.groups: list[tuple[float, list[str]]] = [
            (float(group["weight"]), list(group["say"])) for group in data["groups"]
        ]
        self.slots: dict[str, list[str]] = {name: list(values) for name, values in data["slots"].items()}
        for slot, span in data["numbers"].items():
            self.slots[slot] = [" ".join(number_words(n)) for n in range(span["from"], span["to"] + 1)]
        for slot, values in names.items():
            spoken = (" ".join(spoken_words(value)) for value in values)
            self.slots[slot] = sorted({*self.slots.get(slot, ()), *(value for value in spoken if value)})
        titles = [title for kind in TITLE_KINDS for title in self.slots.get(kind, [])]
        self.slots["title"] = sorted(set(titles))

    def draw(self, dice: random.Random, group: int | None = None) -> Words:
        """Return one sentence, of `group` or of any by weight; phrases with a slot nobody fills are drawn again."""
        while True:
            if group is None:
                (index,) = dice.choices(range(len(self.groups)), [weight for weight, _ in self.groups])
            else:
                index = group
            if (words := self.fill(dice.choice(self.groups[index][1]), dice)) is not None:
                return words

    def fill(self, phrase: str, dice: random.Random) -> Words | None:
        """Return `phrase` with its choices made and its slots filled; None when a slot has no values."""
        while CHOICE.search(phrase):
            phrase = CHOICE.sub(lambda found: dice.choice(found[1].split("|")), phrase)
        slots = [self._titles(slot) for slot in SLOT.findall(phrase)]
        if not all(slots):
            return None
        values = iter(dice.choice(values) for values in slots)
        return tuple(spoken_words(SLOT.sub(lambda _: next(values), phrase)))

    def every_phrase(self, dice: random.Random) -> list[Words]:
        """Return each phrase with its choices made in up to 150 ways, slots filled at random."""
        phrases = [phrase for _, group in self.groups for phrase in group]
        made = (self.fill(plain, dice) for phrase in phrases for plain in _some(choices(phrase), dice))
        return [words for words in made if words]

    def _titles(self, slot: str) -> list[str]:
        return self.slots.get("title" if slot == "film" else slot, [])

    def names(self) -> list[Words]:
        """Return every value of every slot once, so that no name is without a sentence."""
        return [tuple(spoken_words(value)) for values in self.slots.values() for value in values]


def choices(phrase: str) -> list[str]:
    """Return `phrase` with its choices made in every way."""
    parts = [part.split("|") for part in re.split(r"[()]", phrase)]
    return [" ".join(made) for made in itertools.product(*parts)]


def _some(phrases: list[str], dice: random.Random) -> list[str]:
    return phrases if len(phrases) <= MOST_WAYS else dice.sample(phrases, MOST_WAYS)


def domain_sentences(
    nlu: Sequence[Words], names: Mapping[str, Iterable[str]], count: int = 30_000, seed: int = 7
) -> list[Weighted]:
    """Return the domain's sentences with weights.

    A third of the weight lies on `nlu`, most of the rest on `count` sentences drawn from the carriers; up
    to 150 ways of making each phrase's choices come at least once, and each name stands alone once, lightly.
    """
    dice = random.Random(seed)
    carriers = Carriers(names)
    drawn = Counter(carriers.draw(dice) for _ in range(count))
    drawn.update(carriers.every_phrase(dice))
    sentences: list[Weighted] = [(words, float(times)) for words, times in sorted(drawn.items())]
    if nlu:
        share = min(15.0, count / 2 / len(nlu))
        sentences += [(words, share * times) for words, times in sorted(Counter(nlu).items())]
    sentences += [(words, 0.5) for words in sorted(set(carriers.names())) if words]
    return sentences


def general_sentences(tables: Iterable[Path], weight: float = 1.0) -> list[Weighted]:
    """Return the transcripts of speech tables (path, speaker, text; tabs between) as lightly weighted sentences."""
    lines = (line for table in tables for line in table.read_text(encoding="utf-8").splitlines())
    sentences = (tuple(spoken_words(line.split("\t")[2])) for line in lines)
    return [(words, weight) for words in sentences if words]
