from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nlu.checks import LANGUAGES, MIN_UTTERANCES, ROOT, TrainingDataError, check, declared, utterances


@pytest.fixture
def room(tmp_path: Path) -> Path:
    for name in ("data", "domain", "dialogue"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def test_check_our_own_data_have_no_mistake() -> None:
    check()


def test_data_every_intent_is_said_in_both_languages() -> None:
    counts = {(intent, language): 0 for intent in declared("intents") - {"nlu_fallback"} for language in LANGUAGES}
    for utterance in utterances():
        counts[utterance.intent, utterance.language] += 1

    assert len(counts) >= 2 * 25
    assert min(counts.values()) >= MIN_UTTERANCES


def test_data_both_languages_switch_codes() -> None:
    def mixed(text: str) -> bool:
        return any("一" <= c <= "鿿" for c in text) and any(c.isascii() and c.isalpha() for c in text)

    for language in LANGUAGES:
        assert sum(mixed(utterance.words) for utterance in utterances() if utterance.language == language) >= 25


def test_domain_every_intent_has_its_action() -> None:
    intents = declared("intents") - {"nlu_fallback"}

    assert {f"action_{intent}" for intent in intents} | {"action_fallback"} == declared("actions")


@pytest.mark.parametrize(
    ("addition", "complaint"),
    [
        ("  - intent: greet\n    examples: |\n      - stop the music\n", r"data/en/zz.yml:5: 'stop the music' stands"),
        (
            "  - intent: fly\n    examples: |\n      - up and away\n",
            r"zz.yml:5: no domain file declares the intent 'fly'",
        ),
        (
            "  - intent: greet\n    examples: |\n      - hi [you](whom)\n",
            r"zz.yml:5: no domain file declares the entity",
        ),
        ("  - intent: [greet\n", r"this is not YAML"),
    ],
)
def test_check_mistake_is_named_with_file_and_line(room: Path, addition: str, complaint: str) -> None:
    (room / "data/en/zz.yml").write_text('version: "3.1"\nnlu:\n' + addition, "utf-8")

    with pytest.raises(TrainingDataError, match=complaint):
        check(room)


def test_check_missing_language_is_named(room: Path) -> None:
    (room / "data/zh/games.yml").unlink()

    with pytest.raises(TrainingDataError, match="nlu/data/zh: the intent"):
        check(room)
