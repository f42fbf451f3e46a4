"""Figures as people read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Row:
    """One thing measured, in milliseconds a turn."""

    name: str
    milliseconds: Sequence[float]

    @property
    def p50(self) -> float:
        """Median."""
        return float(np.percentile(self.milliseconds, 50))

    @property
    def p95(self) -> float:
        """95th percentile."""
        return float(np.percentile(self.milliseconds, 95))


def show(title: str, rows: Sequence[Row], baseline: Row | None = None) -> None:
    """Print a table; with a baseline, also how many times faster each row is."""
    table = Table(title=title)
    for heading in ("", "n", "p50 ms", "p95 ms", "times faster (p50)"):
        table.add_column(heading, justify="left" if not heading else "right")
    for row in rows:
        times = f"{baseline.p50 / row.p50:.1f}" if baseline and baseline is not row else ""
        table.add_row(row.name, str(len(row.milliseconds)), f"{row.p50:.1f}", f"{row.p95:.1f}", times)
    Console().print(table)
