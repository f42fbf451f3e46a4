"""`encore write`: pieces for scripts and for people, without a server."""

from __future__ import annotations

import pytest

from tests.assistant.cli.running import answers, encore


@pytest.mark.parametrize("kind", ["story", "poem", "joke", "riddle"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_write_gives_the_piece_as_json(kind: str, language: str) -> None:
    (piece,) = answers(encore("write", kind, "--language", language, "--length", "30", "--json"))

    assert {"kind", "title", "language", "sentences", "source", "model"} <= set(piece)
    assert (piece["kind"], piece["language"], piece["source"]) == (kind, language, "embedded")
    assert all(isinstance(sentence, str) and sentence for sentence in piece["sentences"])
    assert "state" not in piece


def test_write_takes_its_language_from_what_it_is_about() -> None:
    done = encore("write", "story", "--about", "月亮", "--hero", "小林", "--for", "children", "--length", "30")

    assert done.returncode == 0
    assert "小林" in done.stdout
    assert " " not in done.stdout.strip()


def test_write_prints_sentences_for_people() -> None:
    done = encore("write", "story", "--about", "a dragon", "--length", "30")

    assert done.returncode == 0
    assert "dragon" in done.stdout
    assert "{" not in done.stdout
