from __future__ import annotations

import pytest

from actions.handlers.spoken import audience_of, number_of, seconds_of


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("50", 50),
        ("fifty five", 55),
        ("twenty percent", 20),
        ("五十", 50),
        ("二十五", 25),
        ("一百二十", 120),
        ("十", 10),
        ("两", 2),
        ("半", 0.5),
        ("第三个", 3),
        ("louder", None),
        ("", None),
    ],
)
def test_number_of_words_of_both_languages(said: str, number: float | None) -> None:
    assert number_of(said) == number


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("two minutes", 120),
        ("30 seconds", 30),
        ("三分钟", 180),
        ("半小时", 1800),
        ("short", 30),
        ("短一点", 30),
        ("", None),
    ],
)
def test_seconds_of_lengths_people_say(said: str, seconds: int | None) -> None:
    assert seconds_of(said) == seconds


@pytest.mark.parametrize(
    ("said", "audience"),
    [
        ("my five-year-old", "children"),
        ("小朋友", "children"),
        ("the whole family", "family"),
        ("全家", "family"),
        ("grown-ups", "adult"),
        ("", ""),
    ],
)
def test_audience_of_people_named(said: str, audience: str) -> None:
    assert audience_of(said) == audience
