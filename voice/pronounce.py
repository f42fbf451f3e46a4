"""Which voice says which part of a sentence, and how it is written for that voice.

espeak-ng's Mandarin voice spells Han characters out as English syllables; its pinyin voice speaks them well. So Han
text is turned into toned pinyin here, and the parts in Latin letters go to the English voice.
"""

from __future__ import annotations

import re

_PARTS = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'’&\- ]*[A-Za-zÀ-ÿ]|[A-Za-z]")
_PAUSES = str.maketrans("，。！？；：、", ",.!?;:,")


def parts(sentence: str, language: str) -> list[tuple[str, str]]:
    """Return `(language, text)` for each stretch of `sentence` that one voice says.

    A sentence in English stays whole; in a Mandarin one, words in Latin letters are said by the English voice.
    """
    if language != "zh":
        return [("en", sentence)]
    found: list[tuple[str, str]] = []
    start = 0
    for match in _PARTS.finditer(sentence):
        found += [("zh", sentence[start : match.start()]), ("en", match.group())]
        start = match.end()
    found.append(("zh", sentence[start:]))
    return [(spoken_in, text.strip()) for spoken_in, text in found if any(map(str.isalnum, text))]


def pinyin(text: str) -> str:
    """Return `text` with every Han character as a toned syllable: 你好 → "ni3 hao3"."""
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(text.translate(_PAUSES), style=Style.TONE3, neutral_tone_with_five=True, v_to_u=False)
    return " ".join(syllables)
