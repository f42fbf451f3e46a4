"""`encore recommend WORDS`."""

from __future__ import annotations

import typer

from assistant.cli.output import JSON_OPTION, SERVER_OPTION, name_of, settings, show, show_json

app = typer.Typer()


@app.command()
def recommend(
    words: str,
    language: str = typer.Option("", help="en or zh; by default that of the words. 默认同所用文字。"),
    n: int = typer.Option(5, min=1, max=50, help="How many. 数量。"),
    person: str = typer.Option("", help="For whom. 给谁推荐。"),
    as_json: bool = JSON_OPTION,
    server: str = SERVER_OPTION,
) -> None:
    """Suggest something for a wish, with reasons. 按愿望推荐并说明理由。"""
    from assistant.cli.backend import backend, post

    body = {"text": words, "language": language, "n": n, "person": person}
    with backend(settings(), server) as address:
        answer = post(address, "/v1/recommend", body)
    if as_json:
        show_json(answer)
        return
    spoken_in = answer["language"]
    for suggestion in answer["suggestions"]:
        item = suggestion["item"]
        reasons = "; ".join(reason["text"][spoken_in] for reason in suggestion["reasons"][:3] if reason["weight"] > 0)
        show(f"{name_of(item, spoken_in)} ({item['year']}): {reasons}")
