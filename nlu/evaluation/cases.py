"""What an evaluation asks: sentences with their right intents and, where known, entities."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from nlu.checks import ANNOTATION, Utterance, declared, utterances
from nlu.words import is_han

LABELS = Path(__file__).with_name("labels.yml")
OUTSIDE = "out_of_scope"
UNMEASURED = "unmeasured"
Span = tuple[str, int, int]
"""Kind of entity, where it starts, and where it ends."""


class BadCases(Exception):
    """A file of cases cannot be read; the message says where and why."""


@dataclass(frozen=True)
class Case:
    """One sentence."""

    text: str
    label: str
    """What its source calls its intent."""
    right: frozenset[str]
    """Encore's intents that are right, one at least."""
    entities: tuple[Span, ...] | None = None
    """None where the source marks none in our terms."""

    @property
    def language(self) -> str:
        """ "zh" for a sentence with Han characters, else "en"."""
        return "zh" if any(is_han(character) for character in self.text) else "en"

    @property
    def in_scope(self) -> bool:
        """Whether it is meant for Encore."""
        return OUTSIDE not in self.right


def read_cases(path: Path) -> list[Case]:
    """Return the cases in `path`: JSON lines with `text`, `intent` and perhaps `entities`.

    Intents are Encore's own or those of a public data set that `labels.yml` maps; sentences under a catch-all label
    are left out. Raises BadCases.
    """
    records = list(_records(path))
    labels = [record["intent"] for record in records]
    own = declared("intents")
    if all(label.partition("/")[0] in own for label in labels):
        return [Case(r["text"], r["intent"], frozenset({r["intent"].partition("/")[0]}), _spans(r)) for r in records]
    mapping = _mapping_for(labels)
    left_out = set(mapping[UNMEASURED]) if UNMEASURED in mapping else set()
    return [
        Case(record["text"], record["intent"], frozenset(mapping.get(record["intent"], [OUTSIDE])))
        for record in records
        if record["intent"] not in left_out
    ]


def split(held_out: float = 0.2, seed: int = 7) -> tuple[list[Utterance], list[Case]]:
    """Return our own utterances in two parts, each intent and language divided alike: to learn from, and held out."""
    groups: dict[tuple[str, str], list[Utterance]] = defaultdict(list)
    for utterance in utterances():
        groups[utterance.intent, utterance.language].append(utterance)
    random = np.random.default_rng(seed)
    learned: list[Utterance] = []
    asked: list[Case] = []
    for group in groups.values():
        order = random.permutation(len(group))
        cut = round(held_out * len(group))
        asked += [case_of(group[index]) for index in order[:cut]]
        learned += [group[index] for index in order[cut:]]
    return learned, asked


def case_of(utterance: Utterance) -> Case:
    """Return a training example as a case."""
    plain, spans = unannotated(utterance.text)
    return Case(plain, utterance.intent, frozenset({utterance.intent.partition("/")[0]}), tuple(spans))


def unannotated(text: str) -> tuple[str, list[Span]]:
    """Return an annotated text without its marks, and what they marked."""
    plain, spans, at = "", [], 0
    for mark in ANNOTATION.finditer(text):
        plain += text[at : mark.start()]
        spans.append((mark.group(2), len(plain), len(plain) + len(mark.group(1))))
        plain += mark.group(1)
        at = mark.end()
    return plain + text[at:], spans


def _records(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        raise BadCases(f"There is no file {path}.")
    lines = path.read_text("utf-8", errors="replace").splitlines()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise BadCases(f"{path}:{number}: this is not a JSON object a line.") from error
        if not isinstance(record, dict) or not all(isinstance(record.get(key), str) for key in ("text", "intent")):
            raise BadCases(f'{path}:{number}: a case is an object with "text" and "intent", both texts.')
        yield record


def _spans(record: Mapping[str, Any]) -> tuple[Span, ...] | None:
    entities = record.get("entities")
    if not isinstance(entities, list):
        return None
    return tuple((str(entity["entity"]), int(entity["start"]), int(entity["end"])) for entity in entities)


@lru_cache(maxsize=1)
def _all_mappings() -> dict[str, dict[str, list[str]]]:
    loaded: dict[str, dict[str, list[str]]] = yaml.safe_load(LABELS.read_text("utf-8"))
    return loaded


def _mapping_for(labels: Iterable[str]) -> dict[str, list[str]]:
    """Return the mapping of the data set that most of the labels belong to; of an unknown one, an empty one."""
    counted = list(labels)

    def known(mapping: Mapping[str, list[str]]) -> int:
        return sum(label in mapping for label in counted)

    best = max(_all_mappings().values(), key=known)
    return best if known(best) else {}
