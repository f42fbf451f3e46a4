"""What was acknowledged survives, whatever happens to the process or beside it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from actions.people import PeopleStore

WRITER = [sys.executable, "-m", "tests.actions.people.writer"]
ROOT = Path(__file__).parents[3]


def start(url: str, name: str, count: int) -> subprocess.Popen[str]:
    command = [*WRITER, url, name, str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_kill_during_writes_loses_nothing_acknowledged(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'people.db'}"
    acknowledged: set[str] = set()
    for run in range(5):
        writer = start(url, f"run{run}", 1_000_000)
        assert writer.stdout is not None
        for _ in range(40 + 13 * run):
            acknowledged.add(f"film/run{run}-{int(writer.stdout.readline())}")
        writer.kill()
        acknowledged |= {f"film/run{run}-{int(line)}" for line in writer.stdout if line.endswith("\n")}
        writer.wait()

    store = PeopleStore(url)
    kept = [opinion.item for opinion in store.opinions("ann")]
    store.close()
    assert acknowledged <= set(kept)
    assert len(kept) == len(set(kept))


def test_four_processes_opening_and_writing_at_once_lose_nothing(url: str) -> None:
    writers = [start(url, f"w{number}", 50) for number in range(4)]
    codes = [writer.communicate() and writer.returncode for writer in writers]
    store = PeopleStore(url)
    kept = {opinion.item for opinion in store.opinions("ann")}
    store.close()

    assert codes == [0, 0, 0, 0]
    assert len(kept) == 200
