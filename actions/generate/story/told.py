"""Remembers which wordings a story has used, so that no sentence comes twice while another will do."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence


class Wordings:
    """Draws wordings: those not used yet first, then the one that was used longest ago.

    What is drawn is only offered; `settle` says what was told of it.
    """

    def __init__(self, dice: random.Random, used: Iterable[str] = ()) -> None:
        """Begin with the keys `used` by earlier parts, oldest first."""
        self._dice = dice
        self._used: dict[str, None] = dict.fromkeys(used)
        self._offered: set[str] = set()

    @property
    def used(self) -> list[str]:
        """Keys of what was told, the oldest first."""
        return list(self._used)

    def draw(self, pool: str, options: Sequence[str] | Mapping[str, str]) -> tuple[str, str]:
        """Return key and text of one of `options`, which are known by their place (or key) in `pool`."""
        named = options if isinstance(options, Mapping) else {str(index): each for index, each in enumerate(options)}
        keys = {f"{pool}.{name}": text for name, text in named.items()}
        fresh = [key for key in keys if self.is_fresh(key)]
        rest = [key for key in keys if key not in self._offered] or list(keys)
        order = [*self._used, *keys]
        chosen = self._dice.choice(fresh) if fresh else min(rest, key=order.index)
        self._offered.add(chosen)
        return chosen, keys[chosen]

    def is_fresh(self, key: str) -> bool:
        """Return whether `key` was neither used nor offered yet."""
        return key not in self._used and key not in self._offered

    def is_left(self, pool: str, options: Sequence[str]) -> bool:
        """Return whether there is one in the pool that is fresh."""
        return any(self.is_fresh(f"{pool}.{index}") for index in range(len(options)))

    def offer(self, key: str) -> bool:
        """Return whether `key` is fresh, and take it for offered."""
        fresh = self.is_fresh(key)
        self._offered.add(key)
        return fresh

    def settle(self, told: Iterable[str]) -> None:
        """Take the keys in `told` for used, and everything else that was offered for left."""
        for key in told:
            self._used.pop(key, None)
            self._used[key] = None
        self._offered.clear()
