"""What is left of a request to play once the asking is taken away: "put on some X please" → X."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

from actions.catalogue.names import has_han

_WORDS = Path(__file__).with_name("asking.yml")
MAX_TEXT = 300
_EDGES = " \t\n.,!?;:，。！？；：、~～…"


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Return what is taken away, each anchored at one end."""
    words = yaml.safe_load(_WORDS.read_text("utf-8"))
    patterns = [rf"^(?:{said})(?![\w'])" for said in words["en"]["before"]]
    patterns += [rf"(?<![\w'])(?:{said})$" for said in words["en"]["after"]]
    patterns += [f"^(?:{said})" for said in words["zh"]["before"]]
    patterns += [f"(?:{said})$" for said in words["zh"]["after"]]
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def names_in(text: str) -> list[str]:
    """Return what `text` may ask for, from all of it to the least, which is empty if it names nothing."""
    left = _trimmed(text[:MAX_TEXT])
    names = [left]
    while left:
        shorter = next((cut for pattern in _patterns() if (cut := _trimmed(pattern.sub("", left))) != left), left)
        if shorter == left:
            break
        left = shorter
        names.append(left)
    return names


def continued(name: str, text: str) -> str:
    """Return the longer name that `name` was cut out of ("Yesterday" of "play Yesterday Once More"), or `name`."""
    longer = names_in(text)[-1]
    before, found, after = longer.partition(name)
    if not found or not names_in(f"{before} {after}")[-1]:
        return name
    return name if not before.strip() and _beside().match(after.strip()) else longer


@lru_cache(maxsize=1)
def _beside() -> re.Pattern[str]:
    words = yaml.safe_load(_WORDS.read_text("utf-8"))
    return re.compile(rf"(?:(?:{words['en']['beside']})\b|{words['zh']['beside']})", re.IGNORECASE)


def parted(name: str) -> tuple[str, str]:
    """Return title and artist of "X by Y" or Y的X; an empty artist if it is neither."""
    match = re.fullmatch(r"(?P<title>.+?)\s+by\s+(?P<artist>.+)", name, re.IGNORECASE)
    if match is None and has_han(name):
        match = re.fullmatch(r"(?P<artist>[^的]+)的(?P<title>.+)", name)
    return (_trimmed(match["title"]), _trimmed(match["artist"])) if match else (name, "")


def _trimmed(text: str) -> str:
    return text.strip(_EDGES).strip("《》“”\"'「」").strip(_EDGES)
