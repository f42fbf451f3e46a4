"""Cuts a normalised sentence into words: Han text with jieba, everything else at white space."""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from typing import Any

from nlu.normal import HAN, Normal

Word = tuple[str, int]
"""A word and the place in the normalised text where it starts."""
_PIECES = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+(?:['.&-](?!s\b)[^\W_{HAN}]+)*")
_HAN = re.compile(f"[{HAN}]")
_COMPOUND = re.compile(r"(.+)(电影|小说|音乐|游戏|歌曲|乐队|动画|节目)|(..+)([片剧曲诗歌])")
"""A kind of thing with the word for the thing: 科幻电影, 恐怖片. The kind has to be a word of its own."""


def words_of(normal: Normal) -> list[Word]:
    """Return the words of a normalised text; punctuation, emoji and invisible characters are none."""
    return [
        (word, match.start() + offset)
        for match in _PIECES.finditer(normal.text)
        for word, offset in _words(match.group())
    ]


def pieces_of(normal: Normal) -> list[str]:
    """Return the runs of Han characters and the other words, without looking for words in the former."""
    return _PIECES.findall(normal.text)


def is_han(word: str) -> bool:
    """Return whether `word` begins with a Han character."""
    return _HAN.match(word) is not None


@lru_cache(maxsize=1)
def _jieba() -> Any:
    """Return jieba, quiet and with its dictionary loaded once."""
    import jieba

    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    return jieba


def _words(piece: str) -> list[Word]:
    if not _HAN.match(piece):
        return [(piece, 0)]
    # Guessing words that the dictionary lacks (HMM) glues names to their neighbours: 叫田田, 放白|噪音.
    words = _jieba().tokenize(piece, HMM=False)
    return [part for word, start, _ in words for part in _uncompounded(word, start)]


def _uncompounded(word: str, start: int) -> list[Word]:
    match = _COMPOUND.fullmatch(word)
    if match is None:
        return [(word, start)]
    kind, thing = (part for part in match.groups() if part)
    return [(kind, start), (thing, start + len(kind))]
