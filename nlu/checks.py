"""Mistakes in the training data, found before Rasa trips over them, each with its file and line."""

from __future__ import annotations

import re
import statistics
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from nlu.normal import normalise
from nlu.values import TYPED, value_of

ROOT = Path(__file__).resolve().parent
LANGUAGES = ("en", "zh")
LIMITS = Path(__file__).with_name("checks.yml")
SHOWN = 20
"""Mistakes that are printed at once."""
ANNOTATION = re.compile(r"\[([^\]]+)\](?:\(([\w-]+)\)|\{[^}]*\})")
INTENT = re.compile(r"^\s*-?\s*intent:\s*([\w/]+)\s*$")
EXAMPLE = re.compile(r"^\s+-\s(.*)$")


class TrainingDataError(Exception):
    """The training data have a mistake; the message names file and line."""


@dataclass(frozen=True)
class Utterance:
    """One training example."""

    intent: str
    text: str
    """With its annotations."""
    language: str
    place: str
    """File and line, as an editor understands them."""

    @property
    def words(self) -> str:
        """The text without annotations."""
        return ANNOTATION.sub(r"\1", self.text)

    @property
    def entities(self) -> list[str]:
        """Names of the entities annotated in it."""
        return [match.group(2) for match in ANNOTATION.finditer(self.text) if match.group(2)]


def utterances(root: Path = ROOT) -> Iterator[Utterance]:
    """Yield every training example. Raises TrainingDataError for a file that is no YAML."""
    for language in LANGUAGES:
        for path in sorted((root / "data" / language).glob("*.yml")):
            _parse(path)
            intent = ""
            for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
                if match := INTENT.match(line):
                    intent = match.group(1)
                elif intent and (match := EXAMPLE.match(line)):
                    yield Utterance(intent, match.group(1).strip(), language, f"{_shown(path)}:{number}")


def declared(kind: str, root: Path = ROOT) -> set[str]:
    """Return the names that the domain declares under `kind`: intents, entities or actions."""
    names: set[str] = set()
    for path in sorted((root / "domain").glob("*.yml")):
        names |= {next(iter(name)) if isinstance(name, dict) else name for name in _parse(path).get(kind) or ()}
    return names


def check(root: Path = ROOT) -> None:
    """Raise TrainingDataError for the first mistake; return if there is none."""
    for mistake in mistakes(root):
        raise TrainingDataError(mistake)


def mistakes(root: Path = ROOT) -> Iterator[str]:
    """Yield every mistake as a sentence that begins with its place.

    Raises TrainingDataError for a file that is no YAML.
    """
    known = list(utterances(root))
    yield from _names(known, declared("intents", root), declared("entities", root))
    yield from _duplicates(known)
    yield from _quantities(known)
    yield from _unannotated(known)
    yield from _counts(known, declared("intents", root) - {"nlu_fallback"})


def _names(known: Iterable[Utterance], intents: set[str], entities: set[str]) -> Iterator[str]:
    for utterance in known:
        if utterance.intent.partition("/")[0] not in intents:
            yield f"{utterance.place}: no domain file declares the intent {utterance.intent!r}."
        for entity in utterance.entities:
            if entity not in entities:
                yield f"{utterance.place}: no domain file declares the entity {entity!r}."
        if re.search(r"[\[\]]|\]\(", utterance.words):
            yield f"{utterance.place}: annotations overlap or are not closed in {utterance.text!r}."


def _duplicates(known: Iterable[Utterance]) -> Iterator[str]:
    seen: dict[str, Utterance] = {}
    for utterance in known:
        twin = seen.setdefault(utterance.words.casefold(), utterance)
        if twin is not utterance:
            yield f"{utterance.place}: {utterance.words!r} stands already at {twin.place}."


def _quantities(known: Iterable[Utterance]) -> Iterator[str]:
    """Yield annotated quantities whose value cannot be read. An era may be a word: "old"."""
    for utterance in known:
        for mark in ANNOTATION.finditer(utterance.text):
            words, kind = mark.group(1), mark.group(2)
            if kind in TYPED - {"era"} and value_of(kind, normalise(words).text) is None:
                yield f"{utterance.place}: no {kind} can be read from {words!r}."


def _unannotated(known: Sequence[Utterance]) -> Iterator[str]:
    """Yield names of works and people that are annotated in one sentence and not in another."""
    names = _long_names(known)
    for utterance in known:
        if utterance.intent.startswith("out_of_scope"):
            continue
        bare = f" {ANNOTATION.sub('|', utterance.text).casefold()} "
        for name in names:
            if name in bare and (not name.isascii() or f" {name} " in bare):
                yield f"{utterance.place}: {name!r} is a name elsewhere; annotate it here too."


def _long_names(known: Iterable[Utterance]) -> set[str]:
    """Return the names that can hardly be anything else: of several words, or of three Han characters."""
    names = {
        mark.group(1).casefold()
        for utterance in known
        for mark in ANNOTATION.finditer(utterance.text)
        if mark.group(2) in {"title", "artist", "person", "album", "station"}
    }
    return {
        name for name in names - set(_limits()["ambiguous"]) if " " in name or (not name.isascii() and len(name) > 2)
    }


def _counts(known: Iterable[Utterance], intents: set[str]) -> Iterator[str]:
    limits, counts = _limits(), Counter((u.intent.partition("/")[0], u.language) for u in known)
    for intent in sorted(intents):
        least = limits["least_frequent"] if intent in limits["frequent"] else limits["least"]
        have = {language: counts[intent, language] for language in LANGUAGES}
        for language, number in have.items():
            if number < least:
                yield f"nlu/data/{language}: the intent {intent!r} has {number} utterances; it needs {least}."
        if min(have.values()) and max(have.values()) > limits["language_ratio"] * min(have.values()):
            yield f"nlu/data: the intent {intent!r} has {have['en']} English and {have['zh']} Mandarin utterances."
    for language in LANGUAGES:
        median = statistics.median(counts[intent, language] for intent in intents)
        for intent in sorted(intents - set(limits["unbounded"])):
            number = counts[intent, language]
            if number > limits["most_times_median"] * median:
                yield f"nlu/data/{language}: the intent {intent!r} has {number} utterances, others have {median:.0f}."


@lru_cache(maxsize=1)
def _limits() -> dict[str, Any]:
    return _parse(LIMITS)


def _parse(path: Path) -> dict[str, Any]:
    try:
        return dict(yaml.safe_load(path.read_text("utf-8")) or {})
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise TrainingDataError(f"{_shown(path)}:{line}: this is not YAML.") from error


def _shown(path: Path) -> str:
    parts = path.parts
    within = max((index for index, part in enumerate(parts) if part in {"data", "domain"}), default=len(parts) - 1)
    return "/".join(("nlu", *parts[within:]))


def main() -> None:
    """Print the mistakes, the first `SHOWN` of them: `python -m nlu.checks`."""
    try:
        found = list(islice(mistakes(), SHOWN))
    except TrainingDataError as error:
        found = [str(error)]
    if found:
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
