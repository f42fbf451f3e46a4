"""How a conversation looks in a terminal: streamed replies, cards as panels, choices with numbers."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel


class Screen:
    """Prints the messages of a conversation."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._streamed: set[str] = set()
        self._choices: list[dict[str, str]] = []

    def choice(self, said: str) -> dict[str, str] | None:
        """Return the choice whose number was typed, if it was one."""
        number = said.strip()
        if number.isdigit() and 0 < int(number) <= len(self._choices):
            return self._choices[int(number) - 1]
        return None

    def show(self, message: dict[str, Any]) -> None:
        """Print one message, if it is one to print."""
        kind = message["type"]
        if kind == "reply-delta":
            self._streamed.add(message["reply"])
            self._console.print(escape(message["text"]), end="", soft_wrap=True)
        elif kind == "reply":
            self._reply(message)
        elif kind == "error":
            self._console.print(f"[red]! {escape(message['message'])}[/red]")
        elif kind == "final":
            self._console.print(f"[dim]» {escape(message['text'])}[/dim]")

    def _reply(self, reply: dict[str, Any]) -> None:
        if reply["id"] in self._streamed:
            self._console.print()
        else:
            self._console.print(escape(reply["text"]), soft_wrap=True)
        for card in reply["cards"]:
            facts = " · ".join(card["facts"])
            body = "\n".join(escape(part) for part in (card["subtitle"], card["text"], facts) if part)
            self._console.print(
                Panel(body, title=escape(card["title"]), title_align="left", width=min(76, self._console.width))
            )
        if reply["choices"]:
            self._choices = reply["choices"]
            numbered = "  ".join(f"[bold]{n}[/bold] {escape(c['title'])}" for n, c in enumerate(self._choices, start=1))
            self._console.print(f"[dim]{numbered}[/dim]")
