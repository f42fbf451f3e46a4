"""`encore write KIND`."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import asdict
from typing import Any

import typer

from assistant.cli.output import JSON_OPTION, settings, show_json

app = typer.Typer()


@app.command()
def write(
    kind: str = typer.Argument(..., help="story, poem, joke or riddle"),
    about: str = typer.Option("", help="What it is about. 关于什么。"),
    audience: str = typer.Option("family", "--for", help="children, family, teen or adult. 给谁。"),
    length: int = typer.Option(60, min=5, max=900, help="Seconds when read aloud. 朗读秒数。"),
    language: str = typer.Option("", help="en or zh; by default that of --about. 默认同主题文字。"),
    as_json: bool = JSON_OPTION,
) -> None:
    """Write a piece, printed as it comes. 写一段，边写边显示。"""
    request = {"kind": kind, "about": about, "for": audience, "length": length, "language": language}
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
    draft = build_writers(config).begin(brief_from(request))
    async for sentence in draft:
        if not as_json:
            sys.stdout.write(sentence + ("" if request["language"] == "zh" else " "))
            sys.stdout.flush()
    if as_json:
        show_json(asdict(draft.piece))
    else:
        sys.stdout.write("\n")
