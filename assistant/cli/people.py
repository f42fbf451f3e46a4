"""`encore people show|export|erase`."""

from __future__ import annotations

import typer

from assistant.cli.output import SERVER_OPTION, settings, show, show_json

app = typer.Typer(no_args_is_help=True)


@app.command("export")
def export(person: str, server: str = SERVER_OPTION) -> None:
    """Print everything kept about somebody as JSON. 以 JSON 导出个人数据。"""
    import httpx

    from assistant.cli.backend import backend

    with backend(settings(), server) as address:
        show_json(httpx.get(f"{address}/v1/people/{person}", timeout=60).json())


@app.command("show")
def show_person(person: str, server: str = SERVER_OPTION) -> None:
    """Show what is kept about somebody. 查看个人数据。"""
    import httpx

    from assistant.cli.backend import backend

    with backend(settings(), server) as address:
        kept = httpx.get(f"{address}/v1/people/{person}", timeout=60).json()
    for name, value in kept.items():
        show(f"{name}: {len(value) if isinstance(value, list) else value}")


@app.command()
def erase(person: str, server: str = SERVER_OPTION) -> None:
    """Erase everything kept about somebody. 删除个人数据。"""
    import httpx

    from assistant.cli.backend import backend

    with backend(settings(), server) as address:
        httpx.delete(f"{address}/v1/people/{person}", timeout=60).raise_for_status()
    show(f"✓ {person}")
