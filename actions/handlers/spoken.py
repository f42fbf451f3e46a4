"""Small quantities in people's words: numbers, lengths, audiences, how many questions."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from actions.generate.numbers import with_digits

_WORDS = Path(__file__).with_name("spoken.yml")
_NUMBER = r"\d+(?:\.\d+)?"
_AGE = re.compile(r"(\d+) ?(?:years?|yrs?) old|(\d+) ?[岁歲]")
_GROWN_AT, _TEEN_AT = 18, 13
_LONGEST = 200
"""Characters that are looked at: no quantity takes more, and no number of so many digits overflows."""
_DAY_S = 86_400


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_WORDS.read_text("utf-8"))
    return loaded


def audience_of(said: str) -> str:
    """Return the audience that `said` means ("my five-year-old" → "children"), or an empty string."""
    text = _in_digits(said)
    age = _AGE.search(text)
    if age:
        years = int(age[1] or age[2])
        return "children" if years < _TEEN_AT else "teen" if years < _GROWN_AT else "adult"
    named = (audience for audience, words in _words()["audiences"].items() if any(_says(text, word) for word in words))
    return str(next(named, ""))


def seconds_of(said: str) -> int | None:
    """Return the seconds that `said` means ("two minutes", "一个半小时", "短一点"), a day at most, or None."""
    total = sum(_seconds(found) for found in _amounts().finditer(_in_digits(said)))
    if total:
        return int(min(total, _DAY_S))
    said = said.lower()
    return next((int(seconds) for word, seconds in _words()["lengths"].items() if _says(said, word)), None)


def number_of(said: str) -> float | None:
    """Return the number in `said`, in digits or as a word of either language, or None."""
    text = _in_digits(said)
    digits = re.search(rf"({_NUMBER})( and a half|个半)?", text)
    if digits:
        return float(digits[1]) + (0.5 if digits[2] else 0.0)
    return 0.5 if any(_says(text, half) for half in _words()["halves"]) else None


def questions_of(said: str) -> int | None:
    """Return how many questions `said` asks for ("ten questions", "来八道题"), or None."""
    found = re.search(
        r"(?<![第\d.])(\d+)(?: (?:[a-z]+ ){0,2}questions?\b|(?:道|个问题|個問題|题|題))", _in_digits(said)
    )
    return int(found[1]) if found else None


def mentions_question(said: str) -> bool:
    """Return whether `said` speaks of a question or riddle ("what was the question?")."""
    text = said.lower()
    return any(_says(text, word) for word in _words()["questions"])


def _in_digits(said: str) -> str:
    """Return lower-case text without hyphens, its numbers as digits."""
    # The 百 of 百分之五十 counts nothing.
    return with_digits(with_digits(said[:_LONGEST].lower().replace("-", " ").replace("百分之", ""), "zh"), "en")


def _says(text: str, word: str) -> bool:
    """Return whether `text` has `word`: English as a whole word or its plural, Han anywhere."""
    if not word.isascii():
        return word in text
    return re.search(rf"(?<![a-z]){re.escape(word)}(?:e?s)?(?![a-z])", text) is not None


@lru_cache(maxsize=1)
def _amounts() -> re.Pattern[str]:
    """Return what finds a number with a unit of time, with the half that may follow either."""
    units, amounts = (
        "|".join(map(re.escape, sorted(_words()[name], key=len, reverse=True))) for name in ("units", "amounts")
    )
    half = "and a half|半"
    return re.compile(
        rf"(?<![a-z])(?P<number>{_NUMBER}|{amounts})\s*(?P<half>个?(?:{half}))?[\s个]*(?P<unit>{units})s?\s*(?P<more>{half})?"
    )


def _seconds(found: re.Match[str]) -> float:
    amounts, units = _words()["amounts"], _words()["units"]
    number = float(amounts.get(found["number"]) or found["number"])
    return (number + (0.5 if found["half"] or found["more"] else 0.0)) * float(units[found["unit"]])
