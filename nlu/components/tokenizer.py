"""One tokenizer for sentences in English, in Mandarin and in both at once."""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

_PIECES = re.compile(r"[㐀-䶿一-鿿豈-﫿]+|[^\W_㐀-䶿一-鿿豈-﫿]+(?:['’.&-](?!s\b)[^\W_㐀-䶿一-鿿豈-﫿]+)*")
_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿]")
_COMPOUND = re.compile(r"(.+)(电影|小说|音乐|游戏|歌曲|乐队|动画|节目)|(..+)([片剧曲诗歌])")
"""A kind of thing with the word for the thing: 科幻电影, 恐怖片. The kind has to be a word of its own."""


@lru_cache(maxsize=1)
def _jieba() -> Any:
    """Return jieba, quiet and with its dictionary loaded once."""
    import jieba

    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    return jieba


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class BilingualTokenizer(Tokenizer):  # type: ignore[misc]
    """Cuts runs of Han characters with jieba, compounds of kind and thing once more, and the rest at white space.

    Tokens are in lower case, because a recogniser writes no capitals and people type them as they please; spans are
    those of the original text. Emoji, punctuation and invisible characters become no tokens.
    """

    @staticmethod
    def required_packages() -> list[str]:
        """Return what has to be installed."""
        return ["jieba"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults that Rasa's featurizers expect of a tokenizer."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the tokens of one attribute of `message`."""
        text = message.get(attribute)
        tokens = [
            Token(word.lower(), match.start() + offset, match.start() + offset + len(word))
            for match in _PIECES.finditer(text)
            for word, offset in _words(match.group())
        ]
        # Featurizers fail on a message of no tokens.
        return tokens or [Token(text, 0)]


def _words(piece: str) -> list[tuple[str, int]]:
    if not _HAN.match(piece):
        return [(piece, 0)]
    # Guessing words that the dictionary lacks (HMM) glues names to their neighbours: 叫田田, 放白|噪音.
    words = _jieba().tokenize(piece, HMM=False)
    return [part for word, start, _ in words for part in _uncompounded(word, start)]


def _uncompounded(word: str, start: int) -> list[tuple[str, int]]:
    match = _COMPOUND.fullmatch(word)
    if match is None:
        return [(word, start)]
    kind, thing = (part for part in match.groups() if part)
    return [(kind, start), (thing, start + len(kind))]
