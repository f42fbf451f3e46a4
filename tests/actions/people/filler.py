"""A program that keeps things about a person, fills the disk, and then has the person erased."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from actions.people import PeopleStore, StoreFull


def main() -> None:
    folder, task = Path(sys.argv[1]), sys.argv[2]
    store = PeopleStore(f"sqlite:///{folder / 'people.db'}")
    for number in range(200):
        store.record("ann", f"film/secret-{number}", "like", str(number))
    if task == "fill":
        fill(folder / "filler")
        with suppress(StoreFull):
            for number in range(200, 10_000):
                store.record("ann", f"film/secret-{number}", "like", str(number))
            raise AssertionError("The disk is not full.")
    store.erase("ann")
    content = b"".join(path.read_bytes() for path in folder.glob("people.db*"))
    sys.stdout.write("traces left\n" if b"film/secret" in content else "erased\n")


def fill(path: Path) -> None:
    with suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(os.urandom(65536))


if __name__ == "__main__":
    main()
