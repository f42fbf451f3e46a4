"""The decoding graph: a prefix tree of the words (HCLr), the language model (Gr) and their symbol tables.

A sound is entered by an arc that carries its forward transition and leads to a state that loops on its self-loop
transition. The outputs know no context, so the lexicon carries transitions directly and nothing is determinised;
homophones are parallel arcs and no disambiguation symbols are needed.
"""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from voice.training.errors import MissingTool
from voice.training.fst import Transducer, write_transducer
from voice.training.language_model import NgramModel, automaton
from voice.training.lexicon import UNKNOWN, Lexicon
from voice.training.phones import (
    NOISE,
    SILENCE_PHONE,
    forward_transition,
    self_loop_transition,
    word_boundaries,
    word_phones,
)

EPSILON = "<eps>"
UNUSED_DISAMBIGUATION = 100000
LOOKAHEAD_LIBRARY = Path("/usr/lib/x86_64-linux-gnu/libfstlookahead.so.22")


@dataclass(frozen=True)
class GraphCosts:
    """Costs (negative natural logarithms) in the word tree."""

    unknown: float = 15.0
    """Of hearing "[unk]"; the grammar that holds it adds its own."""
    alternative: float = 0.4
    """Of each pronunciation after the first."""
    silence: float = 0.2
    """Probability of a pause after a word."""


def symbol_table(words: list[str] | tuple[str, ...]) -> dict[str, int]:
    """Return ids of `words`, in order from 1; "<eps>" is 0."""
    return {word: index for index, word in enumerate((EPSILON, *words))}


def word_tree(lexicon: Lexicon, symbols: Mapping[str, int], costs: GraphCosts | None = None) -> Transducer:
    """Return the tree that turns transition ids into words, one loop over all words with optional pauses."""
    builder = _TreeBuilder(costs or GraphCosts())
    entries = {UNKNOWN: ((NOISE,),), **lexicon}
    paths = [
        (word_phones(sounds), symbols[word], builder.word_cost(word, rank))
        for word, pronunciations in entries.items()
        for rank, sounds in enumerate(pronunciations)
    ]
    builder.grow(builder.loop, sorted(paths), depth=0)
    return builder.tree


class _TreeBuilder:
    """Holds the states that all words share while the tree grows."""

    def __init__(self, costs: GraphCosts) -> None:
        self.costs = costs
        self.tree = Transducer()
        start, self.loop, self.pause = (self.tree.add_state() for _ in range(3))
        self.ends: dict[int, int] = {}
        self.tree.final[self.loop] = 0.0
        self.tree.add_arc(start, 0, 0, math.log(2), self.loop)
        self.tree.add_arc(start, forward_transition(SILENCE_PHONE), 0, math.log(2), self.pause)
        self.tree.add_arc(self.pause, self_loop_transition(SILENCE_PHONE), 0, 0.0, self.pause)
        self.tree.add_arc(self.pause, 0, 0, 0.0, self.loop)

    def word_cost(self, word: str, rank: int) -> float:
        """Return the cost of saying `word` in its `rank`-th way."""
        return self.costs.unknown if word == UNKNOWN else self.costs.alternative * rank

    def end_of(self, phone: int) -> int:
        """Return the state after a word's last `phone`, shared by all words that end in it."""
        if phone not in self.ends:
            state = self.ends[phone] = self.tree.add_state()
            self.tree.add_arc(state, self_loop_transition(phone), 0, 0.0, state)
            self.tree.add_arc(state, 0, 0, -math.log(1 - self.costs.silence), self.loop)
            pause = -math.log(self.costs.silence)
            self.tree.add_arc(state, forward_transition(SILENCE_PHONE), 0, pause, self.pause)
        return self.ends[phone]

    def grow(self, state: int, paths: list[tuple[tuple[int, ...], int, float]], depth: int) -> None:
        """Add what is left of `paths` from `depth` on below `state`.

        A word's label stands on the first arc that only it uses.
        """
        branches = defaultdict(list)
        for path in paths:
            branches[path[0][depth]].append(path)
        for phone, branch in branches.items():
            if len(branch[0][0]) == depth + 1:
                for _, word, cost in branch:
                    self.tree.add_arc(state, forward_transition(phone), word, cost, self.end_of(phone))
            elif len(branch) == 1:
                self._tail(state, branch[0], depth)
            else:
                self.grow(self._enter(state, phone, 0, 0.0), branch, depth + 1)

    def _tail(self, state: int, path: tuple[tuple[int, ...], int, float], depth: int) -> None:
        phones, word, cost = path
        for phone in phones[depth:-1]:
            state = self._enter(state, phone, word, cost)
            word, cost = 0, 0.0
        self.tree.add_arc(state, forward_transition(phones[-1]), 0, 0.0, self.end_of(phones[-1]))

    def _enter(self, source: int, phone: int, word: int, cost: float) -> int:
        state = self.tree.add_state()
        self.tree.add_arc(source, forward_transition(phone), word, cost, state)
        self.tree.add_arc(state, self_loop_transition(phone), 0, 0.0, state)
        return state


