"""What the finders find."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Value:
    """A stretch of text that stands for a value.

    By kind, `value` is: `number` an int or float; `ordinal` an int, from 1, or negative from the end; `percentage` a
    number from 0 to 100; `duration` whole seconds; `time` a dict of `day` and `at` ("20:30"), whichever was said;
    `era` a dict of the years `from` and `to`, both included.
    """

    kind: str
    value: object
    start: int
    end: int
