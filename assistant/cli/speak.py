"""`encore speak TEXT`."""

from __future__ import annotations

import asyncio
import wave
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from voice.synthesizer import SpeechChunk

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
    from voice.synthesizer import Synthesizer

    synthesizer = Synthesizer()
    try:
        chunks = synthesizer.speak(text, language, rate=rate)
        first = await anext(chunks, None)
        if first is None:
            raise typer.BadParameter("there is nothing in this text that can be said · 这段文字里没有能读的内容")
        if output is None:
            await _play(first, chunks)
        else:
            await _write(output, first, chunks)
    finally:
        await synthesizer.close()


async def _play(first: SpeechChunk, rest: AsyncIterator[SpeechChunk]) -> None:
    """Play each sentence while the next is made."""
    from voice.devices import Speaker

    async with Speaker(first.rate) as speaker:
        await speaker.write(first.pcm)
        async for chunk in rest:
            await speaker.write(chunk.pcm)
        await speaker.drain()


async def _write(output: Path, first: SpeechChunk, rest: AsyncIterator[SpeechChunk]) -> None:
    with wave.open(str(output), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(first.rate)
        sound.writeframes(first.pcm)
        async for chunk in rest:
            sound.writeframes(chunk.pcm)
