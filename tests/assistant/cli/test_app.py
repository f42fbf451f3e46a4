"""The command line itself: help, wrong use, failures; no traceback for anything a person can do."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant import __version__
from assistant.cli import app
from tests.assistant.cli.running import ROOT, encore, environment

HAN = re.compile(r"[㐀-鿿]")
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


def in_both_languages(text: str) -> bool:
    return bool(HAN.search(text) and LATIN_WORD.search(text))


def leaves(command: Any, name: str) -> list[tuple[str, Any]]:
    """Return the command, or the commands under it, by name."""
    if not hasattr(command, "commands"):
        return [(name, command)]
    return [leaf for sub, under in command.commands.items() for leaf in leaves(under, f"{name} {sub}")]


@pytest.mark.parametrize("name", app.COMMANDS)
def test_help_of_every_command_is_in_both_languages(name: str) -> None:
    for path, command in leaves(app._command(name), name):
        texts = {path: command.help or ""}
        texts |= {f"{path} --{p.name}": p.help for p in command.params if getattr(p, "help", None)}
        assert [where for where, text in texts.items() if not in_both_languages(text)] == []


@pytest.mark.parametrize("asked", ["--help", "-h", "help"])
def test_help_lists_every_command_in_both_languages(asked: str) -> None:
    done = encore(asked)
    assert done.returncode == 0
    for name, command in app.COMMANDS.items():
        assert f"  {name}" in done.stdout
        assert command.en in done.stdout
        assert command.zh in done.stdout


@pytest.mark.parametrize("name", ["write", "people", "understand"])
def test_help_of_one_command_is_no_failure(name: str) -> None:
    done = encore(name, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"encore {name}" in done.stdout
    assert "completion" not in done.stdout


def test_version_is_told() -> None:
    assert encore("--version").stdout == f"encore {__version__}\n"


WRONG = [
    [],
    ["recomend", "x"],
    ["ask"],
    ["ask", "hi", "there"],
    ["ask", "hi", "--loudly"],
    ["ask", "hi", "--language", "fr"],
    ["understand"],
    ["understand", "x", "--file", "y"],
    ["understand", "--file", "/no/such/file"],
    ["recommend", "x", "--n", "0"],
    ["recommend", "x", "--n", "many"],
    ["write", "haiku"],
    ["write", "story", "--length", "1"],
    ["write", "story", "--for", "dogs"],
    ["people"],
    ["people", "praise", "ann"],
    ["serve", "--port", "99999"],
    ["serve", "--port", "http"],
]


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_use_is_told_with_status_two(arguments: list[str]) -> None:
    done = encore(*arguments)

    assert done.returncode == 2
    assert done.stdout == "" or arguments == ["people"]
    assert in_both_languages(done.stderr + done.stdout)
    assert "Traceback" not in done.stderr


def test_misspelt_command_is_guessed() -> None:
    assert "recommend" in encore("recomend").stderr


@pytest.mark.parametrize("address", ["127.0.0.1:1", "http://127.0.0.1:1", "no-such-host.invalid", "http://[broken"])
def test_server_that_is_not_there_is_told(address: str) -> None:
    done = encore("ask", "hi", "--server", address)

    assert done.returncode == 1
    assert "encore serve" in done.stderr
    assert in_both_languages(done.stderr)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [["ask", "hi"], ["serve"], ["write", "joke"], ["chat"]], ids=" ".join)
def test_setting_that_does_not_exist_is_told_by_every_command(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "encore.toml").write_text("colour = 'red'", "utf-8")
    done = encore(*command, folder=tmp_path)

    assert done.returncode == 1
    assert "there is no setting 'colour'" in done.stderr
    assert "没有设置项 'colour'" in done.stderr
    assert "Traceback" not in done.stderr


def test_reader_that_has_had_enough_is_no_traceback() -> None:
    program = [sys.executable, "-c", "from assistant.cli import main; import sys; sys.argv[1:] = ['--help']; main()"]
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(program, cwd=ROOT, env=environment(), stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)

    assert b"Traceback" not in done.stderr


def test_port_in_use_is_told() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = encore("serve", "--port", str(other.getsockname()[1]))

    assert done.returncode == 1
    assert "cannot listen" in done.stderr
    assert in_both_languages(done.stderr)


def test_bug_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from assistant.cli import write

    async def broken(*_: object, **__: object) -> None:
        raise KeyError("nobody foresaw this")

    monkeypatch.setattr(write, "_write", broken)
    assert app.run(["write", "joke"]) == 1
    assert capsys.readouterr().err == "encore: KeyError: 'nobody foresaw this'\n"
