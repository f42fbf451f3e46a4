"""Mistakes in the training data, found before Rasa trips over them, each with its file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent
LANGUAGES = ("en", "zh")
MIN_UTTERANCES = 25
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
    intents, entities = declared("intents", root), declared("entities", root)
    seen: dict[str, Utterance] = {}
    counts: dict[tuple[str, str], int] = {}
    for utterance in utterances(root):
        _check_names(utterance, intents, entities)
        twin = seen.setdefault(utterance.words.casefold(), utterance)
        if twin is not utterance:
            raise TrainingDataError(f"{utterance.place}: {utterance.words!r} stands already at {twin.place}.")
        counts[utterance.intent, utterance.language] = counts.get((utterance.intent, utterance.language), 0) + 1
    for intent in sorted(intents - {"nlu_fallback"}):
        for language in LANGUAGES:
            if (have := counts.get((intent, language), 0)) < MIN_UTTERANCES:
                raise TrainingDataError(
                    f"nlu/data/{language}: the intent {intent!r} has {have} utterances; it needs {MIN_UTTERANCES}."
                )


def _check_names(utterance: Utterance, intents: set[str], entities: set[str]) -> None:
    if utterance.intent not in intents:
        raise TrainingDataError(f"{utterance.place}: no domain file declares the intent {utterance.intent!r}.")
    for entity in utterance.entities:
        if entity not in entities:
            raise TrainingDataError(f"{utterance.place}: no domain file declares the entity {entity!r}.")


def _parse(path: Path) -> dict[str, Any]:
    try:
        return dict(yaml.safe_load(path.read_text("utf-8")) or {})
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise TrainingDataError(f"{_shown(path)}:{line}: this is not YAML.") from error


def _shown(path: Path) -> str:
    parts = path.parts
    within = max(index for index, part in enumerate(parts) if part in {"data", "domain"})
    return "/".join(("nlu", *parts[within:]))
