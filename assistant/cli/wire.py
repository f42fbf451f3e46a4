"""The conversation's websocket, as the terminal faces use it."""

from __future__ import annotations

import contextlib
import itertools
import json
import secrets
from collections.abc import AsyncIterator
from typing import Any

import websockets

SUBPROTOCOL = "encore.v1"


class ConversationEnded(Exception):
    """The server went away."""

    code = "upstream-failed"

    def __init__(self) -> None:
        super().__init__("The conversation was cut off; is Encore still running?\n对话中断了，安可还在运行吗？")


class NotWelcome(Exception):
    """The server refused the conversation, in its own words."""

    code = "forbidden"


class Wire:
    """Sends messages with ids of their own; yields messages and sound."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self._prefix = secrets.token_hex(4)
        self._numbers = itertools.count(1)

    async def send(self, kind: str, **fields: Any) -> str:
        """Send a message and return its id."""
        number = f"{self._prefix}-{next(self._numbers)}"
        await self._socket.send(json.dumps({"type": kind, "id": number, **fields}, ensure_ascii=False))
        return number

    async def send_audio(self, pcm: bytes) -> None:
        """Send sound."""
        await self._socket.send(pcm)

    async def messages(self) -> AsyncIterator[dict[str, Any] | bytes]:
        """Yield what arrives until the connection closes."""
        with contextlib.suppress(websockets.ConnectionClosed):
            while True:
                data = await self._socket.recv()
                yield data if isinstance(data, bytes) else json.loads(data)


@contextlib.asynccontextmanager
async def connected(address: str, **hello: Any) -> AsyncIterator[Wire]:
    """Open a conversation with the server at `address`. Raises ConversationEnded, NotWelcome."""
    url = address.replace("http", "ws", 1) + "/v1/session"
    async with contextlib.AsyncExitStack() as stack:
        try:
            opening = websockets.connect(url, subprotocols=[SUBPROTOCOL], max_size=None)
            wire = Wire(await stack.enter_async_context(opening))
            await wire.send("hello", protocol=1, **hello)
            await _welcomed(wire)
        except (OSError, websockets.InvalidHandshake, websockets.ConnectionClosed) as error:
            raise ConversationEnded from error
        try:
            yield wire
        except websockets.ConnectionClosed as error:
            raise ConversationEnded from error


async def _welcomed(wire: Wire) -> None:
    async for message in wire.messages():
        if isinstance(message, dict) and message["type"] == "welcome":
            return
        if isinstance(message, dict) and message["type"] == "error":
            raise NotWelcome(message["message"])
    raise ConversationEnded
