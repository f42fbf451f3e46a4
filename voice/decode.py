"""Sound files of the usual formats to samples, by content and not by name."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
import soundfile

from voice.errors import BadAudio, NoSpeech, UnsupportedAudio
from voice.recognizer import MAX_RATE, MIN_RATE, unheard_rate

MAX_SECONDS = 600
Samples = npt.NDArray[np.float32]


def decode_audio(data: bytes) -> tuple[Samples, int]:
    """Return mono samples (float32, -1…1) and the sample rate of WAV, FLAC, Ogg or MP3 bytes.

    Raises:
        NoSpeech: If there is no sound in it.
        BadAudio: If it is not audio or broken.
        UnsupportedAudio: If it is too long or of a rate that we do not take.
    """
    if not data:
        raise NoSpeech("The file is empty; record something and send it again.", "文件是空的，请录音后再发送。")
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            rate = int(file.samplerate)
            if file.frames > MAX_SECONDS * rate:
                raise UnsupportedAudio(
                    f"The recording is longer than {MAX_SECONDS // 60} minutes; send it in parts.",
                    f"录音超过 {MAX_SECONDS // 60} 分钟，请分段发送。",
                )
            samples = file.read(dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise BadAudio(
            "This is not a sound file that can be read; send WAV, FLAC, Ogg or MP3.",
            "这不是能读取的声音文件，请发送 WAV、FLAC、Ogg 或 MP3。",
        ) from error
    if not MIN_RATE <= rate <= MAX_RATE:
        raise unheard_rate(rate)
    return _mono(samples), rate


def pcm16(samples: Samples) -> bytes:
    """Return samples (-1…1) as signed 16-bit little-endian bytes."""
    return bytes((np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes())


def _mono(samples: Samples) -> Samples:
    if not len(samples):
        raise NoSpeech(
            "There is no sound in the file; record something and send it again.", "文件里没有声音，请录音后再发送。"
        )
    if not np.isfinite(samples).all():
        raise BadAudio(
            "The file holds samples that are not numbers; export it again as 16-bit WAV.",
            "文件中有无效的采样值，请重新导出为 16 位 WAV。",
        )
    mono: Samples = samples.mean(axis=1, dtype=np.float32)
    return mono
