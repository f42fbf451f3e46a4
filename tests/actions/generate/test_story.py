from __future__ import annotations

import re
from itertools import chain

import pytest

from actions.generate import Brief, EmbeddedWriter, Piece
from actions.generate.story.author import StoryAuthor
from tests.actions.generate.conftest import Read

IN_A_ROW = 200
LANGUAGES = ("en", "zh")


def author(language: str) -> StoryAuthor:
    return StoryAuthor(language, "test")


def story(language: str, topic: str = "", **fields: object) -> Piece:
    return author(language).write(Brief("story", language, topic=topic, **fields))  # type: ignore[arg-type]


def seconds_aloud(piece: Piece) -> float:
    """How long a story takes to read: 2.5 English words or 4 Mandarin characters a second."""
    if piece.language == "zh":
        return len(re.findall(r"[一-鿿]", piece.text)) / 4
    return len(piece.text.split()) / 2.5


@pytest.mark.parametrize(
    ("language", "topic"),
    [("en", ""), ("en", "a dragon"), ("en", "my cat Milo"), ("zh", ""), ("zh", "一只熊猫"), ("zh", "太空")],
)
def test_stories_in_a_row_share_no_opening_and_no_plot(language: str, topic: str) -> None:
    teller = author(language)
    pieces = [teller.write(Brief("story", language, topic=topic)) for _ in range(IN_A_ROW)]
    assert len({piece.sentences[0] for piece in pieces}) == IN_A_ROW
    # What is wanted, what gets in the way, how it is passed, and the twist.
    assert len({tuple(piece.state["core"]) for piece in pieces}) == IN_A_ROW
    assert all(len(piece.state["core"]) >= 4 for piece in pieces)
    assert len({piece.text for piece in pieces}) == IN_A_ROW


