"""How long: "under two hours", "not too long", 两小时以内, 短一点."""

from __future__ import annotations

import math
import re
from typing import Literal

from actions.recommend.parsing.numbers import WORDS, number
from actions.recommend.parsing.said import Hit, Said, whole
from actions.recommend.texts import table

Bound = Literal["max", "min", "about"]

_SMALL = "|".join(WORDS)
_N = rf"(?:\d+(?:\.\d+)?|(?:(?:{_SMALL})[ -]?)+|an?|[一二两三四五六七八九十百零]+)"
_SPAN = re.compile(
    rf"(?P<half>half an hour|半个?小时)"
    rf"|(?P<n>{_N})(?P<more1> and a half|个?半)?[ -]?(?:个)?"
    rf"(?P<unit>hours?|hrs?|h\b|minutes?|mins?|pages?|小时|钟头|分钟|页)"
    rf"(?P<more2> and a half|半)?(?: (?:and )?(?P<m>{_N}) ?(?:minutes?|mins?)|(?P<mz>{_N})分钟?)?"
)
_BEFORE: tuple[tuple[Bound, str], ...] = (
    ("max", r"(?:under|less than|below|at most|up to|shorter than|no (?:longer|more) than|within|max(?:imum)?(?: of)?|"
            r"not (?:longer|more) than|不要?超过|不能超过|别超过|少于|低于|最多|不到|短于) ?$"),
    ("min", r"(?:over|more than|at least|longer than|above|超过|多于|至少|长于|起码) ?$"),
    ("about", r"(?:about|around|roughly|大概|大约|差不多) ?$"),
)  # fmt: skip
_AFTER: tuple[tuple[Bound, str], ...] = (
    ("max", r" ?(?:or (?:less|under|shorter)|max(?:imum)?|tops|at most|(?:长?的?)?(?:以内|之内|以下|内))"),
    ("min", r" ?(?:or (?:more|longer)|plus|at least|以上|朝上)"),
    ("about", r" ?(?:or so|左右|上下)"),
)
_SHORT = re.compile(
    whole(r"short(?:er|ish)?|quick(?:er)?|brief(?:er)?")
    + r"|[短薄](?=一?[点些]|的|片|篇|剧|$|[,。!?])|时间短|篇幅短|简短"
)
_LONG = re.compile(
    whole(r"long(?:er|ish)?|lengthy|drawn[- ]out")
    + r"|(?<![成家增擅特校队班漫船部院])[长厚](?=一?[点些]|的|片|篇|$|[,。!?])|时间长|篇幅长|冗长"
)
_ALL_ONE = re.compile(
    r" (?:is|are|would be) (?:also )?(?:fine|ok|okay|alright)|一?[点些]?也(?:没关系|行|可以|无妨|没问题)"
)
"""After a length that is merely allowed."""


def find_lengths(said: Said, kind: str | None) -> list[Hit]:
    """Return what was said of length, as ("max" | "min" | "about", amount in the kind's unit)."""
    hits = [_span(said, match, kind) for match in list(_SPAN.finditer(said.left))]
    for hit in hits:
        said.take(hit.start, hit.end)
    marks = table("phrases")["lengths"].get(kind or "film")
    if marks is None:
        return hits
    hits += [_hit(m, (("short", marks),)) for m in said.matches(_SHORT)]
    hits += [_hit(m, (("long", marks),)) for m in said.matches(_LONG)]
    return [hit for hit in hits if not _ALL_ONE.match(said.text[hit.end :])]


def _hit(match: re.Match[str], meanings: tuple[tuple[str, object], ...]) -> Hit:
    return Hit(match.start(), match.end(), meanings)


def _span(said: Said, match: re.Match[str], kind: str | None) -> Hit:
    start, end, bound = match.start(), match.end(), None
    for name, pattern in _BEFORE:
        before = re.search(pattern, said.left[:start])
        if before and bound is None:
            start, bound = before.start(), name
    for name, pattern in _AFTER:
        after = re.match(pattern, said.left[end:])
        if after and bound is None:
            end, bound = end + after.end(), name
    return Hit(start, end, ((bound or "max", _amount(match, kind)),))


def _amount(match: re.Match[str], kind: str | None) -> int:
    if match.group("half"):
        return _in_unit(30, "minute", kind)
    amount = number(match.group("n")) or 0
    if match.group("more1") or match.group("more2"):
        amount += 0.5
    unit = {"h": "hour", "小": "hour", "钟": "hour", "p": "page", "页": "page"}.get(match.group("unit")[0], "minute")
    if unit == "hour":
        amount = 60 * amount + (number(match.group("m") or match.group("mz") or "") or 0)
        unit = "minute"
    return _in_unit(amount, unit, kind)


def _in_unit(amount: float, unit: str, kind: str | None) -> int:
    """Return minutes or pages in the unit of the kind: games are measured in hours."""
    if kind == "game" and unit == "minute":
        return max(1, math.ceil(amount / 60))
    return max(1, round(amount))


def bounds(said: list[tuple[str, object, bool]]) -> tuple[int | None, int | None]:
    """Return the greatest and the least length that (meaning, value, negated) triples allow."""
    most: list[int] = []
    least: list[int] = []
    for meaning, value, negated in said:
        if isinstance(value, dict):
            _judge(meaning, value, negated, most, least)
        elif isinstance(value, int):
            if meaning == "about":
                most.append(round(1.15 * value))
                least.append(round(0.85 * value))
            else:
                (most if (meaning == "max") != negated else least).append(value)
    return (min(most) if most else None), (max(least) if least else None)


def _judge(meaning: str, marks: dict[str, int], negated: bool, most: list[int], least: list[int]) -> None:
    if meaning == "short" and not negated:
        most.append(marks["short"])
    elif meaning == "long" and negated:
        most.append(marks["moderate"])
    elif meaning == "long":
        least.append(marks["long"])
    else:
        least.append(marks["short"])
