"""The poems that ship: every couplet rhymes, every poem is about what was asked for."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import product
from typing import Any

import pytest
from pypinyin import Style, lazy_pinyin

from actions.generate import Brief, EmbeddedWriter, Piece, is_suitable
from actions.generate.material import LANGUAGES, read_as
from actions.generate.poems import ANY, SAID, Couplet, Poet, Verses
from tests.actions.generate.conftest import Read
from voice.training.lexicon import Pronunciation, ask_espeak

both_languages = pytest.mark.parametrize("language", LANGUAGES)

TOPICS_ASKED = {
    "moon": ("the moon", "月亮"),
    "sea": ("the sea", "大海"),
    "rain": ("rain", "雨"),
    "cat": ("my cat", "猫"),
    "dog": ("a dog", "狗"),
    "autumn": ("autumn", "秋天"),
    "spring": ("spring", "春天"),
    "summer": ("summer", "夏天"),
    "snow": ("snow", "雪"),
    "stars": ("the stars", "星星"),
    "home": ("home", "家乡"),
    "friendship": ("friendship", "友情"),
    "love": ("love", "爱"),
    "night": ("the night", "夜晚"),
    "city": ("the city", "城市"),
    "tea": ("tea", "茶"),
    "dragon": ("a dragon", "龙"),
    "train": ("a train", "火车"),
    "mother": ("my mother", "妈妈"),
}
UNKNOWN = {"en": "a purple elephant", "zh": "熊猫"}
MANDARIN_RHYMES = {
    **dict.fromkeys(("an", "ian", "uan", "van"), "an"),
    **dict.fromkeys(("ang", "iang", "uang"), "ang"),
    **dict.fromkeys(("eng", "ing"), "eng"),
}
VOWELS = frozenset(["AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"])


def verses_in(language: str) -> dict[str, Verses]:
    return read_as(dict[str, Verses], language, "poems")


def couplets_in(language: str) -> list[Couplet]:
    return [each for verses in verses_in(language).values() for each in (*verses.first, *verses.middle, *verses.last)]


def poem(language: str, **wishes: Any) -> Piece:
    return Poet(language, "test").write(Brief("poem", language, **wishes))


def lines_of(language: str) -> dict[str, str]:
    """The topic of every line as it stands in a poem; lines of `_any` are about nothing."""
    return {
        line[:1].upper() + line[1:]: topic
        for topic, verses in verses_in(language).items()
        for _, *pair in (*verses.first, *verses.middle, *verses.last)
        for line in pair
    }


def words_of(line: str) -> list[str]:
    return re.findall(r"[a-z]+(?:'[a-z]+)*", line.lower().replace("{said}", ""))


@pytest.fixture(scope="module")
def sounds() -> dict[str, Pronunciation]:
    """How the words of all English couplets sound, by espeak-ng."""
    return ask_espeak(sorted({word for _, *pair in couplets_in("en") for line in pair for word in words_of(line)}))


def english_rhyme(sounds: Pronunciation) -> Pronunciation:
    """The sounds from the last vowel on, without the difference that most Americans do not hear (cot, caught)."""
    start = max(place for place, sound in enumerate(sounds) if sound in VOWELS)
    return tuple("AA" if sound == "AO" else sound for sound in sounds[start:])


def mandarin_rhyme(line: str) -> str:
    finals = lazy_pinyin(line.rstrip("，。？"), style=Style.FINALS)
    return MANDARIN_RHYMES[finals[-1]]


@both_languages
def test_data_cover_topics_in_both_languages(language: str) -> None:
    verses = verses_in(language)
    topics = set(verses) - {ANY, SAID}
    assert topics == set(TOPICS_ASKED)
    for topic in topics:
        assert verses[topic].words
        assert len(verses[topic].titles) >= 2
        assert len(verses[topic].first) >= 2
        assert len(verses[topic].last) >= 2


@both_languages
def test_no_line_or_word_is_there_twice(language: str) -> None:
    lines = [line for _, *pair in couplets_in(language) for line in pair]
    assert len(lines) == len(set(lines))
    words = [word for verses in verses_in(language).values() for word in verses.words]
    assert len(words) == len(set(words))


@both_languages
def test_said_couplets_all_name_it_once(language: str) -> None:
    for topic, verses in verses_in(language).items():
        for _, *pair in (*verses.first, *verses.middle, *verses.last):
            assert "".join(pair).count("{") == "".join(pair).count("{said}") == (topic == SAID)


@both_languages
def test_lines_are_fit_for_children(language: str) -> None:
    assert not [pair for _, *pair in couplets_in(language) if not is_suitable(" ".join(pair), "children")]


@both_languages
def test_lines_end_as_sentences_are_spoken(language: str) -> None:
    ends = {"en": (",", ";", ":", ".", "!", "?", "”", ")"), "zh": ("，", "。", "？")}[language]
    assert all(second.endswith(ends) for _, _, second in couplets_in(language))
    if language == "zh":
        assert all(first.endswith(ends) for _, first, _ in couplets_in(language))


def test_english_couplets_rhyme_by_their_sounds(sounds: dict[str, Pronunciation]) -> None:
    for _, first, second in couplets_in("en"):
        one, other = words_of(first)[-1], words_of(second)[-1]
        assert one != other, (first, second)
        assert english_rhyme(sounds[one]) == english_rhyme(sounds[other]), (first, second)


def test_english_labels_name_one_sound_each(sounds: dict[str, Pronunciation]) -> None:
    heard = defaultdict(set)
    for rhyme, first, _ in couplets_in("en"):
        heard[rhyme].add(english_rhyme(sounds[words_of(first)[-1]]))
    assert all(len(rhymes) == 1 for rhymes in heard.values())
    assert len({rhyme for rhymes in heard.values() for rhyme in rhymes}) == len(heard)


def test_english_lines_have_four_beats(sounds: dict[str, Pronunciation]) -> None:
    """Eight syllables, or what espeak-ng counts in lines with "hour" or "our" or "wires"."""
    lengths = {
        line: sum(sound in VOWELS for word in words_of(line) for sound in sounds[word])
        for _, *pair in couplets_in("en")
        for line in pair
        if "{said}" not in line
    }
    assert {line: length for line, length in lengths.items() if not 7 <= length <= 10} == {}
    assert sum(length == 8 for length in lengths.values()) > 0.9 * len(lengths)


def test_mandarin_couplets_rhyme_by_pinyin() -> None:
    for topic, verses in verses_in("zh").items():
        for rhyme, first, second in verses.first:
            assert {mandarin_rhyme(first), mandarin_rhyme(second)} == {rhyme}, (topic, first, second)
            assert first[-2] != second[-2]
        for rhyme, _, second in verses.last:
            assert mandarin_rhyme(second) == rhyme, (topic, second)


def test_mandarin_lines_are_equally_long() -> None:
    lengths = {len(line) for _, *pair in couplets_in("zh") for line in pair if "{said}" not in line}
    assert lengths == {8}
    said = verses_in("zh")[SAID]
    assert {len(line.format(said="熊猫")) for _, _, line in (*said.first, *said.last)} == {8}


def test_stanza_rhymes_in_lines_1_2_and_4() -> None:
    for seed in range(100):
        lines = poem("zh", seconds=120, seed=seed).sentences
        assert len(lines) == 12
        for start in range(0, len(lines), 4):
            one, two, _, four = lines[start : start + 4]
            assert mandarin_rhyme(one) == mandarin_rhyme(two) == mandarin_rhyme(four)


def test_english_poem_has_no_rhyme_twice() -> None:
    labels = {line[:1].upper() + line[1:]: rhyme for rhyme, line, _ in couplets_in("en")}
    for seed in range(100):
        lines = poem("en", seconds=120, seed=seed).sentences
        rhymes = [labels[line] for line in lines[::2]]
        assert len(rhymes) == len(set(rhymes)) == 8


@both_languages
def test_couplet_stands_once_in_poem(language: str) -> None:
    for seed in range(100):
        lines = poem(language, seconds=180, seed=seed).sentences
        assert len(lines) == len(set(lines))


@both_languages
def test_200_poems_in_a_row_differ(language: str) -> None:
    poet = Poet(language, "test")
    poems = [poet.write(Brief("poem", language)).sentences for _ in range(200)]
    assert len(set(poems)) == 200
    assert len({lines[0] for lines in poems}) >= 30


@both_languages
def test_poems_about_one_topic_differ(language: str) -> None:
    poet = Poet(language, "test")
    asked = Brief("poem", language, topic=TOPICS_ASKED["moon"][LANGUAGES.index(language)])
    assert len({poet.write(asked).sentences for _ in range(40)}) == 40


@pytest.mark.parametrize("name", TOPICS_ASKED)
@both_languages
def test_poem_about_our_topic_uses_its_lines(language: str, name: str) -> None:
    lines = lines_of(language)
    asked = TOPICS_ASKED[name][LANGUAGES.index(language)]
    for seed in range(10):
        piece = poem(language, topic=asked, seed=seed)
        assert {lines[line] for line in piece.sentences} - {ANY} == {name}
        assert piece.title in verses_in(language)[name].titles


@pytest.mark.parametrize(
    ("language", "topic", "named"),
    [
        ("en", "a poem about the full moon", "moon"),
        ("en", "our cats", "cat"),
        ("zh", "关于黑色的猫的诗", "cat"),
        ("zh", "一只狗", "dog"),
        ("zh", "下雪的冬天", "snow"),
    ],
)
def test_topic_is_found_in_what_was_said(language: str, topic: str, named: str) -> None:
    assert poem(language, topic=topic).state["topic"] == named


@pytest.mark.parametrize(
    ("language", "topic"),
    [(language, UNKNOWN[language]) for language in LANGUAGES]
    + [("en", "a cat and a mouse"), ("en", "the rain in the city"), ("en", "caterpillars"), ("en", "{said} {0}")]
    + [("zh", "恐龙"), ("zh", "画家"), ("zh", "猫和老鼠"), ("zh", "秋天的雨"), ("zh", "Python")],
)
def test_words_of_unknown_topic_stand_in_poem(language: str, topic: str) -> None:
    shown = topic.strip("{}").replace("} {", " ")
    for seed, seconds in product(range(20), (15, 60, 120)):
        piece = poem(language, topic=topic, seed=seed, seconds=seconds)
        assert piece.state["topic"] == SAID
        assert shown in piece.text
        assert shown.lower() in piece.title.lower()
        assert "{" not in piece.text + piece.title


@pytest.mark.parametrize(
    ("language", "topic", "audience"), [("en", "murder", "children"), ("zh", "杀人", "family"), ("en", "porn", "adult")]
)
def test_unsuitable_topic_is_left_out(language: str, topic: str, audience: str) -> None:
    piece = poem(language, topic=topic, audience=audience)
    assert topic not in (piece.text + piece.title).lower()
    assert piece.state["topic"] in set(verses_in(language)) - {ANY, SAID}


def test_grown_topic_is_kept_for_adults() -> None:
    assert "murder" in poem("en", topic="murder", audience="adult").text


@both_languages
@pytest.mark.parametrize("known", [True, False])
def test_longer_poem_has_more_lines(language: str, known: bool) -> None:
    topic = "" if known else UNKNOWN[language]
    lengths = [len(poem(language, topic=topic, seconds=seconds, seed=3).sentences) for seconds in (30, 60, 120)]
    assert lengths == sorted(set(lengths))


@both_languages
@pytest.mark.parametrize("seconds", [-5, 0, 10**9])
def test_odd_lengths_still_make_poems(language: str, seconds: int) -> None:
    assert 4 <= len(poem(language, seconds=seconds).sentences) <= 16


@both_languages
def test_same_seed_writes_same_poem(language: str) -> None:
    poet = Poet(language, "test")
    brief = Brief("poem", language, seed=7)
    assert poet.write(brief) == poet.write(brief) == Poet(language, "test").write(brief)
    assert poet.write(brief).sentences != poet.write(Brief("poem", language, seed=8)).sentences


@both_languages
def test_poem_without_topic_avoids_those_heard(language: str) -> None:
    told: list[str] = []
    for _ in set(verses_in(language)) - {ANY, SAID}:
        told.append(poem(language, so_far={"told": told}).state["id"])
    assert len(set(told)) == len(told)
    assert poem(language, so_far={"told": told}).state["id"] in told


@both_languages
async def test_writer_reads_poem_line_by_line(language: str, read: Read) -> None:
    sentences, piece = await read(EmbeddedWriter(), Brief("poem", language, topic=UNKNOWN[language]))
    assert tuple(sentences) == piece.sentences
    assert (piece.kind, piece.source, piece.title != "") == ("poem", "embedded", True)
