"""An Encore server for measuring, with its own data folder."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from bench.stock import ROOT, START_TIMEOUT_S, free_port


@contextlib.contextmanager
def encore_server(data: Path) -> Iterator[str]:
    """Run `encore serve`; yield its address once the brain is ready."""
    port = free_port()
    environment = {
        **os.environ,
        "ENCORE_DATA_DIR": str(data),
        "ENCORE_AUDIO_OUTPUT": "null",
        "ENCORE_PORT": str(port),
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "assistant.cli", "serve"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_ready(address, server)
        yield address
    finally:
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(10)
        server.kill()


def _wait_until_ready(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError("Encore ended while it started; run `encore serve` to see why.")
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{address}/readyz", timeout=5).status_code == 200:
                return
        time.sleep(0.2)
    raise RuntimeError(f"Encore did not become ready within {START_TIMEOUT_S} s.")
