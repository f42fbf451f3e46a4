"""`encore speak TEXT`."""

from __future__ import annotations

import asyncio
import wave
from pathlib import Path

import typer

app = typer.Typer()


@app.command()
def speak(
    text: str,
    output: Path | None = typer.Option(None, "-o", "--output", help="A WAV file instead of the speaker. 写入文件。"),
    language: str = typer.Option("en", help="en or zh, where the words do not tell. 语言。"),
    rate: int | None = typer.Option(None, min=80, max=400, help="Words a minute. 语速。"),
) -> None:
    """Turn words into sound. 把文字读出来。"""
    asyncio.run(_speak(text, output, language, rate))


async def _speak(text: str, output: Path | None, language: str, rate: int | None) -> None:
    from voice.devices import Speaker
    from voice.synthesizer import Synthesizer

    synthesizer = Synthesizer()
    try:
        chunks = [chunk async for chunk in synthesizer.speak(text, language, rate=rate)]
    finally:
        await synthesizer.close()
    if not chunks:
        raise typer.BadParameter("there is nothing in this text that can be said")
    pcm, hertz = b"".join(chunk.pcm for chunk in chunks), chunks[0].rate
    if output is None:
        async with Speaker(hertz) as speaker:
            await speaker.write(pcm)
        return
    with wave.open(str(output), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(hertz)
        sound.writeframes(pcm)
