"""Run every benchmark: `python -m bench [turns|speech|understanding]`."""

from __future__ import annotations

import sys

from bench import speech, turns, understanding

BENCHMARKS = {"turns": turns.main, "speech": speech.main, "understanding": understanding.main}


def main() -> None:
    """Run the benchmarks named on the command line, or all."""
    names = sys.argv[1:] or list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        sys.exit(f"bench: no benchmark {unknown[0]!r}; there are {', '.join(BENCHMARKS)}.")
    for name in names:
        BENCHMARKS[name]()


if __name__ == "__main__":
    main()
