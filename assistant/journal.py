"""The turn journal: what was said is on the disk before it is acknowledged, and this, not Rasa, is the truth."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError

MIGRATIONS = Path(__file__).with_name("migrations")

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
    """The journal cannot be written; nothing was acknowledged."""

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


class Journal:
    """Every turn, in one SQLite file or a PostgreSQL database. Call it from one thread at a time."""

    def __init__(self, url: str) -> None:
        """Open the journal, migrating it if it is older. Raises JournalError."""
        self._engine = _engine(url)
        try:
            _migrate(self._engine)
        except SQLAlchemyError as error:
            raise JournalError(f"The journal at {url} cannot be opened: {error}") from error

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
        return self._turns(turns.c.replies.is_(None))

    def turns(self, session: str, last: int = 30) -> list[Turn]:
        """Return the last turns of a session, the oldest first."""
        return self._turns(turns.c.session == session)[-last:]

    def events(self, session: str, last: int = 12) -> list[dict[str, Any]]:
        """Return the dialogue events of a session's last answered turns, to rebuild its dialogue state."""
        query = (
            sa.select(turns.c.events)
            .where(turns.c.session == session, turns.c.events.isnot(None))
            .order_by(turns.c.number.desc())
            .limit(last)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [event for (events,) in reversed(rows) for event in json.loads(events)]

    def person_of(self, session: str) -> str | None:
        """Return whose session it is, or None if nothing was said in it."""
        query = sa.select(turns.c.person).where(turns.c.session == session).limit(1)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar()

    def export(self, person: str) -> list[dict[str, Any]]:
        """Return what the person said and was answered."""
        return [
            {"session": turn.session, "text": turn.text, "replies": turn.replies}
            for turn in self._turns(turns.c.person == person)
        ]

    def sessions(self, person: str) -> list[str]:
        """Return the ids of the person's sessions."""
        query = sa.select(turns.c.session).where(turns.c.person == person).distinct()
        with self._engine.connect() as connection:
            return [session for (session,) in connection.execute(query)]

    def erase(self, person: str) -> None:
        """Delete everything the person said, from the file too; idempotent."""
        with self._writing() as connection:
            connection.execute(turns.delete().where(turns.c.person == person))
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def _turns(self, condition: Any) -> list[Turn]:
        with self._engine.connect() as connection:
            return [_turn(row) for row in connection.execute(sa.select(turns).where(condition).order_by("number"))]

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except OperationalError as error:
            raise JournalError("The journal cannot be written; free some disk space and try again.") from error


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
    )


def _engine(url: str) -> Engine:
    engine = sa.create_engine(url, future=True)
    if engine.dialect.name == "sqlite":

        @sa.event.listens_for(engine, "connect")
        def _prepare(connection: Any, _: Any) -> None:
            connection.isolation_level = None
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "busy_timeout=10000"):
                connection.execute(f"PRAGMA {pragma}")

        @sa.event.listens_for(engine, "begin")
        def _begin(connection: Any) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _migrate(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("version_table", "journal_version")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
