"""Variety for training, all in the log mel domain of stored features: tempo, size of the speaker, rooms, noise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.signal import lfilter

from voice.training.features import SIZE, Floats, MelDomain


class Augmenter:
    """Changes log mel energies at random; the same seed makes the same changes."""

    def __init__(self, noises: Sequence[Floats], seed: int) -> None:
        self.noises = list(noises)
        self.dice = np.random.default_rng(seed)
        self.mel = MelDomain()

    def features(self, features: Floats) -> Floats:
        """Return changed features of one utterance, (frames, 40) both; the number of frames may differ."""
        mel = self.mel.to_mel(features)
        mel = self._resampled(mel)
        if self.dice.random() < 0.35:
            mel = self._room(mel)
        mel = mel + self._microphone()
        if self.noises and self.dice.random() < 0.6:
            mel = self._noisy(mel)
        return self.mel.to_mfcc(self._masked(mel))

    def _resampled(self, mel: Floats) -> Floats:
        """Stretch time by up to 15 % and the frequency axis by up to 12 %."""
        frames = len(mel)
        tempo = self.dice.uniform(0.87, 1.15)
        warp = self.dice.uniform(0.89, 1.12)
        times = np.arange(int(frames / tempo)) * tempo
        mel = _interpolated(mel, np.minimum(times, frames - 1))
        bands = np.minimum(np.arange(SIZE) * warp, SIZE - 1)
        return _interpolated(mel.T, bands).T

    def _room(self, mel: Floats) -> Floats:
        """Let energy die away over 0.15 to 0.6 s, as in a room."""
        decay = 10 ** (-6 * 0.01 / self.dice.uniform(0.15, 0.6))
        share = self.dice.uniform(0.05, 0.3)
        power = np.exp(mel)
        tail = lfilter([share * (1 - decay)], [1, -decay], power, axis=0)
        result: Floats = np.log(power + tail).astype(np.float32)
        return result

    def _microphone(self) -> Floats:
        """Return a smooth colouring of the bands of a few decibels, and a loudness."""
        bands = np.linspace(0, 1, SIZE)
        colour = self.dice.normal(0, 0.6) * (bands - 0.5)
        colour += self.dice.normal(0, 0.35) * np.cos(np.pi * bands * self.dice.integers(2, 5))
        result: Floats = (colour + self.dice.normal(0, 1.0)).astype(np.float32)
        return result

    def _noisy(self, mel: Floats) -> Floats:
        """Add noise 3 to 30 dB below the speech."""
        noise = self.noises[self.dice.integers(len(self.noises))]
        start = self.dice.integers(len(noise))
        noise = noise[(start + np.arange(len(mel))) % len(noise)]
        level = np.log(np.exp(mel).mean()) - np.log(np.exp(noise).mean() + 1e-9)
        shift = level - self.dice.uniform(3, 30) * np.log(10) / 10
        result: Floats = np.logaddexp(mel, noise + np.float32(shift)).astype(np.float32)
        return result

    def _masked(self, mel: Floats) -> Floats:
        """Blank up to two stretches of bands and, in longer utterances, a short stretch of time."""
        blank = mel.mean(axis=0)
        mel = mel.copy()
        for _ in range(self.dice.integers(0, 3)):
            width = self.dice.integers(1, 7)
            low = self.dice.integers(0, SIZE - width)
            mel[:, low : low + width] = blank[low : low + width]
        if len(mel) > 150 and self.dice.random() < 0.5:
            width = self.dice.integers(3, 16)
            start = self.dice.integers(0, len(mel) - width)
            mel[start : start + width] = blank
        return mel


def _interpolated(values: Floats, at: Floats) -> Floats:
    """Return rows of `values` at the real-valued positions `at`."""
    low = np.floor(at).astype(np.int64)
    high = np.minimum(low + 1, len(values) - 1)
    share = (at - low).astype(np.float32)[:, None]
    result: Floats = values[low] * (1 - share) + values[high] * share
    return result
