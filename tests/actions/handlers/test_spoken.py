from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.handlers.spoken import audience_of, mentions_question, number_of, questions_of, seconds_of


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("50", 50),
        ("7.5", 7.5),
        ("fifty five", 55),
        ("fifty-five", 55),
        ("thirteen", 13),
        ("twenty percent", 20),
        ("one hundred", 100),
        ("a hundred", 100),
        ("zero", 0),
        ("half", 0.5),
        ("two and a half", 2.5),
        ("五十", 50),
        ("二十五", 25),
        ("一百二十", 120),
        ("两百", 200),
        ("百分之四十", 40),
        ("百分之20", 20),
        ("十", 10),
        ("两", 2),
        ("半", 0.5),
        ("一个半", 1.5),
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
        ("a minute", 60),
        ("five-minute", 300),
        ("one minute thirty seconds", 90),
        ("one and a half minutes", 90),
        ("half an hour", 1800),
        ("an hour and a half", 5400),
        ("a couple of minutes", 120),
        ("三分钟", 180),
        ("一分钟三十秒", 90),
        ("两分钟半", 150),
        ("半小时", 1800),
        ("一个半小时", 5400),
        ("半个小时", 1800),
        ("short", 30),
        ("very short", 15),
        ("a long one", 120),
        ("短一点", 30),
        ("很长", 180),
        ("the second one", None),
        ("along", None),
        ("", None),
    ],
)
def test_seconds_of_lengths_people_say(said: str, seconds: int | None) -> None:
    assert seconds_of(said) == seconds


@pytest.mark.parametrize(
    ("said", "audience"),
    [
        ("my five-year-old", "children"),
        ("my 15 year old", "teen"),
        ("my 40-year-old brother", "adult"),
        ("三岁", "children"),
        ("十五岁", "teen"),
        ("my kids", "children"),
        ("my grandson", "children"),
        ("小朋友", "children"),
        ("the whole family", "family"),
        ("全家", "family"),
        ("teenagers", "teen"),
        ("grown-ups", "adult"),
        ("a person", ""),
        ("the season", ""),
        ("", ""),
    ],
)
def test_audience_of_people_named(said: str, audience: str) -> None:
    assert audience_of(said) == audience


@pytest.mark.parametrize(
    ("said", "questions"),
    [
        ("a quiz with ten questions", 10),
        ("ask me five hard film questions", 5),
        ("twenty-five questions", 25),
        ("one question", 1),
        ("出十道题", 10),
        ("来八个问题", 8),
        ("问我十题", 10),
        ("ten questions about the 1980s", 10),
        ("questions about the 1980s", None),
        ("第三题", None),
        ("来一轮答题", None),
        ("quiz me", None),
        ("", None),
    ],
)
def test_questions_of_how_many_are_wanted(said: str, questions: int | None) -> None:
    assert questions_of(said) == questions


@pytest.mark.parametrize(
    ("said", "mentioned"),
    [
        ("what was the question?", True),
        ("say the riddle again", True),
        ("再说一遍题目", True),
        ("谜语是什么来着", True),
        ("say that again", False),
        ("再说一遍", False),
        ("", False),
    ],
)
def test_mentions_question_in_both_languages(said: str, mentioned: bool) -> None:
    assert mentions_question(said) is mentioned


@settings(deadline=None, max_examples=50)
@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("019一十万半 minute")), max_size=80))
def test_quantities_of_any_text_are_finite(said: str) -> None:
    assert math.isfinite(number_of(said) or 0.0)
    assert 0 <= (seconds_of(said) or 0) <= 86_400
    assert (questions_of(said) or 0) >= 0


def test_quantities_of_endless_digits_are_bounded() -> None:
    assert math.isfinite(number_of("9" * 5000) or math.inf)
    assert seconds_of("9" * 150 + " hours") == 86_400
    assert audience_of("9" * 150 + "岁") == "adult"
