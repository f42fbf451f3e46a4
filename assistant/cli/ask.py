"""`encore ask TEXT`."""

from __future__ import annotations

import typer

from assistant.cli.output import JSON_OPTION, SERVER_OPTION, settings, show, show_json

app = typer.Typer()


@app.command()
def ask(
    text: str,
    session: str = typer.Option("cli", help="Conversation to go on with. 继续哪段对话。"),
    as_json: bool = JSON_OPTION,
    server: str = SERVER_OPTION,
) -> None:
    """Say one thing and read the answer. 说一句，看回答。"""
    from assistant.cli.backend import backend, post

    with backend(settings(), server) as address:
        answer = post(address, "/v1/turns", {"session": session, "text": text})
    if as_json:
        show_json(answer)
    else:
        for reply in answer["replies"]:
            show(reply["text"])
