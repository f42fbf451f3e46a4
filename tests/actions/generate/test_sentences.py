from __future__ import annotations

import pytest

from actions.generate.sentences import SentenceCutter, sentences_of, spoken_seconds

TEXTS = [
    ("He ran. She laughed! Why? Nobody knew…", ["He ran.", "She laughed!", "Why?", "Nobody knew…"]),
    ("“Wait!” she said. “No.” He left.", ["“Wait!” she said.", "“No.”", "He left."]),
    ("Mr. Fox paid 3.50 at 5 p.m. and left. Dr. Owl J. Smith came.", None),
    ("Am I? I am I. Yes.", ["Am I?", "I am I.", "Yes."]),
    ("Well... perhaps. Yes.", ["Well... perhaps.", "Yes."]),
    ("One line\nanother line\n\nend", ["One line", "another line", "end"]),
    ("下雨了。他跑了！为什么？没人知道……", ["下雨了。", "他跑了！", "为什么？", "没人知道……"]),
    ("“好！”他说。“走吧。”大家都走了。", ["“好！”他说。", "“走吧。”", "大家都走了。"]),
    ("他说：“下雨了。”然后走了很远很远的路，到了海边。", ["他说：“下雨了。”", "然后走了很远很远的路，到了海边。"]),
    ("牌子上写着“请进”。门开了。", ["牌子上写着“请进”。", "门开了。"]),
    ("", []),
    ("   \n ", []),
    ("no stop at all", ["no stop at all"]),
]


@pytest.mark.parametrize(("text", "sentences"), TEXTS)
def test_sentences_of_texts_in_both_languages(text: str, sentences: list[str] | None) -> None:
    expected = sentences or (
        ["Mr. Fox paid 3.50 at 5 p.m. and left.", "Dr. Owl J. Smith came."] if text.strip() else []
    )
    assert sentences_of(text) == expected


@pytest.mark.parametrize("size", [1, 2, 3, 5])
@pytest.mark.parametrize("text", [text for text, _ in TEXTS])
def test_sentences_in_any_pieces_are_same(text: str, size: int) -> None:
    cutter = SentenceCutter()
    pieces = [sentence for at in range(0, len(text), size) for sentence in cutter.accept(text[at : at + size])]
    assert pieces + cutter.finish() == sentences_of(text)
    assert cutter.waiting == 0


def test_sentence_comes_out_once_the_next_begins() -> None:
    cutter = SentenceCutter()
    assert cutter.accept("He ran. ") == []
    assert cutter.accept("S") == ["He ran."]
    assert cutter.waiting > 0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("one two three four five", 2.0),
        ("一二三四五六七八", 2.0),
        ("播放 hello world", 1.3),
        ("don't stop-gap", 0.8),
        ("…!", 0),
    ],
)
def test_spoken_seconds_count_words_and_characters(text: str, seconds: float) -> None:
    assert spoken_seconds(text) == pytest.approx(seconds)
