from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.normal import normalise
from nlu.values import TYPED, find_values, value_of


def found(text: str, *kinds: str) -> list[tuple[str, Any, str]]:
    return [
        (value.kind, value.value, text[value.start : value.end])
        for value in find_values(text)
        if value.kind in (kinds or TYPED - {"number"})
    ]


@pytest.mark.parametrize(
    ("text", "seconds", "words"),
    [
        ("stop in half an hour", 1800, "half an hour"),
        ("a quarter of an hour", 900, "a quarter of an hour"),
        ("for three quarters of an hour", 2700, "three quarters of an hour"),
        ("in twenty five minutes", 1500, "twenty five minutes"),
        ("in 25 min", 1500, "25 min"),
        ("two and a half hours", 9000, "two and a half hours"),
        ("an hour and a half", 5400, "an hour and a half"),
        ("an hour and ten minutes", 4200, "an hour and ten minutes"),
        ("back thirty seconds", 30, "thirty seconds"),
        ("go to one minute thirty", 90, "one minute thirty"),
        ("skip 2 minutes 30 seconds", 150, "2 minutes 30 seconds"),
        ("a couple of minutes", 120, "a couple of minutes"),
        ("in 90 s", 90, "90 s"),
        ("半小时后停", 1800, "半小时"),
        ("半个小时", 1800, "半个小时"),
        ("一个半小时后关掉", 5400, "一个半小时"),
        ("两个半小时", 9000, "两个半小时"),
        ("二十分钟后", 1200, "二十分钟"),
        ("快进三十秒", 30, "三十秒"),
        ("一小时二十分钟", 4800, "一小时二十分钟"),
        ("一刻钟", 900, "一刻钟"),
        ("五分半钟", 330, "五分半钟"),
        ("三个钟头", 10800, "三个钟头"),
    ],
)
def test_durations(text: str, seconds: int, words: str) -> None:
    assert found(text, "duration") == [("duration", seconds, words)]


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("stop at half past ten", {"at": "10:30"}, "half past ten"),
        ("quarter to nine pm", {"at": "20:45"}, "quarter to nine pm"),
        ("at 8 pm", {"at": "20:00"}, "8 pm"),
        ("at eight", {"at": "08:00"}, "eight"),
        ("12 am", {"at": "00:00"}, "12 am"),
        ("at 22:15", {"at": "22:15"}, "22:15"),
        ("tomorrow at eight in the evening", {"day": "tomorrow", "at": "20:00"}, "tomorrow at eight in the evening"),
        ("on friday", {"day": "friday"}, "friday"),
        ("tonight", {"day": "tonight", "at": "20:00"}, "tonight"),
        ("明天晚上八点半提醒我", {"day": "tomorrow", "at": "20:30"}, "明天晚上八点半"),
        ("下午两点", {"at": "14:00"}, "下午两点"),
        ("星期五", {"day": "friday"}, "星期五"),
        ("下周日", {"day": "sunday"}, "下周日"),
        ("十点一刻停", {"at": "10:15"}, "十点一刻"),
    ],
)
def test_times(text: str, value: dict[str, str], words: str) -> None:
    assert found(text, "time") == [("time", value, words)]


@pytest.mark.parametrize(
    ("text", "years", "words"),
    [
        ("songs from the eighties", (1980, 1989), "eighties"),
        ("80s music", (1980, 1989), "80s"),
        ("the 1920s", (1920, 1929), "1920s"),
        ("late nineties", (1995, 1999), "late nineties"),
        ("music from 1994", (1994, 1994), "1994"),
        ("nineteen ninety four", (1994, 1994), "nineteen ninety four"),
        ("two thousand and eight", (2008, 2008), "two thousand and eight"),
        ("nineteenth century novels", (1800, 1899), "nineteenth century"),
        ("19th century", (1800, 1899), "19th century"),
        ("九十年代的歌", (1990, 1999), "九十年代"),
        ("80年代", (1980, 1989), "80年代"),
        ("上世纪七十年代", (1970, 1979), "上世纪七十年代"),
        ("二〇〇八年的电影", (2008, 2008), "二〇〇八年"),
        ("1999年", (1999, 1999), "1999年"),
        ("十九世纪的小说", (1800, 1899), "十九世纪"),
    ],
)
def test_eras(text: str, years: tuple[int, int], words: str) -> None:
    assert found(text, "era") == [("era", {"from": years[0], "to": years[1]}, words)]


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("seventy five percent", 75, "seventy five percent"),
        ("30%", 30, "30%"),
        ("jump to half", 50, "half"),
        ("go to the middle", 50, "the middle"),
        ("百分之三十", 30, "百分之三十"),
        ("百分之百", 100, "百分之百"),
        ("百分之八十五", 85, "百分之八十五"),
        ("调到三成", 30, "三成"),
        ("跳到一半", 50, "一半"),
    ],
)
def test_percentages(text: str, value: float, words: str) -> None:
    assert found(text, "percentage") == [("percentage", value, words)]


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("the second one", 2, "second"),
        ("the last one", -1, "last"),
        ("the second to last", -2, "second to last"),
        ("the 3rd", 3, "3rd"),
        ("第二个", 2, "第二"),
        ("第十二首", 12, "第十二"),
        ("第3集", 3, "第3"),
        ("最后一个", -1, "最后"),
        ("倒数第二首", -2, "倒数第二"),
    ],
)
def test_ordinals(text: str, value: int, words: str) -> None:
    assert found(text, "ordinal") == [("ordinal", value, words)]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("seven", 7),
        ("twenty-five", 25),
        ("a hundred and ten", 110),
        ("4.5", 4.5),
        ("four and a half", 4.5),
        ("二十五", 25),
        ("两", 2),
        ("一百零五", 105),
        ("两千", 2000),
        ("三点五", 3.5),
    ],
)
def test_numbers(words: str, number: float) -> None:
    assert value_of("number", words) == number


@pytest.mark.parametrize(
    "text", ["来一点音乐", "大声一点", "play some jazz", "有一点慢", "点歌", "五月天的歌", "repeat one"]
)
def test_ordinary_words_are_no_quantities(text: str) -> None:
    assert found(text) == []


def test_value_of_sentence_knows_what_bare_number_is() -> None:
    assert value_of("percentage", "fifty") == 50
    assert value_of("ordinal", "three") == 3
    assert value_of("era", "old") is None


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_values_odd_text_is_read_without_failing(text: str) -> None:
    normal = normalise(text)
    values = find_values(normal.text)

    assert all(0 <= value.start < value.end <= len(normal.text) for value in values)
    assert all(one.end <= other.start for one, other in itertools.pairwise(values))


@given(st.integers(0, 9999))
def test_numbers_every_han_numeral_means_what_it_says(number: int) -> None:
    import cn2an

    assert value_of("number", cn2an.an2cn(number)) == number
