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
        with contextlib.suppress(websockets.ConnectionClosed):  # type: ignore[attr-defined]
            while True:
                data = await self._socket.recv()
                yield data if isinstance(data, bytes) else json.loads(data)


@contextlib.asynccontextmanager
async def connected(address: str, **hello: Any) -> AsyncIterator[Wire]:
    """Open a conversation with the server at `address`."""
    url = address.replace("http", "ws", 1) + "/v1/session"
    async with websockets.connect(url, subprotocols=[SUBPROTOCOL], max_size=None) as socket:  # type: ignore[attr-defined]
        wire = Wire(socket)
        await wire.send("hello", protocol=1, **hello)
        yield wire
