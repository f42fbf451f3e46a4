"""`encore evaluate nlu` on a file of somebody's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.assistant.cli.running import answers, encore

CASES = [
    {"text": "pause", "intent": "pause", "entities": []},
    {"text": "play some jazz", "intent": "play_music", "entities": [{"entity": "genre", "start": 10, "end": 14}]},
    {"text": "暂停", "intent": "pause", "entities": []},
    {"text": "will it rain tomorrow", "intent": "out_of_scope", "entities": []},
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("evaluate") / "cases.jsonl"
    path.write_text("\n".join(map(json.dumps, CASES)), "utf-8")
    return path


def test_evaluate_prints_figures_for_scripts_and_writes_a_report(data: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    done = encore("evaluate", "nlu", "--data", str(data), "--report", str(report), "--json")
    (found,) = answers(done)

    assert done.returncode == 0
    assert found["summary"]["all"]["cases"] == 4
    assert found["summary"]["all"]["accuracy"] == 1.0
    assert found["summary"]["all"]["entity_f1"] == 1.0
    assert found["summary"]["all"]["accept_auroc"] == 1.0
    assert set(found["summary"]) == {"all", "en", "zh"}
    assert report.read_text("utf-8").count("<svg") == 3


def test_evaluate_one_language_with_noise_for_people(data: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    done = encore("evaluate", "nlu", "--data", str(data), "--lang", "zh", "--noise", "--report", str(report))

    assert done.returncode == 0
    assert "句子数" in done.stdout
    assert "noise" in report.read_text("utf-8")


@pytest.mark.parametrize(
    ("content", "complaint"), [("nonsense", "cases.jsonl:1: this is not a JSON object a line"), ("", "no sentence")]
)
def test_evaluate_bad_file_is_a_sentence(tmp_path: Path, content: str, complaint: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(content, "utf-8")
    done = encore("evaluate", "nlu", "--data", str(path), "--report", str(tmp_path / "r.html"))

    assert done.returncode == 1
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr
