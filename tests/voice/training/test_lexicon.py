import pytest

from voice.training.errors import MissingTool
from voice.training.lexicon import ask_espeak, from_ipa, plain, pronounce, read_dictionary, write_dictionary
from voice.training.phones import ARPABET

KNOWN = {
    "play": (("P", "L", "EY"),),
    "queen": (("K", "W", "IY", "N"),),
    "beyonce": (("B", "IY", "AA", "N", "S", "EY"),),
}


def test_dictionary_with_stress_and_comments_gives_plain_sounds(tmp_path):
    path = tmp_path / "words.dict"
    path.write_text("a AH0\na(2) EY1\nfilm F IH1 L M # a picture\n;;; odd\nbad XX\n", encoding="utf-8")
    assert read_dictionary(path) == {"a": (("AH",), ("EY",)), "film": (("F", "IH", "L", "M"),)}


def test_dictionary_written_and_read_is_the_same(tmp_path):
    write_dictionary(tmp_path / "words", KNOWN)
    assert read_dictionary(tmp_path / "words") == KNOWN


def test_known_word_comes_from_the_dictionary_in_any_spelling():
    found = pronounce(["play", "beyoncé"], KNOWN)
    assert found["play"] == KNOWN["play"]
    assert found["beyoncé"] == KNOWN["beyonce"]
    assert plain("Beyoncé") == "beyonce"


def test_possessive_of_known_word_follows_the_rule():
    assert pronounce(["queen's"], KNOWN) == {"queen's": (("K", "W", "IY", "N", "Z"),)}


def test_unknown_names_are_asked_of_espeak_and_use_our_sounds():
    found = pronounce(["miyazaki", "kraftwerk", "wuxia"], KNOWN)
    assert set(found) == {"miyazaki", "kraftwerk", "wuxia"}
    assert all(sound in ARPABET for ways in found.values() for way in ways for sound in way)
    assert found["kraftwerk"][0][:2] == ("K", "R")


def test_ipa_with_marks_and_long_vowels_becomes_arpabet():
    assert from_ipa("pɹˈɪnsɛs") == ("P", "R", "IH", "N", "S", "EH", "S")
    assert from_ipa("tʃˈɔɪs") == ("CH", "OY", "S")
    assert from_ipa("ʘ") == ()


def test_missing_espeak_says_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(MissingTool, match="apt-get install espeak-ng"):
        ask_espeak(["zyx"])
