"""Weighted transducers in the binary layout that the decoder loads: plain mutable vectors over costs."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass, field
from pathlib import Path

from voice.training.errors import BadModelFile

MAGIC = 2125659606
EXPANDED_MUTABLE = 0x3
INPUT_SORTED = 0x10000000
OUTPUT_SORTED = 0x40000000
ARC = struct.Struct("<iifi")
Arc = tuple[int, int, float, int]
"""Input label, output label, cost, next state; label 0 is empty."""


@dataclass
class Transducer:
    """States numbered from 0, each with its arcs; `final` maps a state to its cost of ending there."""

    arcs: list[list[Arc]] = field(default_factory=list)
    final: dict[int, float] = field(default_factory=dict)
    start: int = 0

    def add_state(self) -> int:
        """Add a state without arcs and return its number."""
        self.arcs.append([])
        return len(self.arcs) - 1

    def add_arc(self, source: int, inputs: int, outputs: int, cost: float, target: int) -> None:
        """Add an arc from `source` to `target`."""
        self.arcs[source].append((inputs, outputs, cost, target))

    def arc_count(self) -> int:
        """Return the number of arcs of all states."""
        return sum(map(len, self.arcs))


def write_transducer(path: Path, transducer: Transducer, sorted_by: str) -> None:
    """Write `transducer` with arcs sorted by "input" or "output" label, and the file's flags saying so."""
    key = 0 if sorted_by == "input" else 1
    flags = EXPANDED_MUTABLE | (INPUT_SORTED if key == 0 else OUTPUT_SORTED)
    chunks = [struct.pack("<i", MAGIC), _string("vector"), _string("standard"), struct.pack("<iiQ", 2, 0, flags)]
    chunks.append(struct.pack("<qqq", transducer.start, len(transducer.arcs), transducer.arc_count()))
    for state, arcs in enumerate(transducer.arcs):
        chunks.append(struct.pack("<fq", transducer.final.get(state, math.inf), len(arcs)))
        chunks += [ARC.pack(*arc) for arc in sorted(arcs, key=lambda arc: (arc[key], arc))]
    path.write_bytes(b"".join(chunks))


def read_transducer(path: Path) -> Transducer:
    """Read what `write_transducer` wrote; raises BadModelFile for anything else."""
    data = path.read_bytes()
    header = struct.pack("<i", MAGIC) + _string("vector") + _string("standard")
    if not data.startswith(header):
        raise BadModelFile(f"{path.name} is not a plain vector transducer: build the graph again.")
    at = len(header) + 16
    start, states, _ = struct.unpack_from("<qqq", data, at)
    at += 24
    transducer = Transducer(start=start)
    for state in range(states):
        cost, count = struct.unpack_from("<fq", data, at)
        at += 12
        if cost != math.inf:
            transducer.final[state] = cost
        transducer.arcs.append([ARC.unpack_from(data, at + ARC.size * index) for index in range(count)])
        at += ARC.size * count
    return transducer


def _string(text: str) -> bytes:
    return struct.pack("<i", len(text)) + text.encode("ascii")
