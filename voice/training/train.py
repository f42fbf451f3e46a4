"""Trains the acoustic model from a flat start: no alignments, only what was said."""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from voice.training.augment import Augmenter
from voice.training.data import Example, FeatureStore
from voice.training.features import Floats, running_mean
from voice.training.lexicon import Lexicon, Pronunciation
from voice.training.network import MOMENTUM, STEP, AcousticModel, padded_inputs
from voice.training.objective import Chain, SoundModel, chain_of, objective, sound_model
from voice.training.phones import NOISE, OUTPUTS


@dataclass(frozen=True)
class Settings:
    """How to train; the same settings, data and number of steps give the same model."""

    minutes: float = 40.0
    """Processor time after which training ends; the learning rate follows it, however busy the machine is."""
    rate: float = 1.5e-3
    final_rate: float = 0.03
    """Share of `rate` at the end."""
    warm_up_steps: int = 80
    weight_decay: float = 1e-3
    clip: float = 1.0
    frames: int = 2400
    """Output frames of a batch, padding included."""
    average_from: float = 0.6
    """Share of the time after which weights are averaged."""
    average_keep: float = 0.995
    noise_words: float = 0.015
    """Share of words that are trained as spoken noise, which is what "[unk]" sounds like."""
    checkpoint_minutes: float = 3.0
    easy_share: float = 0.33
    """Share of the first pass that uses the shortest utterances only."""
    augment_first_pass: bool = False
    seed: int = 5


@dataclass
class Material:
    """What to train on: utterances of several stores, how words sound, and what is common to all."""

    stores: Sequence[FeatureStore]
    lexicon: Lexicon
    global_mean: Floats
    noises: Sequence[Floats] = ()
    utterances: list[tuple[FeatureStore, Example]] = field(init=False)

    def __post_init__(self) -> None:
        self.utterances = [
            (store, example) for store in self.stores for example in store.examples if self._usable(example)
        ]

    def _usable(self, example: Example) -> bool:
        if any(word not in self.lexicon for word in example.words):
            return False
        shortest = sum(len(self.lexicon[word][0]) for word in example.words)
        return shortest <= 0.8 * (example.frames / STEP)

    def sound_model(self) -> SoundModel:
        """Return the denominator's model of these utterances."""
        return sound_model([self.lexicon[word][0] for word in example.words] for _, example in self.utterances)


