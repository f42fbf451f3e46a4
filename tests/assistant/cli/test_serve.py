"""`encore serve`: it answers before the brain does and ends when told to, with everything it started."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.assistant.cli.running import encore
from tests.serving import serving, until


def brain_of(process: subprocess.Popen[bytes]) -> int | None:
    command = ["pgrep", "-f", "-P", str(process.pid), "assistant.brain.process"]
    found = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
    return int(found[0]) if found else None


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_server_answers_and_ends_while_the_brain_wakes(tmp_path: Path, stop: signal.Signals) -> None:
    with serving(tmp_path) as running:
        assert httpx.get(f"{running.address}/readyz", timeout=5).json() == {"brain": "waking"}
        until(lambda: brain_of(running.process), running.process)
        brain = brain_of(running.process)
        assert brain is not None
        running.process.send_signal(stop)
        status = running.process.wait(30)

    assert status in {0, -stop}
    assert not alive(brain)
    assert "Traceback" not in (tmp_path / "server.log").read_text("utf-8")


def test_missing_model_is_said_in_both_languages(tmp_path: Path) -> None:
    done = encore("serve", folder=tmp_path, ENCORE_MODEL=str(tmp_path / "gone.tar.gz"))

    assert done.returncode == 1
    assert "there is no language model" in done.stderr
    assert "没有语言模型" in done.stderr
    assert "Traceback" not in done.stderr
