"""Addresses of sound for browsers: signed, so that nobody can ask for a file that was not offered."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from pathlib import Path

PREFIX = "/v1/media/"
SIGNATURE_BYTES = 15
MAX_TOKEN = 500


class UnknownMedia(Exception):
    """There is no sound of that address here."""

    code = "not-found"

    def __init__(self) -> None:
        super().__init__("There is no sound at this address; ask for it again.")


class MediaAddresses:
    """Makes and reads addresses; the key lies in a file, so that a page plays on when the brain is restarted."""

    def __init__(self, key_file: Path) -> None:
        self._file = key_file
        self._key = b""

    def address(self, item_id: str) -> str:
        """Return the address under which a browser gets the item."""
        named = base64.urlsafe_b64encode(item_id.encode()).decode().rstrip("=")
        return f"{PREFIX}{named}.{self._signature(item_id)}"

    def item_id(self, token: str) -> str:
        """Return the item that a token stands for. Raises UnknownMedia."""
        named, dot, signature = token.partition(".")
        if not dot or len(token) > MAX_TOKEN or not token.isascii():
            raise UnknownMedia
        try:
            item_id = base64.urlsafe_b64decode(named + "=" * (-len(named) % 4)).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise UnknownMedia from None
        if not hmac.compare_digest(signature, self._signature(item_id)):
            raise UnknownMedia
        return item_id

    def _signature(self, item_id: str) -> str:
        digest = hmac.new(self._secret(), item_id.encode(), hashlib.sha256).digest()[:SIGNATURE_BYTES]
        return base64.urlsafe_b64encode(digest).decode()

    def _secret(self) -> bytes:
        if not self._key:
            if not self._file.is_file() or len(self._file.read_bytes()) < SIGNATURE_BYTES:
                self._make()
            self._key = self._file.read_bytes()
        return self._key

    def _make(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
            handle.write(secrets.token_bytes(32))
        temporary.replace(self._file)
