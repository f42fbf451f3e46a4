"""The features that the decoder computes: 40 MFCCs every 10 ms, less a running mean."""

from __future__ import annotations

from pathlib import Path

import kaldi_native_fbank
import numpy as np
from numpy.typing import NDArray

RATE = 16000
SIZE = 40
LIFTER = 22
WINDOW = 600
GLOBAL_FRAMES = 200
LOW_HZ = 20
HIGH_HZ = 7600

Floats = NDArray[np.float32]


def mfcc(samples: Floats) -> Floats:
    """Return the features of mono 16 kHz `samples` (-1 to 1), (frames, 40); fewer than 400 samples give no frame."""
    options = kaldi_native_fbank.MfccOptions()
    options.frame_opts.samp_freq = RATE
    options.frame_opts.dither = 0.0
    options.frame_opts.snip_edges = True
    options.mel_opts.num_bins = SIZE
    options.mel_opts.low_freq = LOW_HZ
    options.mel_opts.high_freq = HIGH_HZ
    options.num_ceps = SIZE
    options.use_energy = False
    computer = kaldi_native_fbank.OnlineMfcc(options)
    computer.accept_waveform(RATE, (samples * 32768.0).tolist())
    computer.input_finished()
    frames = [computer.get_frame(index) for index in range(computer.num_frames_ready)]
    return np.array(frames, np.float32).reshape(-1, SIZE)


def write_config(path: Path) -> None:
    """Write the decoder's mfcc.conf for these features."""
    lines = [
        f"--sample-frequency={RATE}", "--use-energy=false", f"--num-mel-bins={SIZE}", f"--num-ceps={SIZE}",
        f"--low-freq={LOW_HZ}", f"--high-freq={HIGH_HZ}", "--dither=0.0", "--allow-downsample=true",
        "--allow-upsample=true",
    ]  # fmt: skip
    path.write_text("\n".join(lines) + "\n", encoding="ascii")


def running_mean(features: Floats, global_mean: Floats) -> Floats:
    """Return the mean that the decoder takes off each frame.

    It is over the last 600 frames up to this one, filled up with at most 200 frames' worth of `global_mean`.
    """
    sums = np.cumsum(features, axis=0, dtype=np.float64)
    windowed = sums.copy()
    windowed[WINDOW:] -= sums[:-WINDOW]
    count = np.minimum(np.arange(1, len(features) + 1), WINDOW)[:, None]
    extra = np.minimum(GLOBAL_FRAMES, WINDOW - count)
    result: Floats = ((windowed + extra * global_mean) / (count + extra)).astype(np.float32)
    return result


def _cosines() -> Floats:
    k, n = np.arange(SIZE)[:, None], np.arange(SIZE)[None, :]
    basis = np.sqrt(2 / SIZE) * np.cos(np.pi / SIZE * (n + 0.5) * k)
    basis[0] = np.sqrt(1 / SIZE)
    lifter = 1 + 0.5 * LIFTER * np.sin(np.pi * np.arange(SIZE) / LIFTER)
    result: Floats = (basis * lifter[:, None]).astype(np.float32)
    return result


class MelDomain:
    """Goes from MFCCs to log mel energies and back; nothing is lost, as there are as many of both."""

    def __init__(self) -> None:
        self.forward = _cosines().T.copy()
        self.backward = np.linalg.inv(self.forward.astype(np.float64)).astype(np.float32)

    def to_mel(self, features: Floats) -> Floats:
        """Return the log mel energies of MFCCs."""
        result: Floats = features @ self.backward
        return result

    def to_mfcc(self, mel: Floats) -> Floats:
        """Return the MFCCs of log mel energies."""
        result: Floats = mel @ self.forward
        return result
