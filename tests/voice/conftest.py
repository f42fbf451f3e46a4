from __future__ import annotations

import io
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile

from voice.models import SpeechModels

RATE = 16000


def spoken(text: str, *, voice: str = "en-us+f3", pace: int = 150, rate: int = RATE) -> bytes:
    """Return `text` as PCM, said by a voice that the embedded model was not trained with."""
    said = subprocess.run(
        ["espeak-ng", "-v", voice, "-s", str(pace), "--stdout", text], capture_output=True, check=True
    )
    samples, own_rate = soundfile.read(io.BytesIO(said.stdout), dtype="float32")
    at = np.linspace(0, len(samples) - 1, int(len(samples) * rate / own_rate))
    resampled = np.interp(at, np.arange(len(samples)), samples)
    silence = np.zeros(rate // 4)
    return (np.concatenate([silence, resampled, silence]) * 32767).astype("<i2").tobytes()


@pytest.fixture
def models(tmp_path: Path) -> SpeechModels:
    return SpeechModels(tmp_path / "models")
