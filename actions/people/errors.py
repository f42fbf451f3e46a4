"""What can go wrong with what is kept about people.

PeopleError
├── BadPersonId
├── BadEntry
└── StoreError
    ├── StoreBusy
    ├── StoreFull
    └── StoreTooNew
"""

from __future__ import annotations


class PeopleError(Exception):
    """What was asked of the people store was not done; the message says what to do next."""

    code = "people"


class BadPersonId(PeopleError):
    """A person's id is not one of 1 to 64 letters, digits and the signs . _ @ : + and -."""

    code = "bad-person"

    def __init__(self) -> None:
        super().__init__("A person's id is 1 to 64 letters, digits and . _ @ : + - and starts with a letter or digit.")


class BadEntry(PeopleError):
    """A field of what was to be kept is empty, too long, unreadable or not one of its choices."""

    code = "bad-entry"


class StoreError(PeopleError):
    """The database could not do it; nothing of the call was kept, so ask again with the same key."""

    code = "store-failed"


class StoreBusy(StoreError):
    """Another program held the database for longer than we wait."""

    code = "store-busy"


class StoreFull(StoreError):
    """The disk, or the database's share of it, is full."""

    code = "store-full"


class StoreTooNew(StoreError):
    """The database was written by a later version than this one."""

    code = "store-too-new"
