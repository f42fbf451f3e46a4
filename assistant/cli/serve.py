"""`encore serve`."""

from __future__ import annotations

import typer

app = typer.Typer()


@app.command()
def serve(
    host: str | None = typer.Option(None, help="Address to listen on. 监听地址。"),
    port: int | None = typer.Option(None, min=0, max=65535, help="Port; 0 takes a free one. 端口，0 为任意空闲端口。"),
) -> int:
    """Start the assistant with its web chat. 启动助手和网页聊天。"""
    from assistant.cli.output import settings
    from assistant.server.app import serve as run

    return run(settings(host=host, port=port))
