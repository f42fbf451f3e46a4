"""Numbers, ordinals and percentages: "twenty five", 二十五, "the third", 第三, "half", 百分之五十."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

from nlu.values.value import Value

ENGLISH_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
ENGLISH_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORD = "|".join([*reversed(ENGLISH_UNITS), *ENGLISH_TENS, "fourty", "hundred", "thousand", "million"])
ENGLISH_NUMBER = rf"(?:a (?=hundred|thousand))?(?:{_WORD})(?:[\s-](?:and (?={_WORD}))?(?:{_WORD}))*"
HAN_NUMBER = r"[零〇一二两三四五六七八九十百千万]+(?:点[零〇一二三四五六七八九]+)?"
DIGITS = r"\d+(?:\.\d+)?"
NUMBER = rf"(?:(?<![a-z\d.]){DIGITS}|(?<![a-z])(?:{ENGLISH_NUMBER})(?![a-z])|{HAN_NUMBER})"
_NUMBER = re.compile(rf"{NUMBER}(?: and a half(?![a-z]))?")

_TIMES = {"once": 1, "twice": 2}
_ORDINAL_WORDS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "penultimate": -2, "last": -1, "final": -1,
}  # fmt: skip
_LAST = r"second[\s-](?:to|from)[\s-](?:the )?last|last but one|倒数第[一二两三四五六七八九十\d]+"
_ORDINAL = re.compile(
    rf"(?<![a-z])(?:{_LAST}|{'|'.join(_ORDINAL_WORDS)}|\d+(?:st|nd|rd|th))(?![a-z]| (?:week|night|month|year|time))"
    rf"|倒数第{HAN_NUMBER}|第(?:{HAN_NUMBER}|\d+)|最后(?=[一个首部集章本张条])"
)
_HALF = r"(?:(?<![a-z])(?<! and a )(?:half(?:way)?|the middle)(?![a-z]| past| an? | hour)|一半|中间)"
_PERCENTAGE = re.compile(
    rf"(?P<a>{NUMBER})\s*(?:%|percent(?:age)?(?![a-z])|per cent(?![a-z]))"
    rf"|百分之(?P<b>{HAN_NUMBER}|{DIGITS})|(?P<c>[一二两三四五六七八九])成(?![了为功])|(?P<d>{_HALF})"
    r"|(?P<e>三分之一|a third)|(?P<f>四分之一|a quarter)(?! of an hour)|(?P<g>四分之三|three quarters)(?! of an hour)"
)
_FRACTIONS = {"d": 50.0, "e": 100 / 3, "f": 25.0, "g": 75.0}


def number_of(words: str) -> float | int | None:
    """Return the number that `words` spell, in digits or words of either language; None if they spell none."""
    words, half = words.strip().removesuffix(" and a half"), 0.5 * words.strip().endswith(" and a half")
    whole = _whole(words)
    return whole + half if half and whole is not None else whole


def _whole(words: str) -> float | int | None:
    if words in _TIMES:
        return _TIMES[words]
    with contextlib.suppress(ValueError):
        value = float(words)
        return int(value) if value.is_integer() else value
    return _han(words) if re.fullmatch(HAN_NUMBER, words) else _english(words)


def find_numbers(text: str) -> Iterator[Value]:
    """Yield bare numbers."""
    for match in _NUMBER.finditer(text):
        value = number_of(match.group())
        if value is not None:
            yield Value("number", value, *match.span())


def find_ordinals(text: str) -> Iterator[Value]:
    """Yield ordinals; counted from the end they are negative."""
    for match in _ORDINAL.finditer(text):
        value = ordinal_of(match.group())
        if value is not None:
            yield Value("ordinal", value, *match.span())


def find_percentages(text: str) -> Iterator[Value]:
    """Yield percentages and the fractions that stand for them."""
    for match in _PERCENTAGE.finditer(text):
        name = match.lastgroup or ""
        value: float | int | None = _FRACTIONS.get(name)
        if value is None:
            number = number_of(match[name])
            value = None if number is None else number * (10 if name == "c" else 1)
        if value is not None and 0 <= value <= 1000:
            value = min(value, 100)
            yield Value("percentage", int(value) if float(value).is_integer() else round(value, 2), *match.span())


def ordinal_of(words: str) -> int | None:
    """Return the ordinal that `words` spell; None if they spell none."""
    if words in _ORDINAL_WORDS:
        return _ORDINAL_WORDS[words]
    if words == "最后":
        return -1
    if words.startswith(("second", "last")):
        return -2
    number = number_of(re.sub(r"^(?:倒数)?第|(?:st|nd|rd|th)$", "", words))
    if number is None or number < 1:
        return None
    return -int(number) if words.startswith("倒数") else int(number)


def _han(words: str) -> float | int | None:
    import cn2an

    with contextlib.suppress(ValueError):
        # 百分之百: a unit alone is one of it.
        whole = re.sub("^(?=[百千万])", "一", words.replace("〇", "零"))
        value = cn2an.cn2an(whole, "smart")
        return int(value) if float(value).is_integer() else float(value)
    return None


def _english(words: str) -> int | None:
    from text_to_num import text2num

    for form in (words, words.replace("-", " "), words.replace("fourty", "forty")):
        with contextlib.suppress(ValueError):
            return int(text2num(form.removeprefix("a "), "en"))
    return None
