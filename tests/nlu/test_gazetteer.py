from __future__ import annotations

from nlu.gazetteer import LOOKUPS, Gazetteer, read_lookups
from nlu.normal import normalise
from nlu.units import units_of
from nlu.words import words_of


def found(gazetteer: Gazetteer, text: str) -> list[tuple[str, set[str]]]:
    units = units_of(words_of(normalise(text)))
    return [
        (" ".join(unit.text for unit in units[first:after]), set(kinds))
        for first, after, kinds in gazetteer.find(units)
    ]


def test_gazetteer_longest_name_wins() -> None:
    gazetteer = Gazetteer({"title": ["The Wall", "The Wall Live"], "artist": ["Pink Floyd", "Wall"]})

    assert found(gazetteer, "play the wall live by PINK FLOYD") == [
        ("the wall live", {"title"}),
        ("pink floyd", {"artist"}),
    ]


def test_gazetteer_name_of_two_things_is_both() -> None:
    gazetteer = Gazetteer({"title": ["Queen"], "artist": ["Queen"]})

    assert found(gazetteer, "queen") == [("queen", {"title", "artist"})]


def test_gazetteer_han_names_are_found_however_they_are_cut() -> None:
    gazetteer = Gazetteer({"title": ["青花瓷", "我和我的祖国"], "artist": ["周杰伦"]})

    assert found(gazetteer, "放周杰倫的青花瓷") == [("周 杰 伦", {"artist"}), ("青 花 瓷", {"title"})]
    assert found(gazetteer, "我想听我和我的祖国")[-1][1] == {"title"}


def test_gazetteer_takes_names_while_it_runs() -> None:
    gazetteer = Gazetteer()
    assert found(gazetteer, "play blorptown") == []

    gazetteer.add("title", ["Blorptown"])
    assert found(gazetteer, "play blorptown") == [("blorptown", {"title"})]


def test_lookups_hold_both_languages() -> None:
    names = read_lookups(LOOKUPS)

    assert {"artist", "title", "person", "genre", "mood", "sound"} <= names.keys()
    assert {"Inception", "盗梦空间"} <= set(names["title"])
    assert {"jazz", "爵士"} <= set(names["genre"])


def test_gazetteer_beside_others_stays_as_it_was() -> None:
    gazetteer = Gazetteer({"title": ["Queen"]})
    both = gazetteer.beside({"artist": ["Queen", "Blorptown"]})

    assert found(both, "queen of blorptown") == [("queen", {"title", "artist"}), ("blorptown", {"artist"})]
    assert found(gazetteer, "queen of blorptown") == [("queen", {"title"})]
