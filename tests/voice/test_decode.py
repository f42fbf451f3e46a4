from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile

from voice.decode import decode_audio, pcm16
from voice.errors import BadAudio, NoSpeech, UnsupportedAudio

TONE = np.sin(np.arange(16000) * 0.05).astype(np.float32) * 0.5


def encoded(samples: np.ndarray, rate: int, kind: str, subtype: str | None = None) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format=kind, subtype=subtype)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["WAV", "FLAC", "OGG", "MP3"])
def test_decode_usual_formats_give_the_sound(kind: str) -> None:
    samples, rate = decode_audio(encoded(TONE, 16000, kind))

    assert rate == 16000
    assert abs(float(np.abs(samples).max()) - 0.5) < 0.1


@pytest.mark.parametrize("rate", [8000, 48000])
def test_decode_stereo_becomes_mono(rate: int) -> None:
    samples, got = decode_audio(encoded(np.stack([TONE, TONE], axis=1), rate, "WAV"))

    assert (got, samples.shape) == (rate, TONE.shape)


def test_decode_nothing_says_so() -> None:
    with pytest.raises(NoSpeech):
        decode_audio(b"")
    with pytest.raises(NoSpeech):
        decode_audio(encoded(TONE[:0], 16000, "WAV"))


@pytest.mark.parametrize("data", [b"RIFF", b"not a sound file at all" * 50, bytes(4096)])
def test_decode_rubbish_is_bad_audio(data: bytes) -> None:
    with pytest.raises(BadAudio):
        decode_audio(data)


def test_decode_samples_that_are_no_numbers_are_refused() -> None:
    broken = TONE.copy()
    broken[100] = np.nan

    with pytest.raises(BadAudio, match="not numbers"):
        decode_audio(encoded(broken, 16000, "WAV", "FLOAT"))


def test_decode_absurd_rate_is_refused() -> None:
    with pytest.raises(UnsupportedAudio):
        decode_audio(encoded(TONE, 4000, "WAV"))


def test_pcm16_loud_samples_are_clipped_not_wrapped() -> None:
    assert np.frombuffer(pcm16(np.array([2.0, -2.0], np.float32)), "<i2").tolist() == [32767, -32767]
