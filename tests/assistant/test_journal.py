"""The journal keeps what it acknowledged, finds what is open, and forgets what it is told to."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from assistant.journal import MIGRATIONS, REVISION, VERSION_TABLE, Journal, JournalError, Turn, metadata, remembered

ROOT = Path(__file__).parents[2]
SAID = {"session": "s", "person": "ann", "text": "recommend a film", "language": "en", "face": "chat"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def journal(file: Path) -> Iterator[Journal]:
    opened = Journal(f"sqlite:///{file}")
    yield opened
    opened.close()


def begin(journal: Journal, key: str, **changed: Any) -> Turn:
    turn, _ = journal.begin(key=key, **{**SAID, **changed})
    return turn


def slot(name: str, value: object) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value}


# --- turns ---------------------------------------------------------------------------------------------------


def test_begun_turn_is_open_until_it_is_finished(journal: Journal) -> None:
    pressed = {"intent": "play", "entities": {"genre": "jazz"}}
    turn = begin(journal, "k1", text="放点音乐", language="zh", choice=pressed)
    assert journal.open_turns() == [turn]

    journal.finish(turn, [{"text": "好的"}], {"intent": {"name": "play"}}, [])

    assert journal.open_turns() == []
    (kept,) = journal.turns("s")
    assert (kept.text, kept.choice, kept.replies) == ("放点音乐", pressed, [{"text": "好的"}])


def test_same_key_twice_is_one_turn(journal: Journal) -> None:
    first, is_new = journal.begin(key="k1", **SAID)
    assert is_new
    journal.finish(first, [{"text": "Alien"}], {}, [])

    again, is_new = journal.begin(key="k1", **{**SAID, "text": "something else"})

    assert not is_new
    assert (again.number, again.text, again.replies) == (first.number, "recommend a film", [{"text": "Alien"}])
    assert len(journal.turns("s")) == 1


def test_same_key_in_another_session_is_another_turn(journal: Journal) -> None:
    assert begin(journal, "k1").number != begin(journal, "k1", session="other").number
    assert set(journal.sessions("ann")) == {"other", "s"}


def test_turns_are_the_last_ones_in_order(journal: Journal) -> None:
    for number in range(9):
        begin(journal, f"k{number}", text=str(number))

    assert [turn.text for turn in journal.turns("s", last=4)] == ["5", "6", "7", "8"]


def test_person_of_unknown_session_is_nobody(journal: Journal) -> None:
    begin(journal, "k1")
    assert (journal.person_of("s"), journal.person_of("nowhere")) == ("ann", None)


def test_export_holds_what_was_said_and_answered(journal: Journal) -> None:
    journal.finish(begin(journal, "k1"), [{"text": "Alien"}], {}, [])
    begin(journal, "k2", person="ben")

    assert journal.export("ann") == [{"session": "s", "text": "recommend a film", "replies": [{"text": "Alien"}]}]


# --- dialogue events -----------------------------------------------------------------------------------------


def test_events_of_last_turns_are_whole_and_earlier_slots_stay(journal: Journal) -> None:
    said = {"event": "user", "text": "x"}
    for number in range(5):
        journal.finish(begin(journal, f"k{number}"), [], {}, [said, slot("wish", number), slot(f"only_{number}", 1)])
    begin(journal, "still open")

    events = journal.events("s", last=2)

    earlier, recent = events[:-6], events[-6:]
    assert earlier == [slot("wish", 2), slot("only_0", 1), slot("only_1", 1), slot("only_2", 1)]
    assert recent == [said, slot("wish", 3), slot("only_3", 1), said, slot("wish", 4), slot("only_4", 1)]


@pytest.mark.parametrize("event", ["session_started", "restart"])
def test_slots_before_a_fresh_start_are_not_remembered(event: str) -> None:
    assert remembered([slot("a", 1), {"event": event}, slot("b", 2)]) == [slot("b", 2)]


# --- what is acknowledged stays ------------------------------------------------------------------------------


def test_kill_during_writes_loses_nothing_and_finds_open_turns(file: Path) -> None:
    url, begun, answered = f"sqlite:///{file}", set(), set()
    for run in range(3):
        command = [sys.executable, "-m", "tests.assistant.journal_writer", url, f"run{run}"]
        writer = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        heard = [writer.stdout.readline() for _ in range(50 + 7 * run)]
        writer.kill()
        heard += [line for line in writer.stdout if line.endswith("\n")]
        writer.wait()
        for what, number in (line.split() for line in heard):
            (begun if what == "begun" else answered).add((f"run{run}", f"k{number}"))

    with closing(Journal(url)) as journal:
        kept = {(turn.session, turn.key) for run in range(3) for turn in journal.turns(f"run{run}", last=100_000)}
        still_open = {(turn.session, turn.key) for turn in journal.open_turns()}
    assert begun <= kept
    assert not still_open & answered
    assert {turn for turn in begun if int(turn[1][1:]) % 3 == 0} <= still_open


def test_turn_is_in_the_file_when_begin_returns(journal: Journal, file: Path) -> None:
    begin(journal, "k1")

    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as other:
        assert other.execute("SELECT text, replies FROM turns").fetchall() == [("recommend a film", None)]


def test_file_keeps_its_promises_by_pragma(journal: Journal, file: Path) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}
    with journal._reading() as connection:
        assert {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted} == wanted
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


# --- what is erased is gone ----------------------------------------------------------------------------------


def traces(folder: Path, secret: bytes) -> list[str]:
    return [path.name for path in folder.iterdir() if secret in path.read_bytes()]


def test_erase_leaves_no_text_in_the_files(journal: Journal, file: Path) -> None:
    for number in range(60):
        turn = begin(journal, f"k{number}", text=f"clementine says {number}", person="zebra-person", session="zs")
        journal.finish(turn, [{"text": f"clementine hears {number}"}], {}, [slot("name", "clementine")])
    begin(journal, "k", text="kept words")
    assert traces(file.parent, b"clementine")

    journal.erase("zebra-person")
    journal.erase("zebra-person")

    assert traces(file.parent, b"clementine") == traces(file.parent, b"zebra-person") == []
    assert [turn.text for turn in journal.turns("s")] == ["kept words"]


def allow_pages(journal: Journal, pages: int | None) -> None:
    """Let the database grow no further than it is, or by `pages`."""
    with journal._reading() as connection:
        held = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={held + pages if pages is not None else 1_000_000}")


def test_full_disk_is_said_and_keeps_what_was_acknowledged(journal: Journal) -> None:
    allow_pages(journal, 2)
    kept: list[str] = []

    def write() -> None:
        while True:
            turn = begin(journal, f"k{len(kept)}", text=f"{len(kept)} " * 100)
            kept.append(turn.text)

    with pytest.raises(JournalError, match="free some disk space") as caught:
        write()
    assert caught.value.code == "storage-full"
    assert [turn.text for turn in journal.turns("s", last=10_000)] == kept

    allow_pages(journal, None)
    begin(journal, "after")
    assert len(journal.open_turns()) == len(kept) + 1


READ_ONLY = """
import os, sys
from assistant.journal import Journal, JournalError
if os.geteuid() == 0:
    os.setuid(65534)  # nothing is read-only to root
