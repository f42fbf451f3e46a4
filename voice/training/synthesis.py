"""Synthetic speech for training and measuring: many voices of espeak-ng and flite, some kept for measuring only."""

from __future__ import annotations

import io
import random
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd
from pathlib import Path
from typing import Literal

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import resample_poly

from voice.training.errors import MissingTool

RATE = 16000
SECONDS = 60.0
ACCENTS = ("en-us", "en-us", "en-us", "en-gb", "en-gb", "en-gb-x-rp", "en-gb-scotland", "en-029", "en-us-nyc")
HELD_OUT_VARIANTS = ("", "f3", "m4", "Andrea", "Hugo", "steph")
HELD_OUT_FLITE = ("rms", "kal16")
FLITE = ("awb", "slt")
VARIANTS = (  # noqa: SIM905
    "Alex Alicia Andy Annie Denis Diogo Gene Gene2 Henrique Jacky Lee Marco Mario Michael Mike Nguyen Storm adam "
    "anika antonio aunty belinda benjamin boris caleb david ed edward edward2 f1 f2 f4 f5 grandma grandpa gustave "
    "iven iven2 iven3 iven4 john kaukovalta klatt klatt2 klatt3 klatt4 linda m1 m2 m3 m5 m6 m7 m8 marcelo max "
    "michel miguel norbert pablo paul pedro quincy rob robert sandro shelby steph2 steph3 travis victor zac"
).split()


@dataclass(frozen=True)
class Voice:
    """One way of speaking: speed in words a minute for espeak-ng, stretch for flite; pitch 0 to 99."""

    engine: Literal["espeak-ng", "flite"]
    name: str
    speed: int = 165
    pitch: int = 50

    @property
    def speaker(self) -> str:
        """Return the name under which the voice counts as one speaker."""
        return f"{self.engine}:{self.name}"


def training_voice(dice: random.Random, flite_share: float = 0.3) -> Voice:
    """Draw a voice that training may use."""
    if dice.random() < flite_share:
        return Voice("flite", dice.choice(FLITE), dice.randint(135, 205))
    name = f"{dice.choice(ACCENTS)}+{dice.choice(VARIANTS)}"
    return Voice("espeak-ng", name, dice.randint(120, 215), dice.randint(25, 75))


def held_out_voices() -> list[Voice]:
    """Return the voices that only measure; training never hears them."""
    espeak = [
        Voice("espeak-ng", f"{accent}+{variant}" if variant else accent, speed)
        for accent, speed in (("en-us", 150), ("en-gb", 165))
        for variant in HELD_OUT_VARIANTS
    ]
    return espeak + [Voice("flite", name, speed) for name in HELD_OUT_FLITE for speed in (155, 175)]


def say(text: str, voice: Voice) -> NDArray[np.float32]:
    """Return `text` spoken by `voice`: mono, 16 kHz, -1 to 1. Raises MissingTool when the program is not there."""
    try:
        data = _espeak(text, voice) if voice.engine == "espeak-ng" else _flite(text, voice)
    except FileNotFoundError as error:
        raise MissingTool(f"{voice.engine} is not installed: apt-get install {voice.engine}.") from error
    samples, rate = soundfile.read(io.BytesIO(data), dtype="float32")
    return to_rate(samples, rate)


def to_rate(samples: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Return mono `samples` of `rate` at 16 kHz."""
    if samples.ndim > 1:
        samples = samples.mean(axis=1)
    if rate == RATE:
        return samples
    common = gcd(rate, RATE)
    result: NDArray[np.float32] = resample_poly(samples, RATE // common, rate // common).astype(np.float32)
    return result


def _espeak(text: str, voice: Voice) -> bytes:
    command = [
        "espeak-ng", "-v", voice.name, "-s", str(voice.speed), "-p", str(voice.pitch), "--stdout", "--", text,
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, check=True, timeout=SECONDS).stdout


def _flite(text: str, voice: Voice) -> bytes:
    with tempfile.TemporaryDirectory() as room:
        target = Path(room) / "said.wav"
        stretch = f"duration_stretch={165 / voice.speed:.2f}"
        command = ["flite", "-voice", voice.name, "--setf", stretch, "-t", text, "-o", str(target)]
        subprocess.run(command, capture_output=True, check=True, timeout=SECONDS)
        return target.read_bytes()


def with_silence(samples: NDArray[np.float32], seconds: float = 0.3) -> NDArray[np.float32]:
    """Return `samples` between two stretches of near silence, as a microphone hears it."""
    hiss = np.random.default_rng(len(samples)).normal(0, 1e-4, int(RATE * seconds)).astype(np.float32)
    return np.concatenate([hiss, samples, hiss])


def to_pcm(samples: NDArray[np.float32]) -> bytes:
    """Return `samples` as 16-bit little-endian PCM."""
    return bytes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def voices_for(count: int, voices: Sequence[Voice]) -> list[Voice]:
    """Return `count` voices, going round `voices`."""
    return [voices[index % len(voices)] for index in range(count)]
