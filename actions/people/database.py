"""Opens the database with the right guarantees and turns its failures into our errors."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from actions.people.ballast import Ballast
from actions.people.errors import StoreBusy, StoreError, StoreFull, StoreTooNew
from actions.people.schema import REVISION, VERSION_TABLE

MIGRATIONS = Path(__file__).parent / "migrations"
WAL_PATIENCE_S = 2.0
_MIGRATION_LOCK = 0x656E636F7265
_FULL = ("disk is full", "no space left", "disk full")
_BUSY = ("is locked", "lock timeout", "could not obtain lock", "deadlock", "queuepool limit")


class Database:
    """One database by URL, with its tables brought up to date.

    SQLite gets a single connection on which all threads take turns: it alone writes and checkpoints. A call
    waits at most `patience_s` for its turn, or for another process, before it raises StoreBusy.
    """

    def __init__(self, url: str, *, patience_s: float = 10.0) -> None:
        self._patience_s = patience_s
        self._engine = _engine(url, patience_s)
        self.is_sqlite = self._engine.dialect.name == "sqlite"
        self.ballast = Ballast(self._engine.url.database if self.is_sqlite else None)
        try:
            self._bring_up_to_date()
        except BaseException:
            self.close()
            raise
        self.ballast.fill()

    def close(self) -> None:
        """Close every connection; idempotent."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that sees one state and changes nothing."""
        with _failures(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that is on the disk when the block has ended, or has not happened at all."""
        engine = self._engine.execution_options(writes=True)
        with _failures(), engine.connect() as connection, connection.begin():
            yield connection

    def insert(self, table: sa.Table, **values: Any) -> Any:
        """Return an INSERT that leaves a row alone that is already there."""
        from sqlalchemy.dialects import postgresql, sqlite

        dialect = sqlite if self.is_sqlite else postgresql
        return dialect.insert(table).values(**values).on_conflict_do_nothing()

    def forget_log(self) -> None:
        """Leave nothing deleted in SQLite's write-ahead log. Raises StoreBusy while somebody reads it."""
        if not self.is_sqlite:
            return
        deadline = time.monotonic() + self._patience_s
        while self._checkpoint_is_blocked():
            if time.monotonic() > deadline:
                raise StoreBusy("It is deleted, but another program still reads the log; close it and ask again.")
            time.sleep(0.02)

    def _checkpoint_is_blocked(self) -> bool:
        engine = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        with _failures(), engine.connect() as connection:
            blocked: int = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").first()[0]
        return bool(blocked)

    def _bring_up_to_date(self) -> None:
        with self.reading() as connection:
            revision = _revision(connection)
        if revision == REVISION:
            return
        with self.writing() as connection:
            if not self.is_sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
            # Another process may have done it while this one waited.
            if _revision(connection) != REVISION:
                _migrate(connection)


def _engine(url: str, patience_s: float) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _sqlite_engine(parsed, patience_s)
        milliseconds = int(1000 * patience_s)
        return sa.create_engine(
            parsed,
            future=True,
            pool_pre_ping=True,
            pool_timeout=patience_s,
            connect_args={"connect_timeout": 10, "options": f"-c lock_timeout={milliseconds}"},
        )
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise StoreError("The database's URL must look like sqlite:///file.db or postgresql://…") from error


def _sqlite_engine(url: Any, patience_s: float) -> Engine:
    if url.database and url.database != ":memory:":
        with suppress(OSError):
            # What is in it is nobody else's business; the log beside it takes on the same rights.
            Path(url.database).touch(mode=0o600)
    engine = sa.create_engine(
        url,
        future=True,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=patience_s,
        connect_args={"timeout": patience_s, "check_same_thread": False, "isolation_level": None},
    )
    sa.event.listen(engine, "connect", _set_up_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    _set_wal(cursor)
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute("PRAGMA temp_store=MEMORY")
    cursor.close()


def _set_wal(cursor: Any) -> None:
    """Set WAL mode, for which SQLite waits for no lock, though two processes may open a file at once."""
    deadline = time.monotonic() + WAL_PATIENCE_S
    while time.monotonic() < deadline:
        with suppress(sqlite3.OperationalError):
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        time.sleep(0.02)
    cursor.execute("PRAGMA journal_mode=WAL")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("isolation_level") != "AUTOCOMMIT":
        # A deferred transaction that reads before it writes fails or loses updates among several processes.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")


def _revision(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    version = sa.table(VERSION_TABLE, sa.column("version_num"))
    revision: str | None = connection.execute(sa.select(version.c.version_num)).scalar()
    return revision


def _migrate(connection: Connection) -> None:
    # Alembic takes a moment to import, and is not needed when the tables are current.
    from alembic import command, util
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except util.CommandError as error:
        raise StoreTooNew("A later Encore wrote the people database; update Encore to use it.") from error


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise _as_store_error(error) from error


def _as_store_error(error: SQLAlchemyError) -> StoreError:
    said = str(getattr(error, "orig", None) or error).lower()
    if any(part in said for part in _FULL):
        return StoreFull("The disk is full, so nothing was kept; free some space and try again.")
    if any(part in said for part in _BUSY):
        return StoreBusy("The people database is in use by another program; try again in a moment.")
    if "unable to open" in said or "not a database" in said or "malformed" in said:
        return StoreError(f"The people database cannot be opened ({said}); check its folder and rights.")
    return StoreError("The people database did not answer as it should; check that it runs and try again.")
