"""The acoustic model in TensorFlow: a factorised time-delay network that runs at a third of the frame rate."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from voice.training.export import BYPASS, EPSILON, WINDOW, Affine, Block, Network, Norm
from voice.training.features import SIZE, Floats
from voice.training.phones import OUTPUTS

STEP = 3
"""Input frames per output frame."""
MOMENTUM = 0.95


def edge_frames(blocks: int) -> int:
    """Return how many frames an input has to be lengthened by on each side."""
    return WINDOW + STEP * blocks


def padded_inputs(utterances: list[Floats], blocks: int) -> tuple[Floats, NDArray[np.int32]]:
    """Return utterances as one batch of blocks of three frames, (batch, positions, 120), and their output lengths.

    Edges repeat the first and the last frame, as the decoder does; the output at `k` looks at input frame `3k`.
    """
    lengths = np.array([-(-len(features) // STEP) for features in utterances], np.int32)
    edge = edge_frames(blocks)
    positions = int(lengths.max()) + 2 * blocks + 2
    at = np.arange(STEP * positions) - edge
    batch = [features[np.clip(at, 0, len(features) - 1)] for features in utterances]
    return np.stack(batch).reshape(len(batch), positions, STEP * SIZE), lengths


class _NormState:
    """Running mean and variance of one layer."""

    def __init__(self, size: int) -> None:
        self.mean = tf.Variable(tf.zeros(size), trainable=False)
        self.variance = tf.Variable(tf.ones(size), trainable=False)

    def __call__(self, x: Any, training: bool) -> Any:
        """Normalise (batch, positions, size)."""
        mean, variance = self.mean, self.variance
        if training:
            mean, variance = tf.nn.moments(x, [0, 1])
            self.mean.assign(MOMENTUM * self.mean + (1 - MOMENTUM) * mean)
            self.variance.assign(MOMENTUM * self.variance + (1 - MOMENTUM) * variance)
        return (x - mean) * tf.math.rsqrt(variance + EPSILON)

    def load(self, norm: Norm) -> None:
        """Take over exported statistics."""
        self.mean.assign(norm.mean)
        self.variance.assign(norm.variance)

    def export(self) -> Norm:
        """Return the statistics."""
        return Norm(self.mean.numpy(), self.variance.numpy())


class _Dense:
    """A linear layer; without `biased` its bias stays zero."""

    def __init__(self, inputs: int, outputs: int, dice: np.random.Generator, biased: bool = True) -> None:
        self.W = tf.Variable(dice.normal(0, (1 / inputs) ** 0.5, (inputs, outputs)).astype(np.float32))
        self.b = tf.Variable(tf.zeros(outputs), trainable=biased)
        self.trained = [self.W, self.b] if biased else [self.W]

    def __call__(self, x: Any) -> Any:
        """Apply to the last axis."""
        shape = tf.shape(x)
        flat = tf.matmul(tf.reshape(x, [-1, self.W.shape[0]]), self.W) + self.b
        return tf.reshape(flat, [shape[0], shape[1], self.W.shape[1]])

    def load(self, layer: Affine) -> None:
        """Take over exported weights."""
        self.W.assign(layer.W.T)
        self.b.assign(layer.b)

    def export(self) -> Affine:
        """Return the weights."""
        return Affine(np.ascontiguousarray(self.W.numpy().T), self.b.numpy())


class AcousticModel:
    """The network with its trained weights and running statistics."""

    def __init__(self, width: int = 256, bottleneck: int = 80, blocks: int = 8, seed: int = 1) -> None:
        dice = np.random.default_rng(seed)
        self.blocks = blocks
        self.first = _Dense((2 * WINDOW + 1) * SIZE, width, dice)
        self.first_norm = _NormState(width)
        self.layers = [
            (_Dense(2 * width, bottleneck, dice, False), _Dense(2 * bottleneck, width, dice), _NormState(width))
            for _ in range(blocks)
        ]
        last = width * 3 // 4
        self.last = _Dense(width, last, dice)
        self.last_norm = _NormState(last)
        self.output = _Dense(last, OUTPUTS, dice)
        self.output.W.assign(tf.zeros_like(self.output.W))

    def __call__(self, x: Any, training: bool = False) -> Any:
        """Return scores (batch, positions - 2 blocks - 2, 82) of inputs as `padded_inputs` makes them."""
        x = tf.concat([x[:, :-2], x[:, 1:-1], x[:, 2:]], axis=2)
        x = self.first_norm(tf.nn.relu(self.first(x)), training)
        for bottleneck, affine, norm in self.layers:
            narrow = bottleneck(tf.concat([x[:, :-1], x[:, 1:]], axis=2))
            wide = affine(tf.concat([narrow[:, :-1], narrow[:, 1:]], axis=2))
            x = norm(tf.nn.relu(wide), training) + BYPASS * x[:, 1:-1]
        x = self.last_norm(tf.nn.relu(self.last(x)), training)
        return self.output(x)

    def _dense(self) -> list[_Dense]:
        inner = [layer for bottleneck, affine, _ in self.layers for layer in (bottleneck, affine)]
        return [self.first, *inner, self.last, self.output]

    def norms(self) -> list[_NormState]:
        """Return all normalisations, in order."""
        return [self.first_norm, *(norm for _, _, norm in self.layers), self.last_norm]

    @property
    def trained(self) -> list[Any]:
        """Return the variables that training changes."""
        return [variable for layer in self._dense() for variable in layer.trained]

    @property
    def state(self) -> list[Any]:
        """Return every variable, trained or not, in a fixed order."""
        statistics = [variable for norm in self.norms() for variable in (norm.mean, norm.variance)]
        return [*self.trained, *statistics]

    def export(self) -> Network:
        """Return the weights for the model file."""
        blocks = tuple(Block(b.export(), a.export(), n.export()) for b, a, n in self.layers)
        return Network(
            self.first.export(), self.first_norm.export(), blocks,
            self.last.export(), self.last_norm.export(), self.output.export(),
        )  # fmt: skip

    @classmethod
    def of(cls, network: Network) -> AcousticModel:
        """Return a model with the weights of `network`."""
        model = cls(len(network.first.b), len(network.blocks[0].bottleneck.b), len(network.blocks))
        model.first.load(network.first)
        model.first_norm.load(network.first_norm)
        for (bottleneck, affine, norm), block in zip(model.layers, network.blocks, strict=True):
            bottleneck.load(block.bottleneck)
            affine.load(block.affine)
            norm.load(block.norm)
        model.last.load(network.last)
        model.last_norm.load(network.last_norm)
        model.output.load(network.output)
        return model


def scores(network: Network, features: Floats) -> Floats:
    """Return the scores of one utterance's normalised features in plain numpy, as the decoder computes them."""
    x = padded_inputs([features], len(network.blocks))[0][0]
    x = np.concatenate([x[:-2], x[1:-1], x[2:]], axis=1)
    x = _normed(x @ network.first.W.T + network.first.b, network.first_norm)
    for block in network.blocks:
        narrow = np.concatenate([x[:-1], x[1:]], axis=1) @ block.bottleneck.W.T + block.bottleneck.b
        wide = np.concatenate([narrow[:-1], narrow[1:]], axis=1) @ block.affine.W.T + block.affine.b
        x = _normed(wide, block.norm) + np.float32(BYPASS) * x[1:-1]
    x = _normed(x @ network.last.W.T + network.last.b, network.last_norm)
    result: Floats = x @ network.output.W.T + network.output.b
    return result


def _normed(x: Floats, norm: Norm) -> Floats:
    result: Floats = (np.maximum(x, 0) - norm.mean) / np.sqrt(norm.variance + np.float32(EPSILON))
    return result
