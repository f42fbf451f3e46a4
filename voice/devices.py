"""The sound card: a microphone that yields PCM and a speaker that takes it, through PortAudio."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from voice.errors import VoiceError

FRAME_MS = 40
QUEUED_FRAMES = 250
"""Ten seconds; a consumer that falls behind further loses the oldest sound."""
BUFFERED_S = 0.25
"""What the speaker's device holds, so that it does not stutter on a busy machine; `Speaker.stop` drops it."""


class NoSoundDevice(VoiceError):
    """There is no such sound device, or it cannot be opened."""

    code = "no-device"


@dataclass(frozen=True)
class Device:
    """One sound device."""

    index: int
    name: str
    inputs: int
    outputs: int
    rate: int
    """Hz, the device's own."""


def devices() -> tuple[Device, ...]:
    """Return the sound devices of this machine. Raises NoSoundDevice if there is no sound system."""
    sounddevice = _portaudio()
    return tuple(
        Device(
            index=number,
            name=str(device["name"]),
            inputs=int(device["max_input_channels"]),
            outputs=int(device["max_output_channels"]),
            rate=int(device["default_samplerate"]),
        )
        for number, device in enumerate(sounddevice.query_devices())
    )


class Microphone:
    """An asynchronous iterator over what the microphone hears: signed 16-bit mono PCM, 40 ms each."""

    def __init__(self, rate: int = 16000, device: int | str | None = None) -> None:
        self.rate = rate
        self._device = device
        self._stream: Any = None
        self._frames: asyncio.Queue[bytes | None] = asyncio.Queue(QUEUED_FRAMES)

    async def __aenter__(self) -> Microphone:
        """Open the device. Raises NoSoundDevice."""
        loop = asyncio.get_running_loop()

        def heard(data: Any, _frames: int, _time: Any, _status: Any) -> None:
            loop.call_soon_threadsafe(self._put, bytes(data))

        self._stream = await asyncio.to_thread(
            _opened,
            "RawInputStream",
            samplerate=self.rate,
            device=self._device,
            channels=1,
            dtype="int16",
            blocksize=self.rate * FRAME_MS // 1000,
            callback=heard,
            finished_callback=lambda: loop.call_soon_threadsafe(self._put, None),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the device."""
        stream, self._stream = self._stream, None
        if stream is not None:
            await asyncio.to_thread(stream.close)
        self._put(None)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield frames until the microphone is closed or goes away."""
        while (frame := await self._frames.get()) is not None:
            yield frame

    def _put(self, frame: bytes | None) -> None:
        if self._frames.full():
            self._frames.get_nowait()
        self._frames.put_nowait(frame)


class Speaker:
    """Plays signed 16-bit mono PCM, and falls silent at once when told to."""

    def __init__(self, rate: int = 22050, device: int | str | None = None) -> None:
        self.rate = rate
        self._device = device
        self._stream: Any = None
        self._cut = asyncio.Event()
        # PortAudio takes one call a stream at a time.
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Speaker:
        """Open the device. Raises NoSoundDevice."""
        self._stream = await asyncio.to_thread(
            _opened,
            "RawOutputStream",
            samplerate=self.rate,
            device=self._device,
            channels=1,
            dtype="int16",
            latency=BUFFERED_S,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the device, dropping what was not played."""
        stream, self._stream = self._stream, None
        if stream is not None:
            await self._call(stream.close)

    async def write(self, pcm: bytes) -> bool:
        """Play `pcm`; return False when it was cut short by `stop`. Raises NoSoundDevice when the device goes away."""
        self._cut.clear()
        step = self.rate * FRAME_MS // 1000 * 2
        for start in range(0, len(pcm), step):
            if self._cut.is_set() or self._stream is None:
                return False
            await self._call(self._stream.write, pcm[start : start + step])
        return True

    async def drain(self) -> None:
        """Return when what was written has been heard."""
        if self._stream is not None:
            await asyncio.sleep(float(self._stream.latency))

    async def stop(self) -> None:
        """Fall silent now; what was being written is dropped."""
        self._cut.set()
        if self._stream is not None:
            await self._call(self._stream.abort)
            await self._call(self._stream.start)

    async def _call(self, call: Callable[..., object], *arguments: object) -> None:
        async with self._turn:
            work = asyncio.ensure_future(asyncio.to_thread(call, *arguments))
            try:
                await asyncio.shield(work)
            except asyncio.CancelledError:
                # The thread cannot be cancelled, and nobody else may use the stream before it is done.
                await asyncio.wait({work})
                raise
            except _portaudio().PortAudioError as error:
                raise _unusable(error) from error


def _portaudio() -> Any:
    try:
        import sounddevice
    except OSError as error:
        raise NoSoundDevice(
            "PortAudio is missing; install it (Debian: apt-get install libportaudio2).",
            "缺少 PortAudio，请安装（Debian：apt-get install libportaudio2）。",
        ) from error
    return sounddevice


def _opened(kind: str, **arguments: Any) -> Any:
    sounddevice = _portaudio()
    try:
        stream = getattr(sounddevice, kind)(**arguments)
        stream.start()
    except (sounddevice.PortAudioError, ValueError) as error:
        raise _unusable(error) from error
    return stream


def _unusable(error: Exception) -> NoSoundDevice:
    return NoSoundDevice(
        f"The sound device cannot be used ({error}); `encore talk --devices` lists what there is. "
        "Typing works: `encore chat`.",
        "声音设备用不了，encore talk --devices 会列出有哪些设备。可以先打字：encore chat。",
    )
