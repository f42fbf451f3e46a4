"""What is kept about people: names, tastes, what they were shown, played and told."""

from __future__ import annotations

from actions.people.errors import (
    BadEntry,
    BadPersonId,
    PeopleError,
    StoreBusy,
    StoreError,
    StoreFull,
    StoreTooNew,
)
from actions.people.records import Opinion, Person, Play
from actions.people.store import PeopleStore

__all__ = [
    "BadEntry",
    "BadPersonId",
    "Opinion",
    "PeopleError",
    "PeopleStore",
    "Person",
    "Play",
    "StoreBusy",
    "StoreError",
    "StoreFull",
    "StoreTooNew",
]
