"""Runs `encore` as a person does: a program with arguments, an environment and an exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
PATIENCE_S = 240


def environment(folder: Path | None = None, **changed: str) -> dict[str, str]:
    """Return an environment without settings of the machine's own, in English."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("ENCORE_", "LC_", "LANG"))}
    data = {"ENCORE_DATA_DIR": str(folder)} if folder else {}
    return {**ours, "LANG": "C.UTF-8", "NO_COLOR": "1", "COLUMNS": "100", "ENCORE_PORT": "0", **data, **changed}


def encore(
    *arguments: str, stdin: bytes = b"", folder: Path | None = None, **changed: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    done = subprocess.run(
        [sys.executable, "-m", "assistant.cli", *arguments],
        cwd=ROOT,
        env=environment(folder, **changed),
        input=stdin,
        capture_output=True,
        timeout=PATIENCE_S,
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8", "replace")
    )


def answers(done: subprocess.CompletedProcess[str]) -> list[Any]:
    """Return the JSON objects that a command printed, one a line; it must have succeeded."""
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]
