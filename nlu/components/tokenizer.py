"""One tokenizer for sentences in English, in Mandarin and in both at once."""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

_PIECES = re.compile(r"[㐀-䶿一-鿿豈-﫿]+|[^\W_㐀-䶿一-鿿豈-﫿]+(?:['’.&-][^\W_㐀-䶿一-鿿豈-﫿]+)*")
_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿]")


@lru_cache(maxsize=1)
def _jieba() -> Any:
    """Return jieba, quiet and with its dictionary loaded once."""
    import jieba

    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    return jieba


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class BilingualTokenizer(Tokenizer):  # type: ignore[misc]
    """Cuts runs of Han characters with jieba and everything else at white space and punctuation.

    Spans are those of the original text; emoji, punctuation and invisible characters become no tokens.
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
            Token(word, match.start() + offset)
            for match in _PIECES.finditer(text)
            for word, offset in _words(match.group())
        ]
        # Featurizers fail on a message of no tokens.
        return tokens or [Token(text, 0)]


def _words(piece: str) -> list[tuple[str, int]]:
    if not _HAN.match(piece):
        return [(piece, 0)]
    return [(word, start) for word, start, _ in _jieba().tokenize(piece)]
