"""`encore evaluate nlu`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from assistant.cli.output import JSON_OPTION, Language, show, show_json, tell

if TYPE_CHECKING:
    from nlu.evaluation import Answered, Case

app = typer.Typer()
REPORT = Path("encore-understanding.html")
WORST_LABELS = 8


@app.callback()
def evaluate() -> None:
    """Measure how well Encore does. 评测安可做得有多好。"""


@app.command()
def nlu(
    data: Path | None = typer.Option(None, "--data", help="Sentences, JSON a line. 句子文件，每行一个 JSON。"),
    language: Language | None = typer.Option(None, "--lang", help="en or zh alone. 只测 en 或 zh。"),
    noise: bool = typer.Option(False, "--noise", help="As a recogniser may hear them. 模拟语音识别的错误。"),
    report: Path = typer.Option(REPORT, "--report", help="Where the report goes. 报告写到哪里。"),
    as_json: bool = JSON_OPTION,
) -> int:
    """Measure understanding, on DATA or on our own held-out fifth. 评测理解：用 DATA，或留出的两成自有语料。"""
    from nlu.evaluation import BadCases, figures
    from nlu.evaluation.report import page
    from nlu.train import TrainingFailed

    try:
        answered = _answered(data, language, noise)
    except (BadCases, TrainingFailed) as error:
        tell(f"encore: {error}")
        return 1
    title = f"Encore: {data.name if data else 'held-out utterances · 留出语料'}{' + noise · 噪声' if noise else ''}"
    report.write_text(page(answered, title), "utf-8")
    found = {"data": str(data) if data else "held-out", "noise": noise, "report": str(report), **figures(answered)}
    if as_json:
        show_json(found)
    else:
        _show(found)
    return 0


def _answered(data: Path | None, language: Language | None, noise: bool) -> list[Answered]:
    from nlu.checks import utterances
    from nlu.evaluation import ask, read_cases, split
    from nlu.evaluation.noise import Noise

    learned, held_out = split()
    cases: Sequence[Case] = read_cases(data) if data else held_out
    if language:
        cases = [case for case in cases if case.language == language.value]
    if noise:
        alike = Noise(utterance.words for utterance in utterances())
        cases = [alike.case(case) for case in cases]
    if not cases:
        raise _no_cases(language)
    with _Bar() as bar:
        return ask(cases, _parser(None if data else learned, bar), bar.stage("asking · 提问"))


def _no_cases(language: Language | None) -> Exception:
    from nlu.evaluation import BadCases

    said = f" in {language.value}" if language else ""
    return BadCases(f"There is no sentence{said} to measure with. 没有可以评测的句子。")


def _parser(learned: Any, bar: _Bar) -> Any:
    """Return what parses: the shipped model or, for our own utterances, one that has not seen those that are asked."""
    from nlu.evaluation.parsers import shipped, trained_on

    if learned is not None:
        return trained_on(learned, bar.stage("training · 训练"))
    from assistant.brain import fast

    fast.leave_out_tensorflow()
    return shipped()


class _Bar:
    """A progress bar on standard error, one line a stage."""

    def __enter__(self) -> _Bar:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        columns = TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn()
        self._bar = Progress(*columns, console=Console(stderr=True))
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def stage(self, name: str) -> Any:
        """Return what takes the part done, 0–1, of the stage `name`."""
        task = self._bar.add_task(name, total=1.0)
        return lambda done: self._bar.update(task, completed=done)


def _show(found: dict[str, Any]) -> None:
    """Print the figures for a person."""
    from nlu.evaluation.report import shown, texts

    names, summary = texts()["figures"], found["summary"]
    show("  ".join(f"{part:>8}" for part in summary))
    for name, words in names.items():
        values = "  ".join(f"{shown(part[name]):>8}" for part in summary.values())
        show(f"{values}  {words['en']} · {words['zh']}")
    worst = sorted(found["labels"].items(), key=lambda pair: pair[1]["cases"] * (pair[1]["right"] - 1))[:WORST_LABELS]
    show("\nMost is lost at · 主要失分：")
    for label, scores in worst:
        taken = ", ".join(f"{intent} {count}" for intent, count in scores["taken_for"].items())
        show(f"  {label}: {100 * scores['right']:.0f} % of {scores['cases']}; {taken}")
    show(f"\nReport · 报告: {found['report']}")
