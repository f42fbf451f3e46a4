"""Numbers, durations, times and years in people's words, as values with their places; both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nlu.values.durations import find_durations
from nlu.values.eras import find_eras
from nlu.values.numbers import find_numbers, find_ordinals, find_percentages, number_of, ordinal_of
from nlu.values.times import clock_time, find_times
from nlu.values.value import Value

__all__ = ["TYPED", "Value", "find_values", "value_of"]

_FINDERS: tuple[Callable[[str], Iterator[Value]], ...] = (
    find_eras,
    find_percentages,
    find_durations,
    find_times,
    find_ordinals,
    find_numbers,
)
"""Those that see more come first: what one has found is not looked at again."""
TYPED = frozenset({"number", "ordinal", "percentage", "duration", "time", "era"})


def find_values(text: str) -> list[Value]:
    """Return all values in `text` (lower case, half width, simplified), in order and without overlaps."""
    taken = [False] * len(text)
    found: list[Value] = []
    for finder in _FINDERS:
        for value in finder(text):
            if not any(taken[value.start : value.end]):
                taken[value.start : value.end] = [True] * (value.end - value.start)
                found.append(value)
    return sorted(found, key=lambda value: value.start)


def value_of(kind: str, words: str) -> object | None:
    """Return what `words`, known to be of `kind`, are worth; None where they give no number ("old").

    A time that is no clock time or weekday is a day in the person's words: {"day": "christmas eve"}.
    """
    if kind in {"number", "percentage"} and (number := number_of(words)) is not None:
        return number
    if kind == "ordinal" and (place := ordinal_of(words)) is not None:
        return place
    found = find_values(words)
    same = next((value for value in found if value.kind == kind), None)
    if same is not None:
        return same.value
    if kind == "time":
        return clock_time(words) or {"day": words}
    # "fifty" may be a percentage, "three" an ordinal: which one it is the sentence has told already.
    bare = next((value for value in found if value.kind in {"number", "ordinal"}), None)
    return bare.value if bare is not None and kind in {"number", "ordinal", "percentage"} else None
