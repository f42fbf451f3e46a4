"""End of speech to first reply audio, through the websocket with audio streamed at real-time speed."""

from __future__ import annotations

import asyncio
import io
import json
import subprocess
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import websockets

from bench.encore import encore_server
from bench.phrases import SPOKEN
from bench.report import Row, show

RATE = 16000
FRAME_MS = 40
ROUNDS = 3


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name, encore_server(Path(name)) as address:
        times = asyncio.run(measure(address.replace("http", "ws") + "/v1/session"))
    show(
        f"End of speech to first reply audio ({len(SPOKEN)} phrases × {ROUNDS}, push to talk)",
        [Row("Encore, websocket, audio in real time", times)],
    )


async def measure(address: str) -> list[float]:
    """Say every phrase `ROUNDS` times; return the delays in milliseconds."""
    hello = {
        "type": "hello",
        "protocol": 1,
        "session": f"bench-{uuid.uuid4().hex[:8]}",
        "language": "en",
        "face": "bench",
        "audio": {"input": {"rate": RATE, "encoding": "pcm_s16le"}, "output": {"rate": 22050, "encoding": "pcm_s16le"}},
        "player": False,
    }
    async with websockets.connect(address, subprotocols=["encore.v1"], max_size=None) as socket:
        await socket.send(json.dumps(hello))
        return [await one_turn(socket, spoken(phrase)) for _ in range(ROUNDS) for phrase in SPOKEN]


async def one_turn(socket: Any, pcm: bytes) -> float:
    """Stream one utterance as a microphone would; return milliseconds from its end to the first audio."""
    await socket.send(json.dumps({"type": "audio-start", "mode": "push", "id": uuid.uuid4().hex}))
    step = RATE * FRAME_MS // 1000 * 2
    started = time.perf_counter()
    for number, start in enumerate(range(0, len(pcm), step), start=1):
        await socket.send(pcm[start : start + step])
        await asyncio.sleep(max(0.0, started + number * FRAME_MS / 1000 - time.perf_counter()))
    ended = time.perf_counter()
    await socket.send(json.dumps({"type": "audio-stop", "id": uuid.uuid4().hex}))
    first = 0.0
    while True:
        message = await asyncio.wait_for(socket.recv(), 30)
        if isinstance(message, bytes):
            first = first or time.perf_counter()
            continue
        kind = json.loads(message)["type"]
        if kind == "error":
            raise RuntimeError(message)
        if kind == "speech-stop" and first:
            return 1000 * (first - ended)


def spoken(text: str) -> bytes:
    """Return `text` as 16 kHz PCM, trimmed to where the voice ends."""
    wav = subprocess.run(
        ["espeak-ng", "-v", "en-us+f3", "-s", "150", "--stdout", text], capture_output=True, check=True
    )
    samples, rate = soundfile.read(io.BytesIO(wav.stdout), dtype="float32")
    at = np.linspace(0, len(samples) - 1, int(len(samples) * RATE / rate))
    resampled = np.interp(at, np.arange(len(samples)), samples)
    loud = np.flatnonzero(np.abs(resampled) > 0.02)
    return (resampled[: loud[-1] + 1] * 32767).astype("<i2").tobytes()
