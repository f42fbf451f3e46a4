"""Lattice-free maximum mutual information: the training objective and its gradient, over a batch, in numpy.

Numerator: the utterance's own sounds with optional pauses between words. Denominator: any sounds, weighted by a
trigram over sounds. Both use the decoder's two-state sounds: the first frame of sound `i` scores output `2i`, every
later frame output `2i + 1`. All recursions run in probability space with a scale per frame; the gradient with respect
to the outputs is the numerator's posterior less the denominator's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voice.training.phones import SOUND_ID, SOUNDS

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
PAUSE = SOUND_ID["SIL"]
COUNT = len(SOUNDS)
OUTPUT_WEIGHT = 5e-4
"""How hard outputs are drawn to zero, so that they stay on the scale of log probabilities."""


@dataclass(frozen=True)
class Chain:
    """What an utterance says: sounds in order; `optional` marks pauses that may be left out (half of the times)."""

    sounds: NDArray[np.int32]
    optional: NDArray[np.bool_]

    @property
    def shortest(self) -> int:
        """Return the fewest output frames in which the chain can be said."""
        return int((~self.optional).sum())


def chain_of(words: Iterable[Sequence[str]]) -> Chain:
    """Return the chain of pronunciations `words`, with optional pauses before, between and after them."""
    sounds, optional = [PAUSE], [True]
    for word in words:
        sounds += [SOUND_ID[sound] for sound in word] + [PAUSE]
        optional += [False] * len(word) + [True]
    return Chain(np.array(sounds, np.int32), np.array(optional, np.bool_))


@dataclass(frozen=True)
class SoundModel:
    """P(next | previous, current) as `next_given[current, previous, next]`, and P(first) as `first`; dense."""

    next_given: Floats
    first: Floats


def sound_model(
    utterances: Iterable[Iterable[Sequence[str]]], pause: float = 0.2, edge_pause: float = 0.8, seed: int = 11
) -> SoundModel:
    """Estimate the denominator's trigram from pronounced utterances, pauses strewn between words.

    Absolute discounting, interpolated down to equal parts: every sequence of sounds has some probability.
    """
    dice = np.random.default_rng(seed)
    trigrams = np.zeros((COUNT, COUNT, COUNT))
    first = np.full(COUNT, 0.1)
    for utterance in utterances:
        sounds = [PAUSE] if dice.random() < edge_pause else []
        for index, word in enumerate(utterance):
            if index and dice.random() < pause:
                sounds.append(PAUSE)
            sounds += [SOUND_ID[sound] for sound in word]
        first[sounds[0]] += 1
        padded = [PAUSE, *sounds, *([PAUSE] if dice.random() < edge_pause else [])]
        for previous, current, following in zip(padded, padded[1:], padded[2:], strict=False):
            trigrams[current, previous, following] += 1
    return SoundModel(_smoothed(trigrams).astype(np.float32), (first / first.sum()).astype(np.float32))


def _smoothed(trigrams: Doubles, discount: float = 0.7) -> Doubles:
    unigram = _discounted(trigrams.sum(axis=(0, 1)), np.full(COUNT, 1 / COUNT), discount)
    bigram = _discounted(trigrams.sum(axis=1), np.broadcast_to(unigram, (COUNT, COUNT)), discount)
    return _discounted(trigrams, np.broadcast_to(bigram[:, None, :], trigrams.shape), discount)


def _discounted(counts: Doubles, shorter: Doubles, discount: float) -> Doubles:
    total = counts.sum(axis=-1, keepdims=True)
    kept = np.maximum(counts - discount, 0)
    left = np.where(total > 0, total - kept.sum(axis=-1, keepdims=True), 1.0)
    result: Doubles = (kept + left * shorter) / np.where(total > 0, total, 1.0)
    return result


@dataclass(frozen=True)
class Posterior:
    """Expected counts of each output by frame, (batch, frames, outputs), and log probabilities, (batch,).

    `valid` is false for utterances that cannot be said in their frames; their posteriors are zero.
    """

    counts: Floats
    logprob: Doubles
    valid: NDArray[np.bool_]


def objective(
    outputs: Floats, lengths: NDArray[np.int32], chains: Sequence[Chain], model: SoundModel
) -> tuple[float, Floats]:
    """Return the objective (to maximise, nats over all frames) and its gradient, shaped like `outputs`.

    `outputs` is (batch, frames, outputs); frames at or past an utterance's length count for nothing.
    """
    numerator = numerator_posterior(outputs, lengths, chains)
    denominator = denominator_posterior(outputs, lengths, model)
    usable = numerator.valid & np.isfinite(denominator.logprob)
    inside = np.arange(outputs.shape[1])[None, :] < lengths[:, None]
    mask = (inside & usable[:, None])[:, :, None]
    gradient = np.where(mask, numerator.counts - denominator.counts - OUTPUT_WEIGHT * outputs, 0)
    total = float((numerator.logprob - denominator.logprob)[usable].sum())
    total -= 0.5 * OUTPUT_WEIGHT * float((np.where(mask, outputs, 0) ** 2).sum())
    return total, gradient.astype(np.float32)


def _emissions(outputs: Floats) -> tuple[Floats, Floats, Doubles]:
    """Return scaled probabilities of first and later frames, (frames, batch, sounds), and the scales' logarithms."""
    top = outputs.max(axis=2, keepdims=True)
    scaled = np.exp(outputs - top).transpose(1, 0, 2)
    return (
        np.ascontiguousarray(scaled[:, :, 0::2]),
        np.ascontiguousarray(scaled[:, :, 1::2]),
        top[:, :, 0].astype(np.float64),
    )


