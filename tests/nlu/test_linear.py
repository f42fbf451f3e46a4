from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nlu.linear import LinearModel, train_linear

WORDS = {
    "stop": ("stop halt enough quiet", "please now it that"),
    "play": ("play start hear listen", "music song jazz rock"),
    "joke": ("joke laugh funny giggle", "tell me one more"),
}


@pytest.fixture(scope="module")
def model() -> LinearModel:
    sentences, labels = [], []
    for label, (first, second) in WORDS.items():
        for one in first.split():
            for other in second.split():
                sentences += [[one, other], [one], [other, one, one]]
                labels += [label] * 3
    return train_linear(sentences, labels)


@pytest.mark.parametrize(("features", "label"), [(["halt"], "stop"), (["jazz", "play"], "play"), (["funny"], "joke")])
def test_linear_likeliest_class(model: LinearModel, features: list[str], label: str) -> None:
    assert model.classes[int(model.scores(features).argmax())] == label


def test_linear_unknown_words_decide_nothing(model: LinearModel) -> None:
    assert model.scores(["zzz"]) == pytest.approx(np.zeros(3))


def test_linear_stored_model_says_the_same(model: LinearModel, tmp_path: Path) -> None:
    model.save(tmp_path / "model.npz")
    loaded = LinearModel.load(tmp_path / "model.npz")

    assert loaded.classes == model.classes
    assert loaded.scores(["play", "jazz"]) == pytest.approx(model.scores(["play", "jazz"]), abs=0.01)


def test_linear_scores_agree_with_the_library_that_trained_them() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    sentences = [["a", "b"], ["a", "c"], ["b", "c", "c"], ["d", "b"], ["d", "c"], ["d", "a"]] * 3
    labels = ["x", "x", "y", "y", "z", "z"] * 3
    vectorizer = TfidfVectorizer(analyzer=list, sublinear_tf=True, min_df=2)
    theirs = LinearSVC(C=1.0).fit(vectorizer.fit_transform(sentences), labels)
    features = list(vectorizer.get_feature_names_out())
    ours = LinearModel(features, vectorizer.idf_, theirs.coef_.T, theirs.intercept_, theirs.classes_)

    for sentence in sentences:
        expected = theirs.decision_function(vectorizer.transform([sentence]))[0]
        assert ours.scores(sentence) == pytest.approx(expected, abs=1e-4)
