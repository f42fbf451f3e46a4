"""Figures about what was understood, each with the formula's usual name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.evaluation.cases import OUTSIDE, Case, Span

Parse = dict[str, Any]
"""What Rasa's `parse_message` returns."""
REFUSALS = frozenset({OUTSIDE, "nlu_fallback"})
BINS = 15


@dataclass(frozen=True)
class Answered:
    """A case and what was understood of it."""

    case: Case
    intent: str
    confidence: float
    accept: float
    """How surely the sentence is meant for Encore: 1 minus the probability of being out of scope."""
    entities: tuple[Span, ...]
    best: str
    """The likeliest intent, also where it was too unsure to act on."""

    @property
    def is_right(self) -> bool:
        """Whether the intent is right; to refuse what is out of scope is right in either way."""
        return self.intent in self.case.right or (not self.case.in_scope and self.intent in REFUSALS)

    @property
    def named(self) -> str:
        """The intent of Encore that this counts as: the one understood if it is right, else one that would be."""
        return self.intent if self.intent in self.case.right else min(self.case.right)


def answer(case: Case, parse: Parse) -> Answered:
    """Return `case` with what `parse` says of it."""
    ranking = parse.get("intent_ranking") or [parse["intent"]]
    outside = next((each["confidence"] for each in ranking if each["name"] == OUTSIDE), 0.0)
    best = next((each["name"] for each in ranking if each["name"] != "nlu_fallback"), OUTSIDE)
    spans = tuple((entity["entity"], entity["start"], entity["end"]) for entity in parse["entities"])
    intent = parse["intent"]
    return Answered(case, intent["name"], float(intent["confidence"]), 1 - float(outside), spans, best)


def accuracy(answered: Sequence[Answered], of: Callable[[Case], bool] = lambda case: True) -> float | None:
    """Return the part of the cases chosen by `of` that was understood right; None if there is none."""
    chosen = [each.is_right for each in answered if of(each.case)]
    return float(np.mean(chosen)) if chosen else None


def by_intent(answered: Sequence[Answered]) -> dict[str, dict[str, float]]:
    """Return precision, recall, F1 and the number of cases of every intent that was meant or understood."""
    meant = Counter(each.named for each in answered)
    understood = Counter(_folded(each.intent) for each in answered)
    right = Counter(each.named for each in answered if each.is_right)
    return {name: _scores(right[name], understood[name], meant[name]) for name in sorted({*meant, *understood})}


def by_label(answered: Sequence[Answered]) -> dict[str, dict[str, Any]]:
    """Return, for every label of the source, its cases, the part understood right, and what the rest was taken for."""
    labels: dict[str, list[Answered]] = {}
    for each in answered:
        labels.setdefault(each.case.label, []).append(each)
    return {
        label: {
            "cases": len(those),
            "right": accuracy(those),
            "taken_for": dict(Counter(each.intent for each in those if not each.is_right).most_common(5)),
        }
        for label, those in sorted(labels.items())
    }


def entity_scores(answered: Iterable[Answered]) -> dict[str, dict[str, float]]:
    """Return precision, recall and F1 of entities, each kind and all together: kind and exact span have to be right."""
    meant: Counter[str] = Counter()
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for each in answered:
        if each.case.entities is None:
            continue
        theirs, ours = set(each.case.entities), set(each.entities)
        for counter, spans in ((meant, theirs), (found, ours), (right, theirs & ours)):
            counter.update([kind for kind, _, _ in spans])
            counter["all"] += len(spans)
    return {kind: _scores(right[kind], found[kind], meant[kind]) for kind in sorted({*meant, *found})}


def calibration_error(answered: Sequence[Answered]) -> float:
    """Return the expected calibration error of the confidences over equally wide bins (Guo et al., 2017)."""
    confidences = np.array([each.confidence for each in answered])
    right = np.array([each.is_right for each in answered], float)
    bins = np.minimum((confidences * BINS).astype(int), BINS - 1)
    gaps = [
        np.sum(bins == index) * abs(right[bins == index].mean() - confidences[bins == index].mean())
        for index in range(BINS)
        if np.any(bins == index)
    ]
    return float(np.sum(gaps) / len(answered))


def accept_auroc(answered: Sequence[Answered]) -> float | None:
    """Return the area under the ROC curve of telling what is in scope from what is not; None without both."""
    from sklearn.metrics import roc_auc_score

    meant = [each.case.in_scope for each in answered]
    if len(set(meant)) < 2:
        return None
    return float(roc_auc_score(meant, [each.accept for each in answered]))


def accept_curves(answered: Sequence[Answered]) -> dict[str, NDArray[Any]]:
    """Return the points of the ROC and of the precision-recall curve of accepting what is in scope."""
    from sklearn.metrics import precision_recall_curve, roc_curve

    meant, scores = [each.case.in_scope for each in answered], [each.accept for each in answered]
    false_positive, true_positive, _ = roc_curve(meant, scores)
    precision, recall, _ = precision_recall_curve(meant, scores)
    return {
        "false_positive_rate": false_positive,
        "true_positive_rate": true_positive,
        "precision": precision,
        "recall": recall,
    }


def confusion(answered: Iterable[Answered]) -> Counter[tuple[str, str]]:
    """Return how often an intent that was meant (first) was taken for one (second)."""
    return Counter((each.named, _folded(each.intent)) for each in answered)


def _folded(intent: str) -> str:
    return OUTSIDE if intent in REFUSALS else intent


def _scores(right: int, found: int, meant: int) -> dict[str, float]:
    precision = right / found if found else 0.0
    recall = right / meant if meant else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {"precision": precision, "recall": recall, "f1": f1, "cases": meant}