def build_graph(
    folder: Path,
    lexicon: Lexicon,
    model: NgramModel,
    costs: GraphCosts | None = None,
    *,
    lookahead: bool = False,
) -> dict[str, int]:
    """Write graph/ of a speech model into `folder` and return the word ids.

    With `lookahead` (needs libfst-tools) the language model's costs count from a word's first sound on: the same
    accuracy at a fifth of the work. Raises MissingTool when that program is not there.
    """
    (folder / "phones").mkdir(parents=True, exist_ok=True)
    symbols = symbol_table(sorted({UNKNOWN, *lexicon}))
    tree = word_tree(lexicon, symbols, costs)
    write_transducer(folder / "HCLr.fst", tree, "output")
    if lookahead:
        symbols = _relabelled(symbols, _look_ahead(folder / "HCLr.fst"))
    write_transducer(folder / "Gr.fst", automaton(model, symbols), "input")
    lines = [f"{word} {index}" for word, index in sorted(symbols.items(), key=lambda entry: entry[1])]
    (folder / "words.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "disambig_tid.int").write_text(f"{UNUSED_DISAMBIGUATION}\n", encoding="ascii")
    boundaries = "\n".join(word_boundaries()) + "\n"
    (folder / "phones" / "word_boundary.int").write_text(boundaries, encoding="ascii")
    return symbols


def can_look_ahead() -> bool:
    """Say whether the programs for a look-ahead graph are installed."""
    return LOOKAHEAD_LIBRARY.exists() and shutil.which("fstconvert") is not None


def _look_ahead(tree: Path) -> dict[int, int]:
    """Convert `tree` in place and return the new number of each output label."""
    if not can_look_ahead():
        raise MissingTool("fstconvert is not installed: apt-get install libfst-tools, or build without look-ahead.")
    with tempfile.TemporaryDirectory() as room:
        pairs, result = Path(room) / "pairs", Path(room) / "tree.fst"
        command = ["fstconvert", "--fst_type=olabel_lookahead", f"--save_relabel_opairs={pairs}"]
        subprocess.run(
            [*command, str(tree), str(result)], check=True, env={**os.environ, "LD_PRELOAD": str(LOOKAHEAD_LIBRARY)}
        )
        shutil.copyfile(result, tree)
        rows = (line.split() for line in pairs.read_text(encoding="ascii").splitlines())
        return {int(old): int(new) for old, new in rows}


def _relabelled(symbols: dict[str, int], renumbered: Mapping[int, int]) -> dict[str, int]:
    fresh = max(renumbered.values(), default=0) + 1
    result = {}
    for word, index in symbols.items():
        if index == 0:
            result[word] = 0
        elif index in renumbered:
            result[word] = renumbered[index]
        else:
            result[word], fresh = fresh, fresh + 1
    return result
