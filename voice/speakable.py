"""What is written to what is said: markup, emoji and brackets are for the eye."""

from __future__ import annotations

import re
import unicodedata

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKUP = re.compile(r"[*_`#~>|]+")
_BRACKETS = str.maketrans(dict.fromkeys('《》〈〉「」『』【】“”"[]{}<>', " "))
_SPACES = re.compile(r"\s+")
_SENTENCE = re.compile(r".+?(?:[。！？!?…]+|\.(?=\s|$)|$)[”’\"'）)]*\s*", re.DOTALL)
_HAN = re.compile(r"[㐀-鿿]")
_SILENT = {"So", "Cs", "Co", "Cn", "Cf", "Cc", "Sk"}


def speakable(text: str) -> str:
    """Return `text` as it should be read aloud: no markup, emoji, brackets or invisible characters."""
    text = _MARKUP.sub(" ", _LINK.sub(r"\1", text)).translate(_BRACKETS)
    audible = "".join(" " if unicodedata.category(character) in _SILENT else character for character in text)
    return _SPACES.sub(" ", audible).strip()


def sentences(text: str) -> list[str]:
    """Return the sentences of `text`, each speakable and with something to say."""
    parts = (speakable(match.group()) for match in _SENTENCE.finditer(text))
    return [part for part in parts if any(character.isalnum() for character in part)]


def language_of(sentence: str, default: str = "en") -> str:
    """Return "zh" for a sentence with Han characters, "en" for one with letters only, else `default`."""
    if _HAN.search(sentence):
        return "zh"
    return "en" if any(character.isalpha() for character in sentence) else default
