"""`encore recommend WORDS`."""

from __future__ import annotations

import typer

from assistant.cli.output import (
    JSON_OPTION,
    LANGUAGE_OPTION,
    SERVER_OPTION,
    Language,
    name_of,
    settings,
    show,
    show_json,
)

app = typer.Typer()


@app.command()
def recommend(
    words: str,
    language: Language | None = LANGUAGE_OPTION,
    n: int = typer.Option(5, min=1, max=50, help="How many. 数量。"),
    person: str = typer.Option("", help="For whom. 给谁推荐。"),
    as_json: bool = JSON_OPTION,
    server: str = SERVER_OPTION,
) -> None:
    """Suggest something for a wish, with reasons. 按愿望推荐并说明理由。"""
    from assistant.cli.backend import services

    body = {"text": words, "language": language.value if language else "", "n": n, "person": person}
    with services(settings(), server) as encore:
        answer = encore.post("/v1/recommend", body)
    if as_json:
        show_json(answer)
        return
    spoken_in = answer["language"]
    for suggestion in answer["suggestions"]:
        item = suggestion["item"]
        reasons = "; ".join(reason["text"][spoken_in] for reason in suggestion["reasons"][:3] if reason["weight"] > 0)
        show(f"{name_of(item, spoken_in)} ({item['year']}): {reasons}")
