from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.generate.judging import chosen, denies, judge, judge_riddle, names_option, solves_riddle
from actions.generate.numbers import with_digits
from actions.generate.quiz import Question

CAPITAL = Question("en-x-1", "The capital of France?", ("Rome", "Paris", "New York", "York"), 1, "x", "", ("巴黎",))
DIRECTOR = Question(
    "en-x-2",
    "Who directed it?",
    ("Steven Spielberg", "Hayao Miyazaki", "The Wachowskis", "Pedro Almodóvar"),
    3,
    "x",
    "",
    ("pedro",),
)
YEAR = Question("en-x-3", "When?", ("1969", "1996", "2008", "206"), 0, "x", "")
RIVER = Question("zh-x-1", "最长的河？", ("黄河", "长江", "珠江", "达·芬奇"), 1, "x", "", ("扬子江", "Yangtze"))
COUNT = Question("zh-x-2", "几个人？", ("六", "五", "十一", "206"), 0, "x", "")
COLOUR = Question("zh-x-3", "什么颜色？", ("蓝色", "红色", "绿色", "鼠"), 0, "x", "")


@pytest.mark.parametrize(
    ("question", "said", "option"),
    [
        # by letter and position
        (CAPITAL, "A", 0),
        (CAPITAL, "b", 1),
        (CAPITAL, "C.", 2),
        (CAPITAL, "(d)", 3),
        (CAPITAL, "option b", 1),
        (CAPITAL, "letter C please", 2),
        (CAPITAL, "the second one", 1),
        (CAPITAL, "I'll go with the third one", 2),
        (CAPITAL, "let's go with the last one", 3),
        (CAPITAL, "number two", 1),
        (CAPITAL, "my final answer is B", 1),
        (CAPITAL, "sea", 2),
        (CAPITAL, "Ｂ", 1),
        # in the other language's words
        (CAPITAL, "选B", 1),
        (CAPITAL, "我选C", 2),
        (CAPITAL, "第二个", 1),
        (CAPITAL, "我猜是巴黎", 1),
        (RIVER, "the second one", 1),
        (RIVER, "option b", 1),
        (RIVER, "yangtze", 1),
        (RIVER, "我选option C", 2),
        # by text
        (CAPITAL, "paris", 1),
        (CAPITAL, "PARIS!!!", 1),
        (CAPITAL, "  is it Paris? ", 1),
        (CAPITAL, "isn't it Paris?", 1),
        (CAPITAL, "in Paris, of course", 1),
        (CAPITAL, "New York", 2),
        (CAPITAL, "york", 3),
        (CAPITAL, "Ｐａｒｉｓ", 1),
        (DIRECTOR, "spielberg", 0),
        (DIRECTOR, "wachowskis", 2),
        (DIRECTOR, "Almodovar", 3),
        (DIRECTOR, "Pedro", 3),
        (RIVER, "长江。", 1),
        (RIVER, "我觉得应该是长江吧", 1),
        (RIVER, "扬子江", 1),
        (RIVER, "不是长江吗？", 1),
        (RIVER, "选B", 1),
        (RIVER, "答案Ａ", 0),
        (RIVER, "那就最后一个吧", 3),
        (RIVER, "达芬奇", 3),
        (COLOUR, "红", 1),
        # with slips
        (CAPITAL, "parris", 1),
        (DIRECTOR, "speilberg", 0),
        (DIRECTOR, "Hayao Myazaki", 1),
        (RIVER, "常江", 1),
        # in traditional characters
        (RIVER, "長江", 1),
        (RIVER, "我覺得是長江", 1),
        (RIVER, "選B", 1),
        (RIVER, "第二個", 1),
        (COLOUR, "綠色", 2),
        # numbers
        (YEAR, "nineteen sixty-nine", 0),
        (YEAR, "1969.", 0),
        (YEAR, "in 1996", 1),
        (YEAR, "two thousand and eight", 2),
        (YEAR, "two hundred and six", 3),
        (YEAR, "一九六九年", 0),
        (COUNT, "6", 0),
        (COUNT, "六个人", 0),
        (COUNT, "五个", 1),
        (COUNT, "十一个", 2),
        (COUNT, "两百零六", 3),
    ],
)
def test_chosen_option_of_what_people_say(question: Question, said: str, option: int) -> None:
    language = question.id[:2]

    assert chosen(question, said, language) == option
    assert judge(question, said, language) is (option == question.answer_index)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (CAPITAL, ""),
        (CAPITAL, "   "),
        (CAPITAL, "🎉🎉"),
        (CAPITAL, "?!…"),
        (CAPITAL, "London"),
        (CAPITAL, "the"),
        (CAPITAL, "not Paris"),
        (CAPITAL, "it isn't Paris"),
        (CAPITAL, "Paris or Rome"),
        (CAPITAL, "hmm, B or C"),
        (CAPITAL, "I don't know"),
        (CAPITAL, "x" * 10_000),
        (CAPITAL, "\u200b\u202e\x00"),
        (CAPITAL, "مرحبا"),
        (YEAR, "1970"),
        (YEAR, "19"),
        (YEAR, "69"),
        (RIVER, "不是长江"),
        (RIVER, "长江或者黄河"),
        (RIVER, "不知道"),
        (RIVER, "的"),
        (RIVER, "江"),
        (COUNT, "七个"),
    ],
)
def test_chosen_nothing_when_no_option_is_meant(question: Question, said: str) -> None:
    assert chosen(question, said, question.id[:2]) is None
    assert not judge(question, said, question.id[:2])


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=60), st.sampled_from([CAPITAL, YEAR, RIVER, COUNT]))
def test_chosen_any_text_at_all_is_judged(said: str, question: Question) -> None:
    language = question.id[:2]

    assert chosen(question, said, language) in {None, 0, 1, 2, 3}
    assert judge(question, said, language) is (chosen(question, said, language) == question.answer_index)
    assert judge_riddle(said, "a candle", (), language) in {True, False}


