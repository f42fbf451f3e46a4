from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nlu.checks import LANGUAGES, ROOT, TrainingDataError, check, declared, mistakes, utterances


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nlu")
    for name in ("data", "domain", "dialogue"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.fixture
def room(original: Path) -> Path:
    yield original
    for stray in original.rglob("zz.yml"):
        stray.unlink()


def written(room: Path, language: str, intent: str, *texts: str) -> Path:
    path = room / "data" / language / "zz.yml"
    lines = "".join(f"      - {text}\n" for text in texts)
    path.write_text(f'version: "3.1"\nnlu:\n  - intent: {intent}\n    examples: |\n{lines}', "utf-8")
    return path


def test_check_our_own_data_have_no_mistake() -> None:
    assert list(mistakes()) == []


def test_data_frequent_intents_are_said_in_sixty_ways_and_all_in_thirty() -> None:
    counts = {(intent, language): 0 for intent in declared("intents") - {"nlu_fallback"} for language in LANGUAGES}
    for utterance in utterances():
        counts[utterance.intent.partition("/")[0], utterance.language] += 1

    assert len(counts) >= 2 * 100
    assert min(counts.values()) >= 30
    assert min(counts["play_music", language] for language in LANGUAGES) >= 60


def test_data_both_languages_switch_codes() -> None:
    def mixed(text: str) -> bool:
        return any("一" <= c <= "鿿" for c in text) and any(c.isascii() and c.isalpha() for c in text)

    for language in LANGUAGES:
        assert sum(mixed(utterance.words) for utterance in utterances() if utterance.language == language) >= 500


def test_domain_every_intent_has_its_action() -> None:
    intents = declared("intents") - {"nlu_fallback"}

    assert {f"action_{intent}" for intent in intents} | {"action_fallback"} == declared("actions")


@pytest.mark.parametrize(
    ("intent", "text", "complaint"),
    [
        (
            "greet",
            "stop the music",
            r"data/en/zz.yml:5: 'stop the music' stands already at|stands already at .*zz.yml:5",
        ),
        ("fly", "up and away", r"zz.yml:5: no domain file declares the intent 'fly'"),
        ("greet", "hi [you](whom)", r"zz.yml:5: no domain file declares the entity 'whom'"),
        ("greet", "hi [dear [you](name)](name)", r"zz.yml:5: annotations overlap or are not closed"),
        ("seek", "skip ahead [gibberish](duration)", r"zz.yml:5: no duration can be read from 'gibberish'"),
        ("play_music", "do put on smells like teen spirit zz", r"'smells like teen spirit' is a name elsewhere"),
    ],
)
def test_mistake_is_a_sentence_with_file_and_line(room: Path, intent: str, text: str, complaint: str) -> None:
    written(room, "en", intent, text)

    with pytest.raises(TrainingDataError, match=complaint):
        check(room)


def test_mistake_file_that_is_no_yaml(room: Path) -> None:
    (room / "data/en/zz.yml").write_text('version: "3.1"\nnlu:\n  - intent: [greet\n', "utf-8")

    with pytest.raises(TrainingDataError, match=r"nlu/data/en/zz.yml:\d+: this is not YAML"):
        check(room)


def test_mistake_unbalanced_languages_and_intents(room: Path) -> None:
    written(room, "en", "greet", *(f"good day number {number}" for number in range(1500)))
    found = list(mistakes(room))

    assert any("'greet' has" in mistake and "English" in mistake for mistake in found)
    assert any("the intent 'greet' has" in mistake and "others have" in mistake for mistake in found)


def test_mistake_missing_language(original: Path, tmp_path: Path) -> None:
    room = Path(shutil.copytree(original, tmp_path / "nlu"))
    (room / "data/zh/games.yml").unlink()

    with pytest.raises(TrainingDataError, match="nlu/data/zh: the intent 'answer' has 0 utterances; it needs 60"):
        check(room)
