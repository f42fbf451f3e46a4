"""Built-in sounds, made by our own code: noise shaped by filters, and a small calm tune."""

from __future__ import annotations

import os
import re
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml

from actions.catalogue.items import Item, Name

RATE = 32000
SECONDS = 60
LEVEL_RMS = 0.09
"""About -21 dBFS, as loud as quiet music."""
FADE_S = 2.0
VERSION = 1
_WORDS = Path(__file__).with_name("sounds.yml")
Samples = npt.NDArray[Any]


CALM_MOODS = {"calm", "light", "sleepy", "dreamy", "warm"}
FOCUS_MOODS = {"focused"}


@lru_cache(maxsize=1)
def catalogue() -> dict[str, dict[str, Any]]:
    """Return the sounds by id."""
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(_WORDS.read_text("utf-8"))
    return loaded


def find(said: str) -> str | None:
    """Return the id of the sound that `said` names ("the sound of rain", 下雨声), or None."""
    said = said.strip().lower()
    matches = [(len(word), name) for name, entry in catalogue().items() for word in entry["words"] if _says(said, word)]
    return max(matches)[1] if matches else None


def called(said: str) -> str | None:
    """Return the id of the sound whose very name `said` is ("rain", 白噪音), or None."""
    said = said.strip().lower()
    return next((name for name, entry in catalogue().items() if said in entry["words"]), None)


def _says(said: str, word: str) -> bool:
    """Return whether `word` is in `said` as a word: no rain in a train."""
    return bool(re.search(rf"\b{re.escape(word)}\b", said)) if word.isascii() else word in said


def for_mood(mood: str | None) -> str | None:
    """Return the sound that is what somebody in want of `mood` asked for, or None."""
    if mood in CALM_MOODS:
        return "calm-tune"
    return "brown-noise" if mood in FOCUS_MOODS else None


def item(name: str, folder: Path) -> Item:
    """Return the sound as an item that can be played, made on first use (about a second)."""
    title = catalogue()[name]["title"]
    return Item(id=f"sound/{name}", kind="sound", title=Name(title["en"], title["zh"]), uri=str(render(name, folder)))


def render(name: str, folder: Path) -> Path:
    """Return the WAV file of a sound; made once and kept in `folder`."""
    import soundfile

    path = folder / f"{name}-{VERSION}.wav"
    if path.is_file():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(suffix=".wav", dir=folder)
    os.close(handle)
    soundfile.write(temporary, _levelled(samples(name)), RATE, subtype="PCM_16")
    Path(temporary).replace(path)
    return path


def samples(name: str, seed: int = 7) -> Samples:
    """Return a minute of the sound, mono, whose end runs into its beginning."""
    rng = np.random.default_rng(seed)
    if name == "calm-tune":
        return _calm_tune(rng)
    makers = {"rain": _rain, "waves": _waves, "wind": _wind, "fire": _fire}
    maker = makers.get(name)
    if maker is not None:
        return _looped(maker(rng))
    slopes = {"white-noise": 0.0, "pink-noise": 0.5, "brown-noise": 1.0}
    return _looped(_noise(rng, slopes[name]))


def _length() -> int:
    return int((SECONDS + FADE_S) * RATE)


def _noise(rng: np.random.Generator, slope: float, low_hz: float = 25.0, high_hz: float = RATE / 2) -> Samples:
    """Return noise whose amplitude falls with frequency to the power of `slope`, within a band."""
    count = _length()
    spectrum = np.fft.rfft(rng.standard_normal(count))
    hertz = np.fft.rfftfreq(count, 1 / RATE)
    shape = np.where((hertz >= low_hz) & (hertz <= high_hz), 1.0, 0.0)
    shape[1:] /= np.maximum(hertz[1:], low_hz) ** slope
    return _unit(np.fft.irfft(spectrum * shape, count))


def _slowly(rng: np.random.Generator, fastest_hz: float) -> Samples:
    """Return a smooth random curve between 0 and 1."""
    points = rng.random(int(_length() / RATE * fastest_hz * 2) + 4)
    curve = np.interp(np.linspace(0, len(points) - 1, _length()), np.arange(len(points)), points)
    return curve * curve * (3 - 2 * curve)


def _rain(rng: np.random.Generator) -> Samples:
    hiss = _noise(rng, 0.35, 400, 14000) * (0.7 + 0.3 * _slowly(rng, 0.3))
    drops = np.zeros(_length())
    for at in rng.integers(0, _length() - 800, 2600):
        length = int(rng.integers(120, 700))
        ring = np.sin(2 * np.pi * rng.uniform(900, 4200) * np.arange(length) / RATE)
        drops[at : at + length] += rng.uniform(0.2, 1.6) * ring * np.exp(-np.arange(length) / (length / 5))
    return np.asarray(hiss + 0.6 * drops)


