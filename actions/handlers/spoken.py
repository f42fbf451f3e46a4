"""Small quantities in people's words: lengths and audiences."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_WORDS = Path(__file__).with_name("spoken.yml")


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_WORDS.read_text("utf-8"))
    return loaded


def audience_of(said: str) -> str:
    """Return the audience that `said` means ("my five-year-old" → "children"), or an empty string."""
    said = said.lower()
    for audience, words in _words()["audiences"].items():
        if any(word in said for word in words):
            return str(audience)
    return ""


def seconds_of(said: str) -> int | None:
    """Return the seconds that `said` means ("two minutes", "短一点"), or None."""
    said = said.lower()
    number = number_of(said)
    for unit, seconds in _words()["units"].items():
        if unit in said and number:
            return int(number * seconds)
    for word, seconds in _words()["lengths"].items():
        if word in said:
            return int(seconds)
    return None


def number_of(said: str) -> float | None:
    """Return the number in `said`, in digits or as a word of either language, or None."""
    digits = re.search(r"\d+(?:\.\d+)?", said)
    if digits:
        return float(digits.group())
    composed = _han_number(said)
    if composed is not None:
        return composed
    words = re.findall(r"[a-z]+", said.lower())
    values = [_words()["numbers"][word] for word in words if word in _words()["numbers"]]
    return float(sum(values)) if values else None


def _han_number(said: str) -> float | None:
    """Return a Mandarin number up to 999, or None."""
    match = re.search(r"[零一二两三四五六七八九十百半]+", said)
    if not match:
        return None
    digits = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
    total, current = 0.0, 0.0
    for character in match.group():
        if character in digits:
            current = digits[character]
        elif character == "半":
            total += 0.5
        else:
            total, current = total + (current or 1) * (10 if character == "十" else 100), 0
    return total + current
