from __future__ import annotations

import pytest

from nlu.gazetteer import Gazetteer
from nlu.sentence import read
from nlu.tagger import Tagger, labels_of, spans, train_tagger

SONGS = ("Yellow", "Hello", "Creep", "Angels", "晴天", "七里香")


@pytest.fixture(scope="module")
def tagger(tmp_path_factory: pytest.TempPathFactory) -> Tagger:
    path = tmp_path_factory.mktemp("tagger") / "model"
    patterns = [("play {} please", 5), ("i want to hear {} now", 15), ("放一首{}吧", 3)]
    texts = [(pattern.format(song), at, song) for pattern, at in patterns for song in SONGS] + [
        ("stop it please", 0, "")
    ]
    sentences = [read(text) for text, _, _ in texts]
    labels = [
        labels_of(sentence, [{"start": at, "end": at + len(song), "entity": "title"}] if song else [])
        for sentence, (_, at, song) in zip(sentences, texts, strict=True)
    ]
    train_tagger([sentence.unit_features(Gazetteer()) for sentence in sentences], labels, path)
    return Tagger(path)


def test_tagger_names_are_found_by_what_stands_around_them(tagger: Tagger) -> None:
    sentence = read("play Quibble please")

    (found,) = tagger.tag(sentence.unit_features(Gazetteer()))
    assert (found.kind, found.first, found.after) == ("title", 1, 2)
    assert 0.3 < found.confidence <= 1


def test_tagger_sentence_that_names_nothing(tagger: Tagger) -> None:
    assert tagger.tag(read("stop it please").unit_features(Gazetteer())) == []
    assert tagger.tag([]) == []


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["O", "B-title", "I-title", "O"], [("title", 1, 3)]),
        (["B-title", "B-title"], [("title", 0, 1), ("title", 1, 2)]),
        (["I-title", "I-artist"], [("title", 0, 1), ("artist", 1, 2)]),
        ([], []),
    ],
)
def test_spans(labels: list[str], expected: list[tuple[str, int, int]]) -> None:
    assert spans(labels) == expected


def test_labels_are_those_of_the_words_in_the_original() -> None:
    sentence = read("hey encore, play The Wall please")

    assert labels_of(sentence, [{"start": 17, "end": 25, "entity": "album"}]) == ["O", "B-album", "I-album", "O"]
