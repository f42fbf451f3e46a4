"""Fills the writers' sentences: alternatives, names and pronouns, a or an, capitals."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

_ALTERNATIVES = re.compile(r"\[([^\[\]]*)\]")
_ARTICLE = re.compile(r"\ba~ (?=(\W*)([\w-]+))", re.IGNORECASE)
_DOUBLE_COMMA = re.compile(r",([,.;:])")
_SENTENCE_START = re.compile(r"(^|[.!?…]\s+)([“\"]?)([a-z])")
_AN = re.compile(r"(?:[aeiou]|hour|honest|honou?r|heir|x-ray|8|11\b|18)(?!ne\b|nce\b)", re.IGNORECASE)
_A_DESPITE_VOWEL = re.compile(r"(?:uni(?!n|m)|use|usu|euro|ewe|one|once|ufo|ukulele|utensil)", re.IGNORECASE)

_SMALL = frozenset(["a", "an", "the", "of", "in", "on", "at", "to", "for", "and", "or", "with", "from", "by", "that"])

PRONOUNS: dict[str, dict[str, str]] = {
    "she": {"he": "she", "him": "her", "his": "her", "himself": "herself", "was": "was"},
    "he": {"he": "he", "him": "him", "his": "his", "himself": "himself", "was": "was"},
    "it": {"he": "it", "him": "it", "his": "its", "himself": "itself", "was": "was"},
    "they": {"he": "they", "him": "them", "his": "their", "himself": "themselves", "was": "were"},
}
HAN_PRONOUNS = {"she": "她", "he": "他", "it": "它", "they": "ta"}


def fill(template: str, fields: Mapping[str, str], dice: random.Random) -> str:
    """Return `template` with one of each [this|that] taken and fields filled. Raises KeyError for an unknown one."""
    while _ALTERNATIVES.search(template):
        template = _ALTERNATIVES.sub(lambda found: dice.choice(found[1].split("|")), template)
    return template.format_map(fields)


def polish(text: str, language: str) -> str:
    """Return text with a/an chosen and sentences begun with capitals, where the language has such things."""
    if language == "zh":
        return text
    text = _DOUBLE_COMMA.sub(r"\1", text)
    text = _ARTICLE.sub(lambda found: "an " if sounds_open(found[2]) else "a ", text)
    return _SENTENCE_START.sub(lambda found: found[1] + found[2] + found[3].upper(), text)


def headline(text: str) -> str:
    """Return English text with the capitals of a title; Han text as it is."""
    words = text.split(" ")
    return " ".join(word if word in _SMALL else word[:1].upper() + word[1:] for word in words)


def sounds_open(word: str) -> bool:
    """Return whether an English word begins with a vowel sound, so that "an" goes before it."""
    return bool(_AN.match(word)) and not _A_DESPITE_VOWEL.match(word)


def split_forms(entry: str) -> tuple[str, str]:
    """Return the long and the short form of "long | short"; both are the whole where there is one."""
    long, _, short = entry.partition(" | ")
    return long, short or long
