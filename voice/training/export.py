"""The acoustic model's file: transition model and network in the decoder's binary layout, written and read back."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice.training.errors import BadModelFile
from voice.training.phones import PHONES, sound_of

Array = NDArray[np.float32]
EPSILON = 1e-3
BYPASS = 0.66
WINDOW = 4
"""Frames on each side that the first layer sees."""


@dataclass(frozen=True)
class Affine:
    """y = W x + b; `W` is (outputs, inputs)."""

    W: Array
    b: Array


@dataclass(frozen=True)
class Norm:
    """Batch normalisation without scale and shift: y = (x - mean) / sqrt(variance + 0.001)."""

    mean: Array
    variance: Array


@dataclass(frozen=True)
class Block:
    """A factorised time-delay layer: bottleneck of (t-3, t), then affine of (t, t+3), ReLU, norm, bypass."""

    bottleneck: Affine
    affine: Affine
    norm: Norm


@dataclass(frozen=True)
class Network:
    """All weights of the acoustic model."""

    first: Affine
    first_norm: Norm
    blocks: tuple[Block, ...]
    last: Affine
    last_norm: Norm
    output: Affine

    @property
    def context(self) -> int:
        """Return the input frames needed on each side of a frame."""
        return WINDOW + 3 * len(self.blocks)

    def parameters(self) -> int:
        """Return the number of trained weights."""
        layers = [self.first, self.last, self.output]
        layers += [layer for block in self.blocks for layer in (block.bottleneck, block.affine)]
        return sum(layer.W.size + layer.b.size for layer in layers)


def blend(before: Network, after: Network, keep: float) -> Network:
    """Return the weights between those before and after more training, `keep` (0–1) of the former.

    The average hears what either of them hears (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models").
    """
    blended: Network = _between(before, after, keep)
    return blended


def _between(before: Any, after: Any, keep: float) -> Any:
    if isinstance(before, np.ndarray):
        return (keep * before + (1 - keep) * after).astype(before.dtype)
    if isinstance(before, tuple):
        return tuple(_between(*pair, keep) for pair in zip(before, after, strict=True))
    parts = {f.name: _between(getattr(before, f.name), getattr(after, f.name), keep) for f in fields(before)}
    return replace(before, **parts)


def write_model(path: Path, network: Network) -> None:
    """Write final.mdl."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\0B" + _transitions() + _network(network))


def _token(name: str) -> bytes:
    return name.encode("ascii") + b" "


def _int(value: int) -> bytes:
    return b"\x04" + struct.pack("<i", value)


def _float(value: float) -> bytes:
    return b"\x04" + struct.pack("<f", value)


def _double(value: float) -> bytes:
    return b"\x08" + struct.pack("<d", value)


def _ints(values: list[int]) -> bytes:
    return b"\x04" + struct.pack(f"<i{len(values)}i", len(values), *values)


def _vector(values: Array) -> bytes:
    return _token("FV") + _int(len(values)) + values.astype("<f4").tobytes()


def _matrix(values: Array) -> bytes:
    return _token("FM") + _int(values.shape[0]) + _int(values.shape[1]) + values.astype("<f4").tobytes()


EMPTY = np.zeros(0, np.float32)


def _transitions() -> bytes:
    phones = list(range(1, PHONES + 1))
    entry = _int(0) + _int(1) + _int(2) + _int(0) + _float(0.5) + _int(1) + _float(0.5)
    end = _int(-1) + _int(-1) + _int(0)
    topology = _ints(phones) + _ints([-1] + [0] * PHONES) + _int(-1) + _int(1) + _int(2) + entry + end
    outputs = [(2 * sound_of(phone), 2 * sound_of(phone) + 1) for phone in phones]
    tuples = b"".join(
        _int(phone) + _int(0) + _int(forward) + _int(loop)
        for phone, (forward, loop) in zip(phones, outputs, strict=True)
    )
    costs = np.full(2 * PHONES + 1, math.log(0.5), np.float32)
    costs[0] = 0
    return b"".join((
        _token("<TransitionModel>"), _token("<Topology>"), topology, _token("</Topology>"),
        _token("<Tuples>"), _int(PHONES), tuples, _token("</Tuples>"),
        _token("<LogProbs>"), _vector(costs), _token("</LogProbs>"), _token("</TransitionModel>"),
    ))  # fmt: skip


def _config(blocks: int) -> str:
    def node(name: str, source: str) -> str:
        return f"component-node name={name} component={name} input={source}\n"

    def nonlinear(prefix: str, source: str) -> str:
        return (
            node(f"{prefix}.affine", source)
            + node(f"{prefix}.relu", f"{prefix}.affine")
            + node(f"{prefix}.bn", f"{prefix}.relu")
        )

    shifts = [f"Offset(input, {shift})" if shift else "input" for shift in range(-WINDOW, WINDOW + 1)]
    text = "input-node name=input dim=40\n" + nonlinear("l0", f"Append({', '.join(shifts)})")
    previous = "l0.bn"
    for index in range(1, blocks + 1):
        name = f"f{index}"
        text += node(f"{name}.lin", f"Append(Offset({previous}, -3), {previous})")
        text += nonlinear(name, f"Append({name}.lin, Offset({name}.lin, 3))")
        text += node(f"{name}.noop", f"Sum(Scale({BYPASS}, {previous}), {name}.bn)")
        previous = f"{name}.noop"
    text += nonlinear("pre", previous) + node("output.affine", "pre.bn")
    return text + "output-node name=output input=output.affine objective=linear\n"


def _component(name: str, kind: str, body: bytes) -> bytes:
    return _token("<ComponentName>") + _token(name) + _token(f"<{kind}>") + body + _token(f"</{kind}>")


