"""Names that are known: those of the catalogue (`nlu/lookups`) and, from run time, those of the person's library."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import yaml

from nlu.normal import normalise
from nlu.units import Unit
from nlu.words import is_han, pieces_of

LOOKUPS = Path(__file__).with_name("lookups")
LONGEST = 12
"""Units of a name that are looked at."""
Match = tuple[int, int, frozenset[str]]
"""First unit, the unit after the last, and the kinds of thing that have this name."""


class Gazetteer:
    """Finds known names in a sentence, the longest first."""

    def __init__(self, names: Mapping[str, Iterable[str]] | None = None) -> None:
        """Know `names`: by kind of entity, what things of that kind are called."""
        self._kinds: dict[str, set[str]] = defaultdict(set)
        for kind, those in (names or {}).items():
            self.add(kind, those)

    @classmethod
    def load(cls, folder: Path = LOOKUPS) -> Gazetteer:
        """Return the gazetteer of all lookup tables in `folder`."""
        return cls(read_lookups(folder))

    def add(self, kind: str, names: Iterable[str]) -> None:
        """Know `names` of things of `kind` from now on."""
        for name in names:
            key = _joined(pieces_of(normalise(name)))
            if key:
                self._kinds[key].add(kind)

    def beside(self, names: Mapping[str, Iterable[str]]) -> Gazetteer:
        """Return a gazetteer of these names and `names`, which this one does not come to know."""
        both = Gazetteer()
        both._kinds.update({key: set(kinds) for key, kinds in self._kinds.items()})
        for kind, those in names.items():
            both.add(kind, those)
        return both

    def __len__(self) -> int:
        return len(self._kinds)

    def find(self, units: Sequence[Unit]) -> list[Match]:
        """Return the names in `units`, without overlaps; of two the longer one, of equals the first."""
        plain = [unit.text for unit in units]
        found: list[Match] = []
        at = 0
        while at < len(plain):
            match = self._longest(plain, at)
            if match:
                found.append(match)
            at = match[1] if match else at + 1
        return found

    def _longest(self, plain: list[str], start: int) -> Match | None:
        for end in range(min(len(plain), start + LONGEST), start, -1):
            kinds = self._kinds.get(_joined(plain[start:end]))
            if kinds:
                return start, end, frozenset(kinds)
        return None


def read_lookups(folder: Path) -> dict[str, list[str]]:
    """Return the names in Rasa's lookup tables in `folder`, by kind of entity."""
    names: dict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.glob("*.yml")):
        for table in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            if "lookup" in table:
                names[table["lookup"]] += [line.removeprefix("- ") for line in table["examples"].splitlines()]
    return names


def _joined(words: Sequence[str]) -> str:
    """Return `words` as one name: how Han text is cut into words means nothing."""
    return "".join(word if is_han(word) else f" {word}" for word in words)
