"""Databases that cannot be opened, are in use, or are full; and what erasing leaves behind."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.people import PeopleStore, StoreBusy, StoreError, StoreFull

ROOT = Path(__file__).parents[3]
SECRETS = ["Clementine-Q", "film/secret-one", "session-xyzzy", "key-plugh", "track/hidden", "story-hushhush"]


def tell_everything(store: PeopleStore, times: int = 50) -> None:
    name, item, session, key, track, piece = SECRETS
    store.rename("zebra-person", name)
    for number in range(times):
        store.record("zebra-person", f"{item}-{number}", "like", f"{key}-{number}")
        store.note_suggested("zebra-person", f"{session}-{number}", [f"{item}-{number}"], f"{key}-{number}")
        store.note_played("zebra-person", f"{track}-{number}", f"{key}-{number}")
        store.note_heard("zebra-person", "story", [f"{piece}-{number}"])


def found(folder: Path) -> list[str]:
    content = b"".join(path.read_bytes() for path in folder.iterdir())
    return [secret for secret in [*SECRETS, "zebra-person"] if secret.encode() in content]


def test_erase_leaves_no_trace_in_the_files(file_store: PeopleStore, file: Path) -> None:
    tell_everything(file_store)
    file_store.record("other", "film/kept", "like", "k")
    assert found(file.parent)

    file_store.erase("zebra-person")

    assert found(file.parent) == []
    assert b"film/kept" in file.read_bytes()


def test_erase_while_somebody_reads_the_log_asks_to_try_again(file: Path) -> None:
    store = PeopleStore(f"sqlite:///{file}", patience_s=0.1)
    tell_everything(store, times=1)
    with closing(sqlite3.connect(file)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM persons").fetchall()
        with pytest.raises(StoreBusy, match="ask again"):
            store.erase("zebra-person")
        reader.execute("COMMIT")
        store.erase("zebra-person")
    assert found(file.parent) == []
    store.close()


def test_write_while_another_program_holds_the_database_is_busy(file: Path) -> None:
    store = PeopleStore(f"sqlite:///{file}", patience_s=0.1)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="try again") as caught:
            store.record("ann", "film/alien", "like", "k1")
        other.execute("ROLLBACK")

    store.record("ann", "film/alien", "like", "k1")
    assert caught.value.code == "store-busy"
    assert len(store.opinions("ann")) == 1
    store.close()


@contextmanager
def no_room(store: PeopleStore) -> Iterator[None]:
    """The database may not grow by a page."""
    with store._database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    yield
    with store._database.reading() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")


def write_until_full(store: PeopleStore) -> list[str]:
    kept: list[str] = []

    def write() -> None:
        while True:
            item = f"film/{len(kept)}"
            store.record("ann", item, "like", item)
            kept.append(item)

    with pytest.raises(StoreFull, match="free some space"):
        write()
    return kept


def test_full_database_says_so_and_keeps_what_was_acknowledged(file_store: PeopleStore) -> None:
    with no_room(file_store):
        kept = write_until_full(file_store)
        assert [opinion.item for opinion in file_store.opinions("ann")] == kept
        file_store.erase("ann")
        assert file_store.opinions("ann") == []

    file_store.record("ann", "film/alien", "like", "k")
    assert len(file_store.opinions("ann")) == 1


SMALL_DISK = ["unshare", "--mount", "--map-root-user", "sh", "-c"]
MAY_MOUNT = (
    bool(shutil.which("unshare"))
    and not subprocess.run([*SMALL_DISK, "mount -t tmpfs tmpfs /mnt"], capture_output=True, check=False).returncode
)


@pytest.mark.parametrize("may_mount", [MAY_MOUNT], ids=["on-tmpfs" if MAY_MOUNT else "no-mount-allowed-here"])
def test_erase_on_a_full_disk_works(tmp_path: Path, may_mount: bool) -> None:
    mount = 'mount -t tmpfs -o size=70m tmpfs "$2" && ' if may_mount else ""
    program = f'{mount}exec "$1" -m tests.actions.people.filler "$2" "$3"'
    command = [*(SMALL_DISK if may_mount else ["sh", "-c"]), program, "sh", sys.executable, str(tmp_path)]
    done = subprocess.run(
        [*command, "fill" if may_mount else "leave"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.stdout == "erased\n", done.stderr


def test_ballast_is_held_and_can_be_dropped(file_store: PeopleStore, file: Path) -> None:
    ballast = file.with_name("people.db-ballast")
    assert ballast.stat().st_size == 4 * 1024 * 1024

    assert file_store._database.ballast.drop()
    assert not ballast.exists()
    file_store.erase("nobody")
    assert ballast.exists()


def test_file_is_for_its_owner_alone(file_store: PeopleStore, file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_file_keeps_its_promises_by_pragma(file_store: PeopleStore) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    with file_store._database.reading() as connection:
        held = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
    assert held == wanted


def test_foreign_rows_without_person_are_refused(file_store: PeopleStore) -> None:
    with pytest.raises(StoreError), file_store._database.writing() as connection:
        connection.execute(sa.text("INSERT INTO plays (person, item, key, at) VALUES ('nobody', 'i', 'k', 'now')"))


@pytest.mark.parametrize("content", [b"not a database, but long enough to be read as one" * 40])
def test_open_something_else_says_so(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(StoreError, match="cannot be opened"):
        PeopleStore(f"sqlite:///{file}")
    assert file.read_bytes() == content


@pytest.mark.parametrize("url", ["sqlite:////no/such/folder/people.db", "nonsense", "", "klingon://x/y"])
def test_open_impossible_url_says_so(url: str) -> None:
    with pytest.raises(StoreError, match=r"cannot be opened|must look like"):
        PeopleStore(url)
