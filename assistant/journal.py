"""The turn journal: what was said is on the disk before it is acknowledged, and this, not Rasa, is the truth."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from actions.people.ballast import Ballast

MIGRATIONS = Path(__file__).with_name("migrations")
REVISION = "0001"
VERSION_TABLE = "journal_version"
KEPT_TURNS = 12
"""Turns whose dialogue events are given back whole; of earlier ones, what they left remembered."""
_FORGETTING = {"session_started", "restart"}

metadata = sa.MetaData()
turns = sa.Table(
    "turns",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("session", sa.String(80), nullable=False),
    sa.Column("key", sa.String(128), nullable=False),
    sa.Column("person", sa.String(80), nullable=False, index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("face", sa.String(40), nullable=False),
    sa.Column("choice", sa.Text),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("replies", sa.Text),
    sa.Column("understood", sa.Text),
    sa.Column("events", sa.Text),
    sa.UniqueConstraint("session", "key"),
)


class JournalError(Exception):
    """The journal cannot be read or written; nothing was acknowledged."""

    code = "storage-full"


@dataclass(frozen=True)
class Turn:
    """One journalled turn."""

    number: int
    session: str
    key: str
    person: str
    text: str
    language: str
    face: str
    choice: dict[str, Any] | None
    replies: list[dict[str, Any]] | None
    """None while the turn is open."""
    understood: dict[str, Any] | None = None


class Journal:
    """Every turn, in one SQLite file or a PostgreSQL database. Call it from one thread at a time."""

    def __init__(self, url: str) -> None:
        """Open the journal, migrating it if it is older. Raises JournalError."""
        with _failures("opened; check its folder, its rights and the space on the disk"):
            self._engine = _engine(url)
            self._is_sqlite = self._engine.dialect.name == "sqlite"
            _migrate(self._engine)
        self._ballast = Ballast(self._engine.url.database if self._is_sqlite else None)
        self._ballast.fill()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def begin(
        self,
        *,
        key: str,
        session: str,
        person: str,
        text: str,
        language: str,
        face: str,
        choice: dict[str, Any] | None = None,
    ) -> tuple[Turn, bool]:
        """Write a turn down, synced, and return it with True; with False if its key is known already."""
        row = {
            "key": key,
            "session": session,
            "person": person,
            "text": text,
            "language": language,
            "face": face,
            "choice": json.dumps(choice) if choice else None,
            "at": time.time(),
        }
        with self._writing() as connection:
            known = connection.execute(sa.select(turns).where(turns.c.session == session, turns.c.key == key)).first()
            if known:
                return _turn(known), False
            number = connection.execute(turns.insert().values(**row)).inserted_primary_key[0]
        return Turn(number, session, key, person, text, language, face, choice, None), True

    def finish(
        self, turn: Turn, replies: list[dict[str, Any]], understood: dict[str, Any], events: list[dict[str, Any]]
    ) -> None:
        """Write down how a turn was answered."""
        values = {"replies": replies, "understood": understood, "events": events}
        encoded = {name: json.dumps(value, ensure_ascii=False) for name, value in values.items()}
        with self._writing() as connection:
            connection.execute(turns.update().where(turns.c.number == turn.number).values(**encoded))

    def open_turns(self) -> list[Turn]:
        """Return the turns that were acknowledged and not answered, the oldest first."""
        return self._turns(sa.select(turns).where(turns.c.replies.is_(None)).order_by(turns.c.number))

    def turns(self, session: str, last: int = 30) -> list[Turn]:
        """Return the last turns of a session, the oldest first."""
        of_session = sa.select(turns).where(turns.c.session == session)
        return self._turns(of_session.order_by(turns.c.number.desc()).limit(last))[::-1]

    def events(self, session: str, last: int = KEPT_TURNS) -> list[dict[str, Any]]:
        """Return the dialogue events of a session's last answered turns, to rebuild its dialogue state.

        What earlier turns left in slots comes first, each slot once.
        """
        query = (
            sa.select(turns.c.events)
            .where(turns.c.session == session, turns.c.events.isnot(None))
            .order_by(turns.c.number)
        )
        with self._reading() as connection:
            answered = [json.loads(events) for (events,) in connection.execute(query)]
        earlier = [event for events in answered[:-last] for event in events]
        return remembered(earlier) + [event for events in answered[-last:] for event in events]

    def person_of(self, session: str) -> str | None:
        """Return whose session it is, or None if nothing was said in it."""
        query = sa.select(turns.c.person).where(turns.c.session == session).limit(1)
        with self._reading() as connection:
            person: str | None = connection.execute(query).scalar()
        return person

    def export(self, person: str) -> list[dict[str, Any]]:
        """Return what the person said and was answered."""
        of_person = sa.select(turns).where(turns.c.person == person).order_by(turns.c.number)
        return [
            {"session": turn.session, "text": turn.text, "replies": turn.replies} for turn in self._turns(of_person)
        ]

    def sessions(self, person: str) -> list[str]:
        """Return the ids of the person's sessions."""
        query = sa.select(turns.c.session).where(turns.c.person == person).distinct()
        with self._reading() as connection:
            return [session for (session,) in connection.execute(query)]

    def erase(self, person: str) -> None:
        """Delete everything the person said, from the file too, even on a full disk; idempotent."""
        try:
            self._erase(person)
        except JournalError:
            # Deleting writes too.
            if not self._ballast.drop():
                raise
            self._erase(person)
        self._ballast.fill()

    def _erase(self, person: str) -> None:
        with self._writing() as connection:
            connection.execute(turns.delete().where(turns.c.person == person))
        if self._is_sqlite:
            # Until then the log holds the deleted pages.
            with self._reading() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def _turns(self, query: Any) -> list[Turn]:
        with self._reading() as connection:
            return [_turn(row) for row in connection.execute(query)]

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        engine = self._engine.execution_options(reads=True)
        with _failures("read; check the disk and its rights"), engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with _failures("written; free some disk space and try again"), self._engine.begin() as connection:
            yield connection


