"""What the store keeps, on every database."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from actions.people import BadEntry, BadPersonId, PeopleStore, Person

BAD_IDS = ["", " ", "a b", "-a", "a/b", "../a", "a" * 65, "a\x00", "a\n", "名", "a'; DROP TABLE persons; --"]


def values(store: PeopleStore, person: str = "ann") -> list[tuple[str, str]]:
    return [(opinion.item, opinion.value) for opinion in store.opinions(person)]


def test_person_unknown_is_blank_and_not_kept(store: PeopleStore) -> None:
    assert store.person("ann") == Person("ann")
    assert store.people() == []


def test_person_first_write_creates_them(store: PeopleStore) -> None:
    store.record("ann", "film/alien", "like", "k1")

    assert store.person("ann").created is not None
    assert [person.id for person in store.people()] == ["ann"]


def test_rename_keeps_one_visible_line(store: PeopleStore) -> None:
    store.rename("ann", "  林\n小\x00美 \ud800 ")

    assert store.person("ann").name == "林 小 美"


def test_rename_cuts_very_long_names(store: PeopleStore) -> None:
    store.rename("ann", "x" * 10_000)

    assert len(store.person("ann").name) == 80


def test_language_is_kept_and_checked(store: PeopleStore) -> None:
    store.set_language("ann", "zh")

    with pytest.raises(BadEntry):
        store.set_language("ann", "Klingon!")
    assert store.person("ann").language == "zh"


@pytest.mark.parametrize("person", BAD_IDS)
def test_person_id_outside_the_safe_set_is_refused(store: PeopleStore, person: str) -> None:
    for call in (store.person, store.opinions, store.export, store.erase, store.history):
        with pytest.raises(BadPersonId, match="letters, digits"):
            call(person)
    with pytest.raises(BadPersonId):
        store.record(person, "film/alien", "like", "k")


@pytest.mark.parametrize("person", ["a", "7", "a" * 64, "anna@example.org", "web:1f-2_3.4+5"])
def test_person_id_of_the_safe_set_is_taken(store: PeopleStore, person: str) -> None:
    store.rename(person, "Ann")

    assert store.person(person).name == "Ann"


def test_opinions_come_back_in_order_with_times(store: PeopleStore) -> None:
    store.record("ann", "film/alien", "like", "k1")
    store.record("ann", "book/dune", "dislike", "k2")
    store.record("bo", "book/dune", "never", "k1")

    assert values(store) == [("film/alien", "like"), ("book/dune", "dislike")]
    first, second = store.opinions("ann")
    assert first.at <= second.at
    assert first.at.utcoffset() is not None
    assert values(store, "bo") == [("book/dune", "never")]


def test_record_same_key_twice_has_one_effect(store: PeopleStore) -> None:
    store.record("ann", "film/alien", "like", "k1")
    store.record("ann", "film/alien", "like", "k1")
    store.record("ann", "film/alien", "dislike", "k1")

    assert values(store) == [("film/alien", "like")]


def test_undo_takes_back_the_latest_of_the_item(store: PeopleStore) -> None:
    store.record("ann", "film/alien", "like", "k1")
    store.record("ann", "film/alien", "dislike", "k2")
    store.record("ann", "book/dune", "like", "k3")

    store.record("ann", "film/alien", "undo", "k4")
    assert values(store) == [("film/alien", "like"), ("book/dune", "like")]

    store.record("ann", "film/alien", "undo", "k4")
    assert len(values(store)) == 2

    store.record("ann", "film/alien", "undo", "k5")
    assert values(store) == [("book/dune", "like")]


def test_undo_without_item_takes_back_the_latest_of_all(store: PeopleStore) -> None:
    store.record("ann", "film/alien", "like", "k1")
    store.record("ann", "book/dune", "like", "k2")
    store.record("ann", "", "undo", "k3")

    assert values(store) == [("film/alien", "like")]


def test_undo_with_nothing_to_undo_changes_nothing(store: PeopleStore) -> None:
    store.record("ann", "film/alien", "undo", "k1")
    store.record("ann", "film/alien", "like", "k2")

    assert values(store) == [("film/alien", "like")]


def test_undone_opinion_replayed_stays_undone(store: PeopleStore) -> None:
    store.record("ann", "film/alien", "like", "k1")
    store.record("ann", "film/alien", "undo", "k2")
    store.record("ann", "film/alien", "like", "k1")

    assert values(store) == []


@pytest.mark.parametrize(
    ("item", "value", "key"),
    [
        ("film/alien", "adore", "k"),
        ("", "like", "k"),
        ("film/alien", "like", ""),
        ("x" * 201, "like", "k"),
        ("film/\ud800", "like", "k"),
        ("film/\x00", "like", "k"),
    ],
)
def test_record_unfit_field_is_refused_and_keeps_nothing(store: PeopleStore, item: str, value: str, key: str) -> None:
    with pytest.raises(BadEntry):
        store.record("ann", item, value, key)

    assert store.people() == []


def test_suggested_is_per_person_and_session(store: PeopleStore) -> None:
    store.note_suggested("ann", "s1", ["film/alien", "film/up"], "k1")
    store.note_suggested("ann", "s1", ["film/alien", "film/up"], "k1")
    store.note_suggested("ann", "s2", ["film/jaws"], "k2")

    assert store.suggested_in("ann", "s1") == {"film/alien", "film/up"}
    assert store.suggested_in("ann", "s2") == {"film/jaws"}
    assert store.suggested_in("bo", "s1") == set()
    assert len(store.export("ann")["suggested"]) == 3


def test_history_lists_plays_once_for_each_key(store: PeopleStore) -> None:
    store.note_played("ann", "track/one", "k1")
    store.note_played("ann", "track/two", "k2")
    store.note_played("ann", "track/one", "k3")
    store.note_played("ann", "track/one", "k1")

    assert [play.item for play in store.history("ann")] == ["track/one", "track/two", "track/one"]


def test_heard_keeps_each_piece_once_by_kind(store: PeopleStore) -> None:
    store.note_heard("ann", "story", ["a", "b"])
    store.note_heard("ann", "story", ["b", "c"])
    store.note_heard("ann", "joke", ["a"])

    assert store.heard("ann", "story") == {"a", "b", "c"}
    assert store.heard("ann", "joke") == {"a"}
    assert len(store.export("ann")["heard"]) == 4


def fill(store: PeopleStore, person: str) -> None:
    store.rename(person, "Ann")
    store.record(person, "film/alien", "like", "k1")
    store.record(person, "film/alien", "undo", "k2")
    store.note_suggested(person, "s1", ["film/up"], "k3")
    store.note_played(person, "track/one", "k4")
    store.note_heard(person, "story", ["dragon"])


def test_export_has_everything_and_is_json(store: PeopleStore) -> None:
    fill(store, "ann")
    exported = json.loads(json.dumps(store.export("ann")))

    assert exported["person"]["name"] == "Ann"
    assert [row["value"] for row in exported["opinions"]] == ["like", "undo"]
    assert exported["suggested"][0]["session"] == "s1"
    assert exported["plays"][0]["item"] == "track/one"
    assert exported["heard"][0]["piece"] == "dragon"


def test_erase_removes_one_person_wholly(store: PeopleStore) -> None:
    nothing = store.export("ann")
    fill(store, "ann")
    fill(store, "bo")
    store.erase("ann")
    store.erase("ann")

    assert store.export("ann") == nothing
    assert store.person("bo").name == "Ann"
    assert len(store.export("bo")["opinions"]) == 2


def test_reopened_store_has_what_was_kept(store: PeopleStore, url: str) -> None:
    store.record("ann", "film/alien", "like", "k1")
    store.close()
    again = PeopleStore(url)

    assert values(again) == [("film/alien", "like")]
    again.close()


def test_threads_writing_at_once_lose_nothing(store: PeopleStore) -> None:
    def write(thread: int) -> None:
        for number in range(25):
            store.record("ann", f"film/{thread}-{number}", "like", f"{thread}-{number}")
            store.opinions("ann")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))

    assert len(set(values(store))) == 200
