"""Music: wishes in words, likeness between artists and albums, and the words for why."""

from __future__ import annotations

import pytest

from actions.catalogue import Catalogue, Kind
from actions.catalogue.names import has_han
from actions.recommend import Recommender, Taste, Wish, parse_wish
from tests.actions.recommend.test_parsing import said

WISHES: list[tuple[Kind, str, dict[str, object]]] = [
    ("album", "like Radiohead but calmer", {"like": ("artist/radiohead",), "moods": ("calm",)}),
    ("album", "来点像周杰伦的", {"like": ("artist/jay-chou",)}),
    ("album", "像周董那样的", {"like": ("artist/jay-chou",)}),
    ("album", "music like Star Wars", {"like": ("album/star-wars-soundtrack",)}),
    ("album", "something by Jay Chou", {"creator": "jay chou"}),
    ("album", "some Bach please", {"creator": "bach"}),
    ("album", "来点邓丽君", {"creator": "邓丽君"}),
    ("album", "霉霉的歌", {"creator": "泰勒·斯威夫特"}),
    ("album", "皇后的歌", {"creator": "皇后乐队"}),
    ("album", "不要周杰伦的", {"without_creators": ("周杰伦",)}),
    ("album", "a calm album from the 70s", {"moods": ("calm",), "years": (1970, 1979)}),
    ("album", "ambient music for studying", {"genres": ("ambient",), "moods": ("focused",)}),
    ("album", "music from 1989", {"years": (1989, 1989)}),
    ("album", "我喜欢蓝调", {"genres": ("blues",)}),
    ("album", "I'd like sleep music", {"moods": ("sleepy",)}),
    ("album", "French music", {"language": "fr"}),
    ("album", "reggae from Jamaica", {"genres": ("reggae",), "country": "JM"}),
    ("album", "a Cantonese album from the 80s", {"country": "HK", "years": (1980, 1989)}),
    ("album", "a woman who sings jazz", {"genres": ("jazz",), "themes": ("womens-voices",)}),
    ("album", "来点摇滚，别太吵", {"genres": ("rock",), "without_moods": ("energetic",)}),
    # names of musicians and albums are everyday words elsewhere
    ("film", "a film with a queen", {"themes": ("empire",)}),
    ("film", "I'd like a thriller", {"genres": ("thriller",)}),
    ("film", "I would like a fantasy film", {"genres": ("fantasy",)}),
    ("film", "喜欢僵尸片", {"themes": ("zombies",)}),
    ("film", "我喜欢1989年的电影", {"years": (1989, 1989)}),
    ("film", "a film with a female lead", {}),
    ("film", "喜欢张国荣", {"creator": "张国荣"}),
    ("film", "films by Radiohead", {"creator": "radiohead"}),
    ("film", "films with Madonna", {"creator": "madonna"}),
    # and what films have not
    ("game", "a two player game", {"genres": ("two-player",)}),
    ("game", "两个人玩的", {"genres": ("two-player",)}),
    ("book", "薄一点的书", {"max_length": 250}),
]


@pytest.mark.parametrize(("kind", "text", "expected"), WISHES, ids=[text for _, text, _ in WISHES])
def test_music_wish_is_understood(catalogue: Catalogue, kind: Kind, text: str, expected: dict[str, object]):
    assert said(catalogue, text, kind) == expected


def test_singer_asked_for_is_an_artist(catalogue: Catalogue):
    wish = parse_wish("推荐一个女歌手", (), "zh", catalogue, "album")
    assert (wish.kind, wish.themes) == ("artist", ("womens-voices",))


@pytest.mark.parametrize(
    ("artist", "expected"),
    [
        ("artist/jay-chou", {"album/black-tangerine", "album/soulboy", "album/cao-cao"}),
        ("artist/radiohead", {"album/the-servile", "album/homogenic", "album/the-dark-side-of-the-moon"}),
        ("artist/miles-davis", {"album/a-love-supreme", "album/ella-and-louis"}),
        ("artist/the-beatles", {"album/pet-sounds", "album/morning-glory"}),
        ("artist/brian-eno", {"album/selected-ambient-works", "album/ziggy-stardust", "album/black-dream"}),
    ],
)
def test_like_an_artist_means_albums_of_kindred_ones(recommender: Recommender, artist: str, expected: set[str]):
    first = {s.item.id for s in recommender.suggest(Wish(kind="album", like=(artist,)), n=4, seed=1)}
    assert first & expected


