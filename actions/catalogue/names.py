"""One spelling for names that people write in many ways."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = re.compile(r"['’ʼ`´]")
_NOT_WORD = re.compile(r"[\W_]+")
_SPACE_BY_HAN = re.compile(r"(?<=[㐀-鿿]) | (?=[㐀-鿿])")
_ARTICLE = re.compile(r"^(?:the|an?) (?=\S)")
_HAN = re.compile(r"[㐀-鿿]")
_FLAT = re.compile(r"(?<=^[zcs])h|(?<=[ie])(n)g$")


def has_han(text: str) -> bool:
    """Return whether `text` holds a Han character."""
    return _HAN.search(text) is not None


def fold(text: str) -> str:
    """Return `text` in lower case and half width, without Latin accents."""
    folded: list[str] = []
    for char in unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()):
        if unicodedata.combining(char) and folded and folded[-1].isascii():
            continue
        folded.append(char)
    return unicodedata.normalize("NFC", "".join(folded))


def normalise(text: str) -> str:
    """Return the form of a name by which it is compared.

    Case, width, accents, punctuation, book-title marks and leading articles are gone; words are
    parted by one space, Han text is not parted. Empty when nothing is left.
    """
    plain = _APOSTROPHES.sub("", fold(text)).replace("&", " and ")
    plain = _NOT_WORD.sub(" ", plain).strip()
    return _ARTICLE.sub("", _SPACE_BY_HAN.sub("", plain))


@lru_cache(maxsize=50_000)
def sound(name: str) -> str:
    """Return how a normalised name is said: Han as pinyin without tones, other words as their Metaphone codes.

    What half of China says alike is alike here: z and zh, c and ch, s and sh, -in and -ing, -en and -eng.
    Two names of one sound may be one name, heard by a recogniser or typed by ear (Philips, "Hanging on the Metaphone",
    1990). Empty for what has no sound of its own, such as digits.
    """
    from jellyfish import metaphone
    from pypinyin import lazy_pinyin

    if has_han(name):
        return " ".join(_FLAT.sub(lambda found: found[1] or "", syllable) for syllable in lazy_pinyin(name))
    return " ".join(code for word in name.split() if (code := metaphone(word)))