def _waves(rng: np.random.Generator) -> Samples:
    seconds = np.arange(_length()) / RATE
    swell = np.zeros(_length())
    for start in np.arange(0, SECONDS + FADE_S, 7.5):
        peak = start + rng.uniform(2.0, 3.5)
        rise = np.where(seconds < peak, 1.1, 2.4)
        swell += rng.uniform(0.7, 1.0) * np.exp(-(((seconds - peak) / rise) ** 2))
    surf = _noise(rng, 0.6, 80, 9000)
    deep = _noise(rng, 1.0, 30, 400)
    return np.asarray(surf * (0.12 + swell) + 0.5 * deep * (0.4 + 0.6 * swell))


def _wind(rng: np.random.Generator) -> Samples:
    low = _noise(rng, 1.0, 60, 500) * (0.3 + _slowly(rng, 0.25))
    whistle = _noise(rng, 0.2, 500, 1400) * _slowly(rng, 0.4) ** 3
    return np.asarray(low + 0.35 * whistle)


def _fire(rng: np.random.Generator) -> Samples:
    rumble = _noise(rng, 1.0, 40, 900) * (0.6 + 0.4 * _slowly(rng, 1.5))
    crackle = np.zeros(_length())
    for at in rng.integers(0, _length() - 2000, 900):
        length = int(rng.integers(60, 1200))
        burst = rng.standard_normal(length) * np.exp(-np.arange(length) / (length / 7))
        crackle[at : at + length] += rng.pareto(2.5) * 0.35 * burst
    return np.asarray(0.7 * rumble + np.clip(crackle, -4, 4))


CHORDS = ((0, 4, 7, 11), (9, 12, 16, 19), (5, 9, 12, 16), (7, 11, 14, 17))
SCALE = (0, 2, 4, 7, 9, 12, 14, 16)


def _calm_tune(rng: np.random.Generator) -> Samples:
    """Return four chords under a wandering pentatonic melody, sixteen bars of 3.75 seconds."""
    total = SECONDS * RATE
    tune = np.zeros(total)
    bar_s = SECONDS / 16
    note = int(rng.integers(2, 6))
    for bar in range(16):
        for voice, semitone in enumerate(CHORDS[bar % 4]):
            _add(tune, bar * bar_s + 0.06 * voice, bar_s * 1.3, 48 + semitone, 0.16)
        for beat in rng.permutation(4)[: int(rng.integers(2, 4))]:
            note = int(np.clip(note + rng.integers(-2, 3), 0, len(SCALE) - 1))
            _add(tune, bar * bar_s + beat * bar_s / 4, bar_s * 0.9, 72 + SCALE[note], 0.3)
    echo = np.roll(tune, int(0.33 * RATE)) * 0.3 + np.roll(tune, int(0.61 * RATE)) * 0.18
    return tune + echo


def _add(tune: Samples, start_s: float, length_s: float, midi: int, gain: float) -> None:
    """Add a soft plucked note; what runs over the end comes in again at the start."""
    at = np.arange(int(length_s * RATE))
    seconds = at / RATE
    hertz = 440 * 2 ** ((midi - 69) / 12)
    partials = sum(np.sin(2 * np.pi * hertz * n * seconds) / n**2.2 for n in (1, 2, 3, 4))
    envelope = np.minimum(seconds / 0.02, 1) * np.exp(-seconds * 1.6) * np.minimum((length_s - seconds) / 0.2, 1)
    np.add.at(tune, (int(start_s * RATE) + at) % len(tune), gain * partials * envelope)


def _looped(sound: Samples) -> Samples:
    """Return the sound with its surplus end faded into its beginning, at equal power."""
    fade = int(FADE_S * RATE)
    ramp = np.sqrt(np.linspace(0, 1, fade))
    body = sound[: SECONDS * RATE].copy()
    body[:fade] = body[:fade] * ramp + sound[SECONDS * RATE :][:fade] * ramp[::-1]
    return body


def _unit(sound: Samples) -> Samples:
    return np.asarray(sound / np.sqrt(np.mean(sound**2)))


def _levelled(sound: Samples) -> Samples:
    """Return the sound at the common level, its rare peaks rounded off."""
    return np.tanh(_unit(sound) * LEVEL_RMS / 0.9) * 0.9
