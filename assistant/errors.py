"""The sentences that go with the stable error codes, in both languages."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

_SENTENCES = Path(__file__).with_name("errors.yml")


@lru_cache(maxsize=1)
def sentences() -> dict[str, dict[str, str]]:
    """Return all sentences by code and language."""
    loaded: dict[str, dict[str, str]] = yaml.safe_load(_SENTENCES.read_text("utf-8"))
    return loaded


def sentence(code: str, language: str) -> str:
    """Return the sentence of `code`; that of "internal" for a code nobody knows."""
    known = sentences()
    return known.get(code, known["internal"])["zh" if language == "zh" else "en"]
