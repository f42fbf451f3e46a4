"""Who people are, what they like, what they were shown, played and told: to export or erase as a whole."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.people.database import Database
from actions.people.errors import BadEntry, BadPersonId, StoreFull
from actions.people.records import RECORDED_VALUES, Opinion, Person, Play
from actions.people.schema import ABOUT_PERSON, heard, kept, meanings, opinions, persons, plays, ratings, suggested

MAX_TEXT = 200
MAX_NAME = 80
_PERSON_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@:+-]{0,63}\Z")
_LANGUAGE = re.compile(r"(?:[a-z]{2,3}(?:-[A-Za-z0-9]{2,4})?)?\Z")


class PeopleStore:
    """What is kept about people, in SQLite or PostgreSQL by `url`. May be used from many threads.

    What returned is on the disk. Writes take a `key`: the same key again for the same person changes nothing.
    A person comes into being with the first write. Every method raises BadPersonId for an id that cannot be
    one, BadEntry for a field that cannot be kept, StoreError when the database fails; then nothing was kept.
    """

    def __init__(self, url: str, *, patience_s: float = 10.0) -> None:
        self._database = Database(url, patience_s=patience_s)

    def close(self) -> None:
        """Let go of the database; idempotent."""
        self._database.close()

    def person(self, person: str) -> Person:
        """Return the person, a blank one if nothing is kept about them."""
        query = sa.select(persons).where(persons.c.id == _person_id(person))
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return _person(row) if row else Person(person)

    def people(self) -> list[Person]:
        """Return everybody, the earliest first."""
        query = sa.select(persons).order_by(persons.c.created, persons.c.id)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [_person(row) for row in rows]

    def rename(self, person: str, name: str) -> None:
        """Call the person `name` from now on; an empty name forgets it."""
        self._set(person, name=_name(name))

    def set_language(self, person: str, language: str) -> None:
        """Speak `language` ("en", "zh") with the person from now on; empty for whatever they speak."""
        if not _LANGUAGE.match(language):
            raise BadEntry('A language is a short code such as "en" or "zh".')
        self._set(person, language=language)

    def set_personalised(self, person: str, personalised: bool) -> None:
        """Remember and use what the person likes from now on, or leave that; what was kept stays."""
        self._set(person, personalised=personalised)

    def set_child(self, person: str, child: bool) -> None:
        """Give the person only what is fit for children from now on, or everything."""
        self._set(person, child=child)

    def keep(self, person: str, name: str, item: str) -> bool:
        """Put `item` (an id, or words) on the person's list `name`; return False if it stands there already."""
        row = {"list": _text("list", name, longest=MAX_NAME), "item": _text("item", item)}
        with self._database.writing() as connection:
            return self._add(connection, kept, person, row)

    def kept(self, person: str, name: str) -> list[str]:
        """Return what is on the person's list `name`, in the order it was put there."""
        return [row.item for row in self._rows(kept, person, kept.c.list == name)]

    def lists(self, person: str) -> list[str]:
        """Return the names of the person's lists, the oldest first."""
        return list(dict.fromkeys(row.list for row in self._rows(kept, person)))

    def drop(self, person: str, name: str, item: str) -> bool:
        """Take `item` off the person's list `name`; return whether it was there."""
        return bool(self._remove(kept, person, kept.c.list == name, kept.c.item == item))

    def learn_meaning(self, person: str, name: str, item: str) -> None:
        """Remember that by `name` this person means `item`; a later meaning replaces an earlier one."""
        row = {"name": _text("name", name), "item": _text("item", item)}
        self._replace(meanings, person, meanings.c.name == row["name"], row)

    def meaning(self, person: str, name: str) -> str:
        """Return the id of what the person means by `name`; empty if they never said."""
        return next((row.item for row in self._rows(meanings, person, meanings.c.name == name)), "")

    def rate(self, person: str, item: str, stars: float) -> None:
        """Keep a rating, half a star to five; a later one replaces it."""
        if not 0 <= stars <= 5:
            raise BadEntry("A rating is from 0 to 5 stars.")
        self._replace(ratings, person, ratings.c.item == item, {"item": _text("item", item), "stars": float(stars)})

    def unrate(self, person: str, item: str) -> bool:
        """Delete the rating of `item`; return whether there was one."""
        return bool(self._remove(ratings, person, ratings.c.item == item))

    def ratings(self, person: str) -> dict[str, float]:
        """Return the person's ratings by item id."""
        return {row.item: row.stars for row in self._rows(ratings, person)}

    def forget_item(self, person: str, item: str) -> int:
        """Delete every opinion, rating and play of `item`; return how many there were."""
        return sum(self._remove(table, person, table.c.item == item) for table in (opinions, ratings, plays))

    def forget_plays(self, person: str, since: datetime | None = None, until: datetime | None = None) -> int:
        """Delete what was played from `since` up to `until`, all of it without either; return how much that was."""
        when = [plays.c.at >= since.isoformat()] if since else []
        when += [plays.c.at < until.isoformat()] if until else []
        return self._remove(plays, person, *when)

    def record(self, person: str, item: str, value: str, key: str) -> None:
        """Keep an opinion; "undo" takes back the latest about `item`, about anything if `item` is empty."""
        if value not in RECORDED_VALUES:
            raise BadEntry(f"An opinion is one of {', '.join(RECORDED_VALUES)}.")
        item = _text("item", item, may_be_empty=value == "undo")
        row = {"item": item, "value": value, "key": _text("key", key)}
        with self._database.writing() as connection:
            if self._add(connection, opinions, person, row) and value == "undo":
                _undo(connection, person, item)

    def opinions(self, person: str) -> list[Opinion]:
        """Return the opinions that stand, the oldest first."""
        stands = sa.and_(~opinions.c.undone, opinions.c.value != "undo")
        return [Opinion(row.item, row.value, _time(row.at)) for row in self._rows(opinions, person, stands)]

    def note_suggested(self, person: str, session: str, items: Iterable[str], key: str) -> None:
        """Remember that `items` were shown in `session`."""
        session, key = _text("session", session), _text("key", key)
        shown = [_text("item", item) for item in items]
        with self._database.writing() as connection:
            for item in shown:
                self._add(connection, suggested, person, {"session": session, "item": item, "key": key})

    def suggested_in(self, person: str, session: str) -> set[str]:
        """Return the ids of the items shown in `session`."""
        return {row.item for row in self._rows(suggested, person, suggested.c.session == session)}

    def note_played(self, person: str, item: str, key: str) -> None:
        """Remember that `item` was played."""
        row = {"item": _text("item", item), "key": _text("key", key)}
        with self._database.writing() as connection:
            self._add(connection, plays, person, row)

    def history(self, person: str) -> list[Play]:
        """Return what was played, the oldest first."""
        return [Play(row.item, _time(row.at)) for row in self._rows(plays, person)]

    def note_heard(self, person: str, kind: str, pieces: Iterable[str]) -> None:
        """Remember that the person heard `pieces`, ids of things of one `kind`: story, joke, question."""
        kind = _text("kind", kind, longest=32)
        told = [_text("piece", piece) for piece in pieces]
        with self._database.writing() as connection:
            for piece in told:
                self._add(connection, heard, person, {"kind": kind, "piece": piece})

    def heard(self, person: str, kind: str) -> set[str]:
        """Return the ids of the pieces of `kind` that the person heard."""
        return {row.piece for row in self._rows(heard, person, heard.c.kind == kind)}

    def export(self, person: str) -> dict[str, Any]:
        """Return everything kept about the person, fit for JSON; its `person` is None if nothing is kept."""
        query = sa.select(persons).where(persons.c.id == _person_id(person))
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
            kept = {table.name: _export(connection, table, person) for table in ABOUT_PERSON}
        return {"id": person, "person": dict(row) if row else None, **kept}

    def erase(self, person: str) -> None:
        """Delete everything about the person, from file and log too, also on a full disk; idempotent."""
        _person_id(person)
        try:
            self._delete(person)
        except StoreFull:
            if not self._database.ballast.drop():
                raise
            self._delete(person)
        self._database.ballast.fill()

    def _delete(self, person: str) -> None:
        with self._database.writing() as connection:
            for table in ABOUT_PERSON:
                connection.execute(sa.delete(table).where(table.c.person == person))
            connection.execute(sa.delete(persons).where(persons.c.id == person))
        self._database.forget_log()

    def _remove(self, table: sa.Table, person: str, *conditions: Any) -> int:
        _person_id(person)
        with self._database.writing() as connection:
            removed = connection.execute(sa.delete(table).where(table.c.person == person, *conditions)).rowcount
        return int(removed)

    def _replace(self, table: sa.Table, person: str, twin: Any, row: dict[str, Any]) -> None:
        with self._database.writing() as connection:
            self._know(connection, person)
            connection.execute(sa.delete(table).where(table.c.person == person, twin))
            self._add(connection, table, person, row)

    def _set(self, person: str, **values: str | bool) -> None:
        with self._database.writing() as connection:
            self._know(connection, person)
            connection.execute(sa.update(persons).where(persons.c.id == person).values(**values))

    def _add(self, connection: Connection, table: sa.Table, person: str, row: dict[str, Any]) -> bool:
        """Add a row about `person`; return False if a row with its key is there already."""
        self._know(connection, person)
        added = connection.execute(self._database.insert(table, person=person, at=_now(), **row))
        return bool(added.rowcount)

    def _know(self, connection: Connection, person: str) -> None:
        connection.execute(self._database.insert(persons, id=_person_id(person), created=_now()))
        # One writer at a time for each person, where the database has several (SQLite has one at all).
        connection.execute(sa.select(persons.c.id).where(persons.c.id == person).with_for_update())

    def _rows(self, table: sa.Table, person: str, *conditions: Any) -> list[Any]:
        query = sa.select(table).where(table.c.person == _person_id(person), *conditions).order_by(table.c.id)
        with self._database.reading() as connection:
            rows: list[Any] = connection.execute(query).all()
        return rows


