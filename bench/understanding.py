"""How often the shipped model is right about real people's words, and how others do that learned the same.

`python -m bench understanding` asks the shipped model; with `ENCORE_PEERS=1` it also trains Encore and its peers on the
same twelfth of the training data (Rasa's default pipeline would take half a day on all of it) and asks them all.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from bench import peers
from bench.stock import ROOT
from nlu.checks import utterances
from nlu.evaluation import Answered, Case, ask, figures, read_cases, split
from nlu.evaluation.measures import answer
from nlu.evaluation.noise import Noise
from nlu.evaluation.parsers import shipped

DATA = ROOT.parent / "shared" / "data" / "nlu"
PEERS = "ENCORE_PEERS"
PART = 12
"""Peers learn every twelfth utterance."""
COLUMNS = {
    "cases": "sentences",
    "accuracy": "right",
    "accuracy_in_scope": "in scope",
    "accuracy_out_of_scope": "out of scope",
    "accept_auroc": "AUROC",
    "calibration_error": "ECE",
}


def main() -> None:
    """Print the tables, or say what is missing."""
    if not DATA.is_dir():
        print(f"understanding: skipped, there are no utterances in {DATA}.")
        return
    _show_shipped()
    if os.environ.get(PEERS):
        _show_peers()


def _show_shipped() -> None:
    parse, table = shipped(), _table("The shipped model on public sets, not one sentence of them trained on")
    learned, _ = split()
    noise = Noise(utterance.words for utterance in learned)
    trained_on = {utterance.words.casefold() for utterance in utterances()}
    for path in sorted(DATA.glob("*.jsonl")):
        cases = read_cases(path)
        seen = sum(case.text.casefold() in trained_on for case in cases)
        if seen:
            print(f"understanding: {seen} sentences of {path.name} are training data; take them out.")
        _row(table, path.stem, ask(cases, parse))
        _row(table, f"{path.stem}, as a recogniser may hear it", ask([noise.case(case) for case in cases], parse))
    Console(width=130).print(table)


def _show_peers() -> None:
    learned, held_out = split()
    part = learned[::PART]
    table = _table(f"All trained on the same {len(part)} utterances")
    table.add_column("train s", justify="right")
    table.add_column("ms a sentence", justify="right")
    trainers = (peers.ours, peers.linear_svc, peers.ovos_padatious, peers.rasa_default)
    sets = {"held out": held_out, **{path.stem: read_cases(path) for path in sorted(DATA.glob("massive-*.jsonl"))}}
    for train in trainers:
        _peer_rows(table, train(part), sets)
    Console(width=150).print(table)


def _peer_rows(table: Table, peer: peers.Trained | None, sets: dict[str, list[Case]]) -> None:
    if peer is None:
        print(f"understanding: {peers.OVOS_PYTHON} names no Python with ovos-padatious; that row is left out.")
        return
    for name, cases in sets.items():
        started = time.perf_counter()
        parses = peer.parse([case.text for case in cases])
        each_ms = 1000 * (time.perf_counter() - started) / len(cases)
        answered = [answer(case, parse) for case, parse in zip(cases, parses, strict=True)]
        _row(table, f"{peer.name}: {name}", answered, f"{peer.seconds:.0f}", f"{each_ms:.1f}")


def _table(title: str) -> Table:
    table = Table(title=title)
    table.add_column("")
    for heading in COLUMNS.values():
        table.add_column(heading, justify="right")
    return table


def _row(table: Table, name: str, answered: Sequence[Answered], *more: str) -> None:
    found = figures(answered)["summary"]["all"]
    table.add_row(name, *(_shown(key, found[key]) for key in COLUMNS), *more)


def _shown(key: str, value: float | int | None) -> str:
    if value is None:
        return "–"
    if isinstance(value, int):
        return str(value)
    return f"{value:.3f}" if key in {"accept_auroc", "calibration_error"} else f"{100 * value:.1f} %"
