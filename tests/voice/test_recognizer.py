from __future__ import annotations

import pytest

from tests.voice.conftest import spoken
from voice.errors import NoSpeechModel, UnsupportedAudio
from voice.models import SpeechModels
from voice.recognizer import Recognizer


def heard(recognizer: Recognizer, pcm: bytes, step: int = 3200) -> str:
    finals = [
        transcript.text
        for start in range(0, len(pcm), step)
        for transcript in recognizer.accept(pcm[start : start + step])
        if transcript.final
    ]
    return " ".join([*finals, recognizer.finish().text]).strip()


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 44100, 48000])
def test_recognizer_any_rate_hears_the_same(models: SpeechModels, rate: int) -> None:
    recognizer = Recognizer(models.path("en"), rate, phrases=["play some jazz", "stop", "tell me a joke"])

    assert heard(recognizer, spoken("tell me a joke", rate=rate)) == "tell me a joke"


def test_recognizer_stream_gives_partials_then_words_with_times(models: SpeechModels) -> None:
    recognizer = Recognizer(models.path("en"), 16000)
    pcm = spoken("recommend a film")

    partials = [t for start in range(0, len(pcm), 1280) for t in recognizer.accept(pcm[start : start + 1280])]
    final = recognizer.finish()

    assert partials
    assert all(not partial.final and partial.stable <= len(partial.text) for partial in partials)
    assert final.final
    assert " ".join(word.word for word in final.words) == final.text
    assert all(0 <= word.start < word.end for word in final.words)
    assert 0 < final.confidence <= 1


def test_recognizer_chunks_of_odd_bytes_lose_nothing(models: SpeechModels) -> None:
    recognizer = Recognizer(models.path("en"), 16000, phrases=["stop", "go on"])

    assert heard(recognizer, spoken("go on"), step=1001) == "go on"


def test_recognizer_silence_is_no_words(models: SpeechModels) -> None:
    recognizer = Recognizer(models.path("en"), 16000)

    assert recognizer.accept(bytes(32000)) == []
    assert recognizer.finish().text == ""


def test_recognizer_absurd_rate_says_what_would_do(models: SpeechModels) -> None:
    with pytest.raises(UnsupportedAudio, match="8000"):
        Recognizer(models.path("en"), 50)


def test_models_unknown_language_names_the_way_out(models: SpeechModels) -> None:
    with pytest.raises(NoSpeechModel, match="encore models install zh-small"):
        models.path("zh")
