"""Writes the numbers that people say as digits, so that "twenty-four", "24" and 二十四 compare as equal."""

from __future__ import annotations

import re

_ENGLISH = {
    word: str(value)
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {
    word: str(10 * value)
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_JOINS = (
    (re.compile(r"\b([2-9])0 ([1-9])\b"), lambda found: found[1] + found[2]),
    (re.compile(r"\b(1[1-9]|20) (\d\d)\b"), lambda found: found[1] + found[2]),
    (re.compile(r"\b(1[1-9]|20) (?:oh|o|0) (\d)\b"), lambda found: f"{found[1]}0{found[2]}"),
    (re.compile(r"\b(?:a|(\d+)) hundred(?: and)?\b(?: (\d\d?)\b)?"), lambda found: _scaled(found, 100)),
    (re.compile(r"\b(?:a|(\d+)) thousand(?: and)?\b(?: (\d{1,3})\b)?"), lambda found: _scaled(found, 1000)),
    (re.compile(r"\b(?:a|(\d+)) million\b"), lambda found: str(int(found[1] or 1) * 1_000_000)),
)
_HAN_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
_HAN_NUMBER = re.compile(rf"[{''.join(_HAN_DIGITS)}{''.join(_HAN_UNITS)}万]+")


def with_digits(text: str, language: str) -> str:
    """Return lower-case text with its spoken numbers as digits."""
    if language == "zh":
        return _HAN_NUMBER.sub(lambda found: _han_value(found[0]), text)
    text = " ".join(_ENGLISH.get(word, word) for word in text.split())
    for pattern, join in _JOINS:
        text = pattern.sub(join, text)
    return text


def _scaled(found: re.Match[str], unit: int) -> str:
    return str(int(found[1] or 1) * unit + int(found[2] or 0))


def _han_value(number: str) -> str:
    """Return a run of Han numerals as digits: 二十四 by value, 一九九四 digit by digit, 一万二千 by parts."""
    if "万" in number:
        high, _, low = number.partition("万")
        if not high or "万" in low:
            return number
        return str(int(_han_value(high)) * 10_000 + int(_han_value(low) if low else 0))
    if not any(character in _HAN_UNITS for character in number):
        return "".join(str(_HAN_DIGITS[character]) for character in number)
    total = digit = 0
    for character in number:
        if character in _HAN_UNITS:
            total, digit = total + (digit or 1) * _HAN_UNITS[character], 0
        else:
            digit = _HAN_DIGITS[character]
    return str(total + digit)
