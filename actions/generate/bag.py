"""Draws without repeating until all have been drawn."""

from __future__ import annotations

import random
from collections.abc import Collection, Hashable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


class Bag:
    """Remembers what was drawn in this process, oldest first."""

    def __init__(self) -> None:
        self._drawn: dict[Hashable, None] = {}

    def draw(self, options: Sequence[T], dice: random.Random, exclude: Iterable[T] = ()) -> T:
        """Return one of `options`: not excluded if possible, not drawn yet if possible, else drawn longest ago."""
        allowed = without(options, frozenset(exclude))
        fresh = [option for option in allowed if option not in self._drawn]
        chosen = dice.choice(fresh) if fresh else min(allowed, key=list(self._drawn).index)
        self._drawn.pop(chosen, None)
        self._drawn[chosen] = None
        return chosen


def without(options: Sequence[T], exclude: Collection[T]) -> Sequence[T]:
    """Return the options that are not excluded, or all when every one is."""
    return [option for option in options if option not in exclude] or options
