"""What ships is whole: every rule of the catalogue over every item."""

from __future__ import annotations

from collections import Counter

import pytest

from actions.catalogue import Catalogue, integrity
from actions.catalogue.names import has_han


def test_ids_are_unique(catalogue: Catalogue):
    assert integrity.duplicate_ids(catalogue.items()) == []


def test_no_item_stands_twice_under_two_ids(catalogue: Catalogue):
    assert integrity.duplicate_titles(catalogue.items()) == []


def test_similar_items_exist(catalogue: Catalogue):
    assert integrity.dangling_links(catalogue.items()) == []


def test_terms_are_of_the_vocabulary_and_fit_the_kind(catalogue: Catalogue):
    assert integrity.unknown_terms(catalogue.items(), catalogue.vocabulary) == []


def test_items_have_all_facts_of_their_kind(catalogue: Catalogue):
    assert integrity.incomplete(catalogue.items()) == []


def test_people_have_one_mandarin_name(catalogue: Catalogue):
    assert integrity.inconsistent_names(catalogue.items()) == []


@pytest.mark.parametrize(
    ("kinds", "least"),
    [
        (("film",), 130),
        (("show",), 40),
        (("film", "show"), 150),
        (("book",), 60),
        (("game",), 60),
        (("artist", "album"), 80),
        (("artist",), 60),
        (("album",), 60),
    ],
)
def test_there_is_enough_of_each_kind(catalogue: Catalogue, kinds: tuple[str, ...], least: int):
    assert sum(len(catalogue.items(kind)) for kind in kinds) >= least


def test_films_span_a_century(catalogue: Catalogue):
    decades = {(film.year or 0) // 10 * 10 for film in catalogue.items("film")}
    assert decades >= set(range(1920, 2030, 10))


def test_forty_films_and_shows_are_chinese(catalogue: Catalogue):
    languages = Counter(item.language for kind in ("film", "show") for item in catalogue.items(kind))
    assert languages["zh"] >= 40
    assert {"ko", "ja", "fr", "de", "it", "es", "hi"} <= set(languages)


@pytest.mark.parametrize("kind", ["artist", "album"])
def test_a_quarter_of_music_or_more_is_chinese(catalogue: Catalogue, kind: str):
    languages = Counter(item.language for item in catalogue.items(kind))
    assert languages["zh"] >= languages.total() / 4
    assert {"en", "fr", "es", "ja", "ko", "de"} <= set(languages)


def test_albums_span_seven_decades(catalogue: Catalogue):
    decades = {(album.year or 0) // 10 * 10 for album in catalogue.items("album")}
    assert decades >= set(range(1950, 2020, 10))


def test_every_music_genre_has_artists_and_albums(catalogue: Catalogue):
    vocabulary = catalogue.vocabulary
    for kind in ("artist", "album"):
        possible = {genre for genre in vocabulary.ids("genre") if kind in vocabulary.term("genre", genre).kinds}
        assert possible == {genre for item in catalogue.items(kind) for genre in item.genres} & possible


def test_artists_of_albums_are_spelt_as_the_artists_are(catalogue: Catalogue):
    artists = {artist.title.en: artist.title for artist in catalogue.items("artist")}
    for album in catalogue.items("album"):
        for name in album.creators:
            assert artists.get(name.en, name) == name, album.id


@pytest.mark.parametrize(
    ("item_id", "zh", "year", "maker"),
    [
        ("album/kind-of-blue", "泛蓝调调", 1959, "Miles Davis"),
        ("album/the-dark-side-of-the-moon", "月之暗面", 1973, "Pink Floyd"),
        ("album/thriller", "颤栗", 1982, "Michael Jackson"),
        ("album/fantasy", "范特西", 2001, "Jay Chou"),
        ("album/new-long-march", "新长征路上的摇滚", 1989, "Cui Jian"),
        ("album/dandan-youqing", "淡淡幽情", 1983, "Teresa Teng"),
        ("album/restless", "浮躁", 1996, "Faye Wong"),
        ("album/the-servile", "丑奴儿", 2016, "No Party for Cao Dong"),
        ("album/goldberg-variations", "巴赫：哥德堡变奏曲", 1956, "Glenn Gould"),
    ],
)
def test_well_known_albums_are_right(catalogue: Catalogue, item_id: str, zh: str, year: int, maker: str):
    album = catalogue.get(item_id)
    assert (album.title.zh, album.year) == (zh, year)
    assert maker in {name.en for name in album.creators}


def test_every_film_and_show_genre_has_items(catalogue: Catalogue):
    for kind in ("film", "show"):
        used = {genre for item in catalogue.items(kind) for genre in item.genres}
        terms = (catalogue.vocabulary.term("genre", genre) for genre in catalogue.vocabulary.ids("genre"))
        possible = {term.id for term in terms if kind in term.kinds}
        assert len(possible - used) <= 3


def test_synopses_are_one_short_sentence_in_each_language(catalogue: Catalogue):
    for item in (item for kind in ("film", "show", "artist", "album") for item in catalogue.items(kind)):
        assert len(item.synopsis.en.split()) <= 15, item.id
        assert item.synopsis.en.endswith((".", "?")), item.id
        assert has_han(item.synopsis.zh), item.id
        assert item.synopsis.zh.endswith(("。", "？")), item.id
        assert len(item.synopsis.zh) <= 40, item.id


def test_synopses_are_all_different(catalogue: Catalogue):
    said = Counter(item.synopsis.en for item in catalogue.items())
    assert [text for text, count in said.items() if count > 1] == []


@pytest.mark.parametrize(
    ("item_id", "zh", "year", "maker"),
    [
        ("film/inception", "盗梦空间", 2010, "Christopher Nolan"),
        ("film/the-matrix", "黑客帝国", 1999, "Lana Wachowski"),
        ("film/alien", "异形", 1979, "Ridley Scott"),
        ("film/toy-story", "玩具总动员", 1995, "John Lasseter"),
        ("film/spirited-away", "千与千寻", 2001, "Hayao Miyazaki"),
        ("film/titanic", "泰坦尼克号", 1997, "James Cameron"),
        ("film/interstellar", "星际穿越", 2014, "Christopher Nolan"),
        ("film/the-wandering-earth", "流浪地球", 2019, "Frant Gwo"),
        ("film/let-the-bullets-fly", "让子弹飞", 2010, "Jiang Wen"),
        ("film/farewell-my-concubine", "霸王别姬", 1993, "Chen Kaige"),
        ("film/crouching-tiger", "卧虎藏龙", 2000, "Ang Lee"),
        ("film/in-the-mood-for-love", "花样年华", 2000, "Wong Kar-wai"),
        ("film/paprika", "红辣椒", 2006, "Satoshi Kon"),
        ("film/paddington-2", "帕丁顿熊2", 2017, "Paul King"),
        ("film/parasite", "寄生虫", 2019, "Bong Joon-ho"),
        ("film/amelie", "天使爱美丽", 2001, "Jean-Pierre Jeunet"),
    ],
)
def test_well_known_films_are_right(catalogue: Catalogue, item_id: str, zh: str, year: int, maker: str):
    film = catalogue.get(item_id)
    assert (film.title.zh, film.year) == (zh, year)
    assert maker in {name.en for name in film.creators}


def test_people_whose_names_are_chinese_are_written_in_han(catalogue: Catalogue):
    chinese = [item for item in catalogue.items("film") if item.language == "zh"]
    assert all(has_han(name.zh) for item in chinese for name in (*item.creators, *item.cast))
