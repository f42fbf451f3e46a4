from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nlu.checks import utterances
from nlu.evaluation import ask, figures, read_cases, split
from nlu.evaluation.cases import BadCases, Case, unannotated
from nlu.evaluation.measures import accept_auroc, calibration_error, entity_scores
from nlu.evaluation.noise import Noise
from nlu.evaluation.report import page


def parse_of(intent: str, confidence: float, outside: float = 0.0, entities: tuple[Any, ...] = ()) -> dict[str, Any]:
    ranking = [{"name": intent, "confidence": confidence}, {"name": "out_of_scope", "confidence": outside}]
    spans = [{"entity": kind, "start": start, "end": end} for kind, start, end in entities]
    return {"intent": ranking[0], "intent_ranking": ranking, "entities": spans}


CASES = [
    Case("pause", "pause", frozenset({"pause"}), ()),
    Case("play abba", "play_music", frozenset({"play_music"}), (("artist", 5, 9),)),
    Case("暂停", "pause", frozenset({"pause"}), ()),
    Case("will it rain", "weather", frozenset({"out_of_scope"}), ()),
]
PARSES = {
    "pause": parse_of("pause", 0.9, 0.05),
    "play abba": parse_of("play_music", 0.8, 0.1, (("artist", 5, 9), ("title", 0, 4))),
    "暂停": parse_of("stop", 0.6, 0.2),
    "will it rain": {
        "intent": {"name": "nlu_fallback", "confidence": 0.3},
        "intent_ranking": [{"name": "nlu_fallback", "confidence": 0.3}, {"name": "out_of_scope", "confidence": 0.28}],
        "entities": [],
    },
}


@pytest.fixture
def answered() -> list[Any]:
    return ask(CASES, PARSES.__getitem__)


def test_figures_by_language_and_scope(answered: list[Any]) -> None:
    summary = figures(answered)["summary"]

    assert summary["all"]["accuracy"] == 0.75
    assert summary["all"]["accuracy_in_scope"] == pytest.approx(2 / 3)
    assert summary["all"]["accuracy_out_of_scope"] == 1.0, "to say that one did not understand is to refuse"
    assert (summary["en"]["cases"], summary["zh"]["cases"]) == (3, 1)
    assert summary["zh"]["accuracy"] == 0


def test_figures_by_intent_and_label(answered: list[Any]) -> None:
    found = figures(answered)

    assert found["intents"]["pause"] == {"precision": 1.0, "recall": 0.5, "f1": pytest.approx(2 / 3), "cases": 2}
    assert found["labels"]["pause"]["taken_for"] == {"stop": 1}
    json.dumps(found)


def test_entities_need_the_exact_span_and_kind(answered: list[Any]) -> None:
    scores = entity_scores(answered)

    assert scores["all"] == {"precision": 0.5, "recall": 1.0, "f1": pytest.approx(2 / 3), "cases": 1}
    assert scores["title"]["precision"] == 0


def test_accept_auroc_is_one_where_everything_in_scope_is_surer(answered: list[Any]) -> None:
    assert accept_auroc(answered) == 1.0
    assert accept_auroc(answered[:3]) is None


def test_calibration_error_is_the_gap_between_confidence_and_right() -> None:
    sure = ask([CASES[0]] * 10, lambda text: parse_of("pause", 0.95))
    wrong = ask([CASES[0]] * 10, lambda text: parse_of("stop", 0.95))

    assert calibration_error(sure) == pytest.approx(0.05)
    assert calibration_error(wrong) == pytest.approx(0.95)


def test_report_is_one_page_with_its_pictures(answered: list[Any]) -> None:
    html = page(answered, "a <title>")

    assert html.count("<svg") == 3
    assert "a &lt;title&gt;" in html
    assert "暂停" in html
    assert "http" not in html.replace("http://www.w3.org", "").replace("http://purl.org", "").replace(
        "https://matplotlib.org", ""
    ).replace("http://creativecommons.org", "")


def test_split_holds_out_a_fifth_of_every_intent_and_language() -> None:
    learned, held_out = split()

    assert len(held_out) == pytest.approx(0.2 * (len(learned) + len(held_out)), rel=0.02)
    assert {case.label for case in held_out} == {utterance.intent for utterance in learned}
    assert not {case.text.casefold() for case in held_out} & {utterance.words.casefold() for utterance in learned}
    assert [case.text for case in held_out] == [case.text for case in split()[1]]


def test_unannotated_spans_point_at_the_names() -> None:
    plain, spans = unannotated("play [Yellow](title) by [Coldplay](artist)")

    assert plain == "play Yellow by Coldplay"
    assert [(kind, plain[start:end]) for kind, start, end in spans] == [("title", "Yellow"), ("artist", "Coldplay")]


def written(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_read_cases_maps_labels_of_public_sets(tmp_path: Path) -> None:
    cases = read_cases(
        written(
            tmp_path,
            '{"text": "turn it up", "intent": "audio_volume_up", "entities": []}',
            '{"text": "wake me at six", "intent": "alarm_set", "entities": []}',
            '{"text": "are you happy", "intent": "general_quirky", "entities": []}',
        )
    )

    assert [case.label for case in cases] == ["audio_volume_up", "alarm_set"]
    assert "volume_up" in cases[0].right
    assert cases[1].right == {"out_of_scope"}


def test_read_cases_takes_our_own_labels_with_entities(tmp_path: Path) -> None:
    (case,) = read_cases(
        written(
            tmp_path,
            '{"text": "play abba", "intent": "play_music", "entities": [{"entity": "artist", "start": 5, "end": 9}]}',
        )
    )

    assert case.right == {"play_music"}
    assert case.entities == (("artist", 5, 9),)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [("not json", r"cases.jsonl:1: this is not a JSON"), ('{"text": 5}', r"cases.jsonl:1: a case is an object")],
)
def test_read_cases_mistake_is_named_with_its_line(tmp_path: Path, line: str, complaint: str) -> None:
    with pytest.raises(BadCases, match=complaint):
        read_cases(written(tmp_path, line))


def test_read_cases_missing_file(tmp_path: Path) -> None:
    with pytest.raises(BadCases, match="no file"):
        read_cases(tmp_path / "nothing.jsonl")


def test_noise_swaps_words_that_sound_alike_the_same_way_every_time() -> None:
    noise = Noise((utterance.words for utterance in utterances()), swapped=1.0, lost=0.0)
    heard = noise.heard("Play some music, 把它放到最后！")

    assert heard == noise.heard("Play some music, 把它放到最后！")
    assert heard != "play some music 把它放到最后"
    assert heard.islower()
    assert Noise([], lost=0.0).heard("Play some JAZZ, please!") == "play some jazz please"


def test_noise_leaves_something() -> None:
    assert Noise([], lost=1.0).heard("stop") == "stop"
