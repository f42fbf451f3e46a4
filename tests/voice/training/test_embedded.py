from pathlib import Path

import pytest
import vosk

from voice.training.build import size_of
from voice.training.evaluate import (
    PHRASES,
    REQUESTS,
    lines_of,
    measure,
    name_texts,
    spoken_by,
    spoken_phrases,
    transcribe,
)
from voice.training.export import read_model
from voice.training.phones import OUTPUTS
from voice.training.synthesis import Voice, say, with_silence

CATALOGUE = Path(__file__).parents[3] / "actions" / "catalogue" / "data"


@pytest.fixture(scope="module")
def model(embedded):
    vosk.SetLogLevel(-1)
    return vosk.Model(str(embedded))


@pytest.mark.parametrize("phrase", PHRASES)
def test_phrase_in_unheard_voice_comes_out_right(model, phrase):
    sound = with_silence(say(phrase, Voice("espeak-ng", "en-us+f3", 150)))
    assert " ".join(transcribe(model, sound)) == phrase


def test_phrases_in_many_unheard_voices_are_nearly_all_right(model):
    score = measure(model, spoken_phrases())
    assert score.as_dict()["wer"] <= 2
    assert score.as_dict()["exact"] >= 97


def test_requests_that_no_model_was_made_from_are_mostly_heard(model):
    score = measure(model, spoken_by("espeak-ng", lines_of(REQUESTS)[::3]))
    assert score.as_dict()["wer"] <= 8


def test_names_of_the_catalogue_are_mostly_heard(model):
    texts = name_texts(CATALOGUE, 30)
    assert len({words[:2] for words in texts}) >= 5
    assert measure(model, spoken_by("espeak-ng", texts)).as_dict()["wer"] <= 12


def test_grammar_limits_what_is_heard(model):
    sound = with_silence(say("play some jazz", Voice("espeak-ng", "en-gb+m4", 150)))
    assert transcribe(model, sound, ["play some jazz", "stop", "[unk]"]) == ["play", "some", "jazz"]
    assert "stop" not in transcribe(model, sound, ["stop", "pause", "[unk]"])


def test_silence_says_nothing(model):
    assert transcribe(model, with_silence(say("", Voice("espeak-ng", "en-us", 150)), 1.0)) == []


def test_shipped_folder_is_small_whole_and_names_its_sources(embedded):
    assert size_of(embedded) <= 20_000_000
    card = (embedded / "README.md").read_text(encoding="utf-8")
    for source in ("LibriSpeech", "speechocean762", "Speech Commands", "LJ Speech", "espeak-ng", "flite", "CC BY"):
        assert source in card


def test_shipped_acoustics_are_of_our_layout(embedded, shipped_lexicon):
    network = read_model(embedded / "am" / "final.mdl")
    assert len(network.output.b) == OUTPUTS
    assert {"jazz", "dragon", "seven"} <= set(shipped_lexicon)
