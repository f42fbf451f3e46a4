"""`encore write KIND`."""

from __future__ import annotations

import asyncio
import sys
from enum import Enum
from typing import Any

import typer

from assistant.cli.output import JSON_OPTION, LANGUAGE_OPTION, Language, settings, show_json

app = typer.Typer()

SHOWN = ("kind", "title", "language", "sentences", "source", "model", "answer")
"""What a script reads of a piece; `answer` is that of a riddle."""


class Kind(str, Enum):
    """What can be written."""

    STORY = "story"
    POEM = "poem"
    JOKE = "joke"
    RIDDLE = "riddle"
    QUIZ = "quiz"


class Audience(str, Enum):
    """For whom."""

    CHILDREN = "children"
    FAMILY = "family"
    TEEN = "teen"
    ADULT = "adult"


@app.command()
def write(
    kind: Kind = typer.Argument(..., help="What to write. 写什么。"),
    about: str = typer.Option("", help="What it is about. 关于什么。"),
    hero: str = typer.Option("", help="Name of the main character. 主角的名字。"),
    audience: Audience = typer.Option(Audience.FAMILY, "--for", help="For whom. 给谁。"),
    length: int = typer.Option(60, min=5, max=900, help="Seconds when read aloud. 朗读秒数。"),
    language: Language | None = LANGUAGE_OPTION,
    as_json: bool = JSON_OPTION,
) -> None:
    """Write a piece, printed as it comes. 写一段，边写边显示。"""
    request = {
        "kind": kind.value,
        "about": about,
        "hero": hero,
        "for": audience.value,
        "length": length,
        "language": language.value if language else "",
    }
    asyncio.run(_write(request, as_json=as_json))


async def _write(request: dict[str, Any], *, as_json: bool) -> None:
    from actions.services import ServicesConfig, build_writers
    from assistant.brain.requests import brief_from

    own = settings()
    config = ServicesConfig(
        data_dir=own.data_dir,
        writer_url=own.writer_url,
        writer_model=own.writer_model,
        writer_key=own.writer_key,
    )
    brief = brief_from(request)
    draft = build_writers(config).begin(brief)
    async for sentence in draft:
        if not as_json:
            sys.stdout.write(sentence + ("" if brief.language == "zh" else " "))
            sys.stdout.flush()
    if as_json:
        show_json({name: getattr(draft.piece, name) for name in SHOWN})
    else:
        sys.stdout.write("\n")
