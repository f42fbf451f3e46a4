"""Tells whoever runs a training how far it is."""

from __future__ import annotations

import sys


def report(part: str, done: float) -> None:
    """Print that `done` (0-1) of the training of `part` is done, in the form that `nlu.train` reads."""
    sys.stderr.write(f"encore-progress {part} {round(100 * done)}%\n")
    sys.stderr.flush()