def _affine(name: str, layer: Affine) -> bytes:
    body = _token("<LinearParams>") + _matrix(layer.W) + _token("<BiasParams>") + _vector(layer.b)
    return _component(name, "FixedAffineComponent", body)


def _relu(name: str, size: int) -> bytes:
    body = _token("<Dim>") + _int(size)
    body += b"".join(_token(f"<{field}>") + _vector(EMPTY) for field in ("ValueAvg", "DerivAvg"))
    body += _token("<Count>") + _double(0) + _token("<OderivRms>") + _vector(EMPTY)
    body += b"".join(
        _token(f"<{field}>") + _double(0) for field in ("OderivCount", "NumDimsSelfRepaired", "NumDimsProcessed")
    )
    return _component(name, "RectifiedLinearComponent", body)


def _norm(name: str, norm: Norm) -> bytes:
    size = len(norm.mean)
    body = _token("<Dim>") + _int(size) + _token("<BlockDim>") + _int(size)
    body += _token("<Epsilon>") + _float(EPSILON) + _token("<TargetRms>") + _float(1.0)
    body += _token("<TestMode>") + b"T" + _token("<Count>") + _float(1.0)
    body += _token("<StatsMean>") + _vector(norm.mean) + _token("<StatsVar>") + _vector(norm.variance)
    return _component(name, "BatchNormComponent", body)


def _nonlinear(prefix: str, layer: Affine, norm: Norm) -> list[bytes]:
    return [
        _affine(f"{prefix}.affine", layer),
        _relu(f"{prefix}.relu", len(layer.b)),
        _norm(f"{prefix}.bn", norm),
    ]


def _network(network: Network) -> bytes:
    parts = _nonlinear("l0", network.first, network.first_norm)
    for index, block in enumerate(network.blocks, start=1):
        parts.append(_affine(f"f{index}.lin", block.bottleneck))
        parts += _nonlinear(f"f{index}", block.affine, block.norm)
        size = _token("<Dim>") + _int(len(block.affine.b)) + _token("<BackpropScale>") + _float(1.0)
        parts.append(_component(f"f{index}.noop", "NoOpComponent", size))
    parts += _nonlinear("pre", network.last, network.last_norm)
    parts.append(_affine("output.affine", network.output))
    context = _int(network.context)
    return b"".join((
        _token("<Nnet3>"), b"\n", _config(len(network.blocks)).encode("ascii"), b"\n",
        _token("<NumComponents>"), _int(len(parts)), *parts, _token("</Nnet3>"),
        _token("<LeftContext>"), context, _token("<RightContext>"), context, _token("<Priors>"), _vector(EMPTY),
    ))  # fmt: skip


def read_model(path: Path) -> Network:
    """Read the network of a final.mdl with the layout of `write_model`; raises BadModelFile for another one."""
    try:
        return _Reader(path.read_bytes()).network()
    except (ValueError, struct.error) as error:
        raise BadModelFile(f"{path.name} is not an acoustic model of ours: train or copy it again.") from error


class _Reader:
    """Finds components by name: their order in the file is not relied on."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def network(self) -> Network:
        """Return all weights."""
        count = 0
        while f"<ComponentName> f{count + 1}.lin ".encode() in self.data:
            count += 1
        blocks = tuple(
            Block(self._affine(f"f{i}.lin"), self._affine(f"f{i}.affine"), self._norm(f"f{i}.bn"))
            for i in range(1, count + 1)
        )
        return Network(
            self._affine("l0.affine"), self._norm("l0.bn"), blocks,
            self._affine("pre.affine"), self._norm("pre.bn"), self._affine("output.affine"),
        )  # fmt: skip

    def _affine(self, name: str) -> Affine:
        at = self.data.index(f"<ComponentName> {name} ".encode())
        at = self.data.index(b"<LinearParams> FM ", at) + len(b"<LinearParams> FM ")
        rows, columns = struct.unpack_from("<xixi", self.data, at)
        W = np.frombuffer(self.data, "<f4", rows * columns, at + 10).reshape(rows, columns)
        return Affine(W.copy(), self._floats(b"<BiasParams> FV ", at + 10 + 4 * rows * columns))

    def _norm(self, name: str) -> Norm:
        at = self.data.index(f"<ComponentName> {name} ".encode())
        return Norm(self._floats(b"<StatsMean> FV ", at), self._floats(b"<StatsVar> FV ", at))

    def _floats(self, token: bytes, start: int) -> Array:
        at = self.data.index(token, start) + len(token)
        (count,) = struct.unpack_from("<xi", self.data, at)
        return np.frombuffer(self.data, "<f4", count, at + 5).copy()


def write_cmvn(path: Path, sums: NDArray[np.float64], squares: NDArray[np.float64], frames: float) -> None:
    """Write global_cmvn.stats from the sums over `frames` frames of the 40 coefficients and of their squares."""
    stats = np.zeros((2, len(sums) + 1))
    stats[0, :-1], stats[0, -1], stats[1, :-1] = sums, frames, squares
    head = b"\0B" + _token("DM") + _int(stats.shape[0]) + _int(stats.shape[1])
    path.write_bytes(head + stats.astype("<f8").tobytes())


def read_cmvn(path: Path) -> NDArray[np.float64]:
    """Return the means of the 40 coefficients that global_cmvn.stats holds."""
    data = path.read_bytes()
    if not data.startswith(b"\0BDM "):
        raise BadModelFile(f"{path.name} holds no statistics: build the model again.")
    rows, columns = struct.unpack_from("<xixi", data, 5)
    stats = np.frombuffer(data, "<f8", rows * columns, 15).reshape(rows, columns)
    means: NDArray[np.float64] = stats[0, :-1] / stats[0, -1]
    return means
