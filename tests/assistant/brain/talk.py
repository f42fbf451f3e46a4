"""One turn of a dialogue, as the brain's process runs it."""

from __future__ import annotations

import itertools
from typing import Any

from assistant.brain.dialogue import Dialogue

_keys = itertools.count(1)


class Turned:
    """What one turn brought."""

    def __init__(self, messages: list[dict[str, Any]], events: list[dict[str, Any]]) -> None:
        self.messages = messages
        self.events = events

    @property
    def intent(self) -> str:
        """The intent that was understood."""
        (understood,) = [message for message in self.messages if message["type"] == "understood"]
        return str(understood["intent"]["name"])

    @property
    def texts(self) -> list[str]:
        """The texts of the replies."""
        return [message["text"] for message in self.messages if message["type"] == "reply"]


async def turn(
    dialogue: Dialogue, session: str, text: str, *, key: str = "", choice: dict[str, Any] | None = None
) -> Turned:
    """Say `text` in a session."""
    messages: list[dict[str, Any]] = []
    language = "zh" if any("一" <= sign <= "鿿" for sign in text) else "en"
    metadata = {
        "key": key or f"key-{next(_keys)}",
        "person": session,
        "language": language,
        "face": "test",
        "has_player": False,
        "text": text,
    }
    events = await dialogue.turn(session, text, metadata, messages.append, choice)
    return Turned(messages, events)
