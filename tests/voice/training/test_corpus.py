import random

import pytest

from voice.training.corpus import (
    Carriers,
    Corpus,
    choices,
    domain_sentences,
    general_sentences,
    read_catalogue,
    read_nlu,
)
from voice.training.errors import MissingData
from voice.training.evaluate import distance
from voice.training.spoken import number_words, spoken_words, year_words

NLU = """version: "3.1"
nlu:
- intent: play_music
  examples: |
    - Play [Bohemian Rhapsody](title) by [Queen]{"entity": "artist", "role": "x"}
    - put on some [80s](era) music
    - 来点 [爵士](genre)
    - play [爵士](genre) now
- lookup: city
  examples: |
    - Paris
"""
FILMS = """
- id: film/amelie
  title: {en: Amélie, zh: 天使爱美丽}
  creators: [{en: Jean-Pierre Jeunet, zh: 让-皮埃尔·热内}]
  cast: []
- id: film/se7en
  title: Seven
  aliases: [Se7en]
"""


@pytest.fixture
def catalogue(tmp_path):
    (tmp_path / "items").mkdir()
    (tmp_path / "items" / "films.yml").write_text(FILMS, encoding="utf-8")
    (tmp_path / "genres.yml").write_text("jazz: {en: [jazz, swing], zh: [爵士]}\n", encoding="utf-8")
    return tmp_path


def test_nlu_examples_read_then_annotations_are_gone(tmp_path):
    (tmp_path / "music.yml").write_text(NLU, encoding="utf-8")
    assert read_nlu(tmp_path) == [
        ("play", "bohemian", "rhapsody", "by", "queen"),
        ("put", "on", "some", "eighties", "music"),
        ("paris",),
    ]


def test_catalogue_read_gives_names_by_slot(catalogue):
    names = read_catalogue(catalogue)
    assert names["film"] == ["Amélie", "Seven", "Se7en"]
    assert names["person"] == ["Jean-Pierre Jeunet"]
    assert names["genre"] == ["jazz", "swing"]


def test_catalogue_missing_says_which_folder_to_name(tmp_path):
    with pytest.raises(MissingData, match=r"genres\.yml"):
        read_catalogue(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("What's on? 50% of it!", "what's on fifty percent of it"),
        ("Blade Runner 2049", "blade runner twenty forty nine"),
        ("the 1990s & 80s", "the nineteen nineties and eighties"),
        ("Rocky II, 21st", "rocky two twenty first"),
        ("sci-fi", "sci fi"),
        ("千与千寻", ""),
    ],
)
def test_written_text_becomes_spoken_words(written, said):
    assert " ".join(spoken_words(written)) == said


def test_numbers_and_years_are_said_as_people_do():
    assert " ".join(number_words(1105)) == "one thousand one hundred and five"
    assert " ".join(year_words(1905)) == "nineteen oh five"
    assert " ".join(year_words(2001)) == "two thousand and one"


def test_carriers_filled_from_catalogue_name_its_titles(catalogue):
    sentences = domain_sentences([("hello",)], read_catalogue(catalogue), count=4000)
    words = {word for sentence, _ in sentences for word in sentence}
    assert {"amélie", "swing", "dragon", "louder", "ninety"} <= words
    assert all(weight > 0 for _, weight in sentences)


def test_carriers_drawn_twice_with_one_seed_agree(catalogue):
    draws = []
    for _ in range(2):
        carriers, dice = Carriers(read_catalogue(catalogue)), random.Random(4)
        draws.append([carriers.draw(dice) for _ in range(50)])
    assert draws[0] == draws[1]
    assert not any("{" in word or "(" in word or "|" in word for sentence in draws[0] for word in sentence)


def test_carriers_without_draws_still_make_every_choice(catalogue):
    sentences = {" ".join(sentence) for sentence, _ in domain_sentences([], read_catalogue(catalogue), count=0)}
    wanted = "another one, seen it, why that one, stop, pause, louder, what's playing, i like it, goodbye"
    assert set(wanted.split(", ")) <= sentences
    assert choices("(a|b|) c (d|e)")[-1].split() == ["c", "e"]


def test_vocabulary_is_filled_with_usual_general_words(tmp_path):
    table = tmp_path / "t.tsv"
    table.write_text("a.opus\ts1\tthe cat sat\nb.opus\ts2\tthe dog the cat\n", encoding="utf-8")
    corpus = Corpus(((("play", "jazz"), 1.0),), tuple(general_sentences([table])))
    assert corpus.vocabulary(4, {"the", "cat", "sat", "dog"}) == ["cat", "jazz", "play", "the"]


def test_distance_counts_the_fewest_edits():
    assert distance(["play", "some", "jazz"], ["play", "jazz", "now"]) == 2
    assert distance([], ["a"]) == 1
