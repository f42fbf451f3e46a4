"""Durations: "half an hour", "two and a half minutes", "a quarter of an hour", 半小时, 一个半小时, 二十分钟."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.values.numbers import NUMBER, number_of
from nlu.values.value import Value

_UNITS = {
    "second": 1, "sec": 1, "s": 1, "minute": 60, "min": 60, "m": 60, "hour": 3600, "hr": 3600, "h": 3600,
    "day": 86400, "week": 604800, "天": 86400, "星期": 604800, "周": 604800,
    "秒": 1, "秒钟": 1, "分": 60, "分钟": 60, "小时": 3600, "钟头": 3600, "钟": 3600, "刻钟": 900,
}  # fmt: skip
_SPELT = r"seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?"
_AMOUNT = {
    "a couple of": 2,
    "couple of": 2,
    "a few": 3,
    "an": 1,
    "a": 1,
    "几": 3,
    "半": 0.5,
    "一": 1,
    "十来": 10,
    "十几": 15,
    "二十来": 20,
    "二十几": 25,
    "三十来": 30,
    "四十来": 40,
    "五十来": 50,
}
_ENGLISH = re.compile(
    rf"(?<![a-z\d])(?:(?P<quarters>(?:a |three )?quarters?) of an hour"
    rf"|half(?: an| a)? (?P<half>hour|minute|second|day)"
    rf"|(?P<number>{NUMBER}|a couple of|couple of|a few|an?(?=[\s-]))(?P<point> and a half)?[\s-]?"
    rf"(?P<unit>{_SPELT}|[smh](?![a-z]))(?P<more> and a half)?(?:(?<=minute|inutes) (?P<rest>{NUMBER}))?)"
    r"(?![a-z\d]|\s(?:second|sec))"
)
_HAN = re.compile(
    rf"(?P<number>{NUMBER}|[二三四五]?十[来几]|半|几)?(?P<half>个半)?\s?个?(?P<unit>小时|钟头|天(?!前)|(?:星期|周)(?![一二三四五六日天末杰])|刻钟|(?<=个)钟|分钟|秒钟|秒|分(?=钟|半|后|[\d一二三四五六七八九十两]+秒))(?P<more>半)?(?:钟)?"
)
_JOINT = re.compile(r"\A(?:,? and |,? |零|又|，)?\Z")


def find_durations(text: str) -> Iterator[Value]:
    """Yield durations in seconds; "one hour and ten minutes" is one."""
    parts = sorted((*_english(text), *_han(text)))
    while parts:
        start, end, seconds = parts.pop(0)
        while parts and _JOINT.match(text[end : parts[0][0]]):
            _, end, more = parts.pop(0)
            seconds += more
        yield Value("duration", round(seconds), start, end)


def _english(text: str) -> Iterator[tuple[int, int, float]]:
    for match in _ENGLISH.finditer(text):
        yield (*match.span(), _english_seconds(match))


def _english_seconds(match: re.Match[str]) -> float:
    if match["quarters"]:
        return 2700.0 if match["quarters"].startswith("three") else 900.0
    if match["half"]:
        return _UNITS[match["half"]] / 2
    unit = match["unit"] if match["unit"] in _UNITS else match["unit"].rstrip("s")
    amount = _AMOUNT.get(match["number"]) or number_of(match["number"]) or 0
    seconds = (float(amount) + (0.5 if match["point"] or match["more"] else 0)) * _UNITS[unit]
    return seconds + float(number_of(match["rest"] or "0") or 0)


def _han(text: str) -> Iterator[tuple[int, int, float]]:
    for match in _HAN.finditer(text):
        if not match["number"]:
            continue
        amount = _AMOUNT.get(match["number"]) or number_of(match["number"])
        if amount is not None:
            yield (
                *match.span(),
                (float(amount) + (0.5 if match["half"] or match["more"] else 0)) * _UNITS[match["unit"]],
            )
