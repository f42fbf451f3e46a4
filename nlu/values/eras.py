"""Years, decades and centuries: "1994", "the eighties", "80s", "nineteenth century", 九十年代, 2000年, 十九世纪."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from nlu.values.numbers import ENGLISH_TENS, ENGLISH_UNITS, number_of
from nlu.values.value import Value

_TENS = {
    "twenties": 1920, "thirties": 1930, "forties": 1940, "fifties": 1950, "sixties": 1960, "seventies": 1970,
    "eighties": 1980, "nineties": 1990, "noughties": 2000, "two thousands": 2000, "twenty tens": 2010,
    "二十": 1920, "三十": 1930, "四十": 1940, "五十": 1950, "六十": 1960, "七十": 1970, "八十": 1980, "九十": 1990,
    "零零": 2000, "〇〇": 2000, "一零": 2010, "一〇": 2010, "二零": 2020, "二〇": 2020,
}  # fmt: skip
_PART = {"early": (0, 4), "mid": (3, 6), "late": (5, 9), "初": (0, 4), "中期": (3, 6), "末": (5, 9), "后期": (5, 9)}
_CENTURIES = {
    "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20,
    "twenty first": 21, "twenty-first": 21, "last": 20,
}  # fmt: skip
_SPELT = "|".join((*ENGLISH_TENS, *ENGLISH_UNITS[10:]))
_DECADE = re.compile(
    r"(?<![a-z\d])(?:(?P<part>early|mid|late)[\s-](?:the )?)?(?:nineteen[\s-])?"
    r"(?:'?(?P<digits>(?:1[89]|20)?\d0)'?s|(?P<word>twenties|thirties|forties|fifties|sixties|seventies|eighties|"
    r"nineties|noughties|two thousands|twenty tens))(?![a-z\d])"
    r"|(?:上个?世纪|20世纪|二十世纪)?(?P<han>(?:1[89]|20)\d0|\d0|[二三四五六七八九]十|零零|〇〇|一[零〇]|二[零〇])年代(?P<end>初|中期|末|后期)?"
)
_CENTURY = re.compile(
    rf"(?<![a-z\d])(?P<word>{'|'.join(_CENTURIES)}|(?P<digits>1[0-9]|2[01])(?:th|st))[\s-]century(?![a-z])"
    r"|(?P<han>[12]\d|十[一二三四五六七八九]?|二十一?|上个?)世纪(?![\d二三四五六七八九])"
)
_YEAR = re.compile(
    r"(?<![\d.:/])(?P<digits>1[5-9]\d\d|20[0-4]\d)(?:年|(?![\d:.%]|\s?(?:percent|mhz|khz|兆|千赫)))"
    r"|(?P<han>[一二][九零〇八七][零〇一二三四五六七八九]{2}|二千[零〇]?[一二三四五六七八九]?)年"
    rf"|(?<![a-z])(?P<century>nineteen|twenty|eighteen)[\s-](?:oh[\s-](?P<oh>{'|'.join(ENGLISH_UNITS[1:10])})"
    rf"|(?P<rest>(?:{_SPELT})(?:[\s-](?:{'|'.join(ENGLISH_UNITS[1:10])}))?))(?![a-z])"
    rf"|(?<![a-z])two thousand(?: and (?P<since>{'|'.join(ENGLISH_UNITS[1:])}))?(?![a-z])"
)


def find_eras(text: str) -> Iterator[Value]:
    """Yield stretches of years, with the first and the last year of each."""
    for pattern, years in ((_DECADE, _decade), (_CENTURY, _century), (_YEAR, _year)):
        for match in pattern.finditer(text):
            found = years(match)
            if found is not None:
                yield Value("era", {"from": found[0], "to": found[1]}, *match.span())


def _decade(match: re.Match[str]) -> tuple[int, int]:
    said = match["digits"] or match["word"] or match["han"]
    start = _TENS.get(said) or int(said)
    if start < 100:
        start += 2000 if start < 20 else 1900
    first, last = _PART.get(match["part"] or match["end"] or "", (0, 9))
    return start + first, start + last


def _century(match: re.Match[str]) -> tuple[int, int] | None:
    said = match["digits"] or match["han"] or match["word"]
    number = 20 if said.startswith("上") else _CENTURIES.get(said) or number_of(said)
    return None if number is None else (100 * (int(number) - 1), 100 * int(number) - 1)


def _year(match: re.Match[str]) -> tuple[int, int] | None:
    year = _YEAR_OF[match.lastgroup or ""](match)
    return None if year is None or not 1500 <= year < 2050 else (year, year)


def _han_year(match: re.Match[str]) -> int | None:
    number = number_of(match["han"])
    return None if number is None else int(number)


def _spoken_year(match: re.Match[str]) -> int | None:
    if match["century"] is None:
        return 2000 + int(number_of(match["since"]) or 0) if match["since"] else 2000
    hundreds = number_of(match["century"])
    rest = number_of(match["oh"] or match["rest"])
    return None if hundreds is None or rest is None else 100 * int(hundreds) + int(rest)


_YEAR_OF: dict[str, Callable[[re.Match[str]], int | None]] = {
    "digits": lambda match: int(match["digits"]),
    "han": _han_year,
    "oh": _spoken_year,
    "rest": _spoken_year,
    "since": _spoken_year,
    "": _spoken_year,
}
