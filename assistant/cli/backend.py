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
import typer

from assistant.cli.output import tell
from assistant.settings import Settings

READY_WITHIN_S = 300
ANSWER_WITHIN_S = 180
DOWN_FOR_GOOD_S = 5
WRONG_USE = {httpx.codes.BAD_REQUEST, httpx.codes.REQUEST_ENTITY_TOO_LARGE, httpx.codes.UNPROCESSABLE_ENTITY}


class NoServer(Exception):
    """No server answers; the message says what to do."""

    code = "upstream-failed"


class Refused(Exception):
    """A service refused or failed; the message is its own sentence."""

    def __init__(self, answer: httpx.Response) -> None:
        problem = _problem(answer)
        super().__init__(" ".join(part for part in (problem.get("title"), problem.get("detail")) if part))
        self.code = str(problem.get("code") or "internal")
        self.is_wrong_use = answer.status_code in WRONG_USE


@contextlib.contextmanager
def backend(settings: Settings, server: str = "") -> Iterator[str]:
    """Yield the address of a server that is ready. Raises NoServer."""
    if server:
        given = server.rstrip("/") if "://" in server else f"http://{server.rstrip('/')}"
        _await_ready(given)
        yield given
        return
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    running = f"http://{host}:{settings.port}"
    if _answers(running):
        _await_ready(running)
        yield running
        return
    with _private(settings) as address:
        yield address


class Services:
    """The services of one server, over one connection."""

    def __init__(self, address: str) -> None:
        """Address the server at `address`."""
        languages = {"accept-language": spoken_here()}
        self._client = httpx.Client(base_url=address, timeout=ANSWER_WITHIN_S, headers=languages)
        self._address = address

    def __enter__(self) -> Services:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self._client.close()

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Return the answer of a service. Raises NoServer, Refused."""
        return self._ask("POST", path, json=body)

    def get(self, path: str) -> Any:
        """Return what lies at `path`. Raises NoServer, Refused."""
        return self._ask("GET", path)

    def delete(self, path: str) -> None:
        """Delete what lies at `path`. Raises NoServer, Refused."""
        self._ask("DELETE", path)

    def _ask(self, method: str, path: str, **content: Any) -> Any:
        try:
            answer = self._client.request(method, path, **content)
        except httpx.HTTPError as error:
            raise NoServer(
                f"Encore at {self._address} does not answer ({type(error).__name__}); try again.\n"
                f"位于 {self._address} 的安可没有回应，请再试一次。"
            ) from error
        if answer.is_error:
            raise Refused(answer)
        return answer.json() if answer.content else None


@contextlib.contextmanager
def services(settings: Settings, server: str = "") -> Iterator[Services]:
    """Yield the services of a server that is ready. Wrong use of them becomes a usage error.

    Raises:
        NoServer: If there is none and none can be started.
        Refused: If a service fails.
    """
    with backend(settings, server) as address, Services(address) as client:
        try:
            yield client
        except Refused as refused:
            if refused.is_wrong_use:
                raise typer.BadParameter(str(refused)) from refused
            raise


def spoken_here() -> str:
    """Return the language of this terminal, "en" or "zh", as its environment says."""
    named = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return "zh" if named.startswith("zh") else "en"


def _problem(answer: httpx.Response) -> dict[str, Any]:
    try:
        problem = answer.json()
    except ValueError:
        problem = None
    return problem if isinstance(problem, dict) else {"title": f"HTTP {answer.status_code}"}


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
            raise NoServer(
                "Encore could not be started; `encore serve` says why.\n安可启动不了，encore serve 会说明原因。"
            )
        _await_ready(match.group())
        yield match.group()
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(5)
        process.kill()


def _answers(address: str) -> bool:
    with contextlib.suppress(httpx.HTTPError, httpx.InvalidURL, ValueError):
        return bool(httpx.get(f"{address}/healthz", timeout=2).json() == {"status": "ok"})
    return False


def _await_ready(address: str) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    down_since = None
    while (now := time.monotonic()) < deadline:
        state = _state(address)
        if state == "ready":
            return
        # Between two starts it is down for a moment; one that fails again and again stays so.
        down_since = (down_since or now) if state == "down" else None
        if down_since is not None and now - down_since > DOWN_FOR_GOOD_S:
            break
        time.sleep(0.1)
    raise NoServer(
        f"Encore at {address} does not wake up; what `encore serve` prints says why.\n"
        f"位于 {address} 的安可醒不过来，encore serve 的输出里有原因。"
    )


def _state(address: str) -> str:
    try:
        answer = httpx.get(f"{address}/readyz", timeout=5)
        return str(answer.json()["brain"])
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, TypeError, KeyError) as error:
        raise NoServer(
            f"No Encore answers at {address}; start one with `encore serve`.\n"
            f"{address} 没有安可，请用 encore serve 启动一个。"
        ) from error
