"""The sentences Encore says, in both languages: `replies/*.yml`."""

from __future__ import annotations

import random
from functools import lru_cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).with_name("replies")
LANGUAGES = ("en", "zh")


class MissingPhrase(KeyError):
    """A handler asked for a phrase that `replies/` does not have in that language."""


class Phrasebook:
    """Phrases by key and language, several wordings each."""

    def __init__(self, phrases: dict[str, dict[str, list[str]]]) -> None:
        self._phrases = phrases

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Phrasebook:
        """Return the phrases of all files in `replies/`."""
        phrases: dict[str, dict[str, list[str]]] = {}
        for path in sorted(FOLDER.glob("*.yml")):
            for key, languages in yaml.safe_load(path.read_text("utf-8")).items():
                phrases[key] = {
                    language: [wordings] if isinstance(wordings, str) else list(wordings)
                    for language, wordings in languages.items()
                }
        return cls(phrases)

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys."""
        return tuple(self._phrases)

    def wordings(self, key: str, language: str) -> list[str]:
        """Return every wording of `key`. Raises MissingPhrase."""
        try:
            return self._phrases[key][language]
        except KeyError as error:
            raise MissingPhrase(f"add {key!r} in {language!r} to {FOLDER.name}/") from error

    def say(self, key: str, language: str, seed: str = "", **fields: object) -> str:
        """Return one wording of `key`, its fields filled in; the same seed gives the same one."""
        wording = random.Random(f"{key}:{seed}").choice(self.wordings(key, language))
        return wording.format(**fields)
