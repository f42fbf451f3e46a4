"""When: "the 80s", "before 2000", 九十年代, 最近, "old"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from actions.recommend.parsing.numbers import CENTURIES, DECADES, number
from actions.recommend.parsing.said import Hit, Said, whole
from actions.recommend.texts import table

FIRST, LAST = -9999, 9999
Years = tuple[int, int]

_YEAR = r"(?:1[5-9]|20)\d\d"
_DECADE = (
    rf"(?:(?:the )?(?P<part>early|mid|late)[- ]?)?(?:the )?'?(?P<d>(?:1[89]|20)?\d0)'?s\b"
    rf"|(?:(?:the )?(?P<part2>early|mid|late)[- ]?)?(?:the )?(?P<w>{'|'.join(DECADES)}|noughties)\b"
    r"|(?:上个?世纪|二十世纪|20世纪)?(?P<z>(?:1[89]|20)\d0|\d0|[二三四五六七八九]十|零零|一零|二零)年代(?P<partz>初|中期|末)?"
)
_BEFORE = r"(?:before|prior to|older than|earlier than|until|pre-?) ?(?:the )?"
_AFTER = r"(?:after|newer than|later than|post-?) ?(?:the )?"
_SINCE = r"(?:since|starting (?:in|from)) (?:the )?"
_PARTS: dict[str | None, Years] = {
    "early": (0, 4), "mid": (3, 7), "late": (5, 9), "初": (0, 4), "中期": (3, 7), "末": (5, 9), None: (0, 9)
}  # fmt: skip
_TENS = dict(zip(DECADES, range(1920, 2000, 10), strict=True)) | {
    "noughties": 2000, "零零": 2000, "一零": 2010, "二零": 2020,
}  # fmt: skip


def find_eras(said: Said, kind: str | None, newest: int) -> list[Hit]:
    """Return what was said of years, as ("years", (first, last)); `newest` is the year of the latest item."""
    hits: list[Hit] = []
    for pattern, years in _PATTERNS:
        hits += [_hit(match, years(match)) for match in said.matches(pattern)]
    for name, era in table("phrases")["eras"].items():
        if name == "classic" and kind == "book":
            continue
        first, last = era["years"]
        pattern = "|".join(whole(words) if words[0].isascii() else words for words in era["said"])
        hits += [_hit(m, (newest + first if -100 < first < 0 else first, last)) for m in said.matches(pattern)]
    return hits


def _hit(match: re.Match[str], years: Years) -> Hit:
    return Hit(match.start(), match.end(), (("years", years),))


def _decade(match: re.Match[str]) -> Years:
    said = match.group("d") or match.group("w") or match.group("z")
    part = match.group("part") or match.group("part2") or match.group("partz")
    start = _TENS.get(said) or int(number(said) or 0)
    if start < 100:
        start += 2000 if start < 20 else 1900
    first, last = _PARTS[part]
    return start + first, start + last


def _between(match: re.Match[str]) -> Years:
    first, last = sorted((int(match.group("a")), int(match.group("b"))))
    return first, last


_TWO_DECADES = r"(?P<a>[二三四五六七八])(?P<b>[三四五六七八九])十年代"
_CENTURY = (
    rf"(?:the )?(?P<c>{'|'.join(CENTURIES)}|1[5-9]th|2[01](?:th|st))[- ]century"
    r"|(?P<cz>1[5-9]|2[01]|十[五六七八九]|二十一?)世纪(?!\d)"
)


def _century(match: re.Match[str]) -> Years:
    said = match.group("c") or match.group("cz")
    ordinal = CENTURIES.get(said) or int(number(said.rstrip("thsd")) or 20)
    return 100 * (ordinal - 1), 100 * ordinal - 1


def _decades(match: re.Match[str]) -> Years:
    first, last = (1900 + 10 * int(number(match.group(name)) or 0) for name in ("a", "b"))
    return first, last + 9


_PATTERNS: tuple[tuple[str, Callable[[re.Match[str]], Years]], ...] = (
    (rf"(?:between |from )?(?P<a>{_YEAR})年?(?: and | to | until |-|–|到|至)(?P<b>{_YEAR})年?(?:之间)?", _between),
    (_TWO_DECADES, _decades),
    (_CENTURY, _century),
    (rf"{_BEFORE}(?:{_DECADE})", lambda m: (FIRST, _decade(m)[0] - 1)),
    (rf"{_AFTER}(?:{_DECADE})", lambda m: (_decade(m)[1] + 1, LAST)),
    (rf"{_SINCE}(?:{_DECADE})", lambda m: (_decade(m)[0], LAST)),
    (rf"(?:{_DECADE})(?:以前|之前|前)", lambda m: (FIRST, _decade(m)[0] - 1)),
    (rf"(?:{_DECADE})(?:以后|之后|后|以来)", lambda m: (_decade(m)[0], LAST)),
    (_DECADE, _decade),
    (rf"{_BEFORE}(?P<y>{_YEAR})\b", lambda m: (FIRST, int(m["y"]) - 1)),
    (rf"{_AFTER}(?P<y>{_YEAR})\b", lambda m: (int(m["y"]) + 1, LAST)),
    (rf"(?:{_SINCE}(?P<y>{_YEAR})|from (?P<x>{_YEAR}) on(?:wards?)?)\b", lambda m: (int(m["y"] or m["x"]), LAST)),
    (rf"(?P<y>{_YEAR})年?(?:以前|之前|前)", lambda m: (FIRST, int(m["y"]) - 1)),
    (rf"(?P<y>{_YEAR})年?(?:以后|之后|后|以来|至今)", lambda m: (int(m["y"]), LAST)),
    (rf"(?<!\d)(?P<y>{_YEAR})年?(?!\d)", lambda m: (int(m["y"]), int(m["y"]))),
)  # fmt: skip


def within(said: Iterator[tuple[Years, bool]]) -> Years | None:
    """Return the years that all (years, negated) pairs allow together; the last one where they disagree."""
    kept: Years | None = None
    for years, negated in said:
        stated = _outside(years) if negated else years
        if stated is None:
            continue
        kept = _both(kept, stated) if kept else stated
    return kept


def _both(one: Years, other: Years) -> Years:
    """Return the years in both, of decades in a row the years in either, else `other`."""
    first, last = max(one[0], other[0]), min(one[1], other[1])
    if first <= last:
        return first, last
    return (min(one[0], other[0]), max(one[1], other[1])) if first == last + 1 else other


def _outside(years: Years) -> Years | None:
    """Return the years not in `years`, if they are one stretch."""
    if years[0] <= FIRST:
        return years[1] + 1, LAST
    return (FIRST, years[0] - 1) if years[1] >= LAST else None
