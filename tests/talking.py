"""A client of `/v1/session` for tests: says things and collects what comes back."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import secrets
from collections.abc import AsyncIterator, Callable
from typing import Any

import websockets

PATIENCE_S = 60
RATE = 16000


class Conversation:
    """One websocket, with everything received so far."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        # Ids are one client's own for the whole session, in which there may be other clients.
        self._prefix = secrets.token_hex(4)
        self._ids = itertools.count(1)
        self.session = ""
        self.received: list[dict[str, Any]] = []
        self.sound = b""

    async def send(self, kind: str, **fields: Any) -> str:
        """Send a message with a fresh id (or the one given) and return the id."""
        number = fields.pop("id", None) or f"{self._prefix}-{next(self._ids)}"
        await self._socket.send(json.dumps({"type": kind, "id": number, **fields}))
        return str(number)

    async def send_sound(self, pcm: bytes, frame_ms: int = 100) -> None:
        """Send PCM in frames."""
        step = RATE * frame_ms // 1000 * 2
        for start in range(0, len(pcm), step):
            await self._socket.send(pcm[start : start + step])

    async def send_raw(self, data: str | bytes) -> None:
        """Send whatever."""
        await self._socket.send(data)

    async def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Receive until a message is `wanted`, and return it."""
        deadline = asyncio.get_running_loop().time() + PATIENCE_S
        while True:
            left = deadline - asyncio.get_running_loop().time()
            data = await asyncio.wait_for(self._socket.recv(), left)
            if isinstance(data, bytes):
                self.sound += data
                continue
            message = json.loads(data)
            self.received.append(message)
            if wanted(message):
                return dict(message)

    async def answer(self, number: str) -> dict[str, Any]:
        """Receive until the message `number` is acknowledged or refused."""
        return await self.until(lambda message: message.get("re") == number)

    async def type(self, kind: str) -> dict[str, Any]:
        """Receive until a message of that type."""
        return await self.until(lambda message: message["type"] == kind)

    async def say(self, text: str) -> list[dict[str, Any]]:
        """Say `text`; return the replies of its turn."""
        start = len(self.received)
        await self.send("text", text=text)
        await self.type("turn-done")
        return [message for message in self.received[start:] if message["type"] == "reply"]


@contextlib.asynccontextmanager
async def talking(address: str, **hello: Any) -> AsyncIterator[Conversation]:
    """Open a conversation; `hello` overrides fields of the first message."""
    async with websockets.connect(address, subprotocols=["encore.v1"], max_size=None) as socket:  # type: ignore[attr-defined]
        conversation = Conversation(socket)
        fields = {"protocol": 1, "language": "auto", "face": "test", "player": False, **hello}
        fields.setdefault("audio", {"input": {"rate": RATE, "encoding": "pcm_s16le"}, "output": None})
        await conversation.send("hello", **fields)
        conversation.session = (await conversation.type("welcome"))["session"]
        yield conversation
