"""`encore understand TEXT`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import typer

from assistant.cli.output import (
    JSON_OPTION,
    LANGUAGE_OPTION,
    SERVER_OPTION,
    Language,
    settings,
    show,
    show_json,
    tell,
)

app = typer.Typer()


@app.command()
def understand(
    text: str = typer.Argument(""),
    file: str = typer.Option("", "--file", help="One text a line; - is standard input. 每行一句，- 为标准输入。"),
    language: Language | None = LANGUAGE_OPTION,
    as_json: bool = JSON_OPTION,
    server: str = SERVER_OPTION,
) -> int:
    """Show what words mean to Encore. 查看一句话被理解成什么。"""
    from assistant.cli.backend import services

    if bool(text) == bool(file):
        raise typer.BadParameter("say either a TEXT or a --file · 请给出文字，或者用 --file 指定文件")
    texts = lines(file) if file else [text]
    said_in = {"language": language.value} if language else {}
    with services(settings(), server) as encore:
        print_one = show_json if as_json else _show
        if not file:
            print_one(encore.post("/v1/understand", {"text": text, **said_in}))
            return 0
        whole = [
            _printed(number, _understood(encore, line, said_in), print_one) for number, line in enumerate(texts, 1)
        ]
    return 0 if all(whole) else 1


def lines(file: str) -> list[str]:
    """Return the texts of `file` that are not blank, without their line ends."""
    if file != "-" and not Path(file).is_file():
        raise typer.BadParameter(f"there is no file {file} · 没有文件 {file}")
    data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    # Only what ends a line in a file does so here: a text may hold other separators.
    return [line for line in data.decode("utf-8-sig", "replace").replace("\r\n", "\n").split("\n") if line.strip()]


def _understood(encore: Any, text: str, said_in: dict[str, str]) -> dict[str, Any]:
    """Return what `text` means, or why it cannot be told: one bad line does not stop the rest."""
    from assistant.cli.backend import Refused

    try:
        answer: dict[str, Any] = encore.post("/v1/understand", {"text": text, **said_in})
    except Refused as refused:
        return {"error": {"code": refused.code, "message": str(refused)}}
    return answer


def _printed(number: int, answer: dict[str, Any], print_one: Any) -> bool:
    error = answer.get("error")
    if error is None or print_one is show_json:
        print_one(answer)
    if error is not None:
        tell(f"encore: {number}: {error['message']}")
    return error is None


def _show(answer: dict[str, Any]) -> None:
    intent = answer["intent"]
    entities = ", ".join(f"{entity['entity']}={entity['value']}" for entity in answer["entities"])
    show(f"{intent['name']} ({intent['confidence']:.2f}) {entities}".rstrip())
