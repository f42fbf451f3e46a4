"""Reads the server-sent events of a streamed chat completion; does no I/O."""

from __future__ import annotations

import json
from typing import Any

from actions.generate.errors import EndpointFailed

MAX_LINE_BYTES = 1 << 20
MAX_BAD_LINES = 20
_ENDINGS = frozenset({"stop", "length", "content_filter"})


class ChatStream:
    """Takes bytes as they come and gives back the text in them.

    Lines that are no JSON are passed over, up to `MAX_BAD_LINES` of them: proxies write such things.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._bad_lines = 0
        self._failure: EndpointFailed | None = None
        self.finish_reason = ""
        """Why the model stopped, when it said so: "stop", "length"…"""
        self.done = False
        """Whether the stream came to its proper end."""

    def accept(self, data: bytes) -> str:
        """Return the text that `data` adds, up to what `check` complains of."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        text = self._text_in_all(lines)
        if len(self._rest) > MAX_LINE_BYTES:
            self._failure = EndpointFailed(
                "The writing endpoint sent a line of more than 1 MiB. Check that its address is right."
            )
        return text

    def finish(self) -> str:
        """Return the text of a last line that had no end."""
        last, self._rest = self._rest, b""
        return self._text_in_all([last])

    def check(self) -> None:
        """Raise EndpointFailed if an error was sent in the stream, or nonsense; text before it still counts."""
        if self._failure is not None:
            raise self._failure

    def _text_in_all(self, lines: list[bytes]) -> str:
        text = ""
        try:
            for line in lines if self._failure is None else ():
                text += self._text_of(line.strip())
        except EndpointFailed as failure:
            self._failure = failure
        return text

    def _text_of(self, line: bytes) -> str:
        if self.done or not line.startswith(b"data:"):
            return ""
        content = line[len(b"data:") :].strip()
        if content == b"[DONE]":
            self.done = True
            return ""
        try:
            return self._text_in(json.loads(content))
        except (ValueError, TypeError, LookupError, AttributeError):
            return self._passed_over()

    def _text_in(self, event: dict[str, Any]) -> str:
        if error := event.get("error"):
            told = error.get("message", "") if isinstance(error, dict) else error
            raise EndpointFailed(f"The writing endpoint broke off: {str(told)[:200]}")
        if not event["choices"]:
            return ""
        choice = event["choices"][0]
        if choice.get("finish_reason") in _ENDINGS:
            self.finish_reason, self.done = str(choice["finish_reason"]), True
        text = (choice.get("delta") or {}).get("content") or ""
        return text if isinstance(text, str) else ""

    def _passed_over(self) -> str:
        self._bad_lines += 1
        if self._bad_lines > MAX_BAD_LINES:
            raise EndpointFailed("The writing endpoint sends lines that are no JSON. Check that its address is right.")
        return ""
