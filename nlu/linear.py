"""Which of many classes a bag of features belongs to: linear support vector machines over TF-IDF, one a class.

Margins are no probabilities; times `SHARPNESS` they serve as logits (Zadrozny and Elkan, KDD 2002, fit more than that
one number; a temperature is fitted later, when the two models are blended). Multinomial logistic regression gets half
a sentence in a hundred more right and takes fifty times as long to train.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
PENALTY = 0.4
"""How much a sentence on the wrong side costs, against the weights' size."""
SHARPNESS = 6.0


class LinearModel:
    """A trained model: features in, a score for every class out."""

    def __init__(
        self, features: Sequence[str], idf: Array, weights: Array, bias: Array, classes: Sequence[str]
    ) -> None:
        """Take weights of shape (features, classes), one bias a class, and the inverse document frequencies."""
        self.classes = tuple(classes)
        self._features = tuple(features)
        self._index = {feature: number for number, feature in enumerate(features)}
        self._idf = idf.astype(np.float32)
        self._weights = weights
        self._bias = bias.astype(np.float32)

    def scores(self, features: Sequence[str]) -> Array:
        """Return the logit of every class, in the order of `classes`; of no known feature, all alike."""
        known = Counter(index for feature in features if (index := self._index.get(feature)) is not None)
        if not known:
            return np.zeros(len(self.classes), np.float32)
        rows = np.fromiter(known.keys(), np.int64, len(known))
        counts = np.fromiter(known.values(), np.float32, len(known))
        weights = (1 + np.log(counts)) * self._idf[rows]
        weights /= np.linalg.norm(weights)
        scores: Array = weights @ self._weights[rows].astype(np.float32) + self._bias
        return scores

    def save(self, path: Path) -> None:
        """Write the model to `path`, an .npz file; nothing in it is code."""
        np.savez_compressed(
            path,
            features=np.frombuffer("\n".join(self._features).encode(), np.uint8),
            classes=np.frombuffer("\n".join(self.classes).encode(), np.uint8),
            idf=self._idf.astype(np.float16),
            weights=self._weights.astype(np.float16),
            bias=self._bias,
        )

    @classmethod
    def load(cls, path: Path) -> LinearModel:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            names = {name: stored[name].tobytes().decode().split("\n") for name in ("features", "classes")}
            weights, idf, bias = stored["weights"], stored["idf"], stored["bias"]
            return cls(names["features"], idf, weights, bias, names["classes"])


def train_linear(sentences: Sequence[Sequence[str]], labels: Sequence[str]) -> LinearModel:
    """Train on sentences, each a list of features."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    vectorizer = TfidfVectorizer(analyzer=list, sublinear_tf=True, min_df=2)
    classifier = LinearSVC(C=PENALTY, random_state=7)
    classifier.fit(vectorizer.fit_transform(sentences), labels)
    return LinearModel(
        list(vectorizer.get_feature_names_out()),
        vectorizer.idf_,
        SHARPNESS * classifier.coef_.T,
        SHARPNESS * classifier.intercept_,
        [str(name) for name in classifier.classes_],
    )
