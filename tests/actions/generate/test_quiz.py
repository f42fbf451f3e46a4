from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from actions.generate import Brief, QuizBank, UnknownQuestion
from actions.generate.errors import BadWritingData
from actions.generate.judging import chosen, judge
from actions.generate.material import LANGUAGES, read_as
from actions.generate.numbers import with_digits
from actions.generate.quiz import FILES, LETTERS, Question, QuestionRecord, QuizMaster
from actions.generate.suitable import is_suitable

BANK = QuizBank.load()
EVERYTHING = [question for language in LANGUAGES for question in BANK.questions(language)]
LEAST_A_LANGUAGE = 150
LEAST_A_TOPIC = 8
LONGEST_OPTION = {"en": 30, "zh": 8}
LONGEST_QUESTION = {"en": 130, "zh": 50}


def language_of(question: Question) -> str:
    return question.id[:2]


@pytest.fixture
def bank() -> QuizBank:
    """A bank that has asked nothing yet."""
    return QuizBank.load()


# --- the questions that ship with the project ------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_bank_each_language_has_enough_of_every_topic(language: str) -> None:
    counts = Counter(question.topic for question in BANK.questions(language))

    assert sum(counts.values()) >= LEAST_A_LANGUAGE
    assert set(counts) == set(BANK.topics(language))
    assert min(counts.values()) >= LEAST_A_TOPIC
    assert len(counts) >= 12


def test_bank_topics_are_the_same_in_both_languages() -> None:
    assert BANK.topics("en") == BANK.topics("zh")


def test_bank_questions_and_explanations_come_only_once() -> None:
    for told in ("text", "explanation"):
        again = [text for text, n in Counter(getattr(each, told) for each in EVERYTHING).items() if n > 1]

        assert again == []


def test_bank_options_are_four_and_differ_when_spoken() -> None:
    for question in EVERYTHING:
        picked = [chosen(question, option, language_of(question)) for option in question.options]

        assert picked == [0, 1, 2, 3], question.id


def test_bank_options_are_short_and_no_letters_or_positions() -> None:
    others = {"a", "b", "c", "d", "1", "2", "3", "4", "first", "second", "last", "第一", "第二"}
    for question in EVERYTHING:
        longest = max(map(len, question.options))

        assert longest <= LONGEST_OPTION[language_of(question)], question.id
        assert not others & {option.casefold() for option in question.options}, question.id


def test_bank_sentences_are_whole_and_fit_children() -> None:
    for question in EVERYTHING:
        language = language_of(question)

        assert question.text.endswith("?" if language == "en" else "？"), question.id
        assert question.explanation.endswith(("." if language == "en" else "。", "”。")), question.id
        assert len(question.text) <= LONGEST_QUESTION[language], question.id
        assert is_suitable(" ".join((question.text, question.explanation, *question.options)), "children"), question.id


def test_bank_question_never_gives_its_answer_away() -> None:
    for question in EVERYTHING:
        answer = question.options[question.answer_index].casefold().removeprefix("the ").removeprefix("a ")

        assert len(answer) == 1 or answer not in question.text.casefold(), question.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_bank_right_answers_are_spread_over_the_letters(language: str) -> None:
    counts = Counter(question.answer_index for question in BANK.questions(language))

    assert set(counts) == {0, 1, 2, 3}
    assert max(counts.values()) < 2 * min(counts.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FILES)
def test_bank_every_record_has_three_wrong_options(language: str, name: str) -> None:
    topics = read_as(dict[str, dict[str, QuestionRecord]], language, name)
    for key, record in ((key, record) for records in topics.values() for key, record in records.items()):
        assert len(record.wrong) == 3, key
        assert record.right not in record.wrong, key


# --- every answer to every question ----------------------------------------------------------------------------------


def test_judge_every_letter_option_and_wording_of_the_bank() -> None:
    for question in EVERYTHING:
        language = language_of(question)
        for index, (letter, option) in enumerate(zip(LETTERS, question.options, strict=True)):
            around = (f"I think it's {option}", f"{option.upper()}!") if language == "en" else (f"我觉得是{option}吧",)
            for said in (letter, letter.lower(), f"option {letter}", f"选{letter}", option, *around):
                assert judge(question, said, language) is (index == question.answer_index), (question.id, said)
        for said in question.accepted:
            assert judge(question, said, language), (question.id, said)


def test_judge_every_english_option_with_one_letter_wrong() -> None:
    for question in BANK.questions("en"):
        for index, option in enumerate(question.options):
            if len(option) < 6 or any(map(str.isdigit, with_digits(option.lower(), "en"))):
                continue
            middle = len(option) // 2
            missing, doubled = (
                option[:middle] + option[middle + 1 :],
                option[:middle] + option[middle : middle + 1] + option[middle:],
            )

            assert chosen(question, missing, "en") == index, (question.id, missing)
            assert chosen(question, doubled, "en") == index, (question.id, doubled)


