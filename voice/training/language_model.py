"""A back-off n-gram language model over words, and its automaton."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from voice.training.fst import Transducer

START = "<s>"
END = "</s>"
Gram = tuple[str, ...]


@dataclass(frozen=True)
class NgramModel:
    """Probabilities of the n-grams that were kept, and the weight of falling back from each history.

    `continuations[history][word]` is P(word | history), interpolated with all shorter histories, so that words not
    listed have `backoff[history] * P(word | history[1:])`.
    """

    order: int
    continuations: Mapping[Gram, Mapping[str, float]]
    backoff: Mapping[Gram, float]

    def probability(self, word: str, history: Gram) -> float:
        """Return P(word | history); 0 for a word outside the vocabulary."""
        history = history[max(0, len(history) - self.order + 1) :]
        weight = 1.0
        while True:
            if word in (known := self.continuations.get(history, {})):
                return weight * known[word]
            if not history:
                return 0.0
            weight *= self.backoff.get(history, 1.0)
            history = history[1:]

    def perplexity(self, sentences: Iterable[Sequence[str]]) -> float:
        """Return the perplexity per word (ends of sentences count) of `sentences`; unknown words are left out."""
        total, count = 0.0, 0
        for words in sentences:
            history: Gram = (START,)
            for word in (*words, END):
                if (p := self.probability(word, history)) > 0:
                    total, count = total - math.log(p), count + 1
                history = (*history, word)
        return math.exp(total / max(count, 1))


def estimate(
    sentences: Iterable[tuple[Sequence[str], float]],
    vocabulary: Iterable[str],
    order: int = 3,
    discount: float = 0.7,
    floor: float = 0.05,
) -> NgramModel:
    """Estimate a model from weighted sentences by absolute discounting, interpolated.

    A word outside `vocabulary` breaks its sentence in two: nothing is learnt across it. `floor` is the share of the
    shortest history that all words of the vocabulary have in equal parts, so that each can be said anywhere.
    """
    words = sorted(set(vocabulary) | {END})
    counts = _count(sentences, set(words), order)
    uniform = {word: 1 / len(words) for word in words}
    unigrams = counts[()]
    total = sum(unigrams.values()) or 1.0
    base = {word: (1 - floor) * unigrams[word] / total + floor * uniform[word] for word in words}
    continuations: dict[Gram, Mapping[str, float]] = {(): base}
    backoff: dict[Gram, float] = {}
    model = NgramModel(order, continuations, backoff)
    for history in sorted((history for history in counts if history), key=lambda history: (len(history), history)):
        seen = counts[history]
        mass = sum(seen.values())
        taken = {word: min(discount, 0.9 * count) for word, count in seen.items()}
        left = sum(taken.values()) / mass
        shorter = {word: model.probability(word, history[1:]) for word in seen}
        continuations[history] = {
            word: (count - taken[word]) / mass + left * shorter[word] for word, count in seen.items()
        }
        backoff[history] = left
    return model


def _count(
    sentences: Iterable[tuple[Sequence[str], float]], vocabulary: set[str], order: int
) -> defaultdict[Gram, Counter[str]]:
    counts: defaultdict[Gram, Counter[str]] = defaultdict(Counter)
    for words, weight in sentences:
        history: Gram = (START,)
        for word in (*words, END):
            if word not in vocabulary:
                history = ()
                continue
            for length in range(min(order - 1, len(history)) + 1):
                counts[history[len(history) - length :]][word] += weight  # type: ignore[assignment]
            history = (*history, word)[-(order - 1) :]
    return counts


def automaton(model: NgramModel, symbols: Mapping[str, int]) -> Transducer:
    """Return the model as an acceptor of word ids, with empty arcs for falling back.

    The start state is the history of the sentence's start; the cost of </s> is the cost of ending.
    """
    result = Transducer()
    histories = sorted(model.continuations, key=lambda history: (len(history), history))
    state = {history: result.add_state() for history in histories}
    result.start = state.get((START,), state[()])
    for history in histories:
        here = state[history]
        for word, p in model.continuations[history].items():
            if word == END:
                result.final[here] = -math.log(p)
                continue
            target = _longest((*history, word)[-(model.order - 1) :], state)
            result.add_arc(here, symbols[word], symbols[word], -math.log(p), target)
        if history:
            cost = -math.log(max(model.backoff[history], 1e-9))
            result.add_arc(here, 0, 0, cost, _longest(history[1:], state))
    return result


def _longest(history: Gram, state: Mapping[Gram, int]) -> int:
    while history not in state:
        history = history[1:]
    return state[history]
