"""`encore transcribe FILE…`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from assistant.cli.output import JSON_OPTION, settings, show, show_json, tell

app = typer.Typer()


@app.command()
def transcribe(
    files: list[Path],
    language: str = typer.Option("en", help="en or zh. 语言。"),
    as_json: bool = JSON_OPTION,
) -> int:
    """Turn recordings into words. 把录音转成文字。"""
    from assistant.bootstrap import models_folder
    from voice.errors import VoiceError
    from voice.models import SpeechModels

    model = SpeechModels(models_folder(settings())).path(language)
    status = 0
    for file in files:
        try:
            heard = {"file": str(file), **_heard(file, model, language)}
        except (VoiceError, OSError) as error:
            tell(f"encore: {file}: {error}")
            status = 1
            continue
        if as_json:
            show_json(heard)
        else:
            show(heard["text"])
    return status


def _heard(file: Path, model: Path, language: str) -> dict[str, Any]:
    from voice.decode import decode_audio, pcm16
    from voice.recognizer import Recognizer

    samples, rate = decode_audio(file.read_bytes())
    recognizer = Recognizer(model, rate, language=language)
    pcm = pcm16(samples)
    parts = [t for start in range(0, len(pcm), rate) for t in recognizer.accept(pcm[start : start + rate]) if t.final]
    parts.append(recognizer.finish())
    return {
        "text": " ".join(part.text for part in parts if part.text),
        "words": [asdict(word) for part in parts for word in part.words],
        "language": language,
    }
