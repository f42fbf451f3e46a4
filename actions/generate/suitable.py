"""Keeps unsuitable words away from children and families."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

_GROWN = frozenset({"teen", "adult"})


def is_suitable(text: str, audience: str) -> bool:
    """Return whether `text` holds no word kept from `audience`; whoever is not teen or adult is guarded as children."""
    everyone, young = _patterns()
    if everyone.search(text):
        return False
    return audience in _GROWN or young.search(text) is None


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    lists = yaml.safe_load((Path(__file__).parent / "data" / "unsuitable.yml").read_text(encoding="utf-8"))
    return _pattern(lists["everyone"]), _pattern(lists["young"])


def _pattern(words: dict[str, list[str]]) -> re.Pattern[str]:
    """English words match as whole words with their endings, Han words anywhere."""
    english = "|".join(rf"{re.escape(word)}(?:s|es|d|{word[-1]}?(?:ed|ing|er|ers))?" for word in words["en"])
    return re.compile(rf"\b(?:{english})\b|{'|'.join(words['zh'])}", re.IGNORECASE)
