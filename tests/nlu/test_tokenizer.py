from __future__ import annotations

import unicodedata

import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.components.tokenizer import BilingualTokenizer


def tokens(text: str) -> list[tuple[str, int, int]]:
    tokenizer = BilingualTokenizer(BilingualTokenizer.get_default_config())
    return [(token.text, token.start, token.end) for token in tokenizer.tokenize(Message(data={TEXT: text}), TEXT)]


def words(text: str) -> list[str]:
    return [word for word, _, _ in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("play some jazz", ["play", "some", "jazz"]),
        ("播放 Taylor Swift 的歌", ["播放", "taylor", "swift", "的", "歌"]),
        ("推荐一部科幻电影", ["推荐", "一部", "科幻", "电影"]),
        ("don't stop, it's R&B!", ["don't", "stop", "it", "s", "r&b"]),
        ("放首周杰伦的晴天", ["放", "首", "周杰伦", "的", "晴天"]),
        ("我名字叫田田，想看恐怖片", ["我", "名字", "叫", "田", "田", "想", "看", "恐怖", "片"]),
        ("Beyoncé's songs", ["beyoncé", "s", "songs"]),
        ("sci-fi from 1994", ["sci-fi", "from", "1994"]),
    ],
)
def test_tokenizer_each_script_is_cut_its_way(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    "text",
    ["播放 Taylor Swift 的歌", "🎵 play 🎵 晴天", "ａｂｃ　全角", "מוזיקה play", "a\u200bb 歌\u200d曲", "e\u0301tude"],
)
def test_tokenizer_spans_are_those_of_the_text(text: str) -> None:
    assert all(unicodedata.normalize("NFKC", text[start:end]).lower() == word for word, start, end in tokens(text))


@pytest.mark.parametrize("text", ["🎉", "…", " ", "\u200b"])
def test_tokenizer_text_without_words_is_one_token(text: str) -> None:
    assert tokens(text) == [(text, 0, len(text))]
