from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from string import Formatter

import pytest

from actions.catalogue import Catalogue, Item
from actions.catalogue.names import has_han
from actions.recommend import Recommender, Suggestion, Taste, Wish
from actions.recommend.texts import table

WISHES = [
    Wish(kind="film"),
    Wish(kind="film", genres=("comedy",), moods=("warm",), years=(1980, 1999), max_length=130),
    Wish(kind="film", like=("film/alien", "film/inception"), unlike=("film/titanic",), moods=("funny",)),
    Wish(kind="film", creator="Nolan", audience="teen", language="en", country="US"),
    Wish(kind="show", themes=("family",), words=("summer",), lighter=2),
    Wish(kind="book", like=("film/the-matrix",), lighter=-1),
    Wish(kind="game", genres=("puzzle",), audience="family"),
    Wish(genres=("science-fiction",), min_length=60),
]
TASTES = [
    Taste(),
    Taste(likes={"film/amelie": 1.0, "book/three-body-problem": 0.5}),
    Taste(likes={"film/alien": 1.0}, dislikes={"film/titanic": 1.0, "film/up": 1.0}),
]


def found(suggestions: list[Suggestion], item_id: str) -> Suggestion:
    return next(suggestion for suggestion in suggestions if suggestion.item.id == item_id)


def everything(recommender: Recommender, wish: Wish, taste: Taste = Taste()) -> list[Suggestion]:  # noqa: B008
    return recommender.suggest(wish, taste, n=1000, seed=7)


@pytest.mark.parametrize("taste", TASTES)
@pytest.mark.parametrize("wish", WISHES)
def test_reasons_add_up_to_the_score(recommender: Recommender, wish: Wish, taste: Taste):
    suggestions = recommender.suggest(wish, taste, n=12, seed=3)
    assert suggestions
    for suggestion in suggestions:
        assert math.isclose(math.fsum(r.weight for r in suggestion.reasons), suggestion.score, abs_tol=1e-9)
        assert [r.weight for r in suggestion.reasons] == sorted((r.weight for r in suggestion.reasons), reverse=True)
        assert len({r.feature for r in suggestion.reasons}) == len(suggestion.reasons)


@pytest.mark.parametrize("taste", TASTES)
@pytest.mark.parametrize("wish", WISHES)
def test_suggestions_come_best_first_and_once(recommender: Recommender, wish: Wish, taste: Taste):
    suggestions = recommender.suggest(wish, taste, n=30, seed=3)
    scores = [suggestion.score for suggestion in suggestions]
    assert all(one >= other - 1e-5 for one, other in pairwise(scores))
    assert len({suggestion.item.id for suggestion in suggestions}) == len(suggestions)


@pytest.mark.parametrize("wish", WISHES)
def test_every_reason_is_a_clause_in_both_languages(recommender: Recommender, wish: Wish):
    for suggestion in recommender.suggest(wish, TASTES[2], n=12, seed=3):
        for reason in suggestion.reasons:
            assert reason.text.en.strip()
            assert has_han(reason.text.zh), reason
            assert not reason.text.en.endswith(".")
            assert "{" not in reason.text.en + reason.text.zh


def test_stated_features_are_true_of_the_item(recommender: Recommender):
    wish = Wish(kind="film", genres=("comedy", "romance"), moods=("funny",), themes=("love",))
    for suggestion in recommender.suggest(wish, TASTES[1], n=20, seed=1):
        for reason in suggestion.reasons:
            group, _, value = reason.feature.removeprefix("taste:").partition(":")
            if group in {"genre", "mood", "theme"}:
                assert value in getattr(suggestion.item, f"{group}s")


def test_asked_genre_gone_takes_its_part_of_the_score(recommender: Recommender):
    wish = Wish(kind="film", moods=("funny",), genres=("comedy",))
    with_mood = everything(recommender, wish)
    without = everything(recommender, replace(wish, moods=()))
    top = with_mood[0]
    reason = next(r for r in top.reasons if r.feature == "mood:funny")
    before = [s.item.id for s in with_mood].index(top.item.id)
    after = [s.item.id for s in without].index(top.item.id)
    assert after >= before
    assert found(without, top.item.id).score < top.score - reason.weight / 2


