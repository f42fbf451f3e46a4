from __future__ import annotations

from typing import Any

import pytest

from nlu.components.entities import CrfEntityExtractor
from nlu.components.synonyms import GenreSynonymMapper
from nlu.components.values import with_values
from nlu.gazetteer import Gazetteer
from nlu.sentence import read
from tests.nlu.conftest import Understand


def learned(kind: str, text: str, words: str, confidence: float = 0.9) -> dict[str, Any]:
    start = text.index(words)
    return {
        "entity": kind,
        "value": words,
        "start": start,
        "end": start + len(words),
        "confidence_entity": confidence,
        "extractor": "CrfEntityExtractor",
    }


def found(text: str, *entities: dict[str, Any]) -> list[tuple[str, Any, str]]:
    return [
        (entity["entity"], entity["value"], text[entity["start"] : entity["end"]])
        for entity in with_values(read(text), list(entities))
    ]


def test_values_obvious_quantities_are_added() -> None:
    text = "hey Encore, stop in HALF AN HOUR"

    assert found(text) == [("duration", 1800, "HALF AN HOUR")]


def test_values_learned_quantities_get_their_values_and_full_spans() -> None:
    text = "把聲音調到 ５０"

    assert found(text, learned("number", text, "５０")) == [("number", 50, "５０")]
    assert found("the second one", learned("ordinal", "the second one", "second")) == [("ordinal", 2, "second")]
    assert found("old films", learned("era", "old films", "old")) == [("era", "old", "old")]


@pytest.mark.parametrize(("text", "title"), [("play nineteen eighty four", "nineteen eighty four"), ("放十年", "十年")])
def test_values_quantity_in_a_name_is_a_part_of_the_name(text: str, title: str) -> None:
    assert found(text, learned("title", text, title)) == [("title", title, title)]


def test_values_certain_quantity_beats_an_unsure_name() -> None:
    text = "stop in ten minutes"

    assert found(text, learned("title", text, "ten minutes", 0.4)) == [("duration", 600, "ten minutes")]


def test_synonyms_are_for_genres_and_moods_alone() -> None:
    mapper = GenreSynonymMapper({}, None, None, {"noir": "film noir"})
    entities = [{"entity": "genre", "value": "noir"}, {"entity": "title", "value": "noir"}]
    mapper.replace_synonyms(entities)

    assert [entity["value"] for entity in entities] == ["film noir", "noir"]


def test_synonyms_learn_no_capital_letters_from_examples() -> None:
    mapper = GenreSynonymMapper({}, None, None)
    mapper._add_entities_if_synonyms("dark", "Dark")
    mapper._add_entities_if_synonyms("sci-fi", "science fiction")

    assert "dark" not in mapper.synonyms
    assert mapper.synonyms["sci-fi"] == "science fiction"


@pytest.mark.parametrize(
    ("text", "kind", "value", "words"),
    [
        ("turn it off in a quarter of an hour", "duration", 900, "a quarter of an hour"),
        ("再放半小时就关", "duration", 1800, "半小时"),
        ("set the volume to seventy five percent", "percentage", 75, "seventy five percent"),
        ("播放八十年代的歌", "era", {"from": 1980, "to": 1989}, "八十年代"),
        ("the third one please", "ordinal", 3, "third"),
        ("选第二个", "ordinal", 2, "第二"),
    ],
)
def test_model_quantities_are_typed_where_they_were_said(
    understand: Understand, text: str, kind: str, value: object, words: str
) -> None:
    (entity,) = [entity for entity in understand(text)["entities"] if entity["entity"] == kind]

    assert entity["value"] == value
    assert text[entity["start"] : entity["end"]] == words


def test_model_ranking_always_says_how_surely_it_is_out_of_scope(understand: Understand) -> None:
    for text in ("play some jazz", "明天下雨吗", "zzzz"):
        ranking = {each["name"]: each["confidence"] for each in understand(text)["intent_ranking"]}
        assert 0 <= ranking["out_of_scope"] <= 1


@pytest.mark.parametrize(
    ("text", "part"),
    [("will it rain tomorrow", "weather"), ("明天早上七点叫醒我", "alarms"), ("turn on the lights", "home")],
)
def test_model_knows_what_an_outsider_is_about(understand: Understand, text: str, part: str) -> None:
    intent = understand(text)["intent"]

    assert (intent["name"], intent["part"]) == ("out_of_scope", part)


def test_model_names_of_the_library_count_without_training(agent: Any) -> None:
    nodes = agent.processor.graph_runner._instantiated_nodes.values()
    (extractor,) = [node._component for node in nodes if isinstance(node._component, CrfEntityExtractor)]
    before = extractor.names
    try:
        extractor.names = Gazetteer({"artist": ["Zanzibar Quokkas"], "title": ["蓝色骆驼"]})
        entities = extractor.extract(read("zanzibar quokkas"), "play_music")
        han = extractor.extract(read("放蓝色骆驼"), "play_music")
    finally:
        extractor.names = before

    assert [(entity["entity"], entity["value"]) for entity in entities] == [("artist", "zanzibar quokkas")]
    assert [(entity["entity"], entity["value"]) for entity in han] == [("title", "蓝色骆驼")]
