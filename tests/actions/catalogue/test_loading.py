from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from actions.catalogue import BadCatalogueData, Catalogue, UnknownItem, integrity
from actions.catalogue.catalogue import DATA

GOOD = """
- {id: film/first, title: {en: First, zh: 第一}, year: 2001, length: 90, country: US, genres: [drama], moods: [warm],
   themes: [love], creators: [Someone], synopsis: {en: A film., zh: 一部电影。}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("genres", "moods", "themes"):
        shutil.copy(DATA / f"{name}.yml", tmp_path)
    (tmp_path / "items").mkdir()
    return tmp_path


def load(folder: Path, text: str) -> Catalogue:
    (folder / "items" / "films.yml").write_text(text, "utf-8")
    return Catalogue.load(folder)


def test_good_file_loads(folder: Path):
    film = load(folder, GOOD).get("film/first")
    assert (film.kind, film.title.zh, film.creators[0].zh) == ("film", "第一", "Someone")


@pytest.mark.parametrize(
    ("wrong", "right", "named"),
    [
        ("year: 2001", "year: soon", "$.year"),
        ("length: 90", "lenght: 90", "lenght"),
        ("country: US", "country: no", "country"),
        ("country: US", "country: USA", "`country`"),
        ("genres: [drama]", "genres: drama", "genres"),
        ("length: 90", "length: 0", "`length`"),
        ("length: 90", "audience: everybody", "audience"),
        ("{en: First, zh: 第一}", "{en: First}", "title"),
        ("length: 90", "kind: book", "`kind`"),
        ("year: 2001", "year: 2001, year: 2002", "twice"),
    ],
)
def test_bad_field_is_named_with_file_and_item(folder: Path, wrong: str, right: str, named: str):
    assert wrong in GOOD
    with pytest.raises(BadCatalogueData) as caught:
        load(folder, GOOD.replace(wrong, right))
    message = str(caught.value)
    assert named in message
    assert "films.yml" in message
    assert caught.value.code == "bad-catalogue-data"


@pytest.mark.parametrize("text", ["", "just words", "{a: 1}", "- [1, 2]", "- {title: x", "\t- broken"])
def test_file_that_is_no_list_of_items_is_refused(folder: Path, text: str):
    with pytest.raises(BadCatalogueData, match=r"films\.yml"):
        load(folder, text)


def test_id_given_twice_is_refused(folder: Path):
    with pytest.raises(BadCatalogueData, match="film/first"):
        load(folder, GOOD + GOOD)


def test_unknown_id_says_what_to_do(catalogue: Catalogue):
    with pytest.raises(UnknownItem, match="title") as caught:
        catalogue.get("film/nonesuch")
    assert caught.value.code == "unknown-item"


def test_integrity_names_faults(folder: Path):
    text = GOOD.replace("themes: [love]", "themes: [love, nonesuch], similar: [film/none, film/first]")
    catalogue = load(
        folder, text.replace("synopsis: {en: A film., zh: 一部电影。}", "moods: [warm]").replace("moods: [warm],\n", "")
    )
    items = catalogue.items()
    assert integrity.dangling_links(items) == ["film/first -> film/none", "film/first -> film/first"]
    assert integrity.unknown_terms(items, catalogue.vocabulary) == ["film/first: theme:nonesuch"]
    assert integrity.incomplete(items) == ["film/first: synopsis"]


def test_genre_of_another_kind_is_a_fault(folder: Path):
    catalogue = load(folder, GOOD.replace("genres: [drama]", "genres: [platformer]"))
    assert integrity.unknown_terms(catalogue.items(), catalogue.vocabulary) == ["film/first: genre:platformer"]


def test_two_names_for_one_person_are_a_fault(folder: Path):
    second = GOOD.replace("film/first", "film/second").replace("[Someone]", "[{en: Someone, zh: 某人}]")
    assert integrity.inconsistent_names(load(folder, GOOD + second).items()) == ["Someone: Someone, 某人"]
