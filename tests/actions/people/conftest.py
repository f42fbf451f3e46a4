"""Stores on every database that can be had here: SQLite always, PostgreSQL where its programs are on PATH."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.people import PeopleStore

HAS_POSTGRESQL = bool(shutil.which("initdb") and shutil.which("postgres"))
DATABASES = ["sqlite", "postgresql"] if HAS_POSTGRESQL else ["sqlite"]
IDS = DATABASES if HAS_POSTGRESQL else ["sqlite-alone-as-no-initdb-is-on-PATH"]
START_S = 30.0


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL, less the database's name, of a server that exists for these tests only."""
    folder = Path(tempfile.mkdtemp(prefix="encore-pg-"))
    # PostgreSQL refuses to run as root.
    owner = "nobody" if os.geteuid() == 0 else None
    if owner:
        shutil.chown(folder, owner)
    quiet = {"user": owner, "cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    init = ["initdb", "-D", "data", "-U", "encore", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(init, check=True, **quiet)
    settings = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=16MB"]
    server = subprocess.Popen(["postgres", "-D", "data", "-k", str(folder), *settings], **quiet)
    try:
        base = "postgresql+psycopg2://encore@/{}?host=" + str(folder)
        wait_for(base.format("postgres"))
        yield base
    finally:
        server.terminate()
        server.wait(timeout=START_S)
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(url: str) -> None:
    engine = sa.create_engine(url, future=True)
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        with suppress(sa.exc.OperationalError):
            engine.connect().close()
            break
        time.sleep(0.05)
    engine.dispose()


def new_database(base: str) -> str:
    name = f"encore_{uuid.uuid4().hex}"
    engine = sa.create_engine(base.format("postgres"), future=True, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return base.format(name)


@pytest.fixture(params=DATABASES, ids=IDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of its own for each test."""
    if request.param == "postgresql":
        return new_database(request.getfixturevalue("postgresql"))
    return f"sqlite:///{tmp_path / 'people.db'}"


@pytest.fixture
def store(url: str) -> Iterator[PeopleStore]:
    opened = PeopleStore(url)
    yield opened
    opened.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "people.db"


@pytest.fixture
def file_store(file: Path) -> Iterator[PeopleStore]:
    """A store in a SQLite file whose bytes can be looked at."""
    opened = PeopleStore(f"sqlite:///{file}")
    yield opened
    opened.close()
