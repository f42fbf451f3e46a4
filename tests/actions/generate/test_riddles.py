"""The riddles that ship: each can be asked, hinted at and solved."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import Any

import pytest
from rapidfuzz import fuzz

from actions.generate import Brief, Piece, is_suitable, judge_riddle
from actions.generate.material import LANGUAGES, read_as
from actions.generate.sentences import spoken_seconds
from actions.generate.short_pieces import Riddle, Riddler, titles

both_languages = pytest.mark.parametrize("language", LANGUAGES)

GUESSES = {
    "en": ["{}", "{}!", "Is it {}?", "I think it's {}.", "it must be {}", "{}, I guess"],
    "zh": ["{}", "{}！", "是不是{}？", "我觉得是{}。", "应该是{}吧"],
}
WRONG = {
    "en": ["a submarine", "I have no idea", "", "...", "it's a"],
    "zh": ["潜水艇", "我猜不出来", "", "……", "是不是"],
}


def riddles_in(language: str) -> dict[str, Riddle]:
    return read_as(dict[str, Riddle], language, "riddles")


def riddler(language: str) -> Riddler:
    """A riddler who has asked nothing yet."""
    return Riddler(language, "test")


def ask(by: Riddler, language: str, **wishes: Any) -> Piece:
    return by.write(Brief("riddle", language, **wishes))


def solves(said: str, riddle: Riddle, language: str) -> bool:
    return judge_riddle(said, riddle.answer, riddle.accepted, language)


@both_languages
def test_there_are_forty_riddles(language: str):
    assert len(riddles_in(language)) >= 40


@both_languages
def test_every_riddle_is_clean_short_and_findable(language: str):
    for name, riddle in riddles_in(language).items():
        assert riddle.text.rstrip("”")[-1] in ".?。？", name
        assert riddle.hint.rstrip("”")[-1] in ".?。？", name
        assert riddle.answer, name
        assert riddle.answer[-1].isalnum(), name
        assert is_suitable(f"{riddle.text} {riddle.hint} {riddle.answer}", "children"), name
        assert spoken_seconds(riddle.text) < 25, name
        assert riddle.about, name


@both_languages
def test_no_two_riddles_are_alike(language: str):
    riddles = riddles_in(language)
    alike = [(a, b) for a, b in combinations(riddles, 2) if fuzz.ratio(riddles[a].text, riddles[b].text) > 75]

    assert alike == []
    assert len({riddle.answer for riddle in riddles.values()}) == len(riddles)


@both_languages
def test_neither_text_nor_hint_gives_the_answer_away(language: str):
    for name, riddle in riddles_in(language).items():
        assert not solves(riddle.text, riddle, language), name
        assert not solves(riddle.hint, riddle, language), name
        assert riddle.answer.casefold() not in riddle.hint.casefold(), name


@both_languages
def test_every_accepted_wording_solves_the_riddle(language: str):
    for name, riddle in riddles_in(language).items():
        for wording in (riddle.answer, *riddle.accepted):
            for guess in GUESSES[language]:
                assert solves(guess.format(wording), riddle, language), (name, guess.format(wording))


def test_english_answer_counts_with_any_article_case_or_number():
    for name, riddle in riddles_in("en").items():
        bare = riddle.answer.removeprefix("a ").removeprefix("an ").removeprefix("the ")
        for said in (bare, f"A {bare}", f"the {bare}!", bare.upper(), f"  {bare}  "):
            assert solves(said, riddle, "en"), (name, said)


@both_languages
def test_wrong_guesses_solve_nothing(language: str):
    for name, riddle in riddles_in(language).items():
        for said in WRONG[language]:
            assert not solves(said, riddle, language), (name, said)


@both_languages
def test_no_answer_solves_another_riddle(language: str):
    riddles = riddles_in(language)
    crossed = [(a, b) for a, b in permutations(riddles, 2) if solves(riddles[a].answer, riddles[b], language)]

    assert crossed == []


@both_languages
def test_denied_answer_does_not_count(language: str):
    denial = {"en": "it's not {}", "zh": "不是{}"}[language]
    for name, riddle in riddles_in(language).items():
        assert not solves(denial.format(riddle.answer), riddle, language), name


@both_languages
def test_no_riddle_comes_twice_before_all_were_asked(language: str):
    by = riddler(language)
    count = len(riddles_in(language))

    assert len({ask(by, language).text for _ in range(count)}) == count


@both_languages
def test_piece_holds_what_a_game_needs(language: str):
    riddles = riddles_in(language)
    by = riddler(language)
    for _ in riddles:
        piece = ask(by, language)
        riddle = riddles[piece.state["id"]]
        assert piece.text == riddle.text
        assert piece.answer == riddle.answer
        assert (piece.state["hint"], piece.state["accepted"]) == (riddle.hint, riddle.accepted)
        assert (piece.kind, piece.title, piece.source) == ("riddle", titles(language)["riddle"], "embedded")


@pytest.mark.parametrize(
    ("language", "topic", "word"),
    [
        ("en", "animals", "animal"),
        ("en", "a riddle about music", "music"),
        ("en", "the kitchen", "kitchen"),
        ("en", "tricky", "tricky"),
        ("en", "weather", "weather"),
        ("zh", "动物", "动物"),
        ("zh", "字谜", "字谜"),
        ("zh", "脑筋急转弯", "脑筋急转弯"),
        ("zh", "关于水果的谜语", "水果"),
        ("zh-TW", "天气", "天气"),
    ],
)
def test_riddle_is_about_what_was_asked(language: str, topic: str, word: str):
    by = riddler(language)
    told = [ask(by, language, topic=topic) for _ in range(3)]

    assert all(word in riddles_in(piece.language)[piece.state["id"]].about for piece in told)


@both_languages
def test_same_seed_asks_the_same_riddle(language: str):
    by = riddler(language)
    first = ask(by, language, seed=11)
    ask(by, language)

    assert ask(by, language, seed=11) == first == ask(riddler(language), language, seed=11)
    assert len({ask(by, language, seed=seed).text for seed in range(40)}) > 15


@both_languages
@pytest.mark.parametrize("seed", [None, 5])
def test_riddles_already_asked_are_left_out(language: str, seed: int | None):
    names = list(riddles_in(language))

    assert ask(riddler(language), language, seed=seed, so_far={"told": names[1:]}).state["id"] == names[0]
