"""`encore transcribe FILE…`."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from assistant.cli.output import JSON_OPTION, settings, show, show_json, tell

if TYPE_CHECKING:
    from voice.recognizer_worker import RecognizerProcess

app = typer.Typer()


@app.command()
def transcribe(
    files: list[Path],
    language: str = typer.Option("en", help="en or zh. 语言。"),
    as_json: bool = JSON_OPTION,
) -> int:
    """Turn recordings into words. 把录音转成文字。"""
    return asyncio.run(_transcribe(files, language, as_json))


async def _transcribe(files: list[Path], language: str, as_json: bool) -> int:
    from assistant.bootstrap import models_folder
    from voice.errors import VoiceError
    from voice.models import SpeechModels
    from voice.recognizer_worker import RecognizerProcess

    models = SpeechModels(models_folder(settings()))
    models.of(language)
    recognizers = RecognizerProcess(models)
    status = 0
    try:
        for file in files:
            try:
                heard = {"file": str(file), **await _heard(file, recognizers, language)}
            except (VoiceError, OSError) as error:
                tell(f"encore: {file}: {error}")
                status = 1
                continue
            if as_json:
                show_json(heard)
            else:
                show(heard["text"])
    finally:
        await recognizers.close()
    return status


async def _heard(file: Path, recognizers: RecognizerProcess, language: str) -> dict[str, Any]:
    from voice.decode import decode_audio, pcm16

    samples, rate = decode_audio(file.read_bytes())
    stream = await recognizers.open(rate, language)
    pcm = pcm16(samples)
    parts = []
    for start in range(0, len(pcm), rate):
        parts += [part for part in await stream.accept(pcm[start : start + rate]) if part.final]
    parts.append(await stream.finish())
    return {
        "text": " ".join(part.text for part in parts if part.text),
        "words": [asdict(word) for part in parts for word in part.words],
        "language": language,
    }
