"""One spelling of what was said or typed: half width, simplified Han, lower case, the device's name left out.

Every character remembers where it stood, so that whatever is found can be shown in the person's own words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

LONGEST = 1000
"""Characters that are read; a request is shorter, and what follows would only cost time."""
HAN = "㐀-䶿一-鿿豈-﫿"
_HAN_RUN = re.compile(f"[{HAN}]+")
_FILLERS = re.compile(
    r"(?<![a-z0-9'])(?:u+h+m*|u+m+|e+r+m*|h+m+)(?![a-z0-9'])[\s,.…]*|(?:\A|(?<=[\s，,、]))(?:呃|嗯|唔)+[\s，,、…]*|呃+[\s，,、…]*"
)
_GREETING = r"hey|hi|hello|ok|okay|yo|嘿|嗨|喂|你好"
_NAMES = r"alexa|siri|cortana|google|olly|bixby|encore|小爱(?:同学)?|小度(?:小度)?|天猫精灵|安可|小艺"
_CALLED = re.compile(
    rf"\A\W*(?:(?:{_GREETING})[\s,，]*(?:{_NAMES}|computer|assistant|jarvis)|(?:{_NAMES})|(?:computer|jarvis)(?=[,，]))"
    r"(?![a-z'])[\s,，.。!！:：、]*(?=\S)"
)
"""How people address the device they speak to, this one or the one they had before."""
_INVISIBLE = {"Cf", "Cc", "Cs", "Co", "Cn"}


@dataclass(frozen=True)
class Normal:
    """A normalised text and where its characters come from."""

    text: str
    places: tuple[int, ...]
    """For each character of `text`, its index in the original."""
    original: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the original of `text[start:end]`, which must not be empty."""
        return self.places[start], self.places[end - 1] + 1


def normalise(text: str) -> Normal:
    """Return `text` in the one spelling; of more than `LONGEST` characters, the first."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text[:LONGEST]):
        for plain in _plain(character):
            characters.append(plain)
            places.append(place)
    plain_text = _simplified("".join(characters))
    for pattern in (_CALLED, _FILLERS):
        plain_text, places = _without(pattern, plain_text, places)
    return Normal(plain_text, tuple(places), text)


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """Return what one character is in half width and lower case: 'Ａ' → 'a', '㎞' → 'km', a control sign → ' '."""
    plain = unicodedata.normalize("NFKC", character).lower().replace("’", "'").replace("‘", "'")
    return " " if unicodedata.category(character) in _INVISIBLE else plain


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def _simplified(text: str) -> str:
    return _HAN_RUN.sub(lambda run: _simplified_run(run.group()), text)


@lru_cache(maxsize=4096)
def _simplified_run(run: str) -> str:
    simplified: str = _converter().convert(run)
    # A phrase may become shorter or longer; then character by character, because places must stay true.
    return simplified if len(simplified) == len(run) else "".join(_converter().convert(char)[:1] for char in run)


def _without(pattern: re.Pattern[str], text: str, places: list[int]) -> tuple[str, list[int]]:
    """Return `text` without what `pattern` finds, unless nothing else would be left."""
    kept: list[int] = []
    at = 0
    for found in pattern.finditer(text):
        kept += range(at, found.start())
        at = found.end()
    kept += range(at, len(text))
    shorter = "".join(text[index] for index in kept)
    if len(kept) == len(text) or not any(character.isalnum() for character in shorter):
        return text, places
    return shorter, [places[index] for index in kept]
