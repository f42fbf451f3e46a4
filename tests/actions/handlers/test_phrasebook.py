from __future__ import annotations

import re
from pathlib import Path

import pytest

from actions.handlers.phrasebook import FOLDER, MissingPhrase, Phrasebook

FIELD = re.compile(r"\{(\w+)\}")
HANDLERS = Path(FOLDER).parent
SAID_IN_CODE = re.compile(r"""(?:say|phrase|choice)\(\s*["']([\w.-]+)["']""")


@pytest.mark.parametrize("key", Phrasebook.load().keys)
def test_phrase_every_key_says_the_same_in_both_languages(key: str) -> None:
    book = Phrasebook.load()
    english = {field for wording in book.wordings(key, "en") for field in FIELD.findall(wording)}
    mandarin = {field for wording in book.wordings(key, "zh") for field in FIELD.findall(wording)}

    assert english == mandarin


def test_phrase_every_key_named_in_a_handler_exists() -> None:
    book = Phrasebook.load()
    named = {key for path in HANDLERS.glob("*.py") for key in SAID_IN_CODE.findall(path.read_text("utf-8"))}

    assert named
    assert named <= set(book.keys)


def test_phrase_missing_key_says_where_to_add_it() -> None:
    with pytest.raises(MissingPhrase, match="replies"):
        Phrasebook.load().say("no.such.key", "en")


def test_phrase_same_turn_gets_the_same_wording() -> None:
    book = Phrasebook.load()

    assert book.say("greet", "zh", "turn-1") == book.say("greet", "zh", "turn-1")
    assert len({book.say("greet", "en", str(turn)) for turn in range(40)}) == len(book.wordings("greet", "en"))
