from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from nlu.checks import utterances
from tests.nlu.conftest import Understand

UNSEEN = yaml.safe_load(Path(__file__).with_name("unseen.yml").read_text("utf-8"))
REFUSED = {"out_of_scope", "nlu_fallback"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_unseen_words_are_understood(understand: Understand, language: str) -> None:
    cases = [(intent, text) for intent, texts in UNSEEN[language].items() for text in texts]
    taken = {text: understand(text)["intent"]["name"] for _, text in cases}
    wrong = {text: taken[text] for intent, text in cases if taken[text] not in _right(intent)}

    assert len(wrong) <= len(cases) // 20, wrong


@pytest.mark.parametrize("language", ["en", "zh"])
def test_unseen_words_are_not_training_data(language: str) -> None:
    known = {utterance.words.casefold() for utterance in utterances()}
    unseen = {text.casefold() for texts in UNSEEN[language].values() for text in texts}

    assert not unseen & known


@pytest.mark.parametrize(
    ("text", "intent", "entities"),
    [
        ("play some jazz", "play_music", {"genre": "jazz"}),
        ("play Yellow by Coldplay", "play_music", {"title": "Yellow", "artist": "Coldplay"}),
        ("recommend a film like Inception but funnier", "recommend_film", {"title": "Inception", "mood": "funnier"}),
        ("tell me a story about a dragon", "tell_story", {"topic": "dragon"}),
        ("play rain sounds", "play_sound", {"sound": "rain"}),
        ("set the volume to 35 percent", "volume_set", {"percentage": 35}),
        ("my name is Charlotte", "introduce", {"name": "Charlotte"}),
        ("来点音乐", "play_music", {}),
        ("播放周杰伦的稻香", "play_music", {"artist": "周杰伦", "title": "稻香"}),
        ("推荐一部科幻电影", "recommend_film", {"genre": "科幻"}),
        ("讲个关于熊猫的故事", "tell_story", {"topic": "熊猫"}),
        ("把音量调到四十", "volume_set", {"number": 40}),
        ("播放 Taylor Swift 的歌", "play_music", {"artist": "Taylor Swift"}),
        ("推荐一部像 Inception 的电影", "recommend_film", {"title": "Inception"}),
        ("play 一首周杰伦的歌", "play_music", {"artist": "周杰伦"}),
    ],
)
def test_words_that_matter_are_found(
    understand: Understand, text: str, intent: str, entities: dict[str, object]
) -> None:
    parse = understand(text)
    found = {entity["entity"]: entity["value"] for entity in parse["entities"]}

    assert parse["intent"]["name"] == intent
    assert entities.items() <= found.items()


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("I like Jaws", "like"),
        ("I don't like Jaws", "dislike"),
        ("I hate Jaws", "dislike"),
        ("i really love casablanca", "like"),
        ("我喜欢无间道", "like"),
        ("我不喜欢无间道", "dislike"),
        ("我讨厌无间道", "dislike"),
    ],
)
def test_liking_is_never_taken_for_its_opposite(understand: Understand, text: str, intent: str) -> None:
    assert understand(text)["intent"]["name"] == intent


@pytest.mark.parametrize("text", [" ", "🎵🎶", "\u200b", "שלום", "ａｂｃ", "?" * 50, "x" * 4000])
def test_odd_text_is_parsed_without_failing(understand: Understand, text: str) -> None:
    assert understand(text)["intent"]["name"]


def _right(intent: str) -> set[str]:
    return REFUSED if intent == "out_of_scope" else {intent}
