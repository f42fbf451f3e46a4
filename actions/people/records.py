"""What the people store hands out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

OpinionValue = Literal["like", "dislike", "never", "seen"]
RecordedValue = Literal["like", "dislike", "never", "seen", "undo"]

RECORDED_VALUES: tuple[str, ...] = get_args(RecordedValue)


@dataclass(frozen=True)
class Person:
    """Somebody with a profile; `created` is None until something is kept about them."""

    id: str
    name: str = ""
    """As they want to be called; empty until they said so."""
    language: str = ""
    """"en", "zh" or empty for "whatever they speak"."""
    created: datetime | None = None
    personalised: bool = True
    """Whether what they like may be remembered and used."""
    child: bool = False
    """Whether they get only what is fit for children."""


@dataclass(frozen=True)
class Opinion:
    """What a person said about an item."""

    item: str
    value: OpinionValue
    at: datetime


@dataclass(frozen=True)
class Play:
    """An item that was played for a person."""

    item: str
    at: datetime
