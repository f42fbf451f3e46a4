"""Wishes in fields, as other programs and a conversation's memory have them."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from actions.recommend import BadWish, Wish

FULL = Wish(kind="film", like=("film/alien",), moods=("funny",), years=(1990, 1999), max_length=120, lighter=2)


def test_wish_survives_json_and_back():
    assert Wish.from_fields(json.loads(json.dumps(asdict(FULL)))) == FULL
    assert Wish.from_fields(asdict(FULL)) == FULL
    assert Wish.from_fields({}) == Wish()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"kind": "cheese"}, "It may be film, show, book"),
        ({"audience": "dogs"}, "It may be children, family"),
        ({"max_length": "long"}, "max_length"),
        ({"max_length": True}, "max_length"),
        ({"max_length": 1.5}, "max_length"),
        ({"genres": "comedy"}, "genres"),
        ({"genres": ["comedy", 1]}, "genres[1]"),
        ({"genres": None}, "genres"),
        ({"years": [1990]}, "years"),
        ({"years": [2000, 1990]}, "years: the first year comes before the last"),
        ({"creator": ["Nolan"]}, "creator"),
        ({"lighter": "much"}, "lighter"),
        ({"colour": "red"}, "'colour'"),
        ({"": 1, "kind": "film"}, "''"),
    ],
)
def test_wish_of_bad_fields_names_the_field(fields: dict[str, object], told: str):
    with pytest.raises(BadWish) as caught:
        Wish.from_fields(fields)
    assert told in str(caught.value)
    assert caught.value.code == "bad-type"


def test_steps_towards_light_in_fields_have_an_end():
    assert Wish.from_fields({"lighter": 99}).lighter == 3
    assert Wish.from_fields({"lighter": -99}).lighter == -3
