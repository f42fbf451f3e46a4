"""A whole Encore, started as a person starts it, for the tests that talk to it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 240


@dataclass(frozen=True)
class Serving:
    """A running server."""

    address: str
    data: Path
    process: subprocess.Popen[bytes]

    @property
    def websocket(self) -> str:
        """Address of the conversation."""
        return self.address.replace("http", "ws", 1) + "/v1/session"

    def wait_until_ready(self) -> None:
        """Return once the brain answers."""
        until(lambda: httpx.get(f"{self.address}/readyz", timeout=5).status_code == 200, self.process)


def free_port() -> int:
    """Return a loopback port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(holds: object, process: subprocess.Popen[bytes]) -> None:
    """Wait until `holds()` is true; fail when the process ends or patience does."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the server ended with {process.returncode}"
        with contextlib.suppress(httpx.HTTPError):
            if holds():  # type: ignore[operator]
                return
        time.sleep(0.1)
    raise AssertionError("the server did not get there in time")


@contextlib.contextmanager
def serving(data: Path, **settings: str) -> Iterator[Serving]:
    """Run `encore serve` with its data in `data`; yield once its page answers.

    `settings` are ENCORE_* variables; ENCORE_PORT is a free port unless given.
    """
    port = settings.pop("ENCORE_PORT", "") or str(free_port())
    environment = {
        **os.environ,
        "ENCORE_DATA_DIR": str(data),
        "ENCORE_PORT": port,
        "ENCORE_AUDIO_OUTPUT": "null",
        **settings,
    }
    data.mkdir(parents=True, exist_ok=True)
    with (data / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "assistant.cli", "serve"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        until(lambda: httpx.get(f"{address}/healthz", timeout=5).status_code == 200, process)
        yield Serving(address, data, process)
    finally:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(15)
        process.kill()
        process.wait()
