"""The evaluation as a page that a person can read: one HTML file, its pictures inside."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from nlu.evaluation import figures
from nlu.evaluation.measures import Answered, accept_auroc, accept_curves, confusion

TEXTS = Path(__file__).with_name("report.yml")
SHOWN_INTENTS = 40
"""Intents in the confusion matrix: those most often mistaken; a hundred could not be read."""
WORST = 60
STYLE = Path(__file__).with_name("report.css")


def page(answered: Sequence[Answered], title: str) -> str:
    """Return the report of `answered` as HTML."""
    found = figures(answered)
    sections = [
        _summary(found["summary"]),
        *([_curves(answered)] if accept_auroc(answered) is not None else []),
        _section("calibration", _figure(_draw_calibration(answered))),
        _section("confusion", _figure(_draw_confusion(answered))),
        _section("worst", _worst(answered)),
        _section("intents", _scores(found["intents"])),
        *([_section("entities", _scores(found["entities"]))] if found["entities"] else []),
        _section("labels", _labels(found["labels"])),
    ]
    style = STYLE.read_text("utf-8")
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title><style>{style}</style>'
    return f"{head}<h1>{escape(title)}</h1>{''.join(sections)}</html>\n"


def texts() -> dict[str, Any]:
    """Return the report's words in both languages."""
    loaded: dict[str, Any] = yaml.safe_load(TEXTS.read_text("utf-8"))
    return loaded


def _section(name: str, content: str) -> str:
    text = texts()["sections"][name]
    return (
        f"<h2>{text['title']['en']} · {text['title']['zh']}</h2>"
        f'<p>{text["text"]["en"]}</p><p class="zh">{text["text"]["zh"]}</p>{content}'
    )


def _summary(summary: Mapping[str, Mapping[str, float | None]]) -> str:
    names = texts()["figures"]
    rows = [
        [f"{names[name]['en']} · {names[name]['zh']}", *(shown(figures_of[name]) for figures_of in summary.values())]
        for name in names
    ]
    return _section("summary", _table(["", *summary], rows))


def shown(value: float | None) -> str:
    """Return a figure as people read it."""
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{100 * value:.1f} %"


def _table(heads: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; the first column is text, all others are numbers unless they hold markup of their own."""
    cells = "".join(f"<th{' class=n' if number else ''}>{head}</th>" for number, head in enumerate(heads))
    lines = "".join(
        "<tr>" + "".join(f"<td{' class=n' if number else ''}>{cell}</td>" for number, cell in enumerate(row)) + "</tr>"
        for row in rows
    )
    return f"<table><tr>{cells}</tr>{lines}</table>"


def _scores(scores: Mapping[str, Mapping[str, float]]) -> str:
    order = sorted(scores, key=lambda name: scores[name]["f1"])
    rows = [
        [
            escape(name),
            *(f"{100 * scores[name][measure]:.1f}" for measure in ("precision", "recall", "f1")),
            f"{scores[name]['cases']:.0f}",
            f'<span class="bar" style="width:{5 * scores[name]["f1"]:.2f}rem"></span>',
        ]
        for name in order
    ]
    return _table(["", "P %", "R %", "F1 %", "n", ""], rows)


def _labels(labels: Mapping[str, Mapping[str, Any]]) -> str:
    order = sorted(labels, key=lambda label: labels[label]["right"])
    rows = [
        [
            escape(label),
            str(labels[label]["cases"]),
            f"{100 * labels[label]['right']:.1f}",
            escape(", ".join(f"{intent} {count}" for intent, count in labels[label]["taken_for"].items())),
        ]
        for label in order
    ]
    return _table(["", "n", "%", "→"], rows)


def _worst(answered: Sequence[Answered]) -> str:
    wrong = sorted((each for each in answered if not each.is_right), key=lambda each: -each.confidence)[:WORST]
    rows = [
        [
            escape(each.case.text),
            escape(each.case.label),
            f"<mark>{escape(each.intent)}</mark>",
            f"{each.confidence:.2f}",
        ]
        for each in wrong
    ]
    return _table(["", "✓", "✗", "p"], rows)


def _curves(answered: Sequence[Answered]) -> str:
    return _section("curves", _figure(_draw_curves(answered)))


def _figure(svg: str) -> str:
    return f"<figure>{svg}</figure>"


# --- pictures --------------------------------------------------------------------------------------------------------


def _plots(columns: int, width: float, height: float) -> tuple[Any, Any]:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots(1, columns)


def _svg(figure: Any) -> str:
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg")
    return buffer.getvalue()[buffer.getvalue().index("<svg") :]


def _draw_curves(answered: Sequence[Answered]) -> str:
    curves = accept_curves(answered)
    figure, (roc, precision_recall) = _plots(2, 10, 4.5)
    roc.plot(curves["false_positive_rate"], curves["true_positive_rate"])
    roc.plot([0, 1], [0, 1], color="0.8", linestyle="--")
    roc.set(title=f"ROC, area {accept_auroc(answered):.3f}", xlabel="false positive rate", ylabel="true positive rate")
    precision_recall.plot(curves["recall"], curves["precision"])
    precision_recall.set(title="Precision-recall", xlabel="recall", ylabel="precision", ylim=(0, 1.02))
    return _svg(figure)


def _draw_calibration(answered: Sequence[Answered]) -> str:
    figure, (reliability, spread) = _plots(2, 10, 4.5)
    edges = [index / 10 for index in range(11)]
    bins = [[each for each in answered if low <= each.confidence < high + 1e-9] for low, high in pairwise(edges)]
    points = [
        (sum(e.confidence for e in those) / len(those), sum(e.is_right for e in those) / len(those))
        for those in bins
        if those
    ]
    reliability.plot([0, 1], [0, 1], color="0.8", linestyle="--")
    reliability.plot([x for x, _ in points], [y for _, y in points], marker="o")
    reliability.set(title="Reliability", xlabel="confidence", ylabel="part right", xlim=(0, 1), ylim=(0, 1.02))
    spread.hist(
        [[e.confidence for e in answered if e.is_right], [e.confidence for e in answered if not e.is_right]],
        bins=20,
        stacked=True,
    )
    spread.set(title="Confidences", xlabel="confidence", ylabel="sentences")
    spread.legend(["right", "wrong"])
    return _svg(figure)


def _draw_confusion(answered: Sequence[Answered]) -> str:
    counts = confusion(answered)
    mistakes: Counter[str] = Counter()
    for (meant, taken), count in counts.items():
        if meant != taken:
            mistakes.update({meant: count, taken: count})
    names = sorted(name for name, _ in mistakes.most_common(SHOWN_INTENTS)) or sorted({meant for meant, _ in counts})
    rows = [[counts[meant, taken] for taken in names] for meant in names]
    shares = [
        [value / (sum(counts[meant, t] for _, t in counts) or 1) for value in row]
        for meant, row in zip(names, rows, strict=True)
    ]
    size = 3 + 0.24 * len(names)
    figure, axes = _plots(1, size, size)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=max(map(max, shares)) or 1)
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=7)
    axes.set_yticks(range(len(names)), names, fontsize=7)
    axes.set(xlabel="taken for", ylabel="meant")
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            if value:
                axes.text(
                    x, y, str(value), ha="center", va="center", fontsize=6, color="w" if shares[y][x] > 0.5 else "k"
                )
    return _svg(figure)
