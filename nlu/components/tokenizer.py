"""One tokenizer for sentences in English, in Mandarin and in both at once."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from nlu.normal import normalise
from nlu.words import words_of


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class BilingualTokenizer(Tokenizer):  # type: ignore[misc]
    """Cuts runs of Han characters with jieba, compounds of kind and thing once more, and the rest at white space.

    Tokens have the one spelling of `nlu.normal`; their spans are those of the original text.
    """

    @staticmethod
    def required_packages() -> list[str]:
        """Return what has to be installed."""
        return ["jieba", "opencc"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults that Rasa expects of a tokenizer."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the tokens of one attribute of `message`."""
        text = message.get(attribute)
        normal = normalise(text)
        tokens = [Token(word, *normal.span(start, start + len(word))) for word, start in words_of(normal)]
        # Featurizers fail on a message of no tokens.
        return tokens or [Token(text, 0)]
