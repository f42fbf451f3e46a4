"""Who may talk to the server: the names it goes by and the pages that may embed it."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers

from assistant.settings import Settings

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def allowed(headers: Headers, settings: Settings) -> bool:
    """Return whether Host and Origin are ours: against other web pages and rebound names, also on localhost."""
    host = _name(f"//{headers.get('host', '')}")
    if host not in LOOPBACK | {settings.host} | set(settings.allowed_hosts):
        return False
    origin = headers.get("origin")
    if origin is None or origin in settings.allowed_origins:
        return True
    return _place(origin) == headers.get("host")


def _place(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _name(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
