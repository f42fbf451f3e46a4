"""`encore chat` in a terminal, typed into as a person types, and with lines from a program."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import socket
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

from assistant.brain.client import Brain, BrainConfig
from assistant.hub import Hub
from assistant.journal import Journal
from assistant.server.app import app as server_app
from assistant.settings import Settings
from tests.assistant.cli.running import ROOT, encore, environment
from tests.assistant.conftest import SCRIPTED
from tests.serving import Serving

PROMPT = "› "
PATIENCE_S = 60
STYLE = re.compile(r"\x1b\[[0-9;]*m")


class Terminal:
    """`encore chat` in a pseudo-terminal."""

    def __init__(self, controller: int, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.screen = ""
        self._controller = controller

    def type(self, keys: str) -> None:
        """Type keys; Enter is a carriage return."""
        os.write(self._controller, keys.encode())

    def until(self, text: str) -> str:
        """Read until `text` is on the screen; return what came with it and forget it."""
        deadline = time.monotonic() + PATIENCE_S
        while text not in self.screen:
            assert time.monotonic() < deadline, self.screen
            self._read()
        seen, self.screen = self.screen, ""
        return seen

    def end(self) -> int:
        """Return the exit status once the program has ended."""
        while self.process.poll() is None:
            self._read()
        return self.process.returncode

    def _read(self) -> None:
        ready, _, _ = select.select([self._controller], [], [], 0.1)
        if ready:
            self.screen += STYLE.sub("", os.read(self._controller, 65536).decode("utf-8", "replace"))


@contextmanager
def terminal(address: str) -> Iterator[Terminal]:
    controller, device = pty.openpty()
    before = termios.tcgetattr(device)
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant.cli", "chat", "--server", address],
        cwd=ROOT,
        env=environment(TERM="xterm"),
        stdin=device,
        stdout=device,
        stderr=device,
        start_new_session=True,
    )
    try:
        yield Terminal(controller, process)
        assert termios.tcgetattr(device) == before
    finally:
        process.kill()
        process.wait()
        os.close(controller)
        os.close(device)


def test_chat_answers_shows_cards_and_takes_choices_by_number(server: Serving) -> None:
    with terminal(server.address) as chat:
        chat.until(PROMPT)
        chat.type("recommend a science fiction film\r")
        answer = chat.until(PROMPT)
        assert "╭" in answer
        assert "2 Why that one?" in answer
        chat.type("2\r")
        assert "science fiction" in chat.until(PROMPT).lower()
        chat.type("讲个笑话\r")
        assert "讲个笑话" in chat.until(PROMPT)
        chat.type("\x04")
        assert chat.end() == 0


def test_story_is_streamed_and_printed_once(server: Serving) -> None:
    with terminal(server.address) as chat:
        chat.until(PROMPT)
        chat.type("tell me a story about a dragon\r")
        story = chat.until(PROMPT)
        chat.type("\x04")
        assert chat.end() == 0

    (opening, *_) = [line.strip() for line in story.splitlines() if "dragon" in line and "tell me" not in line]
    assert story.count(opening[:40]) == 1


def test_interrupt_ends_the_chat_and_leaves_the_terminal_alone(server: Serving) -> None:
    with terminal(server.address) as chat:
        chat.until(PROMPT)
        chat.process.send_signal(signal.SIGINT)
        assert chat.end() == 0
        assert "Traceback" not in chat.screen


def test_lines_from_a_program_are_answered_in_order(server: Serving) -> None:
    lines = "my name is Ada\n\n   \nhello\n\xff\n".encode("latin-1")
    done = encore("chat", "--server", server.address, stdin=lines)

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Ada") >= 2
    assert PROMPT not in done.stdout


@pytest.mark.parametrize("person", ["a b", "x" * 100])
def test_person_that_cannot_be_is_told(server: Serving, person: str) -> None:
    done = encore("chat", "--person", person, "--server", server.address, stdin=b"hello\n")

    assert done.returncode == 1
    assert done.stderr.startswith("encore: ")
    assert "Traceback" not in done.stderr


@contextmanager
def scripted_server(folder: Path) -> Iterator[tuple[str, uvicorn.Server]]:
    """The real server in a thread of its own, with a brain that needs no model."""
    hub = Hub(
        Settings(data_dir=folder, speech=False),
        Brain(BrainConfig(model="", data_dir=str(folder)), SCRIPTED),
        None,
        None,
        lambda: Journal(f"sqlite:///{folder / 'journal.db'}"),
    )
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    server = uvicorn.Server(
        uvicorn.Config(server_app(hub), ws="wsproto", log_level="warning", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", server
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def test_server_that_goes_away_is_told(tmp_path: Path) -> None:
    with scripted_server(tmp_path) as (address, server), terminal(address) as chat:
        chat.until(PROMPT)
        chat.type("echo\r")
        assert "echo" in chat.until(PROMPT)
        server.should_exit = True
        said = chat.until("对话中断了")
        assert chat.end() == 1

    assert "cut off" in said
    assert "Traceback" not in said + chat.screen
