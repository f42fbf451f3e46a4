from __future__ import annotations

import numpy as np
import pytest

from nlu.vectors import cluster, vector


def likeness(one: str, other: str) -> float:
    first, second = vector(one), vector(other)
    assert first is not None
    assert second is not None
    return float(first[1] @ second[1] / np.linalg.norm(first[1]) / np.linalg.norm(second[1]))


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [("song", "album", "weather"), ("joke", "funny", "minister"), ("笑话", "幽默", "天气"), ("播放", "播出", "讨厌")],
)
def test_vectors_words_used_alike_are_near(word: str, near: str, far: str) -> None:
    assert likeness(word, near) > likeness(word, far) + 0.15


def test_vectors_unknown_words() -> None:
    assert vector("qqqqzz") is None
    assert cluster("qqqqzz") == ""


def test_vectors_unknown_han_word_has_the_vector_of_its_characters() -> None:
    assert vector("歌歌歌歌") is not None


@pytest.mark.parametrize(("word", "language"), [("don't", 0), ("queen's", 0), ("电影", 1)])
def test_vectors_language_and_apostrophes(word: str, language: int) -> None:
    found = vector(word)

    assert found is not None
    assert found[0] == language


def test_clusters_hold_words_used_alike() -> None:
    assert cluster("seven") == cluster("eight") != ""
    assert cluster("monday") == cluster("tuesday") != cluster("guitar")