def denominator_posterior(outputs: Floats, lengths: NDArray[np.int32], model: SoundModel) -> Posterior:
    """Return the posterior under the sound model; an utterance may end in any state."""
    enter, stay, top = _emissions(outputs)
    frames, batch, _ = enter.shape
    alpha = np.empty((frames, COUNT, batch, COUNT), np.float32)  # current sound, utterance, previous sound
    onward = np.empty_like(alpha)  # current sound, utterance, next sound
    scales = np.empty((frames, batch))
    state = np.zeros((COUNT, batch, COUNT), np.float32)
    state[:, :, PAUSE] = (enter[0] * model.first).T
    for t in range(frames):
        if t:
            state = onward[t - 1].transpose(2, 1, 0) * enter[t].T[:, :, None]
            state += alpha[t - 1] * stay[t].T[:, :, None]
        total = state.sum(axis=(0, 2))
        scales[t] = total
        np.divide(state, total[None, :, None], out=alpha[t])
        np.matmul(alpha[t], model.next_given, out=onward[t])
    counts = _denominator_backward(enter, stay, alpha, onward, lengths, model)
    return Posterior(counts, _logprob(scales, top, lengths), np.ones(batch, np.bool_))


def _logprob(scales: Doubles, top: Doubles, lengths: NDArray[np.int32]) -> Doubles:
    inside = np.arange(len(scales))[None, :] < lengths[:, None]
    with np.errstate(divide="ignore"):
        logs = np.log(scales.T) + top
    result: Doubles = np.where(inside, logs, 0).sum(axis=1)
    return result


def _denominator_backward(
    enter: Floats, stay: Floats, alpha: Floats, onward: Floats, lengths: NDArray[np.int32], model: SoundModel
) -> Floats:
    frames, batch, _ = enter.shape
    counts = np.zeros((frames, batch, COUNT, 2), np.float32)
    back = np.ascontiguousarray(model.next_given.transpose(0, 2, 1))
    beta = np.ones((COUNT, batch, COUNT), np.float32)
    for t in range(frames - 1, 0, -1):
        beta[:, t >= lengths - 1, :] = 1
        entered = np.ascontiguousarray((beta * enter[t].T[:, :, None]).transpose(2, 1, 0))
        stayed = beta * stay[t].T[:, :, None]
        counts[t, :, :, 0] = np.einsum("jbk,jbk->bk", onward[t - 1], entered)
        counts[t, :, :, 1] = np.einsum("kbj,kbj->bk", alpha[t - 1], stayed)
        beta = np.matmul(entered, back)
        beta += stayed
        beta /= beta.max(axis=(0, 2))[None, :, None]
    beta[:, lengths <= 1, :] = 1
    counts[0, :, :, 0] = (alpha[0] * beta).sum(axis=2).T
    return _normalised(counts, lengths)