@pytest.mark.parametrize("wish", [{"like": ("artist/jay-chou",)}, {"unlike": ("artist/jay-chou",)}])
def test_named_artist_is_not_suggested_to_themself(recommender: Recommender, wish: dict[str, tuple[str, ...]]):
    suggestions = recommender.suggest(Wish(kind="album", **wish), n=1000)  # type: ignore[arg-type]
    assert suggestions
    assert all("Jay Chou" not in {name.en for name in s.item.creators} for s in suggestions)


def test_disliked_artist_never_comes_back(recommender: Recommender):
    taste = Taste(dislikes={"artist/taylor-swift": 1.0})
    shown = {s.item.id for s in recommender.suggest(Wish(kind="album"), taste, n=1000)}
    assert shown.isdisjoint({"album/1989", "album/folklore"})


def test_liked_artist_brings_their_albums_first(recommender: Recommender):
    top = recommender.suggest(Wish(kind="album"), Taste(likes={"artist/cheer-chen": 1.0}), n=1, seed=2)[0]
    assert top.item.id == "album/peripeteia"
    assert any(reason.text.en == "you liked Cheer Chen, and it is by Cheer Chen" for reason in top.reasons)


@pytest.mark.parametrize("kind", ["album", "artist"])
def test_reasons_for_music_are_sentences_in_both_languages(recommender: Recommender, kind: Kind):
    wish = Wish(kind=kind, genres=("c-pop", "rock"), themes=("womens-voices", "love"), language="zh", moods=("warm",))
    for suggestion in recommender.suggest(wish, Taste(likes={"artist/faye-wong": 1.0}), n=20, seed=1):
        for reason in suggestion.reasons:
            assert has_han(reason.text.zh), reason
            assert "about women's voices" not in reason.text.en
            assert not reason.text.en.endswith(".")


@pytest.mark.parametrize(
    ("wish", "item_id", "en", "zh"),
    [
        (Wish(kind="album", genres=("jazz",)), "album/kind-of-blue", "it is a jazz album", "主打爵士"),
        (Wish(kind="artist", genres=("jazz",)), "artist/miles-davis", "they play jazz", "擅长爵士"),
        (Wish(kind="album", themes=("womens-voices",)), "album/blue", "a woman sings", "是女声演唱"),
        (Wish(kind="album", language="fr"), "album/racine-carree", "it is French music", "是法语音乐"),
        (Wish(kind="artist", years=(1960, 1969)), "artist/bob-dylan", "they started in 1962", "1962年崭露头角"),
        (Wish(kind="album", max_length=30), "album/pink-moon", "it runs 28 minutes", "全长28分钟"),
        (Wish(kind="book", years=(-600, 0)), "book/the-art-of-war", "it came out in 500 BC", "公元前500年问世"),
    ],
)
def test_facts_of_music_are_said_well(recommender: Recommender, wish: Wish, item_id: str, en: str, zh: str):
    found = next(s for s in recommender.suggest(wish, n=1000) if s.item.id == item_id)
    assert (en, zh) in {(reason.text.en, reason.text.zh) for reason in found.reasons}


def test_shared_features_are_told_in_one_breath(recommender: Recommender):
    suggestions = recommender.suggest(Wish(kind="film", like=("film/alien",)), n=30, seed=1)
    told = {reason.text.en for s in suggestions for reason in s.reasons if reason.feature == "like:film/alien"}
    assert "it is a horror film and a science fiction film, like Alien" in told


def test_reasons_say_which_item_they_compare_with(recommender: Recommender):
    wish, taste = Wish(kind="film", like=("film/alien",)), Taste(likes={"film/up": 1.0})
    for suggestion in recommender.suggest(wish, taste, n=5, seed=1):
        about = {reason.feature.split(":")[0]: reason.about for reason in suggestion.reasons}
        assert about["like"] == "film/alien"
        assert about.get("taste", "film/up") == "film/up"
        assert about.get("chance", "") == ""
