"""`encore talk`."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

import typer

from assistant.cli.output import SERVER_OPTION, settings, show, tell

if TYPE_CHECKING:
    from assistant.cli.screen import Screen
    from assistant.cli.wire import Wire
    from voice.devices import Speaker

app = typer.Typer()

HEARS_HZ, SPEAKS_HZ = 16000, 22050


@app.command()
def talk(
    person: str = typer.Option("", help="Who you are. 你是谁。"),
    language: str = typer.Option("en", help="Language to hear: en or zh. 听哪种语言。"),
    microphone: str = typer.Option("", help="Name or number of the microphone. 麦克风名称或编号。"),
    speaker: str = typer.Option("", help="Name or number of the speaker. 扬声器名称或编号。"),
    list_devices: bool = typer.Option(False, "--devices", help="List the sound devices. 列出声音设备。"),
    server: str = SERVER_OPTION,
) -> None:
    """Talk to it by microphone and speaker; end with Ctrl-C. 用麦克风和扬声器对话，Ctrl-C 结束。"""
    from assistant.cli.backend import backend

    if list_devices:
        _list_devices()
        return
    with backend(settings(), server) as address, contextlib.suppress(KeyboardInterrupt):
        asyncio.run(converse(address, person, language, _device(microphone), _device(speaker)))


async def converse(
    address: str, person: str, language: str, microphone: int | str | None, speaker: int | str | None
) -> None:
    """Listen and speak until interrupted. Half duplex: what Encore says is not listened to."""
    from rich.console import Console

    from assistant.cli.screen import Screen
    from assistant.cli.wire import connected
    from voice.devices import Microphone, Speaker

    sound = {
        "input": {"rate": HEARS_HZ, "encoding": "pcm_s16le"},
        "output": {"rate": SPEAKS_HZ, "encoding": "pcm_s16le"},
    }
    hello = {"face": "talk", "language": language, "audio": sound, **({"person": person} if person else {})}
    screen = Screen(Console(highlight=False))
    async with (
        Microphone(HEARS_HZ, microphone) as heard,
        Speaker(SPEAKS_HZ, speaker) as spoken,
        connected(address, **hello) as wire,
    ):
        silence = asyncio.Event()
        silence.set()
        playing = asyncio.create_task(_play(wire, screen, spoken, silence))
        await wire.send("audio-start", mode="open")
        tell("listening · 请说话")
        async for frame in heard:
            if playing.done():
                return
            # Its own voice from the speaker is replaced by silence, which also ends the turn.
            await wire.send_audio(frame if silence.is_set() else bytes(len(frame)))


async def _play(wire: Wire, screen: Screen, speaker: Speaker, silence: asyncio.Event) -> None:
    queue: asyncio.Queue[bytes | None] = asyncio.Queue(500)
    writing = asyncio.create_task(_write(queue, speaker, silence))
    async for message in wire.messages():
        if isinstance(message, bytes):
            await queue.put(message)
        else:
            await _heard(message, screen, speaker, queue, silence)
    writing.cancel()


async def _heard(
    message: dict[str, Any],
    screen: Screen,
    speaker: Speaker,
    queue: asyncio.Queue[bytes | None],
    silence: asyncio.Event,
) -> None:
    kind = message["type"]
    if kind == "partial":
        tell(f"… {message['text']}")
    elif kind == "speech-start":
        silence.clear()
    elif kind == "speech-stop" and message["reason"] == "end":
        await queue.put(None)
    elif kind == "speech-stop":
        while not queue.empty():
            queue.get_nowait()
        await speaker.stop()
        silence.set()
    else:
        screen.show(message)


async def _write(queue: asyncio.Queue[bytes | None], speaker: Speaker, silence: asyncio.Event) -> None:
    while True:
        pcm = await queue.get()
        if pcm is None:
            silence.set()
        else:
            await speaker.write(pcm)


def _device(name: str) -> int | str | None:
    return int(name) if name.isdigit() else name or None


def _list_devices() -> None:
    from voice.devices import devices

    for device in devices():
        use = "/".join(part for part, n in (("in", device.inputs), ("out", device.outputs)) if n)
        show(f"{device.index:3} {use:6} {device.rate:6} Hz  {device.name}")