def test_liked_title_gone_lowers_what_cited_it(recommender: Recommender):
    wish = Wish(kind="film", like=("film/alien",))
    top = everything(recommender, wish)[0]
    assert top.reasons[0].feature == "like:film/alien"
    assert "Alien" in top.reasons[0].text.en
    assert "《异形》" in top.reasons[0].text.zh
    assert found(everything(recommender, Wish(kind="film")), top.item.id).score < top.score


def test_liked_item_gone_lowers_what_taste_cited(recommender: Recommender):
    taste = Taste(likes={"film/spirited-away": 1.0})
    ranked = everything(recommender, Wish(kind="film"), taste)
    top = ranked[0]
    assert top.reasons[0].feature.startswith("taste")
    assert "Spirited Away" in top.reasons[0].text.en
    plain = everything(recommender, Wish(kind="film"))
    assert found(plain, top.item.id).score < top.score
    assert [s.item.id for s in plain].index(top.item.id) > 0


def test_disliked_item_pushes_its_likes_down(recommender: Recommender):
    ranked = [s.item.id for s in everything(recommender, Wish(kind="film"))]
    taste = Taste(dislikes={"film/alien": 1.0, "film/the-exorcist": 1.0})
    disliking = [s.item.id for s in everything(recommender, Wish(kind="film"), taste)]
    assert disliking.index("film/a-quiet-place") > ranked.index("film/a-quiet-place")


def test_unlike_pushes_away(recommender: Recommender):
    ranked = [s.item.id for s in everything(recommender, Wish(kind="film"))]
    unlike = [s.item.id for s in everything(recommender, Wish(kind="film", unlike=("film/alien",)))]
    assert unlike.index("film/a-quiet-place") > ranked.index("film/a-quiet-place")
    assert "film/alien" not in unlike


def test_lighter_raises_the_mean_lightness(recommender: Recommender, catalogue: Catalogue):
    def lightness(steps: int) -> float:
        items = [s.item for s in recommender.suggest(Wish(kind="film", lighter=steps), n=20, seed=2)]
        weights = [catalogue.vocabulary.weight(mood) for item in items for mood in item.moods]
        return sum(weights) / len(weights)

    assert lightness(-2) < lightness(0) < lightness(1)


def test_named_and_judged_items_are_not_suggested(recommender: Recommender):
    wish = Wish(kind="film", like=("film/inception",), unlike=("film/alien",))
    taste = Taste(likes={"film/paprika": 1.0}, dislikes={"film/up": 1.0})
    ids = {suggestion.item.id for suggestion in everything(recommender, wish, taste)}
    assert ids.isdisjoint({"film/inception", "film/alien", "film/paprika", "film/up"})


def test_another_and_another_never_repeats_until_all_were_shown(recommender: Recommender, catalogue: Catalogue):
    wish = Wish(kind="film", genres=("western",))
    shown: list[str] = []
    while suggestions := recommender.suggest(wish, exclude=frozenset(shown), n=1):
        shown.append(suggestions[0].item.id)
    assert len(shown) == len(set(shown))
    assert set(shown) == {film.id for film in catalogue.items("film") if "western" in film.genres}
    assert recommender.blocking(wish, exclude=frozenset(shown)) == ["exclude"]


def test_same_seed_gives_the_same_and_others_vary(recommender: Recommender):
    def firsts(seed: int | str) -> list[str]:
        return [suggestion.item.id for suggestion in recommender.suggest(Wish(kind="film"), n=3, seed=seed)]

    assert firsts(5) == firsts(5)
    assert firsts("turn-1") == firsts("turn-1")
    assert len({tuple(firsts(seed)) for seed in range(20)}) > 15


def test_open_wishes_reach_much_of_the_catalogue(recommender: Recommender):
    shown = {s.item.id for seed in range(200) for s in recommender.suggest(Wish(kind="film"), n=3, seed=seed)}
    assert len(shown) > 130


def test_suggestions_differ_from_one_another(recommender: Recommender):
    items = [s.item for s in recommender.suggest(Wish(kind="film", like=("film/spirited-away",)), n=7, seed=1)]
    assert len({item.creators for item in items}) >= 3
    assert len({item.creators for item in items[:3]}) >= 2


