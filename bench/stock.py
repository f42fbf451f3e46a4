"""The stock deployment: `rasa run` and `rasa run actions`, with the pipeline and policies that `rasa init` writes.

Its networks are trained for one epoch, on every eighth utterance: how fast they answer does not depend on how much they
have learned, and a hundred epochs on all of it would take half a day.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[1]
START_TIMEOUT_S = 300
PART = 8
CONFIG = """
recipe: default.v1
assistant_id: stock
language: en
pipeline:
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
  - name: DIETClassifier
    epochs: 1
    constrain_similarities: true
  - name: EntitySynonymMapper
  - name: FallbackClassifier
    threshold: 0.3
    ambiguity_threshold: 0.1
policies:
  - name: MemoizationPolicy
  - name: RulePolicy
    core_fallback_threshold: 0.3
    core_fallback_action_name: action_fallback
  - name: UnexpecTEDIntentPolicy
    max_history: 5
    epochs: 1
  - name: TEDPolicy
    max_history: 5
    epochs: 1
    constrain_similarities: true
"""


def free_port() -> int:
    """Return a port of the loopback interface that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def stock_model(folder: Path) -> Path:
    """Train the stock model in `folder` and return it; takes minutes."""
    from nlu.checks import utterances
    from nlu.evaluation.parsers import as_yaml

    known = [replace(each, intent=each.intent.partition("/")[0]) for each in utterances()]
    (folder / "data.yml").write_text(as_yaml(known[::PART]), "utf-8")
    (folder / "config.yml").write_text(CONFIG, "utf-8")
    rasa = [sys.executable, "-m", "rasa", "train", "--config", str(folder / "config.yml")]
    places = ["--domain", str(ROOT / "nlu/domain"), "--out", str(folder / "models"), "--fixed-model-name", "stock"]
    data = ["--data", str(folder / "data.yml"), str(ROOT / "nlu/dialogue")]
    subprocess.run([*rasa, *places, *data], cwd=folder, check=True, capture_output=True)
    return folder / "models" / "stock.tar.gz"


@contextlib.contextmanager
def stock_rasa(folder: Path) -> Iterator[str]:
    """Run both servers; yield the address of the REST webhook once it answers."""
    model = stock_model(folder)
    actions_port, rasa_port = free_port(), free_port()
    endpoints = folder / "endpoints.yml"
    endpoints.write_text(f"action_endpoint:\n  url: http://127.0.0.1:{actions_port}/webhook\n")
    (folder / "credentials.yml").write_text("rest:\n")
    environment = {**os.environ, "ENCORE_DATA_DIR": str(folder / "data"), "ENCORE_AUDIO_OUTPUT": "null"}
    rasa = [sys.executable, "-m", "rasa"]
    commands = [
        [*rasa, "run", "actions", "--actions", "actions.handlers", "--port", str(actions_port)],
        [
            *(*rasa, "run", "--model", str(model), "--port", str(rasa_port), "--interface", "127.0.0.1"),
            *("--endpoints", str(endpoints), "--credentials", str(folder / "credentials.yml")),
        ],
    ]
    logs = [(folder / name).open("wb") for name in ("actions.log", "rasa.log")]
    servers = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        for command, log in zip(commands, logs, strict=True)
    ]
    try:
        address = f"http://127.0.0.1:{rasa_port}/webhooks/rest/webhook"
        _wait_for(f"http://127.0.0.1:{rasa_port}/", servers)
        _wait_for(f"http://127.0.0.1:{actions_port}/health", servers)
        yield address
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(10)
            server.kill()
        for log in logs:
            log.close()


def _wait_for(address: str, servers: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if any(server.poll() is not None for server in servers):
            raise RuntimeError("A stock server ended while it started; run it by hand to see why.")
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(address, timeout=5).status_code < 500:
                return
        time.sleep(0.5)
    raise RuntimeError(f"The stock server at {address} did not answer within {START_TIMEOUT_S} s.")
