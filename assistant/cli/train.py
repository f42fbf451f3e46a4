"""`encore train`."""

from __future__ import annotations

import subprocess
import sys

import typer

app = typer.Typer()


@app.command()
def train(if_needed: bool = typer.Option(False, help="Only if the sources have changed. 仅在数据有变化时。")) -> int:
    """Train the understanding model again. 重新训练理解模型。"""
    options = ["--if-needed"] if if_needed else []
    return subprocess.run([sys.executable, "-m", "nlu.train", *options], check=False).returncode
