"""One JSON object a line, between the edge and the brain.

`request` numbers what is asked and all that answers it; 0 is for what nobody asked.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

MAX_LINE = 16 * 1024 * 1024
"""Longest message in bytes; a conversation's dialogue events are the largest ones."""

Message = dict[str, Any]


class Channel:
    """Both ends of the socket speak through this; a send is one whole line."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    def post(self, message: Message) -> None:
        """Queue `message` for sending without waiting; lost if the other end is gone."""
        if not self._writer.is_closing():
            self._writer.write(json.dumps(message, ensure_ascii=False, default=str).encode() + b"\n")

    async def send(self, message: Message) -> None:
        """Send `message` and wait until the socket has room. Raises ConnectionError."""
        self.post(message)
        await self._writer.drain()

    async def receive(self) -> Message | None:
        """Return the next message, or None when the other end has closed, died, or says what is no message."""
        try:
            line = await self._reader.readline()
            message: Message | None = json.loads(line) if line.endswith(b"\n") else None
        except (ConnectionError, ValueError):
            return None
        return message

    def close(self) -> None:
        """Close the socket; idempotent."""
        self._writer.close()
