"""`encore talk`."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

import typer

from assistant.cli.interrupting import ended, run_until_interrupted
from assistant.cli.output import SERVER_OPTION, settings, show, tell

if TYPE_CHECKING:
    from assistant.cli.screen import Screen
    from assistant.cli.wire import Wire
    from voice.devices import Speaker

app = typer.Typer()

HEARS_HZ, SPEAKS_HZ = 16000, 22050
QUEUED_SENTENCES = 500
MOST_RESTARTS = 3


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
        run_until_interrupted(converse(address, person, language, _device(microphone), _device(speaker)))


async def converse(
    address: str, person: str, language: str, microphone: int | str | None, speaker: int | str | None
) -> None:
    """Listen and speak until interrupted. Half duplex: what Encore says is not listened to.

    Raises:
        NoSoundDevice: If there is no microphone or speaker, or it goes away.
        ConversationEnded: If the server goes away.
        NotWelcome: If the server cannot listen in that language.
    """
    from rich.console import Console

    from assistant.cli.screen import Screen
    from assistant.cli.wire import ConversationEnded, connected
    from voice.devices import Microphone, NoSoundDevice, Speaker

    sound = {
        "input": {"rate": HEARS_HZ, "encoding": "pcm_s16le"},
        "output": {"rate": SPEAKS_HZ, "encoding": "pcm_s16le"},
    }
    hello = {"face": "talk", "language": language, "audio": sound, **({"person": person} if person else {})}
    async with (
        Microphone(HEARS_HZ, microphone) as heard,
        Speaker(SPEAKS_HZ, speaker) as spoken,
        connected(address, **hello) as wire,
    ):
        talking = Talking(wire, Screen(Console(highlight=False)), spoken)
        answering = asyncio.create_task(talking.answer())
        await wire.send("audio-start", mode="open")
        try:
            async for frame in heard:
                if answering.done():
                    await answering
                    raise ConversationEnded
                # Its own voice from the speaker is replaced by silence, which also ends the turn.
                await wire.send_audio(frame if talking.silent else bytes(len(frame)))
        finally:
            await ended(answering)
    raise NoSoundDevice("The microphone went away; plug it in and start again.", "麦克风断开了，请接好后重新开始。")


class Talking:
    """What the server sends: shown on the screen, heard from the speaker."""

    def __init__(self, wire: Wire, screen: Screen, speaker: Speaker) -> None:
        self._wire = wire
        self._screen = screen
        self._speaker = speaker
        self._sound: asyncio.Queue[bytes | None] = asyncio.Queue(QUEUED_SENTENCES)
        self._speaking = 0
        self._restarts = 0

    @property
    def silent(self) -> bool:
        """Whether nothing is to be heard from the speaker."""
        return not self._speaking

    async def answer(self) -> None:
        """Show and play until the conversation ends. Raises NoSoundDevice, NotWelcome."""
        playing = asyncio.create_task(self._play())
        try:
            async for message in self._wire.messages():
                if playing.done():
                    break
                if isinstance(message, bytes):
                    await self._sound.put(message)
                else:
                    await self._take(message)
        finally:
            over = playing.done()
            await ended(playing)
        if over:
            await playing

    async def _take(self, message: dict[str, Any]) -> None:
        kind = message["type"]
        if kind == "listening-start":
            tell("listening · 请说话")
        elif kind == "listening-stop":
            await self._listen_again()
        elif kind == "partial":
            tell(f"… {message['text']}")
        elif kind == "speech-start":
            self._speaking += 1
        elif kind == "speech-stop" and message["reason"] == "end":
            await self._sound.put(None)
        elif kind == "speech-stop":
            await self._fall_silent()
        elif kind == "error" and message["code"] == "no-model":
            raise _not_welcome(message["message"])
        else:
            self._restarts = 0 if kind == "final" else self._restarts
            self._screen.show(message)

    async def _listen_again(self) -> None:
        """Start to listen anew after the recogniser failed, unless it fails again and again."""
        self._restarts += 1
        if self._restarts <= MOST_RESTARTS:
            await self._wire.send("audio-start", mode="open")

    async def _fall_silent(self) -> None:
        while not self._sound.empty():
            self._sound.get_nowait()
        await self._speaker.stop()
        self._speaking = 0

    async def _play(self) -> None:
        while True:
            pcm = await self._sound.get()
            if pcm is not None:
                await self._speaker.write(pcm)
                continue
            await self._speaker.drain()
            self._speaking = max(0, self._speaking - 1)


def _not_welcome(sentence: str) -> Exception:
    from assistant.cli.wire import NotWelcome

    return NotWelcome(sentence)


def _device(name: str) -> int | str | None:
    return int(name) if name.isdigit() else name or None


def _list_devices() -> None:
    from voice.devices import devices

    for device in devices():
        use = "/".join(part for part, n in (("in", device.inputs), ("out", device.outputs)) if n)
        show(f"{device.index:3} {use:6} {device.rate:6} Hz  {device.name}")
