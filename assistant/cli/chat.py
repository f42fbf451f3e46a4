"""`encore chat`."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from collections.abc import Awaitable, Iterator
from typing import TYPE_CHECKING, TypeVar

import typer

from assistant.cli.interrupting import ended, run_until_interrupted
from assistant.cli.output import SERVER_OPTION, settings

if TYPE_CHECKING:
    from assistant.cli.screen import Screen
    from assistant.cli.wire import Wire

app = typer.Typer()

PROMPT = "› "
T = TypeVar("T")


@app.command()
def chat(
    person: str = typer.Option("", help="Who you are. 你是谁。"),
    server: str = SERVER_OPTION,
) -> None:
    """Talk to it in writing; end with Ctrl-D. 在终端里打字聊天，Ctrl-D 结束。"""
    from assistant.cli.backend import backend

    with backend(settings(), server) as address, contextlib.suppress(KeyboardInterrupt), _terminal_kept():
        run_until_interrupted(converse(address, person))


async def converse(address: str, person: str) -> None:
    """Read lines and print answers until the input ends. Raises ConversationEnded."""
    from rich.console import Console

    from assistant.cli.screen import Screen
    from assistant.cli.wire import connected

    screen = Screen(Console(highlight=False))
    hello = {"face": "chat", "player": False, **({"person": person} if person else {})}
    async with connected(address, **hello) as wire:
        answered = asyncio.Event()
        showing = asyncio.create_task(_show(wire, screen, answered))
        try:
            while (line := await _unless_over(showing, _typed())) is not None:
                if line.strip():
                    answered.clear()
                    await _say(wire, screen, line)
                    await _unless_over(showing, answered.wait())
        finally:
            await ended(showing)


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


async def _unless_over(showing: asyncio.Task[None], waiting: Awaitable[T]) -> T:
    """Return what `waiting` brings. Raises ConversationEnded if the conversation is over before."""
    from assistant.cli.wire import ConversationEnded

    task = asyncio.ensure_future(waiting)
    await asyncio.wait({task, showing}, return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        return task.result()
    task.cancel()
    raise ConversationEnded


def _typed() -> asyncio.Future[str | None]:
    """Return the next line to come, None at the end of the input."""
    loop = asyncio.get_running_loop()
    line: asyncio.Future[str | None] = loop.create_future()

    def arrived(text: str | None) -> None:
        if not line.done():
            line.set_result(text)

    def read() -> None:
        text = _read()
        with contextlib.suppress(RuntimeError):  # the loop has closed meanwhile
            loop.call_soon_threadsafe(arrived, text)

    # Nothing can interrupt reading a line, so nobody must wait for this thread at the end.
    threading.Thread(target=read, daemon=True).start()
    return line


def _read() -> str | None:
    if sys.stdin.isatty():
        try:
            return input(PROMPT)
        except EOFError:
            return None
    # Unbuffered, for a thread that reads in a buffer cannot be left behind.
    with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as lines:
        line = lines.readline()
    return line.decode("utf-8", "replace").rstrip("\r\n") if line else None


@contextlib.contextmanager
def _terminal_kept() -> Iterator[None]:
    """Leave the terminal as it was, whatever reading a line had done to it."""
    if not sys.stdin.isatty():
        yield
        return
    import termios

    before = termios.tcgetattr(sys.stdin)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
