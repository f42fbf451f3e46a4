"""A program that journals turns until it is killed, and says each one's number once it is kept."""

from __future__ import annotations

import sys

from assistant.journal import Journal


def main() -> None:
    url, session = sys.argv[1:]
    journal, number = Journal(url), 0
    while True:
        turn, _ = journal.begin(
            key=f"k{number}", session=session, person="ann", text=f"turn {number}", language="en", face="test"
        )
        sys.stdout.write(f"begun {number}\n")
        sys.stdout.flush()
        if number % 3:
            journal.finish(turn, [], {}, [])
            sys.stdout.write(f"answered {number}\n")
            sys.stdout.flush()
        number += 1


if __name__ == "__main__":
    main()