@pytest.mark.parametrize("language", LANGUAGES)
def test_stories_after_a_restart_avoid_what_was_told(language: str) -> None:
    told: list[str] = []
    for _ in range(60):
        piece = story(language, so_far={"told": told})
        assert piece.state["id"] not in told
        told.append(piece.state["id"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("audience", ["children", "adult"])
def test_stories_read_as_finished_text(language: str, audience: str) -> None:
    teller = author(language)
    for seconds in (15, 30, 60, 90, 240):
        for seed in range(12):
            piece = teller.write(Brief("story", language, audience=audience, seconds=seconds, seed=seed))
            assert not re.search(r"[{}\[\]|~_]|  |,,|，，|。。|，。|的的", piece.text), piece.text
            assert all(sentence.rstrip("”’")[-1] in ".!?…。！？：" for sentence in piece.sentences), piece.sentences
            assert piece.title
            wrong = (
                r"[A-Za-z]" if language == "zh" else r"\ba [aeio]|\ban [^aeiouh]|[一-鿿]|(?<=[.!?] )[a-z]|\b(\w+) \1\b"
            )
            assert not re.search(wrong, piece.text.replace("Home” Home", "")), piece.text


@pytest.mark.parametrize("seconds", [20, 30, 45, 60, 90, 120, 180, 300, 600])
@pytest.mark.parametrize("language", LANGUAGES)
def test_story_takes_about_as_long_as_asked_for(language: str, seconds: int) -> None:
    teller = author(language)
    took = [seconds_aloud(teller.write(Brief("story", language, seconds=seconds, seed=seed))) for seed in range(8)]
    assert all(0.75 * seconds <= each <= 1.3 * seconds for each in took), took
    assert 0.8 * seconds <= sum(took) / len(took) <= 1.2 * seconds


@pytest.mark.parametrize("seconds", [-60, 0, 10**9])
@pytest.mark.parametrize("language", LANGUAGES)
def test_absurd_length_is_brought_within_reason(language: str, seconds: int) -> None:
    assert 10 <= seconds_aloud(story(language, seconds=seconds)) <= 2000


@pytest.mark.parametrize(
    ("topic", "words"),
    [
        ("a dragon", ["dragon"]),
        ("dragons", ["dragon"]),
        ("my cat Milo", ["cat", "Milo"]),
        ("a story about my cat Milo for a five-year-old", ["cat", "Milo"]),
        ("a cat and a dog", ["cat", "dog"]),
        ("princess Anna and a frog", ["princess", "Anna", "frog"]),
        ("a robot named Max", ["robot", "Max"]),
        ("a princess who is afraid of bees", ["princess", "was afraid of bees"]),
        ("a penguin", ["penguin"]),
        ("penguins on the moon", ["penguin", "moon"]),
        ("two mice", ["mouse"]),
        ("my grandmother", ["grandmother"]),
        ("pizza", ["pizza"]),
        ("the sea", ["sea"]),
        ("football", ["football"]),
        ("Christmas", ["Christmas"]),
        ("quantum physics", ["quantum physics"]),
        ("a trip to Paris", ["Paris"]),
        ("a little train", ["little train"]),
        ("a lost sock", ["lost sock"]),
        ("Robin Hood", ["Robin Hood"]),
        ("Zoe", ["Zoe"]),
        ("a zombie", ["zombie"]),
    ],
)
def test_topic_is_in_the_story(topic: str, words: list[str]) -> None:
    for seed, seconds in enumerate((20, 40, 60, 60, 60, 120)):
        text = story("en", topic, seconds=seconds, seed=seed).text
        assert all(word.lower() in text.lower() for word in words), text


@pytest.mark.parametrize(
    ("topic", "words"),
    [
        ("熊猫", ["熊猫"]),
        ("一只熊猫", ["一只熊猫", "熊猫"][1:]),
        ("我的猫米洛", ["猫", "米洛"]),
        ("关于月亮的故事", ["月亮"]),
        ("月亮和熊", ["月亮", "熊"]),
        ("小猫和小狗", ["小猫", "小狗"]),
        ("公主和青蛙", ["公主", "青蛙"]),
        ("叫大壮的机器人", ["机器人", "大壮"]),
        ("一个怕蜜蜂的公主", ["怕蜜蜂的公主"]),
        ("会飞的小猪", ["会飞的小猪"]),
        ("月亮上的恐龙", ["月亮", "恐龙"]),
        ("我的奶奶", ["奶奶"]),
        ("火锅", ["火锅"]),
        ("量子力学", ["量子力学"]),
        ("去北京的旅行", ["北京"]),
        ("一列小火车", ["小火车"]),
        ("一只丢了的袜子", ["袜子"]),
        ("孙悟空", ["孙悟空"]),
        ("春节", ["春节"]),
    ],
)
def test_topic_in_mandarin_is_in_the_story(topic: str, words: list[str]) -> None:
    for seed, seconds in enumerate((20, 40, 60, 60, 60, 120)):
        text = story("zh", topic, seconds=seconds, seed=seed).text
        assert all(word in text for word in words), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_every_topic_gets_into_a_story(language: str) -> None:
    teller = author(language)
    for word in chain.from_iterable(topic.words for topic in teller._material.topics.values()):
        text = teller.write(Brief("story", language, topic=word, seed=1)).text.lower()
        pattern = word if language == "zh" else rf"\b{word.removesuffix('s')}(s|es)?\b"
        assert re.search(pattern, text), (word, text)


@pytest.mark.parametrize(
    ("language", "topic", "hero", "name", "kind"),
    [
        ("en", "", "Zoe", "Zoe", "girl"),
        ("en", "", "tom", "Tom", "boy"),
        ("en", "", "Xanthippe", "Xanthippe", "child"),
        ("en", "", "Captain Zoe", "Zoe", "captain"),
        ("en", "", "my daughter Lucy", "Lucy", "girl"),
        ("en", "", "a fox called Rusty", "Rusty", "fox"),
        ("en", "", "a toaster", "", "toaster"),
        ("en", "a robot", "Pip", "Pip", "robot"),
        ("en", "dragons", "Mia", "Mia", "girl"),
        ("en", "my dog", "Bello", "Bello", "dog"),
        ("en", "an old dragon", "", "", "old dragon"),
        ("zh", "", "小雨", "小雨", "个 小姑娘"),
        ("zh", "", "我女儿露西", "露西", "个 小姑娘"),
        ("zh", "", "一只叫红红的狐狸", "红红", "只 狐狸"),
        ("zh", "", "名叫阿宝的熊猫", "阿宝", "只 熊猫"),
        ("zh", "机器人", "小明", "小明", "个 机器人"),
        ("zh", "恐龙", "", "", "只 恐龙"),
        ("zh", "一条小龙", "", "", "条 小龙"),
        ("zh", "马", "", "", "匹 马"),
        ("zh", "宇航员", "", "", "个 宇航员"),
        ("zh", "大象", "", "", "头 大象"),
        ("zh", "一架飞机", "", "", "架 飞机"),
        ("zh", "老奶奶", "", "", "位 老奶奶"),
    ],
)
def test_hero_is_who_was_asked_for(language: str, topic: str, hero: str, name: str, kind: str) -> None:
    piece = story(language, topic, hero=hero)
    told = piece.state["hero"]
    assert told["kind"] == kind
    assert told["name"] == name or not name
    assert told["name"] in piece.text


@pytest.mark.parametrize(
    ("topic", "hero", "pronoun"),
    [("", "Zoe", "she"), ("", "Tom", "he"), ("a witch", "", "she"), ("", "a friend called Robin", "they")],
)
def test_pronoun_fits_the_hero(topic: str, hero: str, pronoun: str) -> None:
    assert story("en", topic, hero=hero).state["hero"]["pronoun"] == pronoun


@pytest.mark.parametrize("language", LANGUAGES)
def test_dragon_for_a_named_child_comes_along(language: str) -> None:
    topic, hero, word = ("dragons", "Mia", "dragon") if language == "en" else ("一条龙", "我女儿小雨", "龙")
    piece = story(language, topic, hero=hero)
    assert word in piece.state["pal"]["kind"]
    assert word in piece.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("audience", ["children", "family", "nonsense", ""])
def test_young_audience_hears_no_grown_story(language: str, audience: str) -> None:
    teller = author(language)
    frames, wants = teller._material.frames, teller._material.wants
    grown = {name for name, want in wants.items() if want.audience == "grown"}
    for _ in range(40):
        piece = teller.write(Brief("story", language, audience=audience))
        assert not grown & set(piece.state["used"]["wants"])
        assert not any(key in " ".join(piece.state["worded"]) for key in frames.grown_closings)


@pytest.mark.parametrize("language", LANGUAGES)
def test_adults_hear_stories_of_their_own(language: str) -> None:
    teller = author(language)
    kinds = [teller.write(Brief("story", language, audience="adult")).state["hero"]["kind"] for _ in range(20)]
    assert set(kinds) & set(teller._material.people.grown_kinds)


@pytest.mark.parametrize(
    ("language", "topic"), [("en", "my cat Milo"), ("en", "pirates"), ("zh", "熊猫"), ("zh", "太空")]
)
def test_go_on_keeps_hero_and_repeats_nothing(language: str, topic: str) -> None:
    teller = author(language)
    piece = teller.write(Brief("story", language, topic=topic, audience="children", seed=3))
    hero, told = piece.state["hero"], list(piece.sentences)
    for part in range(2, 7):
        thread = piece.state["thread"]
        piece = teller.write(Brief("story", language, so_far=piece.state, seed=part))
        assert piece.state["part"] == part
        assert piece.state["hero"] == hero
        assert hero["name"] in piece.text
        assert piece.state["used"]["wants"][-1] == thread["want"]
        assert thread["far"] in piece.text
        assert piece.state["audience"] == "children"
        told += piece.sentences
    assert len(piece.state["used"]["wants"]) == len(set(piece.state["used"]["wants"]))
    repeated = {sentence for sentence in told if told.count(sentence) > 1 and len(sentence) > 12}
    assert not repeated


@pytest.mark.parametrize("language", LANGUAGES)
def test_go_on_forty_times_still_tells(language: str) -> None:
    teller = author(language)
    piece = teller.write(Brief("story", language, seconds=120))
    for _ in range(40):
        before = piece
        piece = teller.write(Brief("story", language, seconds=120, so_far=piece.state))
        assert piece.text != before.text
    assert piece.state["hero"] == before.state["hero"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_seed_fixes_every_choice(language: str) -> None:
    first, again, other = (story(language, "a dragon", seed=seed) for seed in (7, 7, 8))
    assert first == again
    assert first.text != other.text


@pytest.mark.parametrize(
    ("language", "topic", "word"), [("en", "a murderer with a gun", "murder"), ("zh", "杀人的僵尸", "杀人")]
)
def test_unsuitable_topic_is_left_out(language: str, topic: str, word: str) -> None:
    piece = story(language, topic, audience="children")
    assert word not in piece.text
    assert len(piece.sentences) > 5


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "said",
    [
        "   ",
        "{hero} [a|b] {0} {{",
        "a [dragon {who} says",
        "<<<ignore everything>>>",
        "x" * 10_000,
        "龙" * 10_000,
        "🐉🐉",
        "قصة عن تنين",
        "dra\u200bgon\u0000\n\tnight",
        "Is it true? Yes! No.",
        "a dragon who never [sleeps",
        "?!",
    ],
    ids=range(12),
)
def test_odd_words_make_a_story_all_the_same(language: str, said: str) -> None:
    for brief in (Brief("story", language, topic=said), Brief("story", language, hero=said)):
        piece = author(language).write(brief)
        assert len(piece.text) < 3000
        assert not re.search(r"[{}\[\]|~\u0000\u200b\n]", piece.text)


async def test_writer_gives_sentences_of_the_piece(read: Read) -> None:
    sentences, piece = await read(EmbeddedWriter(), Brief("story", topic="the moon"))
    assert tuple(sentences) == piece.sentences
    assert (piece.kind, piece.source, piece.language) == ("story", "embedded", "en")
