from __future__ import annotations

import pytest

from actions.catalogue import Catalogue
from actions.catalogue.names import normalise


def best(catalogue: Catalogue, name: str, **options: object) -> str:
    matches = catalogue.find(name, **options)  # type: ignore[arg-type]
    return matches[0].item.id if matches else ""


@pytest.mark.parametrize(
    ("name", "item_id"),
    [
        ("Inception", "film/inception"),
        ("INCEPTION!", "film/inception"),
        ("盗梦空间", "film/inception"),
        ("《盗梦空间》", "film/inception"),
        ("电影《盗梦空间》", "film/inception"),
        ("Ｉｎｃｅｐｔｉｏｎ", "film/inception"),
        ("matrix", "film/the-matrix"),
        ("the film The Matrix", "film/the-matrix"),
        ("amelie", "film/amelie"),
        ("Amélie", "film/amelie"),
        ("wall e", "film/wall-e"),
        ("schindlers list", "film/schindlers-list"),
        ("你好李焕英", "film/hi-mom"),
        ("哈利波特与魔法石", "film/harry-potter-and-the-philosophers-stone"),
        ("大话西游", "film/a-chinese-odyssey"),
        ("Leon", "film/leon"),
        ("shawshank redemption", "film/the-shawshank-redemption"),
        ("老友记", "show/friends"),
    ],
)
def test_exact_names_and_aliases_score_high(catalogue: Catalogue, name: str, item_id: str):
    match = catalogue.find(name)[0]
    assert match.item.id == item_id
    assert match.score >= 0.95


@pytest.mark.parametrize(
    ("name", "item_id"),
    [
        ("inceptoin", "film/inception"),
        ("the matricks", "film/the-matrix"),
        ("spirited a way", "film/spirited-away"),
        ("crouching tiger", "film/crouching-tiger"),
        ("grand budapest", "film/the-grand-budapest-hotel"),
        ("让子弹", "film/let-the-bullets-fly"),
        ("肖申克", "film/the-shawshank-redemption"),
    ],
)
def test_near_names_are_found_with_less_than_full_score(catalogue: Catalogue, name: str, item_id: str):
    matches = catalogue.find(name, limit=3)
    assert item_id in {match.item.id for match in matches}
    assert 0.6 <= matches[0].score < 1


@pytest.mark.parametrize(
    "name", ["", "   ", "？！", "zzzzqqqq", "\u200b", "x", "某个不存在的片名呀", "🎬", "a" * 10_000]
)
def test_nonsense_finds_nothing(catalogue: Catalogue, name: str):
    assert catalogue.find(name) == []


def test_kinds_and_limit_are_kept(catalogue: Catalogue):
    assert best(catalogue, "三体", kinds=("show",)) == "show/three-body"
    assert all(match.item.kind == "book" for match in catalogue.find("三体", kinds=("book",)))
    assert len(catalogue.find("the", limit=2)) <= 2


def test_every_title_finds_its_own_item(catalogue: Catalogue):
    for item in catalogue.items():
        for title in (item.title.en, item.title.zh):
            same = [match.item.id for match in catalogue.find(title, limit=9) if match.score == 1.0]
            assert item.id in same, title


def test_matches_are_ordered_and_single(catalogue: Catalogue):
    matches = catalogue.find("the lord of the ring", limit=10)
    assert [match.score for match in matches] == sorted((match.score for match in matches), reverse=True)
    assert len({match.item.id for match in matches}) == len(matches)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Matrix", "matrix"),
        ("Amélie", "AMELIE"),
        ("Tom & Jerry", "tom and jerry"),
        ("《三体》", "三 体"),
        ("Schindler’s List", "schindler's list"),
        ("克里斯托弗·诺兰", "克里斯托弗诺兰"),
    ],
)
def test_spellings_of_one_name_normalise_alike(one: str, other: str):
    assert normalise(one) == normalise(other)


def test_kana_and_hangul_keep_their_marks():
    assert normalise("ガメラ") != normalise("カメラ")
    assert normalise("기생충") == "기생충"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Christopher Nolan", "Christopher Nolan"),
        ("nolan", "Christopher Nolan"),
        ("诺兰", "Christopher Nolan"),
        ("Kristopher Nolan", "Christopher Nolan"),
        ("王家卫", "Wong Kar-wai"),
        ("tarantino", "Quentin Tarantino"),
        ("miyasaki", "Hayao Miyazaki"),
    ],
)
def test_people_are_found_by_what_they_are_called(catalogue: Catalogue, name: str, expected: str):
    assert expected in {found.en for found in catalogue.credits.find(name)}


def test_unknown_people_are_nobody(catalogue: Catalogue):
    assert catalogue.credits.find("Zxqw Vbnm") == ()


@pytest.mark.parametrize(
    ("facet", "word", "term"),
    [
        ("genre", "comedies", "comedy"),
        ("genre", "喜剧片", "comedy"),
        ("genre", "sci-fi", "science-fiction"),
        ("genre", "科幻电影", "science-fiction"),
        ("mood", "scary", "scary"),
        ("mood", "温馨的", "charming"),
        ("theme", "dragon", "dragons"),
        ("theme", "宇宙", "space"),
        ("theme", "time travel", "time"),
    ],
)
def test_words_lead_to_terms(catalogue: Catalogue, facet: str, word: str, term: str):
    assert getattr(catalogue.vocabulary, facet)(word) == term


def test_unknown_words_lead_nowhere(catalogue: Catalogue):
    vocabulary = catalogue.vocabulary
    assert (vocabulary.genre("cheese"), vocabulary.mood(""), vocabulary.theme("  ")) == (None, None, None)
    assert vocabulary.genre("jazz", kind="film") is None
    assert vocabulary.name("genre", "comedy").zh == "喜剧"
    assert "搞笑" in vocabulary.words("genre")