def test_two_genres_asked_are_met_together_where_possible(recommender: Recommender):
    wish = Wish(kind="film", genres=("romance", "comedy"))
    for suggestion in recommender.suggest(wish, n=10, seed=4):
        assert {"romance", "comedy"} <= set(suggestion.item.genres)


@pytest.mark.parametrize(
    ("like", "kind", "expected"),
    [
        ("film/inception", "film", {"film/paprika", "film/the-matrix", "film/interstellar", "film/the-prestige"}),
        ("film/spirited-away", "film", {"film/howls-moving-castle", "film/the-boy-and-the-heron"}),
        ("film/kung-fu-hustle", "film", {"film/shaolin-soccer", "film/drunken-master"}),
        ("film/the-godfather", "show", {"show/the-sopranos"}),
        ("film/farewell-my-concubine", "film", {"film/to-live", "film/the-last-emperor", "film/in-the-mood-for-love"}),
    ],
)
def test_neighbours_are_what_a_person_would_name(recommender: Recommender, like: str, kind: str, expected: set[str]):
    wish = Wish(kind=kind, like=(like,))  # type: ignore[arg-type]
    first = {s.item.id for s in recommender.suggest(wish, n=4, seed=1)}
    assert first & expected


@pytest.mark.parametrize(
    ("wish", "fields"),
    [
        (Wish(kind="film"), []),
        (Wish(kind="film", genres=("western",), years=(1920, 1921)), ["years"]),
        (Wish(kind="film", creator="Nobody At All"), ["creator"]),
        (Wish(kind="film", words=("cheese",)), ["words"]),
        (Wish(kind="film", themes=("pirates",), words=("cheese",), years=(1930, 1931)), ["years"]),
        (Wish(kind="film", max_length=3), ["max_length"]),
        (Wish(kind="film", genres=("horror",), audience="children"), ["genres"]),
        (Wish(kind="film", words=("cheese",), creator="Nobody At All"), ["creator", "words"]),
        (Wish(kind="sound"), ["kind"]),
    ],
)
def test_blocking_names_the_fewest_fields_to_drop(recommender: Recommender, wish: Wish, fields: list[str]):
    assert recommender.blocking(wish) == fields
    assert bool(fields) == (recommender.suggest(wish) == [])
    assert recommender.suggest(wish.without(*fields))


def test_what_blocks_is_told_in_both_languages(recommender: Recommender):
    wish = Wish(kind="film", max_length=90, years=(1980, 1989), genres=("horror", "war"), creator="Nolan")
    told = {field: recommender.describe(wish, field) for field in ("kind", "max_length", "years", "genres", "creator")}
    assert {field: name.en for field, name in told.items()} == {
        "kind": "a film",
        "max_length": "no longer than 90 minutes",
        "years": "from 1980 to 1989",
        "genres": "horror or war",
        "creator": "with or by Nolan",
    }
    assert told["max_length"].zh == "不超过90分钟"
    assert recommender.describe(Wish(years=(-9999, 1999)), "years").en == "from 1999 or earlier"
    assert recommender.describe(Wish(without_languages=("en",)), "without_languages").zh == "不要英语的"


def test_unknown_ids_in_wish_and_taste_are_passed_over(recommender: Recommender):
    wish = Wish(kind="film", like=("film/none",), unlike=("x",), moods=("none",))
    assert recommender.suggest(wish, Taste({"film/none": 1.0}, {"": 1.0}), exclude={"nothing"}, n=1)


@pytest.mark.parametrize("n", [0, -1])
def test_asking_for_none_gives_none(recommender: Recommender, n: int):
    assert recommender.suggest(Wish(kind="film"), n=n) == []


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_texts_say_the_same_in_both_languages():
    for forms in table("reasons").values():
        for form in [forms] if "en" in forms else forms.values():
            assert _placeholders(form["en"]) == _placeholders(form["zh"])


def test_every_mood_and_genre_has_its_clause(catalogue: Catalogue):
    assert set(table("reasons")["mood"]) == set(catalogue.vocabulary.ids("mood"))
    assert set(table("genre_phrases")) == set(catalogue.vocabulary.ids("genre"))


def test_every_language_and_country_of_an_item_has_a_name(catalogue: Catalogue):
    places = table("places")
    items: tuple[Item, ...] = catalogue.items()
    assert {item.language for item in items} <= set(places["languages"])
    assert {item.country for item in items} <= {"", *places["countries"]}
