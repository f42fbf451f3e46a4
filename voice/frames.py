"""Frames between us and our speech processes: a JSON head and bytes."""

from __future__ import annotations

import asyncio
import json
import struct
from typing import Any

_LENGTHS = struct.Struct("<II")
MAX_BYTES = 64 * 1024 * 1024

Head = dict[str, Any]


def pack(head: Head, payload: bytes = b"") -> bytes:
    """Return one frame."""
    encoded = json.dumps(head, ensure_ascii=False).encode()
    return _LENGTHS.pack(len(encoded), len(payload)) + encoded + payload


async def read(reader: asyncio.StreamReader) -> tuple[Head, bytes] | None:
    """Return the next frame, or None when the other end has gone."""
    try:
        head_length, payload_length = _LENGTHS.unpack(await reader.readexactly(_LENGTHS.size))
        if max(head_length, payload_length) > MAX_BYTES:
            return None
        head = json.loads(await reader.readexactly(head_length))
        return head, await reader.readexactly(payload_length)
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
