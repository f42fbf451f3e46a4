"""The stable error codes that clients see, and what other rooms' errors are called among them."""

from __future__ import annotations

STATUS = {
    "bad-json": 400,
    "bad-type": 400,
    "missing-field": 400,
    "empty": 400,
    "no-speech": 400,
    "bad-audio": 400,
    "unknown-type": 400,
    "unsafe-request": 400,
    "unauthorised": 401,
    "forbidden": 403,
    "not-found": 404,
    "wrong-method": 405,
    "conflict": 409,
    "too-large": 413,
    "too-long": 413,
    "unsupported-audio": 415,
    "unsupported-image": 415,
    "too-fast": 429,
    "busy": 429,
    "internal": 500,
    "player-failed": 502,
    "upstream-failed": 502,
    "no-model": 503,
    "waking": 503,
    "brain-restarted": 503,
    "upstream-timeout": 504,
    "storage-full": 507,
}
"""HTTP status by code."""
RENAMED = {
    "unknown-item": "not-found",
    "bad-person": "bad-type",
    "bad-entry": "bad-type",
    "store-full": "storage-full",
    "store-busy": "busy",
}
"""What the stores call their errors, by the names that clients know."""


def stable_code(error: BaseException) -> str:
    """Return the code to tell a client about `error`; "internal" for one that was not foreseen."""
    code = getattr(error, "code", "")
    code = RENAMED.get(code, code) if isinstance(code, str) else ""
    return code if code in STATUS else "internal"


def detail_of(error: BaseException) -> str:
    """Return what more there is to say to a programmer, if `error` was foreseen."""
    if stable_code(error) == "internal":
        return ""
    return str(getattr(error, "detail", error))