# --- drawing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_draw_asks_everything_before_repeating(bank: QuizBank, language: str) -> None:
    size = len(bank.questions(language, "space"))
    drawn = [question.id for _ in range(size) for question in bank.draw("space", language, 1)]
    again = bank.draw("space", language, 1)

    assert len(set(drawn)) == size
    assert again[0].id == drawn[0]


def test_draw_known_topic_asks_only_about_it(bank: QuizBank) -> None:
    assert {question.topic for question in bank.draw("the movies", "en", 8)} == {"films"}
    assert {question.topic for question in bank.draw("地理", "zh", 8)} == {"geography"}


def test_draw_unknown_topic_asks_about_everything(bank: QuizBank) -> None:
    assert len({question.topic for question in bank.draw("knitting", "en", 20, seed=1)}) > 3


def test_draw_more_than_there_are_gives_all(bank: QuizBank) -> None:
    drawn = bank.draw("art", "en", 1000)

    assert len(drawn) == len({question.id for question in drawn}) == len(bank.questions("en", "art"))
    assert bank.draw("art", "en", 0) == bank.draw("art", "en", -3) == []


def test_draw_excluded_questions_come_last(bank: QuizBank) -> None:
    about = [question.id for question in bank.questions("zh", "food")]
    drawn = [question.id for question in bank.draw("food", "zh", len(about), exclude=set(about[:-2]))]

    assert set(drawn[:2]) == set(about[-2:])
    assert set(drawn) == set(about)


def test_draw_without_remembering_gives_the_same_again(bank: QuizBank) -> None:
    once, twice = (bank.draw("", "en", 5, seed=7, remembering=False) for _ in range(2))

    assert once == twice
    assert once != bank.draw("", "en", 5, seed=8, remembering=False)


def test_get_unknown_question_says_what_to_do() -> None:
    with pytest.raises(UnknownQuestion, match="Start a new quiz"):
        BANK.get("en-films-nonsense")


# --- topics ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_topic_every_name_and_word_finds_its_topic(language: str) -> None:
    for topic in BANK.topics(language):
        assert BANK.topic(BANK.topic_name(topic, language), language) == topic
        assert BANK.topic(topic, language) == topic


@pytest.mark.parametrize(
    ("said", "language", "topic"),
    [
        ("films", "en", "films"),
        ("the Movies", "en", "films"),
        ("电影", "en", "films"),
        ("football", "zh", "sport"),
        ("country music", "en", "music"),
        ("countries", "en", "geography"),
        ("video games", "en", "video_games"),
        ("Chinese food", "en", "food"),
        ("planets", "en", "space"),
        ("cats", "en", "animals"),
        ("中国历史", "zh", "history"),
        ("唐诗", "zh", "china"),
        ("成语", "zh", "language"),
        ("武侠小说", "zh", "books"),
        ("knitting", "en", ""),
        ("织毛衣", "zh", ""),
        ("heart", "en", ""),
        ("", "en", ""),
        ("🎈", "zh", ""),
    ],
)
def test_topic_in_words_of_either_language(said: str, language: str, topic: str) -> None:
    assert BANK.topic(said, language) == topic


# --- as a piece ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_master_writes_questions_options_and_answers(bank: QuizBank, language: str) -> None:
    piece = QuizMaster(bank, language, "m").write(Brief("quiz", language, topic="music", seconds=60, seed=3))
    questions = [bank.get(id_) for id_ in piece.state["questions"]]

    assert piece.sentences[::2] == tuple(question.text for question in questions)
    assert all(option in line for q, line in zip(questions, piece.sentences[1::2], strict=True) for option in q.options)
    assert piece.answer.split(", ") == [f"{n}{LETTERS[q.answer_index]}" for n, q in enumerate(questions, start=1)]
    assert {question.topic for question in questions} == {"music"}


def test_master_same_seed_writes_the_same_piece(bank: QuizBank) -> None:
    master = QuizMaster(bank, "en", "m")

    assert master.write(Brief("quiz", seed=5)) == master.write(Brief("quiz", seed=5))


def test_master_going_on_asks_other_questions(bank: QuizBank) -> None:
    master = QuizMaster(bank, "zh", "m")
    first = master.write(Brief("quiz", "zh", seed=5))
    second = master.write(Brief("quiz", "zh", seed=5, so_far=first.state))

    assert not set(first.state["questions"]) & set(second.state["questions"])
    assert set(second.state["told"]) == {*first.state["questions"], *second.state["questions"]}


def test_bank_broken_file_names_file_and_field(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from actions.generate import material

    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "quiz_topics.yml").write_text("films: {name: 3, words: []}", "utf-8")
    monkeypatch.setattr(material, "_FOLDER", tmp_path)
    material.read.cache_clear()
    try:
        with pytest.raises(BadWritingData, match=r"quiz_topics\.yml.*name"):
            QuizBank.load()
    finally:
        material.read.cache_clear()
