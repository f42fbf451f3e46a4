"""Ratings in people's words, as stars: "four stars", "8 out of 10", "90 percent", 四星半, 打八分, 满分."""

from __future__ import annotations

import re

from actions.generate.numbers import with_digits
from actions.handlers.base import Turn

MOST = 5.0
_NUMBER = r"(-?\d+(?:\.\d+)?)"
_HALF = r"(\s*(?:and a half|个?半|颗半))?"
_FULL = re.compile(
    r"满分|滿分|全五星|\bfull marks\b|\btop marks\b|\bperfect (?:score|10|ten)\b|\b(?:all|full) (?:five )?stars\b"
)
_OUT_OF = (
    re.compile(rf"{_NUMBER}{_HALF}\s*(?:points?\s*)?(?:out of|/|of)\s*{_NUMBER}"),
    re.compile(rf"(?P<scale>\d+)\s*分(?:制|里|之中|满分)?[^\d]{{0,4}}?(?:打|给|得)\s*{_NUMBER}{_HALF}"),
    re.compile(rf"满分\s*(?P<scale>\d+)[^\d]*{_NUMBER}{_HALF}"),
)
_STARS = re.compile(rf"{_NUMBER}{_HALF}\s*[- ]?(?:stars?\b|颗?星|顆星|★)(\s*半)?")
_HALF_STAR = re.compile(r"\bhalf a star\b|半颗?星")
_PERCENT = re.compile(rf"{_NUMBER}\s*(?:%|percent|per cent)")
_PLAIN = re.compile(rf"{_NUMBER}{_HALF}\s*(?:分|points?\b)?(\s*半)?")


def stars_of(turn: Turn) -> float | None:
    """Return the stars, 0 to 5 in halves, that the turn's words give; None if they give none or too many."""
    said = turn.entity("title")
    text = turn.text[:300].replace(said, " ") if said else turn.text[:300]
    stars = stars_in(text)
    if stars is None and isinstance(percent := turn.typed("percentage"), int | float):
        stars = scaled(float(percent), 100.0)
    if stars is None and isinstance(number := turn.typed("number"), int | float):
        stars = scaled(float(number))
    if stars is None and turn.entity("number"):
        stars = stars_in(turn.entity("number"))
    return stars


def stars_in(said: str) -> float | None:
    """Return the stars that `said` gives, or None."""
    text = said.lower()
    _, per_cent, rest = text.partition("百分之")
    if per_cent and (found := re.search(_NUMBER, _digits(rest))):
        return scaled(float(found[1]), 100.0)
    text = _digits(text)
    for pattern in _OUT_OF:
        if found := pattern.search(text):
            scale = found.groupdict().get("scale")
            numbers = [float(each) for each in found.groups() if each and re.fullmatch(_NUMBER, each)]
            number = numbers[0] if scale is None else numbers[1]
            return scaled(number + _half(found), float(scale) if scale else numbers[1])
    if _FULL.search(text):
        return MOST
    if found := _PERCENT.search(text):
        return scaled(float(found[1]), 100.0)
    if _HALF_STAR.search(text) and not _STARS.search(text):
        return 0.5
    found = _STARS.search(text) or _PLAIN.search(text)
    return scaled(float(found[1]) + _half(found)) if found else None


def scaled(number: float, scale: float = 0.0) -> float | None:
    """Return `number` of `scale` in halves of five stars; without a scale it is of 5, 10 or 100, as it fits."""
    scale = scale or (5.0 if number <= 5 else 10.0 if number <= 10 else 100.0)
    if scale <= 0 or not 0 <= number <= scale:
        return None
    return round(2 * MOST * number / scale) / 2


def _half(found: re.Match[str]) -> float:
    return 0.5 if any(part and re.search("半|half", part) for part in found.groups()) else 0.0


def _digits(text: str) -> str:
    return with_digits(with_digits(text.replace("-star", " star"), "zh"), "en")