def test_chosen_very_long_answer_is_read_from_its_start() -> None:
    assert chosen(CAPITAL, "Paris" + " really" * 5_000, "en") == 1


@pytest.mark.parametrize("said", ["B", "the second one", "第二个", "Paris", "it's Paris", "巴黎", "I think it's Rome."])
def test_names_option_when_nothing_else_is_said(said: str) -> None:
    assert names_option(CAPITAL, said, "en")


@pytest.mark.parametrize(
    "said",
    ["play a song about Paris", "a film set in New York", "stop", "next", "not Paris", "what was that", "", "🎵"],
)
def test_names_option_not_when_it_is_a_wish(said: str) -> None:
    assert not names_option(CAPITAL, said, "en")


@pytest.mark.parametrize(
    ("said", "answer", "language"),
    [
        ("a candle", "a candle", "en"),
        ("is it candles?", "a candle", "en"),
        ("I guess it's the CANDLE!", "a candle", "en"),
        ("cnadle", "a candle", "en"),
        ("蜡烛", "蜡烛", "zh"),
        ("是不是蠟燭呀", "蜡烛", "zh"),
        ("辣烛", "蜡烛", "zh"),
        ("水", "水", "zh"),
    ],
)
def test_judge_riddle_answer_in_people_s_words(said: str, answer: str, language: str) -> None:
    assert judge_riddle(said, answer, (), language)
    assert solves_riddle(said, answer, (), language)


@pytest.mark.parametrize(
    ("said", "answer", "language"),
    [
        ("", "a candle", "en"),
        ("🕯️", "a candle", "en"),
        ("a handle on a door", "a candle", "en"),
        ("not a candle", "a candle", "en"),
        ("不是蜡烛", "蜡烛", "zh"),
        ("水果", "水", "zh"),
        ("x" * 10_000, "time", "en"),
    ],
)
def test_judge_riddle_rejects_what_is_no_answer(said: str, answer: str, language: str) -> None:
    assert not judge_riddle(said, answer, (), language)


def test_judge_riddle_takes_accepted_wordings() -> None:
    assert judge_riddle("the moon's light", "moonlight", ("the moon's light",), "en")
    assert not judge_riddle("anything", "", ("",), "en")


def test_solves_riddle_not_when_answer_is_only_mentioned() -> None:
    said = "tell me a story for bed time"

    assert judge_riddle(said, "time", (), "en")
    assert not solves_riddle(said, "time", (), "en")


@pytest.mark.parametrize(
    ("said", "denied"),
    [
        ("not B", True),
        ("it's not the first", True),
        ("不是B", True),
        ("not sure, maybe B", False),
        ("isn't it B", False),
        ("不是B吗", False),
        ("是不是B", False),
        ("B", False),
        ("", False),
    ],
)
def test_denies_only_real_denials(said: str, denied: bool) -> None:
    assert denies(said) is denied


@pytest.mark.parametrize(
    ("said", "digits", "language"),
    [
        ("twenty four", "24", "en"),
        ("nineteen sixty nine", "1969", "en"),
        ("nineteen oh five", "1905", "en"),
        ("twenty twelve", "2012", "en"),
        ("two thousand and eight", "2008", "en"),
        ("a hundred and one", "101", "en"),
        ("three million", "3000000", "en"),
        ("no numbers here", "no numbers here", "en"),
        ("二十四", "24", "zh"),
        ("十", "10", "zh"),
        ("两千零八", "2008", "zh"),
        ("一九六九", "1969", "zh"),
        ("一万二千", "12000", "zh"),
        ("三千万", "30000000", "zh"),
        ("万里长城", "万里长城", "zh"),
        ("第三个", "第3个", "zh"),
    ],
)
def test_with_digits_numbers_as_people_say_them(said: str, digits: str, language: str) -> None:
    assert with_digits(said, language) == digits
