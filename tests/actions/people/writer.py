"""A program that writes likes until it is killed, and says each one's number once it is kept."""

from __future__ import annotations

import sys

from actions.people import PeopleStore


def main() -> None:
    url, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    store = PeopleStore(url, patience_s=60)
    for number in range(count):
        store.record("ann", f"film/{name}-{number}", "like", f"{name}-{number}")
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
