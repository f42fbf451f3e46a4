"""Reads the hand-written data files of this package, once each."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from actions.generate.errors import BadWritingData

LANGUAGES = ("en", "zh")
_FOLDER = Path(__file__).parent / "data"

T = TypeVar("T")


@lru_cache(maxsize=64)
def read(language: str, name: str) -> Any:
    """Return the content of `data/<language>/<name>.yml`. Raises BadWritingData; treat the result as read-only."""
    path = _FOLDER / known(language) / f"{name}.yml"
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, yaml.YAMLError) as error:
        raise BadWritingData(f"{path} cannot be read: {error}. Restore the file from the repository.") from error


def read_as(shape: type[T], language: str, name: str) -> T:
    """Return the file's content converted to `shape`. Raises BadWritingData naming the field that does not fit."""
    try:
        return msgspec.convert(read(language, name), shape)
    except msgspec.ValidationError as error:
        raise BadWritingData(f"data/{language}/{name}.yml: {error}. Correct that field.") from error


def known(language: str) -> str:
    """Return the language whose data serve `language`: "zh" for any Chinese, else "en"."""
    return "zh" if language.lower().startswith("zh") else "en"
