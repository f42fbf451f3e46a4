"""The facts and tongue twisters that ship, and how they are drawn."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest
from rapidfuzz import fuzz

from actions.generate import QuizBank, is_suitable
from actions.generate.facts import Curios, Entry, facts, twisters
from actions.generate.material import LANGUAGES, read_as
from actions.generate.sentences import spoken_seconds

both_languages = pytest.mark.parametrize("language", LANGUAGES)


def facts_in(language: str) -> dict[str, dict[str, Entry]]:
    return read_as(dict[str, dict[str, Entry]], language, "facts")


def entries_in(language: str) -> dict[str, Entry]:
    """Return all facts and tongue twisters by key."""
    by_topic = facts_in(language).values()
    return {key: entry for each in (*by_topic, twisters_in(language)) for key, entry in each.items()}


def twisters_in(language: str) -> dict[str, Entry]:
    return read_as(dict[str, Entry], language, "twisters")


def drawn_id(said: str, language: str, seed: str) -> str:
    drawn = facts(language).draw(said, language, seed, ())
    assert drawn is not None
    return drawn.curio.id


def all_drawn(curios: Curios, language: str, said: str = "") -> list[str]:
    """Draw until nothing about `said` is left that was not heard; return the ids."""
    heard: list[str] = []
    while (drawn := curios.draw(said, language, f"k{len(heard)}", heard)) is not None and drawn.fits:
        heard.append(drawn.curio.id)
    return heard


@both_languages
def test_there_are_eighty_facts_on_every_topic_of_the_quiz_and_thirty_twisters(language: str) -> None:
    by_topic = facts_in(language)

    assert sum(map(len, by_topic.values())) == len(facts(language).ids) >= 80
    assert set(by_topic) == set(QuizBank.load().topics(language))
    assert min(map(len, by_topic.values())) >= 5
    assert len(twisters(language).ids) >= 30


@both_languages
def test_every_one_is_short_fit_for_children_and_findable(language: str) -> None:
    for key, entry in entries_in(language).items():
        assert entry.text == entry.text.strip(), key
        assert entry.text.rstrip("”")[-1] in ".!?。！？", key
        assert is_suitable(entry.text, "children"), key
        assert 1 < spoken_seconds(entry.text) < 25, key
        assert entry.about, key
        assert len(set(entry.about)) == len(entry.about), key


@both_languages
def test_no_two_are_alike(language: str) -> None:
    texts = [entry.text for entry in entries_in(language).values()]

    assert [pair for pair in combinations(texts, 2) if fuzz.ratio(*pair) > 75] == []


@both_languages
@pytest.mark.parametrize("curios", [facts, twisters])
def test_all_are_drawn_before_there_are_none(curios: Callable[[str], Curios], language: str) -> None:
    drawn = all_drawn(curios(language), language)

    assert sorted(drawn) == sorted(curios(language).ids)
    assert curios(language).draw("", language, "k", drawn) is None


@pytest.mark.parametrize(
    ("language", "said", "ids"),
    [
        ("en", "octopuses", {"en-octopus"}),
        ("en", "a fact about the Moon", {"en-footprints", "en-australia-moon", "en-great-wall", "en-moon-golf"}),
        ("en", "japan", {"en-genji", "en-hokusai"}),
        ("zh", "熊猫", {"zh-xiongmao", "zh-xiongmao-muzhi"}),
        ("zh", "关于恐龙的", {"zh-lanjing", "zh-bawanglong"}),
        ("zh", "敦煌", {"zh-mogaoku"}),
    ],
)
def test_fact_is_about_what_was_named(language: str, said: str, ids: set[str]) -> None:
    drawn = {drawn_id(said, language, f"k{n}") for n in range(40)}

    assert drawn == ids


@pytest.mark.parametrize(("language", "said", "topic"), [("en", "films", "films"), ("zh", "美食", "food")])
def test_topic_of_the_quiz_gives_all_its_facts(language: str, said: str, topic: str) -> None:
    assert set(all_drawn(facts(language), language, said)) >= {f"{language}-{key}" for key in facts_in(language)[topic]}


@both_languages
@pytest.mark.parametrize("said", ["qwertz", "魑魅", "x" * 10_000, "?!"])
def test_unknown_topic_gets_another_fact_that_does_not_fit(language: str, said: str) -> None:
    drawn = facts(language).draw(said, language, "k", ())

    assert drawn is not None
    assert (drawn.fits, drawn.covered) == (False, False)


def test_exhausted_topic_gets_another_fact_and_is_covered() -> None:
    drawn = facts("en").draw("wombats", "en", "k", {"en-wombat"})

    assert drawn is not None
    assert drawn.curio.id != "en-wombat"
    assert (drawn.fits, drawn.covered) == (False, True)


@both_languages
def test_same_seed_draws_the_same(language: str) -> None:
    draws = [facts(language).draw("", language, "k7", ()) for _ in range(3)]

    assert draws[0] == draws[1] == draws[2]
    assert len({drawn_id("", language, f"k{n}") for n in range(40)}) > 20
