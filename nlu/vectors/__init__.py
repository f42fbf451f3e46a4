"""Vectors for words: those used alike are near each other. See README.md for where they come from."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.words import is_han

FOLDER = Path(__file__).parent
DIMENSIONS = 100
SCALE = 127.0
LANGUAGES = ("en", "zh")
Vector = NDArray[np.float32]


class WordVectors:
    """The words of one language."""

    def __init__(self, path: Path) -> None:
        """Read what `nlu.vectors.build` wrote to `path`."""
        with np.load(path, allow_pickle=False) as stored:
            words = stored["words"].tobytes().decode().split("\n")
            self._numbers: NDArray[Any] = stored["numbers"]
            self._clusters: NDArray[Any] = stored["clusters"]
        self._index = {word: number for number, word in enumerate(words)}

    def __len__(self) -> int:
        return len(self._index)

    def vector(self, word: str) -> Vector | None:
        """Return the vector of `word`, of length about one, or None. An unknown Han word has that of its characters."""
        place = self._place(word)
        if place is not None:
            return self._at(place)
        parts = [self._at(at) for character in word if is_han(character) and (at := self._index.get(character))]
        return np.mean(parts, axis=0, dtype=np.float32) if parts else None

    def cluster(self, word: str) -> int | None:
        """Return the group of words used like `word`, or None."""
        place = self._place(word)
        return None if place is None else int(self._clusters[place])

    def _at(self, place: int) -> Vector:
        vector: Vector = self._numbers[place].astype(np.float32) / SCALE
        return vector

    def _place(self, word: str) -> int | None:
        forms = (word, word.replace("'", ""), word.partition("'")[0])
        return next((self._index[form] for form in forms if form in self._index), None)


@lru_cache(maxsize=1)
def _by_language() -> dict[str, WordVectors]:
    return {language: WordVectors(FOLDER / f"{language}.npz") for language in LANGUAGES}


def language_of(word: str) -> str:
    """Return the language whose vectors know `word`: "zh" for a Han word."""
    return "zh" if is_han(word) else "en"


@lru_cache(maxsize=20_000)
def vector(word: str) -> tuple[int, Vector] | None:
    """Return which of `LANGUAGES` `word` belongs to and its vector, or None if it is unknown."""
    language = language_of(word)
    found = _by_language()[language].vector(word)
    return None if found is None else (LANGUAGES.index(language), found)


@lru_cache(maxsize=20_000)
def cluster(word: str) -> str:
    """Return the name of the group of words used like `word`; empty for an unknown word."""
    language = language_of(word)
    found = _by_language()[language].cluster(word)
    return "" if found is None else f"{language}{found}"