def remembered(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the last slot event of each slot among dialogue events."""
    slots: dict[str, dict[str, Any]] = {}
    for event in events:
        if event["event"] in _FORGETTING:
            slots.clear()
        elif event["event"] == "slot":
            slots[event["name"]] = event
    return list(slots.values())


@contextmanager
def _failures(undone: str) -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        # The address of the database may hold a password, so it is not named.
        cause = getattr(error, "orig", None) or type(error).__name__
        raise JournalError(f"The journal cannot be {undone} ({cause}).") from error


def _turn(row: Any) -> Turn:
    return Turn(
        number=row.number,
        session=row.session,
        key=row.key,
        person=row.person,
        text=row.text,
        language=row.language,
        face=row.face,
        choice=json.loads(row.choice) if row.choice else None,
        replies=json.loads(row.replies) if row.replies else None,
        understood=json.loads(row.understood) if row.understood else None,
    )


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(parsed, future=True, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        with suppress(OSError):
            # What is in it is nobody else's business; the log beside it takes on the same rights.
            Path(parsed.database).touch(mode=0o600)
    # One connection for good: closing the last one empties the log, which costs more than the turn.
    once = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0}
    driver = {"timeout": 10, "check_same_thread": False, "isolation_level": None}
    engine = sa.create_engine(parsed, future=True, connect_args=driver, **once)
    sa.event.listen(engine, "connect", _set_up)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # Reads need no transaction, and a checkpoint may not be in one.
    if not connection.get_execution_options().get("reads"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _migrate(engine: Engine) -> None:
    with engine.begin() as connection:
        if _revision(connection) == REVISION:
            return
        # Alembic takes a moment to import, and is not needed when the table is current.
        from alembic import command, util
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except util.CommandError as error:
            raise JournalError("A later Encore wrote this journal; update Encore to use it.") from error


def _revision(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    revision: str | None = connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608
    return revision
