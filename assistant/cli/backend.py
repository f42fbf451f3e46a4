"""A server to talk to: the one that runs, or a private one for as long as a command needs it."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx

from assistant.cli.output import tell
from assistant.settings import Settings

START_WITHIN_S = 20
READY_WITHIN_S = 300


class NoServer(Exception):
    """No server answers; the message says what to do."""

    code = "upstream-failed"


@contextlib.contextmanager
def backend(settings: Settings, server: str = "") -> Iterator[str]:
    """Yield the address of a server that is ready. Raises NoServer."""
    if server:
        _await_ready(server.rstrip("/"))
        yield server.rstrip("/")
        return
    running = f"http://{settings.host}:{settings.port}"
    if _answers(running):
        _await_ready(running)
        yield running
        return
    with _private(settings) as address:
        yield address


def post(address: str, path: str, body: dict[str, Any]) -> Any:
    """Return the answer of a service. Raises NoServer with the service's own sentence."""
    try:
        answer = httpx.post(f"{address}{path}", json=body, timeout=180)
    except httpx.HTTPError as error:
        raise NoServer(f"Encore at {address} does not answer ({error}).") from error
    content = answer.json()
    if answer.is_error:
        raise NoServer(content.get("title", str(answer.status_code)))
    return content


@contextlib.contextmanager
def _private(settings: Settings) -> Iterator[str]:
    tell("waking up… · 正在醒来…")
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant.cli", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        env={**os.environ, "ENCORE_HOST": "127.0.0.1", "ENCORE_DATA_DIR": str(settings.data_dir)},
        text=True,
    )
    try:
        assert process.stdout is not None  # noqa: S101 - for the type checker
        match = re.search(r"http://\S+", process.stdout.readline())
        if match is None:
            raise NoServer("Encore could not be started; `encore serve` says why.")
        _await_ready(match.group())
        yield match.group()
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(5)
        process.kill()


def _answers(address: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(f"{address}/healthz", timeout=2).json() == {"status": "ok"}
    return False


def _await_ready(address: str) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{address}/readyz", timeout=5).status_code == httpx.codes.OK:
                return
        except httpx.HTTPError as error:
            raise NoServer(f"No Encore answers at {address}; start one with `encore serve`.") from error
        time.sleep(0.1)
    raise NoServer("Encore did not wake up in time; try again.")
