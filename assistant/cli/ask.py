"""`encore ask TEXT`."""

from __future__ import annotations

import typer

from assistant.cli.output import JSON_OPTION, LANGUAGE_OPTION, SERVER_OPTION, Language, settings, show, show_json

app = typer.Typer()


@app.command()
def ask(
    text: str,
    language: Language | None = LANGUAGE_OPTION,
    session: str = typer.Option("cli", help="Conversation to go on with. 继续哪段对话。"),
    as_json: bool = JSON_OPTION,
    server: str = SERVER_OPTION,
) -> None:
    """Say one thing and read the answer. 说一句，看回答。"""
    from assistant.cli.backend import services

    body = {"text": text, "session": session, **({"language": language.value} if language else {})}
    with services(settings(), server) as encore:
        answer = encore.post("/v1/turns", body)
    if as_json:
        show_json(answer)
    else:
        for reply in answer["replies"]:
            show(reply["text"])