def _person(row: Any) -> Person:
    return Person(row.id, row.name, row.language, _time(row.created), row.personalised, row.child)


def _undo(connection: Connection, person: str, item: str) -> None:
    stands = [opinions.c.person == person, opinions.c.value != "undo", ~opinions.c.undone]
    if item:
        stands.append(opinions.c.item == item)
    latest = sa.select(sa.func.max(opinions.c.id)).where(*stands).scalar_subquery()
    connection.execute(sa.update(opinions).where(opinions.c.id == latest).values(undone=True))


def _export(connection: Connection, table: sa.Table, person: str) -> list[dict[str, Any]]:
    columns = [column for column in table.c if column.name not in {"id", "person"}]
    query = sa.select(*columns).where(table.c.person == person).order_by(table.c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def _person_id(person: str) -> str:
    if not isinstance(person, str) or not _PERSON_ID.match(person):
        raise BadPersonId
    return person


def _text(field: str, value: str, *, longest: int = MAX_TEXT, may_be_empty: bool = False) -> str:
    fits = isinstance(value, str) and len(value) <= longest and (value or may_be_empty)
    if not fits or any(map(_unreadable, value)):
        raise BadEntry(f"{field!r} must be 1 to {longest} readable characters.")
    return value


def _unreadable(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"}


def _name(name: str) -> str:
    """Return `name` on one line, without what cannot be shown, at most MAX_NAME characters."""
    visible = "".join(" " if _unreadable(character) else character for character in name)
    return " ".join(visible.split())[:MAX_NAME].strip()


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="microseconds")


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
