from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nlu import convolution
from nlu.convolution import ConvolutionalModel, train_convolutional

SENTENCES = {
    "like": ["i love this song", "i really enjoy it", "this is wonderful", "我喜欢 这 首歌", "这 部 电影 真 好"],
    "dislike": ["i hate this song", "this is awful", "i really dislike it", "我讨厌 这 首歌", "这 部 电影 真 差"],
    "weather": ["will it rain tomorrow", "how hot is it outside", "明天 下雨 吗", "今天 多少 度"],
}


@pytest.fixture(scope="module")
def trained() -> tuple[ConvolutionalModel, object]:
    """The model, and the network that it was made from."""
    networks: list[object] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(convolution, "EPOCHS", 60)
        patch.setattr(convolution, "BATCH", 4)
        read = convolution._weights_of
        patch.setattr(convolution, "_weights_of", lambda network: networks.append(network) or read(network))
        pairs = [(text.split(), label) for label, texts in SENTENCES.items() for text in texts]
        model = train_convolutional([words for words, _ in pairs], [label for _, label in pairs])
    return model, networks[0]


@pytest.mark.parametrize("text", ["i love this song", "this is awful", "明天 下雨 吗", "it " * 40])
def test_convolution_numpy_says_what_the_network_says(trained: tuple[ConvolutionalModel, object], text: str) -> None:
    model, network = trained
    words = text.split()
    index = {word: number for number, word in enumerate(model._words, start=convolution.UNKNOWN + 1)}
    expected = network(np.array([convolution._numbered(words, index)], np.int32), training=False).numpy()[0]

    assert model.scores(words) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize(
    ("text", "label"),
    [("i adore this song", "like"), ("this is terrible", "dislike"), ("明天 下雪 吗", "weather")],
)
def test_convolution_knows_words_that_it_never_saw(
    trained: tuple[ConvolutionalModel, object], text: str, label: str
) -> None:
    model, _ = trained

    assert model.classes[int(model.scores(text.split()).argmax())] == label


def test_convolution_stored_model_says_the_same(trained: tuple[ConvolutionalModel, object], tmp_path: Path) -> None:
    model, _ = trained
    model.save(tmp_path / "model.npz")
    loaded = ConvolutionalModel.load(tmp_path / "model.npz")

    assert loaded.classes == model.classes
    assert loaded.scores(["i", "love", "it"]) == pytest.approx(model.scores(["i", "love", "it"]), abs=0.05)


@pytest.mark.parametrize("words", [[], ["zzzzz"], ["魑", "魅"]])
def test_convolution_words_without_meaning_are_scored_without_failing(
    trained: tuple[ConvolutionalModel, object], words: list[str]
) -> None:
    model, _ = trained

    assert np.isfinite(model.scores(words)).all()
