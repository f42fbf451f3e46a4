"""`/v1/transcribe` and `/v1/speak`, with real recordings in every container and with broken ones."""

from __future__ import annotations

import io
import wave

import httpx
import numpy as np
import pytest
import soundfile

from tests.assistant.server.test_bad_requests import refusal
from tests.serving import Serving
from tests.voice.conftest import spoken

SAID = "tell me a joke"


def recording(container: str, *, rate: int = 16000, channels: int = 1, subtype: str | None = None) -> bytes:
    samples = np.frombuffer(spoken(SAID, rate=rate), "<i2").astype(np.float32) / 32768
    file = io.BytesIO()
    soundfile.write(file, np.stack([samples] * channels, axis=1), rate, format=container, subtype=subtype)
    return file.getvalue()


def transcribe(server: Serving, data: bytes, query: str = "", **headers: str) -> httpx.Response:
    return httpx.post(f"{server.address}/v1/transcribe{query}", content=data, headers=headers, timeout=60)


@pytest.mark.parametrize(
    ("container", "rate", "channels"),
    [("WAV", 16000, 1), ("WAV", 8000, 1), ("WAV", 48000, 2), ("FLAC", 44100, 1), ("OGG", 48000, 2), ("MP3", 44100, 2)],
)
def test_recording_of_any_container_is_heard(server: Serving, container: str, rate: int, channels: int) -> None:
    heard = transcribe(server, recording(container, rate=rate, channels=channels)).json()

    assert heard["text"] == SAID
    assert [word["word"] for word in heard["words"]] == SAID.split()
    starts = [word["start"] for word in heard["words"]]
    assert starts == sorted(starts)


@pytest.mark.parametrize("rate", [8000, 16000, 44100])
def test_raw_samples_are_heard_at_their_rate(server: Serving, rate: int) -> None:
    assert transcribe(server, spoken(SAID, rate=rate), f"?rate={rate}").json()["text"] == SAID


def test_mp3_named_wav_is_heard_by_its_content(server: Serving) -> None:
    headers = {"content-type": "audio/wav", "content-disposition": 'attachment; filename="joke.wav"'}

    assert transcribe(server, recording("MP3"), **headers).json()["text"] == SAID


def wav(samples: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16000)
        sound.writeframes(bytes(2 * samples))
    return file.getvalue()


def not_numbers() -> bytes:
    file = io.BytesIO()
    soundfile.write(file, np.full(16000, np.nan, np.float32), 16000, format="WAV", subtype="FLOAT")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 400, "no-speech"),
        (wav(0), 400, "no-speech"),
        (wav(16000)[:20], 400, "bad-audio"),
        (b"RIFF" + bytes(100), 400, "bad-audio"),
        (b"<html>hello</html>", 400, "bad-audio"),
        (not_numbers(), 400, "bad-audio"),
    ],
    ids=["nothing", "zero-length", "cut", "zeros", "page", "nan"],
)
def test_recording_that_cannot_be_heard_is_refused(server: Serving, data: bytes, status: int, code: str) -> None:
    refusal(transcribe(server, data), status, code)


@pytest.mark.parametrize("rate", ["0", "7999", "96001", "fast", "²", "-16000", ""])
def test_raw_samples_at_impossible_rate_are_unsupported(server: Serving, rate: str) -> None:
    refusal(transcribe(server, bytes(3200), f"?rate={rate}"), 415, "unsupported-audio")


def test_raw_samples_of_odd_length_are_bad_audio(server: Serving) -> None:
    refusal(transcribe(server, bytes(3201), "?rate=16000"), 400, "bad-audio")


def test_silence_is_heard_as_nothing(server: Serving) -> None:
    assert transcribe(server, wav(16000)).json() == {"text": "", "words": [], "language": "en"}


@pytest.mark.parametrize("language", ["zh", "xx", "../en"])
def test_language_without_model_says_what_to_do(server: Serving, language: str) -> None:
    problem = refusal(transcribe(server, recording("WAV"), f"?language={language}"), 503, "no-model")

    assert "encore models" in problem["title"]


@pytest.mark.parametrize(
    ("text", "language"), [("Good evening. What shall we hear?", "en"), ("晚上好，想听点什么？", "zh")]
)
def test_text_is_spoken_whole_as_wav(server: Serving, text: str, language: str) -> None:
    answer = httpx.post(f"{server.address}/v1/speak", json={"text": text, "language": language}, timeout=60)

    samples, rate = soundfile.read(io.BytesIO(answer.content))
    assert len(samples) > rate
    assert np.abs(samples).max() > 0.05


def test_text_is_spoken_as_pcm_sentence_by_sentence(server: Serving) -> None:
    body = {"text": "One sentence. Then another one.", "format": "pcm"}
    with httpx.stream("POST", f"{server.address}/v1/speak", json=body, timeout=60) as answer:
        parts = list(answer.iter_raw())

    assert answer.headers["content-type"].startswith("audio/pcm; rate=22050")
    assert len(parts) > 1
    assert sum(map(len, parts)) % 2 == 0


def test_faster_rate_makes_shorter_speech(server: Serving) -> None:
    def length(rate: int) -> int:
        body = {"text": "This is a sentence of some length.", "rate": rate}
        return len(httpx.post(f"{server.address}/v1/speak", json=body, timeout=60).content)

    assert length(300) < length(120)


def test_spoken_words_are_heard_again(server: Serving) -> None:
    said = httpx.post(f"{server.address}/v1/speak", json={"text": "Recommend a film."}, timeout=60).content

    assert transcribe(server, said).json()["text"] == "recommend a film"


def test_text_of_emoji_alone_cannot_be_spoken(server: Serving) -> None:
    refusal(httpx.post(f"{server.address}/v1/speak", json={"text": "👍"}, timeout=60), 400, "empty")
