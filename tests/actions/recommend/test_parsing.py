"""Wishes in words, in both languages."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from actions.catalogue import Catalogue, Kind
from actions.recommend import Wish, parse_wish


def stated(wish: Wish) -> dict[str, Any]:
    """Return the fields of a wish that constrain something."""
    values = {field.name: getattr(wish, field.name) for field in fields(wish) if field.name != "kind"}
    return {name: value for name, value in values.items() if value not in (None, (), 0)}


def said(catalogue: Catalogue, text: str, kind: Kind | None = "film", *entities: tuple[str, str]) -> dict[str, Any]:
    language = "en" if text.isascii() else "zh"
    tagged = [{"entity": name, "value": value} for name, value in entities]
    return stated(parse_wish(text, tagged, language, catalogue, kind))


SCARED = {"without_genres": ("horror",), "without_moods": ("scary",)}

FILMS: list[tuple[str, dict[str, Any]]] = [
    ("recommend a comedy", {"genres": ("comedy",)}),
    ("any good comedies?", {"genres": ("comedy",)}),
    ("whatever you like", {}),
    ("a romantic comedy from the nineties", {"genres": ("romance", "comedy"), "years": (1990, 1999)}),
    ("an old western", {"genres": ("western",), "years": (-9999, 1985)}),
    ("a love story without a sad ending", {"genres": ("romance",), "without_moods": ("sad",)}),
    ("i'm feeling sad, cheer me up", {"moods": ("feel-good", "warm", "funny")}),
    ("what about a documentary about animals", {"genres": ("documentary",), "themes": ("animals",)}),
    ("I don't want to think too much", {"moods": ("light",)}),
    # negation
    ("no horror please", {"without_genres": ("horror",)}),
    ("nothing scary", SCARED),
    ("not horror but comedy", {"genres": ("comedy",), "without_genres": ("horror",)}),
    ("no horror something funny", {"without_genres": ("horror",), "moods": ("funny",)}),
    ("no horror, war or crime", {"without_genres": ("horror", "war", "crime")}),
    ("no, just give me a comedy", {"genres": ("comedy",)}),
    ("not only funny but also sad", {"moods": ("funny", "sad")}),
    ("anything but musicals", {"without_genres": ("musical",)}),
    ("i don't like horror", {"without_genres": ("horror",)}),
    ("why not a comedy", {"genres": ("comedy",)}),
    ("i'd rather have a comedy than a drama", {"genres": ("comedy",), "without_genres": ("drama",)}),
    ("please not another superhero film", {"without_genres": ("superhero",)}),
    ("got any feel good movies", {"moods": ("feel-good",)}),
    ("that was too scary", SCARED),
    ("a scary film, not too violent", {"moods": ("scary",), "without_moods": ("violent",), "without_genres": ("war",)}),
    ("not in english", {"without_languages": ("en",)}),
    # like and unlike
    ("a film like Inception but funnier", {"like": ("film/inception",), "moods": ("funny",)}),
    ("similar to the matrix or blade runner", {"like": ("film/the-matrix", "film/blade-runner")}),
    ("something unlike Paprika", {"unlike": ("film/paprika",)}),
    ("i hated titanic, what should I watch", {"unlike": ("film/titanic",)}),
    ("like inceptoin", {"like": ("film/inception",)}),
    ("something like interstellar, only not so long", {"like": ("film/interstellar",), "max_length": 120}),
    ("something else like that from this century", {"years": (2000, 9999)}),
    ("a film like Zxqw Returns but funnier", {"unknown": ("zxqw returns",), "moods": ("funny",)}),
    ("more like amelie, less like titanic", {"like": ("film/amelie",), "unlike": ("film/titanic",)}),
    # eras
    ("a film from 1994", {"years": (1994, 1994)}),
    ("before 2000", {"years": (-9999, 1999)}),
    ("after the 80s", {"years": (1990, 9999)}),
    ("between 1980 and 1989", {"years": (1980, 1989)}),
    ("from the eighties or nineties", {"years": (1980, 1999)}),
    ("nineteen eighties science fiction", {"genres": ("science-fiction",), "years": (1980, 1989)}),
    ("from the nineteenth century", {"years": (1800, 1899)}),
    ("i want a new one", {}),
    ("十九世纪的", {"years": (1800, 1899)}),
    ("early 2000s", {"years": (2000, 2004)}),
    ("nothing older than 2000", {"years": (2000, 9999)}),
    # lengths
    ("not too long", {"max_length": 120}),
    ("something short", {"max_length": 100}),
    ("under two hours", {"max_length": 120}),
    ("less than an hour and a half", {"max_length": 90}),
    ("no longer than 90 minutes", {"max_length": 90}),
    ("at least three hours long", {"min_length": 180}),
    ("half an hour", {"max_length": 30}),
    # audience, people, places, topics
    ("something for my kids", {"audience": "family"}),
    ("for a ten-year-old", {"audience": "family"}),
    ("for a 5 year old", {"audience": "children"}),
    ("for my toddler and my teenager", {"audience": "children"}),
    ("not for children", {"audience": "adult"}),
    ("something by Nolan", {"creator": "nolan"}),
    ("films starring jackie chan", {"creator": "jackie chan"}),
    ("with Tom Hanks and Meg Ryan", {"creator": "tom hanks & meg ryan"}),
    ("directed by Nobody Weknow", {"creator": "Nobody Weknow"}),
    ("nothing by Nolan", {"without_creators": ("nolan",)}),
    ("a French film", {"language": "fr"}),
    ("anything from Taiwan", {"country": "TW"}),
    ("something from pixar", {"creator": "pixar"}),
    ("something with robots but no war", {"themes": ("robots",), "without_genres": ("war",)}),
    ("an uplifting film about friendship set in prison", {"moods": ("feel-good",), "themes": ("friendship", "prison")}),
    ("something everyone can enjoy", {"audience": "family"}),
    ("an american film", {"country": "US"}),
    ("films about dragons and robots", {"themes": ("dragons", "robots")}),
    ("a pirate movie", {"themes": ("pirates",)}),
    ("a movie about cheese", {"words": ("cheese",)}),
    ("something lighter", {"lighter": 1}),
    ("much lighter", {"lighter": 2}),
    ("more serious", {"lighter": -1}),
    ("nothing too heavy", {"lighter": 1}),
    # Mandarin
    ("推荐一部喜剧", {"genres": ("comedy",)}),
    ("有没有恐怖片", {"genres": ("horror",), "moods": ("scary",)}),
    ("不要恐怖的，要喜剧", {"genres": ("comedy",), **SCARED}),
    ("不太恐怖的喜剧", {"genres": ("comedy",), **SCARED}),
    ("不要爱情片也不要歌舞片", {"without_genres": ("romance", "musical")}),
    ("除了恐怖片都行", SCARED),
    ("不喜欢战争片", {"without_genres": ("war",)}),
    ("太恐怖了，换一个", SCARED),
    ("不是美国的", {"without_countries": ("US",)}),
    ("像盗梦空间那样的片子", {"like": ("film/inception",)}),
    ("像《红辣椒》一样但是更轻松一点", {"like": ("film/paprika",), "lighter": 1}),
    ("和黑客帝国类似的科幻片", {"like": ("film/the-matrix",), "genres": ("science-fiction",)}),
    ("不要像盗梦空间", {"unlike": ("film/inception",)}),
    ("我讨厌霸王别姬", {"unlike": ("film/farewell-my-concubine",)}),
    ("九十年代的香港电影", {"years": (1990, 1999), "country": "HK"}),
    ("2000年以前的", {"years": (-9999, 1999)}),
    ("2010年以后的惊悚片", {"genres": ("thriller",), "years": (2010, 9999)}),
    ("一九九四年的电影", {"years": (1994, 1994)}),
    ("来个老电影", {"years": (-9999, 1985)}),
    ("别太长", {"max_length": 120}),
    ("短一点的", {"max_length": 100}),
    ("两小时以内", {"max_length": 120}),
    ("两个半小时以内的", {"max_length": 150}),
    ("不超过九十分钟", {"max_length": 90}),
    ("三小时以上", {"min_length": 180}),
    ("长一点也没关系", {}),
    ("太长了，换个短的", {"max_length": 100}),
    ("适合孩子看的", {"audience": "family"}),
    ("给我五岁的女儿看", {"audience": "children"}),
    ("全家一起看的", {"audience": "family"}),
    ("诺兰的电影", {"creator": "诺兰"}),
    ("梁朝伟和张曼玉演的", {"creator": "梁朝伟 & 张曼玉"}),
    ("除了周星驰的都行", {"without_creators": ("周星驰",)}),
    ("国产动画", {"genres": ("animation",), "language": "zh"}),
    ("韩国电影", {"language": "ko"}),
    ("印度电影", {"country": "IN"}),
    ("关于梦境的科幻片", {"genres": ("science-fiction",), "themes": ("dreams",)}),
    ("讲一个厨师的故事", {"themes": ("cooking",)}),
    ("轻松一点", {"lighter": 1}),
    ("别太沉重", {"lighter": 1}),
    ("心情不好，想看点轻松的", {"moods": ("feel-good", "warm", "light")}),
    ("推荐个 Christopher Nolan 的电影", {"creator": "christopher nolan"}),
    ("像Inception那样的", {"like": ("film/inception",)}),
    ("像《没有这部片》那样的", {"unknown": ("没有这部片",)}),
    ("推荐一部不那么沉闷的纪录片", {"genres": ("documentary",)}),
    ("不要鬼片", {"without_genres": ("horror",)}),
    ("八九十年代的香港武侠", {"genres": ("martial-arts",), "years": (1980, 1999), "country": "HK"}),
    ("别给我推荐漫威", {"without_creators": ("漫威",)}),
    ("要一部讲母女关系的", {"themes": ("mother-daughter",)}),
]


@pytest.mark.parametrize(("text", "expected"), FILMS, ids=[text for text, _ in FILMS])
def test_film_wish_is_understood(catalogue: Catalogue, text: str, expected: dict[str, Any]):
    assert said(catalogue, text) == expected


OTHERS: list[tuple[Kind, str, dict[str, Any]]] = [
    ("book", "a short book", {"max_length": 250}),
    ("book", "under 300 pages", {"max_length": 300}),
    ("book", "经典名著", {"genres": ("classic-fiction",)}),
    ("book", "武侠小说，不要金庸的", {"genres": ("martial-arts",), "without_creators": ("金庸",)}),
    ("book", "像三体那样的书", {"like": ("book/three-body-problem",)}),
    ("book", "适合睡前看的书", {"moods": ("sleepy",)}),
    ("book", "三百页以内", {"max_length": 300}),
    ("game", "a co-op game under 20 hours", {"genres": ("co-op",), "max_length": 20}),
    ("game", "relaxing, no shooting", {"moods": ("calm",), "without_genres": ("shooter",)}),
    ("game", "搞笑的游戏", {"moods": ("funny",)}),
    ("show", "short episodes", {"max_length": 30}),
    ("show", "like The Godfather", {"like": ("film/the-godfather",)}),
    ("album", "relaxing jazz from the 70s", {"genres": ("jazz",), "moods": ("calm",), "years": (1970, 1979)}),
    ("album", "适合学习的音乐", {"moods": ("focused",)}),
]


@pytest.mark.parametrize(("kind", "text", "expected"), OTHERS, ids=[text for _, text, _ in OTHERS])
def test_wish_for_another_kind_is_understood(catalogue: Catalogue, kind: Kind, text: str, expected: dict[str, Any]):
    assert said(catalogue, text, kind) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("recommend a film", "film"),
        ("a good series", "show"),
        ("what should I read, a novel maybe", "book"),
        ("推荐一个游戏", "game"),
        ("推荐一个歌手", "artist"),
        ("hello", None),
    ],
)
def test_kind_is_read_from_the_text_when_not_given(catalogue: Catalogue, text: str, kind: str | None):
    assert parse_wish(text, (), "en", catalogue).kind == kind


def test_artist_is_asked_for_by_name_of_the_kind(catalogue: Catalogue):
    assert parse_wish("推荐一个民谣歌手", (), "zh", catalogue, "album").kind == "artist"


def test_entity_not_in_the_text_is_still_heard(catalogue: Catalogue):
    assert said(catalogue, "something", "film", ("genre", "comedy")) == {"genres": ("comedy",)}


def test_topic_entity_becomes_theme_or_word(catalogue: Catalogue):
    assert said(catalogue, "a film with dragons", "film", ("topic", "dragons")) == {"themes": ("dragons",)}
    assert said(catalogue, "a film with teapots", "film", ("topic", "teapots")) == {"words": ("teapots",)}


def test_title_entity_without_a_cue_is_liked(catalogue: Catalogue):
    assert said(catalogue, "alien again", "film", ("title", "alien")) == {"like": ("film/alien",)}


def test_person_entity_we_do_not_know_is_kept_as_said(catalogue: Catalogue):
    assert said(catalogue, "films by zed nobody", "film", ("person", "zed nobody")) == {"creator": "zed nobody"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "🎬🎬",
        "\u200f\u202e",
        "no",
        "not",
        "不要",
        "like",
        "像",
        "<|>",
        "\\",
        "((((",
        "no " * 4000,
        "像" * 10_000,
    ],
)
def test_odd_text_states_nothing_and_breaks_nothing(catalogue: Catalogue, text: str):
    assert said(catalogue, text) == {}


def test_refined_wish_keeps_what_was_not_said_again():
    wish = Wish(kind="film", genres=("comedy",), years=(1980, 1989)).refined(Wish(kind="film", lighter=1))
    assert (wish.genres, wish.years, wish.lighter) == (("comedy",), (1980, 1989), 1)


def test_refined_wish_drops_what_is_ruled_out_and_adds_exclusions():
    wish = Wish(genres=("horror", "comedy"), without_genres=("war",)).refined(Wish(without_genres=("horror",)))
    assert wish.genres == ("comedy",)
    assert wish.without_genres == ("war", "horror")


def test_refined_wish_takes_back_an_exclusion():
    wish = Wish(without_genres=("horror", "war")).refined(Wish(genres=("horror",)))
    assert (wish.genres, wish.without_genres) == (("horror",), ("war",))


def test_refined_wish_forgets_a_length_in_another_unit():
    assert Wish(kind="film", max_length=90).refined(Wish(kind="book")).max_length is None
    assert Wish(kind="film", max_length=90).refined(Wish(kind="film", min_length=150)).max_length is None


def test_steps_towards_light_add_up_but_not_for_ever():
    wish = Wish(lighter=1)
    for _ in range(9):
        wish = wish.refined(Wish(lighter=1))
    assert wish.lighter == 3
