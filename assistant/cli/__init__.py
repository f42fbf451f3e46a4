"""The `encore` command; one file a command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; no traceback reaches a person."""
    from assistant.cli.app import run

    sys.exit(run(sys.argv[1:]))
