"""Which parts of a sentence name something: a linear-chain conditional random field over units.

Lafferty, McCallum and Pereira, "Conditional random fields", ICML 2001; trained and run by CRFsuite.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pycrfsuite

from nlu.sentence import Sentence

OUTSIDE = "O"
PARAMETERS = {"c1": 0.05, "c2": 0.02, "max_iterations": 70, "feature.possible_transitions": False}
"""L1 and L2 weights; L1 is what keeps the model small."""


@dataclass(frozen=True)
class Tagged:
    """A stretch of units that names something."""

    kind: str
    first: int
    after: int
    """The unit after its last one."""
    confidence: float
    """Probability, 0–1, that its first unit begins one of this kind."""


class Tagger:
    """A trained model."""

    def __init__(self, path: Path) -> None:
        """Open the model at `path`."""
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(str(path))

    def tag(self, features: Sequence[Sequence[str]]) -> list[Tagged]:
        """Return what the units with these features name, in order."""
        if not features:
            return []
        self._tagger.set([list(each) for each in features])
        labels = self._tagger.tag()
        return [
            Tagged(kind, first, after, float(self._tagger.marginal(f"B-{kind}", first)))
            for kind, first, after in spans(labels)
        ]


def train_tagger(
    features: Iterable[Sequence[Sequence[str]]],
    labels: Iterable[Sequence[str]],
    path: Path,
    progress: Callable[[float], None] = lambda done: None,
) -> None:
    """Train on sentences, each a list of features and a list of labels (B-, I-, O) of its units; write it to `path`."""
    trainer = _Trainer(progress)
    trainer.set_params(PARAMETERS)
    for of_units, those in zip(features, labels, strict=True):
        trainer.append([list(each) for each in of_units], list(those))
    trainer.train(str(path))


class _Trainer(pycrfsuite.Trainer):  # type: ignore[misc]
    """CRFsuite's trainer, telling how far it is."""

    def __init__(self, progress: Callable[[float], None]) -> None:
        super().__init__(verbose=False)
        self._progress = progress
        self.select("lbfgs")

    def message(self, message: str) -> None:
        """Take a line of CRFsuite's log."""
        if message.startswith("***** Iteration #"):
            self._progress(int(message.split()[2].lstrip("#")) / int(PARAMETERS["max_iterations"]))


def spans(labels: Sequence[str]) -> list[tuple[str, int, int]]:
    """Return the kind, first unit and unit after the last of every stretch in B-, I-, O labels."""
    found: list[tuple[str, int, int]] = []
    for index, label in enumerate(labels):
        if label == OUTSIDE:
            continue
        place, _, kind = label.partition("-")
        if place == "I" and found and found[-1][0] == kind and found[-1][2] == index:
            found[-1] = (kind, found[-1][1], index + 1)
        else:
            found.append((kind, index, index + 1))
    return found


def labels_of(sentence: Sentence, entities: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the B-, I-, O labels of a sentence's units, given entities with their spans in the original text."""
    labels = [OUTSIDE] * len(sentence.units)
    for entity in entities:
        inside = [
            index
            for index in range(len(sentence.units))
            if sentence.span(index, index + 1)[0] < entity["end"]
            and sentence.span(index, index + 1)[1] > entity["start"]
        ]
        for index in inside:
            labels[index] = f"{'B' if index == inside[0] else 'I'}-{entity['entity']}"
    return labels
