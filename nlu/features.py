"""What the classifiers see of a sentence: words, parts of words, and classes of things instead of the things."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from nlu.gazetteer import Match
from nlu.units import Unit
from nlu.values import Value
from nlu.vectors import cluster
from nlu.words import Word, is_han

START, END = "<s>", "</s>"
MAX_WORDS = 60
"""Words of a sentence that count; a longer one is dictation, or an attack."""
_LATIN_PARTS = (3, 4, 5)
_HAN_PARTS = (1, 2, 3)


def sentence_features(words: Sequence[Word], values: Iterable[Value] = ()) -> list[str]:
    """Return the features of a sentence for its intent; a feature that stands there twice is there twice."""
    words = words[:MAX_WORDS]
    plain = [START, *(word for word, _ in words), END]
    classes = [START, *_with_classes(words, values), END]
    features = [f"w {word}" for word in plain[1:-1]]
    features += [f"2 {first} {second}" for first, second in pairwise(plain)]
    features += [f"3 {' '.join(three)}" for three in zip(plain, plain[1:], plain[2:], strict=False)]
    if classes != plain:
        features += [f"w {word}" for word in classes if word.startswith("<") and word not in {START, END}]
        features += [f"2 {a} {b}" for a, b in pairwise(classes) if "<" in (a[0], b[0])]
    features += _parts(plain[1:-1])
    return features


def _with_classes(words: Sequence[Word], values: Iterable[Value]) -> Iterator[str]:
    """Yield the words, those of a value as one word that names its kind."""
    spans = {place: value for value in values for place in range(value.start, value.end)}
    last: Value | None = None
    for word, start in words:
        value = spans.get(start)
        if value is None:
            yield word
        elif value is not last:
            yield f"<{value.kind}>"
        last = value


def _parts(words: Sequence[str]) -> Iterator[str]:
    """Yield parts of Latin words, and of runs of Han characters, whose borders are often a matter of opinion."""
    run = ""
    for word in (*words, " "):
        if is_han(word):
            run += word
            continue
        if run:
            yield from _slices(f"^{run}$", _HAN_PARTS)
            run = ""
        if word != " ":
            yield from _slices(f" {word} ", _LATIN_PARTS)


def _slices(text: str, sizes: Sequence[int]) -> Iterator[str]:
    for size in sizes:
        for start in range(len(text) - size + 1):
            yield f"c {text[start : start + size]}"


def unit_features(
    units: Sequence[Unit], values: Sequence[Value], names: Sequence[Match], intent: str = ""
) -> list[list[str]]:
    """Return the features of every unit for what it is a part of."""
    plain = [START, START, *(unit.text for unit in units), END, END]
    words = [START, *(unit.word for unit in units), END]
    kinds = _kinds_of_units(units, values, names)
    features: list[list[str]] = []
    for index, unit in enumerate(units):
        at, text = index + 2, unit.text
        before, after = plain[at - 1], plain[at + 1]
        features.append(
            [
                f"u={text}",
                f"u-1={before}",
                f"u-2={plain[at - 2]}",
                f"u+1={after}",
                f"u+2={plain[at + 2]}",
                f"u-1u={before} {text}",
                f"uu+1={text} {after}",
                f"u-2u-1={plain[at - 2]} {before}",
                f"u+1u+2={after} {plain[at + 2]}",
                f"u-1u+1={before} {after}",
                f"word={unit.word} {unit.place}",
                f"place={unit.place}",
                f"w-1={_other(words, index + 1, -1)}",
                f"w+1={_other(words, index + 1, 1)}",
                f"prefix={text[:3]}",
                f"suffix={text[-3:]}",
                f"suffix2={text[-2:]}",
                f"like={cluster(unit.word)}",
                f"like-1={cluster(_other(words, index + 1, -1))}",
                f"like+1={cluster(_other(words, index + 1, 1))}",
                f"shapes={_shape(before)}{_shape(text)}{_shape(after)}",
                *(f"is={kind}" for kind in kinds[index]),
                *(f"next is={kind}" for kind in (kinds[index + 1] if index + 1 < len(units) else ())),
                *(f"last was={kind}" for kind in (kinds[index - 1] if index else ())),
                *([f"intent={intent}", f"intent={intent} u-1={before}", f"intent={intent} u={text}"] if intent else []),
            ]
        )
    return features


def _other(words: Sequence[str], index: int, step: int) -> str:
    """Return the next word before or after the one at `index` that is another."""
    at = index
    while 0 < at < len(words) - 1 and words[at] == words[index]:
        at += step
    return words[at]


def _kinds_of_units(units: Sequence[Unit], values: Sequence[Value], names: Sequence[Match]) -> list[list[str]]:
    kinds: list[list[str]] = [[] for _ in units]
    for start, end, named in names:
        long = end - start > 2 or (end - start > 1 and not is_han(units[start].text))
        for index in range(start, end):
            place = "B" if index == start else "I"
            kinds[index] += [f"{place}-{kind}" for kind in sorted(named)]
            kinds[index] += [f"{place}-long"] if long else []
    for value in values:
        for index, unit in enumerate(units):
            if unit.start < value.end and unit.end > value.start:
                kinds[index].append(f"{'B' if unit.start <= value.start else 'I'}-{value.kind}")
    return kinds


def _shape(text: str) -> str:
    if text in {START, END}:
        return text
    if is_han(text):
        return "H"
    return "9" if text[0].isdigit() else "x" if text.isascii() else "X"
