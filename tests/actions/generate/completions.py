"""A chat-completions endpoint on a loopback port that does as a test says, well or badly."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
DONE = b"data: [DONE]\n\n"
SILENCE = "silence"
"""A step that sends nothing until the other side hangs up."""

Step = bytes | float | str | asyncio.Event


@dataclass
class Endpoint:
    """Answers every request with the same steps: bytes are sent, events and seconds are waited for."""

    steps: Sequence[Step]
    address: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one request and play the steps."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        body = json.loads(await reader.readexactly(int(headers["content-length"])))
        self.requests.append({"line": first, "headers": headers, "body": body})
        with contextlib.suppress(ConnectionError):
            await self._play(reader, writer)
        writer.close()

    async def _play(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for step in self.steps:
            if isinstance(step, bytes):
                writer.write(step)
                await writer.drain()
            elif isinstance(step, asyncio.Event):
                await step.wait()
            elif step == SILENCE:
                await reader.read()
                self.hung_up.set()
            else:
                await asyncio.sleep(float(step))


@contextlib.asynccontextmanager
async def endpoint(*steps: Step) -> AsyncIterator[Endpoint]:
    """Run an endpoint with these steps on a free port."""
    running = Endpoint(steps)
    server = await asyncio.start_server(running.answer, "127.0.0.1", 0)
    running.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield running
    finally:
        server.close()


def says(*texts: str) -> bytes:
    """Return the events that add these texts."""
    events = ({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]} for text in texts)
    return b"".join(b"data: " + json.dumps(event, ensure_ascii=False).encode() + b"\n\n" for event in events)


def ends(reason: str) -> bytes:
    """Return the event that ends a completion for `reason`."""
    event = {"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}
    return b"data: " + json.dumps(event).encode() + b"\n\n"


def fails(status: str, body: str = '{"error": {"message": "no"}}', kind: str = "application/json") -> bytes:
    """Return a whole answer with that status line."""
    head = f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
    return (head + body).encode()
