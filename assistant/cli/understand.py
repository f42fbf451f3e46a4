"""`encore understand TEXT`."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from assistant.cli.output import JSON_OPTION, SERVER_OPTION, settings, show, show_json

app = typer.Typer()


@app.command()
def understand(
    text: str = typer.Argument(""),
    file: str = typer.Option("", "--file", help="One text a line; - is standard input. 每行一句，- 为标准输入。"),
    as_json: bool = JSON_OPTION,
    server: str = SERVER_OPTION,
) -> None:
    """Show what words mean to Encore. 查看一句话被理解成什么。"""
    from assistant.cli.backend import backend, post

    if not text and not file:
        raise typer.BadParameter("say a TEXT or name a --file")
    with backend(settings(), server) as address:
        for line in [text] if text else lines(file):
            answer = post(address, "/v1/understand", {"text": line})
            if as_json:
                show_json(answer)
            else:
                intent = answer["intent"]
                entities = ", ".join(f"{entity['entity']}={entity['value']}" for entity in answer["entities"])
                show(f"{intent['name']} ({intent['confidence']:.2f}) {entities}".rstrip())


def lines(file: str) -> list[str]:
    """Return the texts of `file` that are not blank."""
    if file != "-" and not Path(file).is_file():
        raise typer.BadParameter(f"there is no file {file}")
    text = sys.stdin.read() if file == "-" else Path(file).read_text("utf-8", errors="replace")
    return [line for line in text.splitlines() if line.strip()]
