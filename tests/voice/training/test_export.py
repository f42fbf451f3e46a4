import numpy as np
import pytest

from voice.training.errors import BadModelFile
from voice.training.export import (
    Affine,
    Block,
    Network,
    Norm,
    blend,
    read_cmvn,
    read_model,
    write_cmvn,
    write_model,
)


def _affine(dice, outputs, inputs):
    return Affine(dice.normal(size=(outputs, inputs)).astype(np.float32), dice.normal(size=outputs).astype(np.float32))


def _norm(dice, size):
    return Norm(dice.normal(size=size).astype(np.float32), dice.uniform(0.5, 2, size).astype(np.float32))


def _network(blocks=2, width=12, bottleneck=5, seed=0):
    dice = np.random.default_rng(seed)
    inner = tuple(
        Block(_affine(dice, bottleneck, 2 * width), _affine(dice, width, 2 * bottleneck), _norm(dice, width))
        for _ in range(blocks)
    )
    return Network(
        _affine(dice, width, 360),
        _norm(dice, width),
        inner,
        _affine(dice, 9, width),
        _norm(dice, 9),
        _affine(dice, 82, 9),
    )


def _arrays(network):
    yield from (network.first.W, network.first.b, network.first_norm.mean, network.first_norm.variance)
    for block in network.blocks:
        yield from (block.bottleneck.W, block.bottleneck.b, block.affine.W, block.norm.mean, block.norm.variance)
    yield from (network.last.W, network.last_norm.variance, network.output.W, network.output.b)


def test_model_file_written_and_read_keeps_every_weight(tmp_path):
    network = _network()
    write_model(tmp_path / "am" / "final.mdl", network)
    found = read_model(tmp_path / "am" / "final.mdl")
    assert found.context == 10
    for old, new in zip(_arrays(network), _arrays(found), strict=True):
        np.testing.assert_array_equal(old, new)


def test_blend_lies_between_both_networks():
    before, after = _network(), _network(seed=1)
    blended = blend(before, after, keep=0.25)
    for old, new, mixed in zip(_arrays(before), _arrays(after), _arrays(blended), strict=True):
        assert mixed.dtype == np.float32
        np.testing.assert_allclose(mixed, 0.25 * old + 0.75 * new, rtol=1e-5, atol=1e-6)


def test_model_file_of_another_layout_is_refused(tmp_path):
    path = tmp_path / "final.mdl"
    path.write_bytes(b"\0B<TransitionModel> nothing of ours")
    with pytest.raises(BadModelFile, match=r"final\.mdl") as caught:
        read_model(path)
    assert caught.value.code == "bad-model-file"


def test_statistics_written_and_read_give_the_mean(tmp_path):
    sums = np.arange(40.0)
    write_cmvn(tmp_path / "stats", sums, sums**2, 4.0)
    np.testing.assert_allclose(read_cmvn(tmp_path / "stats"), sums / 4)
    (tmp_path / "other").write_bytes(b"text")
    with pytest.raises(BadModelFile):
        read_cmvn(tmp_path / "other")


def test_shipped_model_rewritten_is_the_same_bytes(embedded, tmp_path):
    shipped = embedded / "am" / "final.mdl"
    write_model(tmp_path / "final.mdl", read_model(shipped))
    assert (tmp_path / "final.mdl").read_bytes() == shipped.read_bytes()