class Batches:
    """Draws batches of utterances of like length, changed at random after the first pass."""

    def __init__(self, material: Material, settings: Settings, blocks: int) -> None:
        self.material = material
        self.settings = settings
        self.blocks = blocks
        self.dice = np.random.default_rng(settings.seed)
        self.augmenter = Augmenter(material.noises, settings.seed + 1)

    def epoch(self, number: int) -> Iterator[tuple[Floats, Any, list[Chain]]]:
        """Yield inputs, output lengths and chains of one pass over the material."""
        frames = np.array([example.frames for _, example in self.material.utterances])
        order = np.argsort(frames * self.dice.uniform(0.9, 1.1, len(frames)))
        groups = list(self._packed(order, -(-frames // STEP)))
        if number == 0:
            easy = int(len(groups) * self.settings.easy_share)
            groups = [*self._shuffled(groups[:easy]), *self._shuffled(groups[easy:])]
        else:
            groups = self._shuffled(groups)
        for group in groups:
            yield self._batch(group, augment=number > 0 or self.settings.augment_first_pass)

    def _packed(self, order: Any, lengths: Any) -> Iterator[list[int]]:
        group: list[int] = []
        longest = 0
        for index in order:
            longest = max(longest, int(lengths[index]))
            if group and (len(group) + 1) * (longest + 2 * self.blocks) > self.settings.frames:
                yield group
                group, longest = [], int(lengths[index])
            group.append(int(index))
        if group:
            yield group

    def _shuffled(self, groups: list[list[int]]) -> list[list[int]]:
        return [groups[index] for index in self.dice.permutation(len(groups))]

    def _batch(self, group: list[int], augment: bool) -> tuple[Floats, Any, list[Chain]]:
        utterances, chains = [], []
        for index in group:
            store, example = self.material.utterances[index]
            features = store.of(example)
            if augment:
                features = self.augmenter.features(features)
            features = features[int(self.dice.integers(STEP)) :]
            utterances.append(features - running_mean(features, self.material.global_mean))
            chains.append(self._chain(example.words))
        inputs, lengths = padded_inputs(utterances, self.blocks)
        return inputs, lengths, chains

    def _chain(self, words: Sequence[str]) -> Chain:
        return chain_of([self._pronounced(word) for word in words])

    def _pronounced(self, word: str) -> Pronunciation:
        if self.dice.random() < self.settings.noise_words:
            return (NOISE,)
        ways = self.material.lexicon[word]
        return ways[0] if self.dice.random() < 0.75 else ways[int(self.dice.integers(len(ways)))]


class Trainer:
    """Holds the model, the optimiser and the running average; `run` trains until the time is over."""

    def __init__(self, model: AcousticModel, material: Material, settings: Settings, folder: Path) -> None:
        self.model, self.material, self.settings, self.folder = model, material, settings, folder
        self.batches = Batches(material, settings, model.blocks)
        self.sounds = material.sound_model()
        self.optimizer = tf.keras.optimizers.AdamW(
            settings.rate, weight_decay=settings.weight_decay, global_clipnorm=settings.clip, jit_compile=False
        )
        self.optimizer.build(model.trained)
        self.average: list[Floats] | None = None
        self.step, self.epoch, self.spent_s = 0, 0, 0.0
        self.value = float("nan")
        self._lengths: Any = None
        self._chains: list[Chain] = []
        signature = [tf.TensorSpec([None, None, None], tf.float32)]
        self._update = tf.function(self._one_step, input_signature=signature)

    def run(self) -> AcousticModel:
        """Train from the last checkpoint, or from the start, until the minutes are over; return the averaged model."""
        self._resume()
        self._clock = time.process_time() - self.spent_s
        saved = said = time.monotonic()
        smooth = None
        while self.spent_s < 60 * self.settings.minutes:
            for inputs, lengths, chains in self.batches.epoch(self.epoch):
                self._lengths, self._chains = lengths, chains
                self.optimizer.learning_rate.assign(self._rate())
                self._update(inputs)
                self._after_step()
                smooth = self.value if smooth is None else 0.97 * smooth + 0.03 * self.value
                now = time.monotonic()
                if now - said > 20:
                    said = now
                    self._say(smooth)
                if now - saved > 60 * self.settings.checkpoint_minutes:
                    saved = now
                    self._save()
                if self.spent_s >= 60 * self.settings.minutes:
                    break
            self.epoch += 1
        self._say(smooth or 0.0)
        self._save()
        return self.finished()

    def finished(self) -> AcousticModel:
        """Return the model with averaged weights, its statistics measured anew with them."""
        if self.average is not None:
            for variable, value in zip(self.model.trained, self.average, strict=True):
                variable.assign(value)
        settle(self.model, (inputs for inputs, _, _ in self.batches.epoch(1)), 40)
        return self.model

    def _rate(self) -> float:
        share = min(1.0, self.spent_s / (60 * self.settings.minutes))
        low = self.settings.final_rate
        cosine = low + (1 - low) * 0.5 * (1 + math.cos(math.pi * share))
        return self.settings.rate * cosine * min(1.0, (self.step + 1) / self.settings.warm_up_steps)

    def _one_step(self, inputs: Any) -> None:
        with tf.GradientTape() as tape:
            outputs = self.model(inputs, training=True)
            gradient = tf.numpy_function(self._objective, [outputs], tf.float32)
            gradient = tf.ensure_shape(gradient, [None, None, OUTPUTS])
            loss = -tf.reduce_sum(tf.stop_gradient(gradient) * outputs)
        gradients = tape.gradient(loss, self.model.trained)
        self.optimizer.apply_gradients(zip(gradients, self.model.trained))  # noqa: B905 (traced code)

    def _objective(self, outputs: Floats) -> Floats:
        total, gradient = objective(outputs, self._lengths, self._chains, self.sounds)
        frames = float(self._lengths.sum())
        self.value = total / frames
        return gradient / np.float32(frames)

    def _after_step(self) -> None:
        self.step += 1
        self.spent_s = time.process_time() - self._clock
        if self.spent_s < 60 * self.settings.minutes * self.settings.average_from:
            return
        weights = [variable.numpy() for variable in self.model.trained]
        if self.average is None:
            self.average = weights
            return
        keep = self.settings.average_keep
        self.average = [keep * old + (1 - keep) * new for old, new in zip(self.average, weights, strict=True)]

    def _say(self, value: float) -> None:
        minutes = self.spent_s / 60
        sys.stderr.write(
            f"training: {minutes:.1f} of {self.settings.minutes:g} min, pass {self.epoch}, step {self.step}, "
            f"objective {value:.4f}\n"
        )

    @property
    def _checkpoint(self) -> Path:
        return self.folder / "checkpoint.npz"

    def _variables(self) -> list[Any]:
        return [*self.model.state, *self.optimizer.variables]

    def _save(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        arrays = {f"v{index}": variable.numpy() for index, variable in enumerate(self._variables())}
        arrays |= {f"a{index}": value for index, value in enumerate(self.average or [])}
        notes = json.dumps({"step": self.step, "epoch": self.epoch, "spent_s": self.spent_s})
        part = self.folder / "checkpoint.part.npz"
        np.savez(part, notes=np.array(notes), **arrays)
        part.replace(self._checkpoint)

    def _resume(self) -> None:
        if not self._checkpoint.exists():
            return
        with np.load(self._checkpoint) as found:
            notes = json.loads(str(found["notes"]))
            for index, variable in enumerate(self._variables()):
                variable.assign(found[f"v{index}"])
            if "a0" in found:
                self.average = [found[f"a{index}"] for index in range(len(self.model.trained))]
        self.step, self.epoch, self.spent_s = notes["step"], notes["epoch"], notes["spent_s"]
        sys.stderr.write(f"training: goes on after {self.spent_s / 60:.1f} min\n")


def settle(model: AcousticModel, batches: Iterator[Floats], count: int) -> None:
    """Set the running statistics of `model` to their means over the first `count` of `batches`."""
    norms = model.norms()
    sums = [np.zeros((2, norm.mean.shape[0])) for norm in norms]
    seen = 0
    for inputs in batches:
        for norm in norms:
            norm.mean.assign(tf.zeros_like(norm.mean))
            norm.variance.assign(tf.zeros_like(norm.variance))
        model(tf.constant(inputs), training=True)
        for index, norm in enumerate(norms):
            mean = norm.mean.numpy() / (1 - MOMENTUM)
            sums[index] += np.stack([mean, norm.variance.numpy() / (1 - MOMENTUM) + mean**2])
        seen += 1
        if seen == count:
            break
    for (mean, square), norm in zip(sums, norms, strict=True):
        norm.mean.assign((mean / seen).astype(np.float32))
        norm.variance.assign((square / seen - (mean / seen) ** 2).astype(np.float32))
