"""Text turns: Encore's brain and its HTTP service against the stock deployment, in turns."""

from __future__ import annotations

import tempfile
import time
import uuid
from pathlib import Path

import httpx

from bench.encore import encore_server
from bench.phrases import TURNS
from bench.report import Row, show
from bench.stock import stock_rasa

ROUNDS = 6
WARM_UP_ROUNDS = 1


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name, httpx.Client(timeout=60) as client:
        folder = Path(name)
        with stock_rasa(folder) as webhook, encore_server(folder / "encore") as address:
            stock, ours, inside = measure(client, webhook, address)
    show(
        f"A turn of text ({len(TURNS)} turns × {ROUNDS} conversations, both languages, one run)",
        [stock, ours, inside],
        baseline=stock,
    )


def measure(client: httpx.Client, webhook: str, address: str) -> tuple[Row, Row, Row]:
    """Say every turn to both, one after the other, so that the machine's moods hit both."""
    stock: list[float] = []
    ours: list[float] = []
    inside: list[float] = []
    for round_number in range(WARM_UP_ROUNDS + ROUNDS):
        session = f"bench-{uuid.uuid4().hex[:8]}"
        for text in TURNS:
            stock_ms = timed(client, webhook, {"sender": session, "message": text})[0]
            our_ms, answer = timed(client, f"{address}/v1/turns", {"session": session, "text": text})
            if round_number >= WARM_UP_ROUNDS:
                stock.append(stock_ms)
                ours.append(our_ms)
                inside.append(answer["ms"]["act"])
    return (
        Row("rasa run + rasa run actions, REST", stock),
        Row("Encore, POST /v1/turns (journal synced)", ours),
        Row("Encore, inside the brain", inside),
    )


def timed(client: httpx.Client, address: str, body: dict[str, str]) -> tuple[float, dict[str, dict[str, float]]]:
    """Return milliseconds of one request, and its answer."""
    started = time.perf_counter()
    response = client.post(address, json=body)
    milliseconds = 1000 * (time.perf_counter() - started)
    response.raise_for_status()
    answer = response.json()
    if not answer:
        raise RuntimeError(f"No reply to {body}; a silent failure is no fast turn.")
    return milliseconds, answer
