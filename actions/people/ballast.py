"""A file that is thrown off when the disk is full, so that deleting still works: deleting writes too."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

BALLAST_BYTES = 4 * 1024 * 1024
ROOM_BYTES = 16 * BALLAST_BYTES
"""Ballast is only taken on where at least this much is free."""


class Ballast:
    """Space held back beside the database file `database`; nothing for a database that is no file."""

    def __init__(self, database: str | None) -> None:
        on_disk = database and database != ":memory:"
        self._path = Path(f"{database}-ballast") if on_disk else None

    def fill(self) -> None:
        """Hold the space back, where there is plenty."""
        path = self._path
        if path is None or path.exists() or shutil.disk_usage(path.parent).free < ROOM_BYTES:
            return
        try:
            with path.open("xb") as file:
                # Bytes, not a hole: a sparse file holds nothing back.
                file.write(os.urandom(BALLAST_BYTES))
        except FileExistsError:
            return
        except OSError:
            path.unlink(missing_ok=True)

    def drop(self) -> bool:
        """Free the space; return whether there was any."""
        if self._path is None or not self._path.exists():
            return False
        self._path.unlink(missing_ok=True)
        return True
