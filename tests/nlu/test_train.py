from __future__ import annotations

import json
import os
from pathlib import Path

from nlu import train


def test_shipped_model_follows_from_the_sources() -> None:
    assert train.is_current(), "the training data have changed: run `make train` and commit nlu/trained"


def test_shipped_model_is_small_and_alone() -> None:
    files = sorted(path.name for path in train.TRAINED.iterdir() if not path.name.startswith("."))

    assert files == ["encore.tar.gz", "fingerprint.json"]
    assert train.MODEL.stat().st_size <= 25_000_000


def test_fingerprint_age_of_files_means_nothing() -> None:
    before = train.fingerprint()
    os.utime(train.ROOT / "config.yml")

    assert train.fingerprint() == before


def test_model_changed_behind_our_back_is_not_current(tmp_path: Path, monkeypatch: object) -> None:
    record = json.loads(train.RECORD.read_text("utf-8"))
    (tmp_path / "fingerprint.json").write_text(json.dumps({**record, "model": "0" * 64}), "utf-8")
    monkeypatch.setattr(train, "RECORD", tmp_path / "fingerprint.json")  # type: ignore[attr-defined]

    assert not train.is_current()
