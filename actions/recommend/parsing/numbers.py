"""Numbers and years in words."""

from __future__ import annotations

import re

_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
WORDS = {word: number for number, word in enumerate(_UNITS)} | {
    word: 10 * number for number, word in enumerate(_TENS, start=2)
}
DECADES = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
CENTURIES = {"fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20}
_HAN = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}

_TEN = "|".join(_TENS)
_SMALL = "|".join(_UNITS[1:10])
_TEEN = "|".join(_UNITS[10:])
_CENTURY = re.compile(
    rf"\b(eighteen|nineteen|twenty)[ -](?:(hundred)s?|(?:oh|o) ({_SMALL})|({'|'.join(DECADES)})|"
    rf"({_TEN})(?:[ -]({_SMALL}))?|({_TEEN}))\b"
)
_THOUSAND = re.compile(rf"\btwo thousands?(?: and)?(?: ({_SMALL}|{_TEEN}))?\b")
_HAN_YEAR = re.compile(r"([一二][零〇一二三四五六七八九]{3})(?=年)")


def number(text: str) -> float | None:
    """Return the number that `text` says in digits or words of either language, if it does."""
    text = text.strip()
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return float(text)
    if text in {"a", "an"}:
        return 1.0
    if text in WORDS:
        return float(WORDS[text])
    parts = re.split(r"[ -]", text)
    if len(parts) == 2 and parts[0] in _TENS and parts[1] in WORDS:
        return float(WORDS[parts[0]] + WORDS[parts[1]])
    return _han_number(text)


def _han_number(text: str) -> float | None:
    if not text or not all(char in _HAN or char in "十百" for char in text):
        return None
    if "百" in text:
        hundreds, _, rest = text.partition("百")
        return 100.0 * _HAN.get(hundreds, 1) + (_han_number(rest.lstrip("零")) or 0)
    if "十" in text:
        tens, _, units = text.partition("十")
        return 10.0 * _HAN.get(tens, 1) + _HAN.get(units, 0)
    return float("".join(str(_HAN[char]) for char in text))


def spell_years(text: str) -> str:
    """Return `text` with years and decades in words ("nineteen eighties", 一九八四年) in digits."""
    text = _CENTURY.sub(_century, text)
    text = _THOUSAND.sub(lambda found: str(2000 + WORDS.get(found.group(1) or "", 0)), text)
    text = text.replace("两千年", "2000年").replace("千禧年", "2000年")
    return _HAN_YEAR.sub(lambda found: "".join(str(_HAN[char]) for char in found.group(1)), text)


def _century(found: re.Match[str]) -> str:
    first = 100 * WORDS[found.group(1)]
    if found.group(2):
        return f"{first}s" if found.group().endswith("s") else str(first)
    if found.group(4):
        return f"{first + 10 * (DECADES.index(found.group(4)) + 2)}s"
    units = WORDS.get(found.group(3) or found.group(6) or found.group(7) or "", 0)
    return str(first + WORDS.get(found.group(5) or "", 0) + units)
