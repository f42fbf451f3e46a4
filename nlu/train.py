"""Trains the model of `nlu/` and keeps exactly one: `nlu/trained/encore.tar.gz`, with its fingerprint beside it."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import IO

from nlu.checks import TrainingDataError, check

ROOT = Path(__file__).resolve().parents[1]
TRAINED = Path(__file__).with_name("trained")
MODEL = TRAINED / "encore.tar.gz"
RECORD = TRAINED / "fingerprint.json"
SOURCES = (
    "config.yml", "nlu/data", "nlu/domain", "nlu/dialogue", "nlu/lookups", "nlu/components", "nlu/values",
    "nlu/vectors", "nlu/blend.py", "nlu/convolution.py", "nlu/features.py", "nlu/gazetteer.py", "nlu/linear.py",
    "nlu/normal.py", "nlu/sentence.py", "nlu/tagger.py", "nlu/units.py", "nlu/words.py",
)  # fmt: skip
SUFFIXES = {".yml", ".py", ".npz"}
PROGRESS = re.compile(rb"encore-progress (\w+) (\d+)%")
SHARES = {"intents": (0.05, 0.6), "entities": (0.65, 0.3)}
"""Where in the whole training each model's begins, and what part of it that takes."""

Progress = Callable[[float], None]


class TrainingFailed(Exception):
    """Rasa ended without a model; the message carries its last words."""


def fingerprint() -> str:
    """Return a digest of everything the model follows from, whatever the order or the age of its files."""
    digest = hashlib.sha256(f"rasa {version('rasa')}".encode())
    for path in sorted(_sources(), key=lambda path: path.relative_to(ROOT).as_posix()):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_current() -> bool:
    """Return whether the trained model follows from the sources as they are."""
    if not (MODEL.is_file() and RECORD.is_file()):
        return False
    record = json.loads(RECORD.read_text("utf-8"))
    return bool(record["sources"] == fingerprint() and record["model"] == _digest(MODEL))


def train(progress: Progress = lambda done: None) -> Path:
    """Train and replace the model; takes minutes. `progress` gets the part done, 0–1.

    Raises:
        TrainingDataError: If the training data have a mistake.
        TrainingFailed: If Rasa does not come up with a model.
    """
    check()
    sources = fingerprint()
    TRAINED.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=TRAINED, prefix=".training-") as name:
        fresh = train_into(Path(name), progress)
        record = {"sources": sources, "model": _digest(fresh), "rasa": version("rasa")}
        fresh.replace(MODEL)
    RECORD.write_text(json.dumps(record, indent=2) + "\n", "utf-8")
    return MODEL


def _sources() -> Iterator[Path]:
    for name in SOURCES:
        path = ROOT / name
        candidates = [path] if path.is_file() else path.rglob("*")
        yield from (candidate for candidate in candidates if candidate.suffix in SUFFIXES)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def train_into(folder: Path, progress: Progress = lambda done: None, data: Path = ROOT / "nlu/data") -> Path:
    """Train on the utterances in `data`; return the model, a file in `folder`. Raises TrainingFailed.

    Rasa runs in a process of its own, because it keeps what it imported and what it printed to itself there.
    """
    environment = {
        **os.environ,
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "nlu.train", "--into", str(folder), "--data", str(data)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr is not None  # noqa: S101 - for the type checker
        last = _follow(process.stderr, progress)
    model = folder / "encore.tar.gz"
    if process.returncode or not model.is_file():
        raise TrainingFailed(f"The training ended without a model. Its last words: {last.strip()[-600:]}")
    return model


def _follow(stream: IO[bytes], progress: Progress) -> str:
    """Report progress from what the components print; return the end of everything else that was printed."""
    last: deque[str] = deque(maxlen=40)
    for line in stream:
        if told := PROGRESS.search(line):
            start, share = SHARES[told[1].decode()]
            progress(start + share * int(told[2]) / 100)
        else:
            last.append(line.decode("utf-8", "replace"))
    return "".join(last)


def _run_rasa(folder: Path, data: Path) -> None:
    from rasa.model_training import train as rasa_train

    rasa_train(
        domain=str(ROOT / "nlu/domain"),
        config=str(ROOT / "config.yml"),
        training_files=[str(data), str(ROOT / "nlu/lookups"), str(ROOT / "nlu/dialogue")],
        output=str(folder),
        fixed_model_name="encore",
        force_training=True,
    )
    shutil.rmtree(ROOT / ".rasa", ignore_errors=True)


def main() -> None:
    """Train, showing how far it is: `python -m nlu.train [--if-needed]`."""
    arguments = argparse.ArgumentParser(description=main.__doc__)
    arguments.add_argument("--if-needed", action="store_true", help="only if the sources have changed")
    arguments.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    arguments.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.into:
        _run_rasa(options.into, options.data)
        return
    if options.if_needed and is_current():
        return
    try:
        _train_with_bar()
    except (TrainingDataError, TrainingFailed) as error:
        sys.exit(f"encore: {error}")


def _train_with_bar() -> None:
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = TextColumn("training the language model"), BarColumn(), TimeRemainingColumn()
    with Bar(*columns) as bar:
        task = bar.add_task("", total=1.0)
        train(lambda done: bar.update(task, completed=done))


if __name__ == "__main__":
    main()