try:
    Journal(sys.argv[1])
except JournalError as error:
    print(error.code, error)
"""


def test_read_only_folder_is_said() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o555)
        command = [sys.executable, "-c", READ_ONLY, f"sqlite:///{folder}/journal.db"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.stdout.startswith("storage-full The journal cannot be opened"), done.stderr


@pytest.mark.parametrize("url", ["sqlite:////no/such/folder/journal.db", "nonsense", "", "klingon://u:hush@x/y"])
def test_impossible_address_is_said_without_its_password(url: str) -> None:
    with pytest.raises(JournalError, match="cannot be opened") as caught:
        Journal(url)
    assert "hush" not in str(caught.value)


def test_file_that_is_no_journal_is_said_and_left_alone(file: Path) -> None:
    content = b"a shopping list, long enough to be taken for a database" * 40
    file.write_bytes(content)

    with pytest.raises(JournalError, match="cannot be opened"):
        Journal(f"sqlite:///{file}")
    assert file.read_bytes() == content


# --- migrations ----------------------------------------------------------------------------------------------


def test_migrations_end_at_the_revision_in_code() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert ScriptDirectory.from_config(config).get_heads() == [REVISION]


def test_migrated_journal_matches_the_table_in_code(journal: Journal, file: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{file}", future=True)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_journal_of_a_later_version_is_said(journal: Journal, file: Path) -> None:
    journal.close()
    with closing(sqlite3.connect(file)) as other, other:
        other.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")

    with pytest.raises(JournalError, match="update Encore"):
        Journal(f"sqlite:///{file}")