def _normalised(counts: Floats | Doubles, lengths: NDArray[np.int32]) -> Floats:
    """Scale each frame's counts to one and return (batch, frames, outputs); frames past the end are zero."""
    frames, batch = counts.shape[:2]
    flat = counts.reshape(frames, batch, -1).transpose(1, 0, 2)
    total = flat.sum(axis=2, keepdims=True)
    inside = (np.arange(frames)[None, :] < lengths[:, None])[:, :, None] & (total > 0)
    return np.where(inside, flat / np.where(total > 0, total, 1), 0).astype(np.float32)


@dataclass(frozen=True)
class _Chains:
    """A batch of chains, padded: sounds and the weights of moving one and two states on, (batch, states)."""

    sounds: NDArray[np.int64]
    step: Doubles
    skip: Doubles
    final: Doubles


def _batched(chains: Sequence[Chain]) -> _Chains:
    width = max(len(chain.sounds) for chain in chains)
    shape = (len(chains), width)
    sounds, step, skip, final = np.zeros(shape, np.int64), np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for row, chain in enumerate(chains):
        count = len(chain.sounds)
        sounds[row, :count] = chain.sounds
        step[row, :count] = np.where(chain.optional, 0.5, 1.0)
        skip[row, 1:count] = np.where(chain.optional[:-1], 0.5, 0.0)
        final[row, count - 1] = 1.0
        if chain.optional[-1] and count > 1:
            final[row, count - 2] = 0.5
    return _Chains(sounds, step, skip, final)


def _shifted(values: Doubles, by: int) -> Doubles:
    result = np.zeros_like(values)
    if by > 0:
        result[:, by:] = values[:, :-by]
    else:
        result[:, :by] = values[:, -by:]
    return result


def numerator_posterior(outputs: Floats, lengths: NDArray[np.int32], chains: Sequence[Chain]) -> Posterior:
    """Return the posterior over each utterance's own chain, which must end with its last frame."""
    batched = _batched(chains)
    enter, stay, top = _emissions(outputs)
    frames, batch, _ = enter.shape
    rows = np.arange(batch)[:, None]
    width = batched.sounds.shape[1]
    alpha = np.zeros((frames, batch, width))
    scales = np.ones((frames, batch))
    entry = np.zeros((batch, width))
    entry[:, 0] = batched.step[:, 0]
    if width > 1:
        entry[:, 1] = batched.skip[:, 1]
    for t in range(frames):
        if t:
            before = alpha[t - 1]
            entry = batched.step * _shifted(before, 1) + batched.skip * _shifted(before, 2)
        state = enter[t][rows, batched.sounds] * entry
        if t:
            state += stay[t][rows, batched.sounds] * alpha[t - 1]
        total = state.sum(axis=1)
        scales[t] = total
        alpha[t] = state / np.where(total > 0, total, 1)[:, None]
    last = alpha[lengths - 1, np.arange(batch)]
    ending = (last * batched.final).sum(axis=1)
    logprob = _logprob(scales, top, lengths)
    with np.errstate(divide="ignore"):
        logprob = logprob + np.log(ending)
    counts = _numerator_backward(enter, stay, alpha, batched, lengths)
    return Posterior(counts, logprob, (ending > 0) & np.isfinite(logprob))


def _numerator_backward(
    enter: Floats, stay: Floats, alpha: Doubles, chains: _Chains, lengths: NDArray[np.int32]
) -> Floats:
    frames, batch, _ = enter.shape
    rows = np.arange(batch)[:, None]
    counts = np.zeros((frames, batch, COUNT, 2))
    beta = chains.final.copy()
    for t in range(frames - 1, -1, -1):
        ended = t >= lengths - 1
        beta[ended] = chains.final[ended]
        entered = enter[t][rows, chains.sounds] * beta
        stayed = stay[t][rows, chains.sounds] * beta
        if t:
            before = alpha[t - 1]
            entry = chains.step * _shifted(before, 1) + chains.skip * _shifted(before, 2)
            np.add.at(counts[t, :, :, 1], (rows, chains.sounds), stayed * before)
            np.add.at(counts[t, :, :, 0], (rows, chains.sounds), entered * entry)
            beta = stayed + _shifted(chains.step * entered, -1) + _shifted(chains.skip * entered, -2)
            top = beta.max(axis=1)
            beta /= np.where(top > 0, top, 1)[:, None]
        else:
            np.add.at(counts[0, :, :, 0], (rows, chains.sounds), alpha[0] * beta)
    return _normalised(counts, lengths)
