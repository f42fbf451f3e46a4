from __future__ import annotations

import io
from pathlib import Path

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


@pytest.mark.parametrize("rate", [4000, 192_000, 2_000_000_000])
def test_decode_absurd_rate_is_refused(rate: int) -> None:
    with pytest.raises(UnsupportedAudio, match="8000"):
        decode_audio(encoded(TONE, rate, "WAV"))


def test_decode_mp3_called_wav_is_heard_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "song.wav"
    path.write_bytes(encoded(TONE, 44100, "MP3"))

    samples, rate = decode_audio(path.read_bytes())

    assert (rate, len(samples) >= len(TONE)) == (44100, True)


def test_decode_header_that_promises_too_much_gives_what_is_there() -> None:
    whole = encoded(TONE, 16000, "WAV")

    samples, _ = decode_audio(whole[:20_045])

    assert 0 < len(samples) <= 10_000


def test_decode_infinite_samples_are_refused() -> None:
    broken = TONE.copy()
    broken[0] = np.inf

    with pytest.raises(BadAudio, match="not numbers"):
        decode_audio(encoded(broken, 16000, "WAV", "FLOAT"))


def test_decode_an_hour_is_refused_before_it_is_read() -> None:
    with pytest.raises(UnsupportedAudio, match="10 minutes"):
        decode_audio(encoded(np.zeros(3600 * 8000, np.float32), 8000, "FLAC"))


def test_errors_speak_english_first_and_mandarin_after() -> None:
    with pytest.raises(NoSpeech) as nothing:
        decode_audio(b"")

    english, mandarin = str(nothing.value).split("\n")
    assert english == nothing.value.detail
    assert "文件是空的" in mandarin


def test_pcm16_loud_samples_are_clipped_not_wrapped() -> None:
    assert np.frombuffer(pcm16(np.array([2.0, -2.0], np.float32)), "<i2").tolist() == [32767, -32767]
