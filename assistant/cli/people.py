"""`encore people show|export|erase`."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import typer

from assistant.cli.output import JSON_OPTION, SERVER_OPTION, settings, show, show_json

app = typer.Typer(no_args_is_help=True)


@app.command("show")
def show_person(person: str, as_json: bool = JSON_OPTION, server: str = SERVER_OPTION) -> None:
    """Show how much is kept about somebody. 查看保存了多少个人数据。"""
    kept = {name: _amount(value) for name, value in _kept(person, server).items()}
    if as_json:
        show_json(kept)
        return
    for name, amount in kept.items():
        show(f"{name}: {'–' if amount is None else amount}")


@app.command("export")
def export(person: str, server: str = SERVER_OPTION) -> None:
    """Print everything kept about somebody as JSON. 以 JSON 导出个人数据。"""
    show_json(_kept(person, server))


@app.command()
def erase(person: str, as_json: bool = JSON_OPTION, server: str = SERVER_OPTION) -> None:
    """Erase everything kept about somebody. 删除个人数据。"""
    from assistant.cli.backend import services

    with services(settings(), server) as encore:
        encore.delete(_path(person))
    if as_json:
        show_json({"erased": person})
    else:
        show(f"✓ {person}")


def _kept(person: str, server: str) -> dict[str, Any]:
    from assistant.cli.backend import services

    with services(settings(), server) as encore:
        kept: dict[str, Any] = encore.get(_path(person))
    return kept


def _path(person: str) -> str:
    return f"/v1/people/{quote(person, safe='')}"


def _amount(value: object) -> object:
    """Return how many there are of what can be counted."""
    return len(value) if isinstance(value, (list, dict)) else value
