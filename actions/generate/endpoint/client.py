"""Asks an OpenAI-compatible endpoint for text and gives it back as it comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from actions.generate.endpoint.sse import ChatStream
from actions.generate.errors import EndpointFailed, EndpointTimeout

MAX_CHARACTERS = 40_000
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Endpoint:
    """Where and how to ask."""

    base_url: str
    """Up to and with the version: "http://127.0.0.1:8080/v1"."""
    model: str
    key: str = ""
    first_token_seconds: float = 8.0
    """How long to wait for the first text, and for more once it flows."""
    total_seconds: float = 120.0
    """How long the whole may take."""

    def __repr__(self) -> str:
        return f"Endpoint({self.base_url!r}, {self.model!r}, key={'set' if self.key else 'none'})"

    @property
    def url(self) -> str:
        """The address that completions are asked of."""
        return self.base_url.rstrip("/").removesuffix("/chat/completions") + "/chat/completions"


async def completion(endpoint: Endpoint, messages: list[dict[str, str]], max_tokens: int) -> AsyncGenerator[str, None]:
    """Yield the text of a completion in the pieces it comes in.

    Raises EndpointTimeout when the first text or the whole takes too long, EndpointFailed for everything else that
    goes wrong, a stream that ends without saying so included. What was yielded before stands.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + endpoint.total_seconds
    stream = ChatStream()
    parts = _bytes(endpoint, messages, max_tokens)
    limit = min(loop.time() + endpoint.first_token_seconds, deadline)
    received = 0
    try:
        while not stream.done:
            data = await _next(parts, limit - loop.time(), first=not received)
            text = stream.accept(data) if data else stream.finish()
            received += len(text)
            if text:
                yield text
                # Counted from here, since whoever reads may take long; comments that keep a line open do not count.
                limit = min(loop.time() + endpoint.first_token_seconds, deadline)
            stream.check()
            if received > MAX_CHARACTERS:
                raise EndpointFailed("The writing endpoint does not stop writing. Choose another model.")
            if not data and not stream.done:
                raise EndpointFailed("The writing endpoint hung up in the middle. Its own log should say why.")
    finally:
        await parts.aclose()
    if not received:
        raise EndpointFailed("The writing endpoint sent an empty answer. Check the name of the model.")


async def _next(parts: AsyncIterator[bytes], seconds: float, *, first: bool) -> bytes:
    """Return the next bytes, or none at the end."""
    try:
        return await asyncio.wait_for(parts.__anext__(), max(seconds, 0.001))
    except StopAsyncIteration:
        return b""
    except asyncio.TimeoutError:
        what = "its first word" if first else "the rest of the text"
        raise EndpointTimeout(f"The writing endpoint took too long for {what}. Try a smaller model.") from None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise EndpointFailed(f"The writing endpoint cannot be reached: {_why(error)}.") from None


def _why(error: Exception) -> str:
    return str(error).strip().rstrip(".") or type(error).__name__


async def _bytes(endpoint: Endpoint, messages: list[dict[str, str]], max_tokens: int) -> AsyncGenerator[bytes, None]:
    if not (endpoint.key.isascii() and endpoint.key.isprintable()):
        # Further down it would be refused as well, but quoted in an error and a log.
        raise EndpointFailed("The key of the writing endpoint has characters that no key has. Set it again.")
    body: dict[str, Any] = {
        "model": endpoint.model,
        "messages": messages,
        "stream": True,
        "max_tokens": max_tokens,
        "temperature": 0.9,
    }
    headers = {"Accept": "text/event-stream"} | ({"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {})
    # A proxy that is set for the internet must not get in the way of a model on this machine.
    from_environment = urlsplit(endpoint.url).hostname not in _LOOPBACK
    async with (
        httpx.AsyncClient(timeout=httpx.Timeout(endpoint.total_seconds), trust_env=from_environment) as client,
        client.stream("POST", endpoint.url, json=body, headers=headers) as response,
    ):
        if response.status_code != httpx.codes.OK:
            raise EndpointFailed(f"The writing endpoint answered {response.status_code}. Check address, key and model.")
        if "html" in response.headers.get("content-type", ""):
            raise EndpointFailed("The writing endpoint answered with a web page. Check that its address is right.")
        async for data in response.aiter_bytes():
            if data:
                yield data
