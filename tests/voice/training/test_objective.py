import itertools

import numpy as np
import pytest

from voice.training.objective import (
    OUTPUT_WEIGHT,
    PAUSE,
    chain_of,
    denominator_posterior,
    numerator_posterior,
    objective,
    sound_model,
)
from voice.training.phones import OUTPUTS, SOUND_ID, SOUNDS

CAT = ("K", "AE", "T")
GO = ("G", "OW")


@pytest.fixture(scope="module")
def model():
    return sound_model([[CAT, GO], [GO], [CAT, CAT]])


@pytest.fixture
def outputs():
    return np.random.default_rng(1).normal(0, 1, (2, 6, OUTPUTS)).astype(np.float32)


def test_sound_model_estimated_then_every_row_sums_to_one(model):
    np.testing.assert_allclose(model.next_given.sum(axis=2), 1, atol=1e-5)
    assert model.next_given.min() > 0
    t, ow = SOUND_ID["T"], SOUND_ID["OW"]
    assert model.next_given[SOUND_ID["AE"], SOUND_ID["K"], t] > model.next_given[SOUND_ID["AE"], SOUND_ID["K"], ow]


def _paths(chain, frames):
    """Every way of saying the chain in `frames` frames, with its weight: lists of (state, is first frame)."""
    count = len(chain.sounds)

    def moves(state):
        for target in range(state + 1, min(state + 3, count)):
            if target == state + 1:
                yield target, 0.5 if chain.optional[target] else 1.0
            elif chain.optional[state + 1]:
                yield target, 0.5

    def extend(path, weight):
        if len(path) == frames:
            last = path[-1][0]
            if last == count - 1:
                yield path, weight
            elif last == count - 2 and chain.optional[-1]:
                yield path, weight * 0.5
            return
        yield from extend([*path, (path[-1][0], 1)], weight)
        for target, p in moves(path[-1][0]):
            yield from extend([*path, (target, 0)], weight * p)

    for state, p in moves(-1):
        yield from extend([(state, 0)], p)


def test_numerator_of_short_chain_equals_brute_force(outputs):
    chain = chain_of([GO, ("AH",)])
    total, counts = 0.0, np.zeros((6, OUTPUTS))
    for path, weight in _paths(chain, 6):
        labels = [2 * chain.sounds[state] + later for state, later in path]
        p = weight * np.exp(sum(float(outputs[0, t, label]) for t, label in enumerate(labels)))
        total += p
        for t, label in enumerate(labels):
            counts[t, label] += p
    found = numerator_posterior(outputs[:1], np.array([6], np.int32), [chain])
    assert found.logprob[0] == pytest.approx(np.log(total), rel=1e-5)
    np.testing.assert_allclose(found.counts[0], counts / total, atol=1e-5)


def test_denominator_of_three_frames_equals_brute_force(model, outputs):
    total, y = 0.0, outputs[0].astype(np.float64)
    for a, b, c in itertools.product(range(len(SOUNDS)), repeat=3):
        p = model.first[a] * model.next_given[a, PAUSE, b] * model.next_given[b, a, c]
        total += p * np.exp(y[0, 2 * a] + y[1, 2 * b] + y[2, 2 * c])
    for a, b in itertools.product(range(len(SOUNDS)), repeat=2):
        p = model.first[a] * model.next_given[a, PAUSE, b]
        total += p * np.exp(y[0, 2 * a] + y[1, 2 * b] + y[2, 2 * b + 1])
        total += p * np.exp(y[0, 2 * a] + y[1, 2 * a + 1] + y[2, 2 * b])
    total += sum(model.first[a] * np.exp(y[0, 2 * a] + y[1, 2 * a + 1] + y[2, 2 * a + 1]) for a in range(len(SOUNDS)))
    found = denominator_posterior(outputs[:1, :3], np.array([3], np.int32), model)
    assert found.logprob[0] == pytest.approx(np.log(total), rel=1e-5)


def test_gradient_at_random_outputs_equals_numeric_difference(model, outputs):
    lengths = np.array([6, 4], np.int32)
    chains = [chain_of([CAT]), chain_of([GO])]
    _, gradient = objective(outputs, lengths, chains, model)
    dice = np.random.default_rng(3)
    for _ in range(25):
        at = (int(dice.integers(2)), int(dice.integers(6)), int(dice.integers(OUTPUTS)))
        values = []
        for step in (0.05, -0.05):
            moved = outputs.copy()
            moved[at] += step
            values.append(objective(moved, lengths, chains, model)[0])
        assert gradient[at] == pytest.approx((values[0] - values[1]) / 0.1, abs=2e-3)
    assert not gradient[1, 4:].any()


def test_padding_of_a_batch_changes_no_gradient(model, outputs):
    chain = chain_of([GO])
    alone = objective(outputs[1:, :4], np.array([4], np.int32), [chain], model)[1]
    lengths = np.array([6, 4], np.int32)
    together = objective(outputs, lengths, [chain_of([CAT, GO]), chain], model)[1]
    np.testing.assert_allclose(together[1, :4], alone[0], atol=1e-6)


def test_chain_longer_than_its_frames_gives_no_gradient(model, outputs):
    total, gradient = objective(outputs[:1, :2], np.array([2], np.int32), [chain_of([CAT, CAT])], model)
    assert not gradient.any()
    assert total == pytest.approx(0, abs=OUTPUT_WEIGHT * 1000)
