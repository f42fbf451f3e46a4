"""Which of many classes a sentence belongs to: a convolutional network over word vectors.

Kim, "Convolutional neural networks for sentence classification", EMNLP 2014, with two channels side by side: vectors
from elsewhere, which know words that the training data lack, and vectors learned here, which know what matters. It is
trained with TensorFlow; to run it takes a few small matrix products, so that is done with numpy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.vectors import DIMENSIONS, LANGUAGES, vector

Array = NDArray[Any]
MAX_WORDS = 24
WIDTHS = (1, 2, 3)
"""Words that a filter sees."""
FILTERS = 256
PROJECTED, LEARNED = 128, 64
"""Sizes of the two channels."""
EPOCHS, BATCH = 10, 64
PADDING, UNKNOWN = 0, 1
"""Rows of the learned vectors that belong to no word."""
_BEFORE, _AFTER = 2, 3
"""Rows of padding around a sentence; three after it, so that one window of every width holds nothing else."""


class ConvolutionalModel:
    """A trained network: words in, a score for every class out."""

    def __init__(self, words: Sequence[str], classes: Sequence[str], weights: dict[str, Array]) -> None:
        """Take the words that have learned vectors, and the weights as `train_convolutional` names them."""
        self.classes = tuple(classes)
        self._words = tuple(words)
        self._index = {word: number for number, word in enumerate(words, start=UNKNOWN + 1)}
        self._weights = {name: value.astype(np.float32) for name, value in weights.items()}

    def scores(self, words: Sequence[str]) -> Array:
        """Return the logit of every class for a sentence of `words`."""
        rows = self._rows(words[:MAX_WORDS])
        pooled = [self._pooled(rows, width) for width in WIDTHS]
        scores: Array = np.concatenate(pooled) @ self._weights["out"] + self._weights["out_bias"]
        return scores

    def _rows(self, words: Sequence[str]) -> Array:
        learned = self._weights["learned"]
        rows = np.zeros((_BEFORE + len(words) + _AFTER, PROJECTED + LEARNED), np.float32)
        rows[:, PROJECTED:] = learned[PADDING]
        for place, word in enumerate(words, start=_BEFORE):
            found = vector(word)
            if found is not None:
                rows[place, :PROJECTED] = found[1] @ self._weights[f"project_{LANGUAGES[found[0]]}"]
            rows[place, PROJECTED:] = learned[self._index.get(word, UNKNOWN)]
        return rows

    def _pooled(self, rows: Array, width: int) -> Array:
        filters, bias = self._weights[f"filters_{width}"], self._weights[f"bias_{width}"]
        count = len(rows) - width + 1
        heard = sum(rows[shift : shift + count] @ filters[shift] for shift in range(width))
        pooled: Array = np.maximum(np.max(heard, axis=0) + bias, 0)
        return pooled

    def save(self, path: Path) -> None:
        """Write the network to `path`, an .npz file; nothing in it is code."""
        names = {"words": self._words, "classes": self.classes}
        texts = {name: np.frombuffer("\n".join(those).encode(), np.uint8) for name, those in names.items()}
        np.savez_compressed(path, **texts, **{n: value.astype(np.float16) for n, value in self._weights.items()})

    @classmethod
    def load(cls, path: Path) -> ConvolutionalModel:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            texts = {name: stored[name].tobytes().decode().split("\n") for name in ("words", "classes")}
            weights = {name: stored[name] for name in stored.files if name not in texts}
        return cls(texts["words"], texts["classes"], weights)


def train_convolutional(
    sentences: Sequence[Sequence[str]],
    labels: Sequence[str],
    progress: Callable[[float], None] = lambda done: None,
    seed: int = 7,
) -> ConvolutionalModel:
    """Train on sentences, each a list of words; `progress` gets the part done, 0–1."""
    import tensorflow as tf

    tf.keras.utils.set_random_seed(seed)
    classes = sorted(set(labels))
    words = sorted({word for sentence in sentences for word in sentence[:MAX_WORDS]})
    index = {word: number for number, word in enumerate(words, start=UNKNOWN + 1)}
    numbered = np.array([_numbered(sentence, index) for sentence in sentences], np.int32)
    right = np.array([classes.index(label) for label in labels])
    network = _network(_outside_vectors(words), len(classes))
    rare = np.bincount(right, minlength=len(classes))[right]
    network.fit(
        numbered,
        right,
        sample_weight=np.sqrt(len(right) / len(classes) / rare),
        epochs=EPOCHS,
        batch_size=BATCH,
        verbose=0,
        callbacks=[tf.keras.callbacks.LambdaCallback(on_epoch_end=lambda n, _: progress((n + 1) / EPOCHS))],
    )
    return ConvolutionalModel(words, classes, _weights_of(network))


def _numbered(sentence: Sequence[str], index: dict[str, int]) -> list[int]:
    numbers = [index[word] for word in sentence[:MAX_WORDS]]
    return [PADDING] * _BEFORE + numbers + [PADDING] * (MAX_WORDS - len(numbers) + _AFTER)


def _outside_vectors(words: Sequence[str]) -> Array:
    """Return the vectors of `words` with one block of columns for each language, after those of no word."""
    table = np.zeros((len(words) + UNKNOWN + 1, DIMENSIONS * len(LANGUAGES)), np.float32)
    for row, word in enumerate(words, start=UNKNOWN + 1):
        found = vector(word)
        if found is not None:
            start = DIMENSIONS * found[0]
            table[row, start : start + DIMENSIONS] = found[1]
    return table


def _network(outside: Array, classes: int) -> Any:
    """Return the untrained network. Words are forgotten at random, so that it learns to do with the outside vectors."""
    import tensorflow as tf

    layers = tf.keras.layers
    numbers = tf.keras.Input((_BEFORE + MAX_WORDS + _AFTER,), dtype="int32")
    known = layers.Embedding(*outside.shape, weights=[outside], trainable=False)(numbers)
    projected = layers.Dense(PROJECTED, use_bias=False, name="project")(layers.Dropout(0.15)(3.0 * known))
    learned = layers.Embedding(len(outside), LEARNED, name="learned")(_forgetting(numbers))
    both = layers.Concatenate()([projected, layers.SpatialDropout1D(0.3)(learned)])
    pooled = [
        layers.GlobalMaxPooling1D()(layers.Conv1D(FILTERS, width, activation="relu", name=f"filters_{width}")(both))
        for width in WIDTHS
    ]
    out = layers.Dense(classes, name="out")(layers.Dropout(0.5)(layers.Concatenate()(pooled)))
    network = tf.keras.Model(numbers, out)
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(tf.keras.optimizers.Adam(1e-3), loss)
    return network


def _forgetting(numbers: Any, part: float = 0.12) -> Any:
    """Return `numbers` of which, in training, a part of the words is unknown."""
    import tensorflow as tf

    class Forgetting(tf.keras.layers.Layer):  # type: ignore[misc]
        def call(self, numbers: Any, training: bool | None = None) -> Any:
            if not training:
                return numbers
            forgotten = (tf.random.uniform(tf.shape(numbers)) < part) & (numbers > UNKNOWN)
            return tf.where(forgotten, UNKNOWN, numbers)

    return Forgetting()(numbers)


def _weights_of(network: Any) -> dict[str, Array]:
    def weight(layer: str, place: int = 0) -> Array:
        values: Array = network.get_layer(layer).get_weights()[place]
        return values

    project = 3.0 * weight("project")
    named = {
        f"project_{language}": project[DIMENSIONS * block : DIMENSIONS * (block + 1)]
        for block, language in enumerate(LANGUAGES)
    }
    for width in WIDTHS:
        named[f"filters_{width}"] = weight(f"filters_{width}")
        named[f"bias_{width}"] = weight(f"filters_{width}", 1)
    return {**named, "learned": weight("learned"), "out": weight("out"), "out_bias": weight("out", 1)}
