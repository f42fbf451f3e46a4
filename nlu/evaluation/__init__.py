"""How well Encore understands: figures and a report, on our own held-out utterances or on anybody's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nlu.evaluation.cases import BadCases, Case, read_cases, split
from nlu.evaluation.measures import (
    Answered,
    accept_auroc,
    accuracy,
    answer,
    by_intent,
    by_label,
    calibration_error,
    entity_scores,
)
from nlu.evaluation.parsers import Parser

__all__ = ["Answered", "BadCases", "Case", "ask", "figures", "read_cases", "split"]


def ask(cases: Sequence[Case], parse: Parser, progress: Callable[[float], None] = lambda done: None) -> list[Answered]:
    """Return what `parse` understands of every case; `progress` gets the part done, 0–1."""
    answered: list[Answered] = []
    for number, case in enumerate(cases, start=1):
        answered.append(answer(case, parse(case.text)))
        progress(number / len(cases))
    return answered


@dataclass(frozen=True)
class Part:
    """The cases of one language, or all of them."""

    name: str
    answered: tuple[Answered, ...]


def parts(answered: Sequence[Answered]) -> list[Part]:
    """Return all cases and, where both are among them, those of each language."""
    languages = {name: tuple(each for each in answered if each.case.language == name) for name in ("en", "zh")}
    spoken = [Part(name, those) for name, those in languages.items() if those]
    return [Part("all", tuple(answered)), *(spoken if len(spoken) > 1 else ())]


def figures(answered: Sequence[Answered]) -> dict[str, Any]:
    """Return all figures, fit for JSON; None stands for what these cases say nothing about."""
    summary = {part.name: _figures(part.answered) for part in parts(answered)}
    return {
        "summary": summary,
        "intents": by_intent(answered),
        "labels": by_label(answered),
        "entities": entity_scores(answered),
    }


def _figures(answered: Sequence[Answered]) -> dict[str, float | int | None]:
    intents = [scores for scores in by_intent(answered).values() if scores["cases"]]
    entities = entity_scores(answered).get("all")
    return {
        "cases": len(answered),
        "accuracy": accuracy(answered),
        "accuracy_in_scope": accuracy(answered, lambda case: case.in_scope),
        "accuracy_out_of_scope": accuracy(answered, lambda case: not case.in_scope),
        "macro_precision": _mean(intents, "precision"),
        "macro_recall": _mean(intents, "recall"),
        "macro_f1": _mean(intents, "f1"),
        "entity_precision": entities["precision"] if entities else None,
        "entity_recall": entities["recall"] if entities else None,
        "entity_f1": entities["f1"] if entities else None,
        "calibration_error": calibration_error(answered),
        "accept_auroc": accept_auroc(answered),
    }


def _mean(scores: Sequence[dict[str, float]], name: str) -> float:
    return sum(each[name] for each in scores) / len(scores)
