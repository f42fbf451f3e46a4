"""`encore chat`."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from typing import TYPE_CHECKING

import typer

from assistant.cli.output import SERVER_OPTION, settings

if TYPE_CHECKING:
    from assistant.cli.screen import Screen
    from assistant.cli.wire import Wire

app = typer.Typer()

PROMPT = "› "


@app.command()
def chat(
    person: str = typer.Option("", help="Who you are. 你是谁。"),
    server: str = SERVER_OPTION,
) -> None:
    """Talk to it in writing; end with Ctrl-D. 在终端里打字聊天，Ctrl-D 结束。"""
    from assistant.cli.backend import backend

    with backend(settings(), server) as address, contextlib.suppress(KeyboardInterrupt):
        asyncio.run(converse(address, person))


async def converse(address: str, person: str) -> None:
    """Read lines and print answers until the input ends."""
    from rich.console import Console

    from assistant.cli.screen import Screen
    from assistant.cli.wire import connected

    screen = Screen(Console(highlight=False))
    hello = {"face": "chat", "player": False, **({"person": person} if person else {})}
    async with connected(address, **hello) as wire:
        answered = asyncio.Event()
        listening = asyncio.create_task(_show(wire, screen, answered))
        while (line := await asyncio.to_thread(_read)) is not None:
            if line.strip():
                answered.clear()
                await _say(wire, screen, line)
                await answered.wait()
        listening.cancel()


async def _say(wire: Wire, screen: Screen, line: str) -> None:
    choice = screen.choice(line)
    if choice:
        await wire.send("choice", choice=choice["choice"])
    else:
        await wire.send("text", text=line)


async def _show(wire: Wire, screen: Screen, answered: asyncio.Event) -> None:
    async for message in wire.messages():
        if isinstance(message, bytes):
            continue
        screen.show(message)
        if message["type"] in {"turn-done", "error"}:
            answered.set()
    answered.set()


def _read() -> str | None:
    if sys.stdin.isatty():
        try:
            return input(PROMPT)
        except EOFError:
            return None
    line = sys.stdin.readline()
    return line.rstrip("\n") if line else None
