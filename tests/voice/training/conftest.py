from pathlib import Path

import pytest

from voice.training.lexicon import read_dictionary

EMBEDDED = Path(__file__).parents[3] / "voice" / "embedded" / "en"


@pytest.fixture(scope="session")
def embedded() -> Path:
    return EMBEDDED


@pytest.fixture(scope="session")
def shipped_lexicon():
    return read_dictionary(EMBEDDED / "lexicon.txt")
