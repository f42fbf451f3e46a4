"""The intent of a sentence, from two models that err differently: the geometric mean of their probabilities.

What comes out is calibrated by one temperature, fitted on sentences that neither model saw
(Guo et al., "On calibration of modern neural networks", ICML 2017).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.convolution import ConvolutionalModel, train_convolutional
from nlu.linear import LinearModel, train_linear
from nlu.sentence import Sentence

Array = NDArray[Any]
HELD_OUT = 0.05
"""Part of the sentences that the models do not see and the temperature is fitted on."""
_LINEAR, _CONVOLUTIONAL, _TEMPERATURE = "linear.npz", "convolutional.npz", "temperature.txt"


class BlendedModel:
    """Both models of the same classes."""

    def __init__(self, linear: LinearModel, convolutional: ConvolutionalModel, temperature: float = 1.0) -> None:
        self.classes = linear.classes
        self.temperature = temperature
        self._linear = linear
        self._convolutional = convolutional

    def probabilities(self, sentence: Sentence) -> Array:
        """Return the probability of every class, in the order of `classes`."""
        return np.exp(_log_softmax(self.scores(sentence) / self.temperature))

    def scores(self, sentence: Sentence) -> Array:
        """Return the mean of the logarithms of the two models' probabilities."""
        words = [word for word, _ in sentence.words]
        linear = _log_softmax(self._linear.scores(sentence.features()))
        scores: Array = (linear + _log_softmax(self._convolutional.scores(words))) / 2
        return scores

    def save(self, folder: Path) -> None:
        """Write the model into `folder`."""
        self._linear.save(folder / _LINEAR)
        self._convolutional.save(folder / _CONVOLUTIONAL)
        (folder / _TEMPERATURE).write_text(f"{self.temperature}\n", "utf-8")

    @classmethod
    def load(cls, folder: Path) -> BlendedModel:
        """Read what `save` wrote."""
        temperature = float((folder / _TEMPERATURE).read_text("utf-8"))
        return cls(LinearModel.load(folder / _LINEAR), ConvolutionalModel.load(folder / _CONVOLUTIONAL), temperature)


def train_blended(
    sentences: Sequence[Sentence],
    labels: Sequence[str],
    progress: Callable[[float], None] = lambda done: None,
    seed: int = 7,
) -> BlendedModel:
    """Train both models on all but `HELD_OUT` of the sentences, and fit the temperature on the rest.

    `progress` gets the part done, 0–1. Training anew on everything once the temperature is known would take as long
    again and gains less than what two trainings differ by.
    """
    held_out = np.random.default_rng(seed).random(len(sentences)) < HELD_OUT
    seen = [index for index, out in enumerate(held_out) if not out]
    known = {labels[index] for index in seen}
    unseen = [index for index, out in enumerate(held_out) if out and labels[index] in known]
    model = _trained([sentences[i] for i in seen], [labels[i] for i in seen], progress, seed)
    model.temperature = _temperature(model, [sentences[i] for i in unseen], [labels[i] for i in unseen])
    return model


def _trained(
    sentences: Sequence[Sentence], labels: Sequence[str], progress: Callable[[float], None], seed: int
) -> BlendedModel:
    linear = train_linear([sentence.features() for sentence in sentences], labels)
    progress(0.3)
    words = [[word for word, _ in sentence.words] for sentence in sentences]
    return BlendedModel(linear, train_convolutional(words, labels, lambda done: progress(0.3 + 0.7 * done), seed))


def _temperature(model: BlendedModel, sentences: Sequence[Sentence], labels: Sequence[str]) -> float:
    """Return the temperature at which the labels are likeliest; 1 where there is nothing to fit it on."""
    from scipy.optimize import minimize_scalar

    if not sentences:
        return 1.0
    scores = np.stack([model.scores(sentence) for sentence in sentences])
    right = np.array([model.classes.index(label) for label in labels])

    def loss(log_temperature: float) -> float:
        return -float(np.mean(_log_softmax(scores / np.exp(log_temperature))[np.arange(len(right)), right]))

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 3), method="bounded").x))


def _log_softmax(scores: Array) -> Array:
    shifted = scores - scores.max(axis=-1, keepdims=True)
    probabilities: Array = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return probabilities
