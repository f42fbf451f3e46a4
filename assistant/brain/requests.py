"""Requests of other programs, as the services take them."""

from __future__ import annotations

from typing import Any

from actions.generate.brief import PIECE_KINDS, Brief
from actions.handlers.base import language_of
from actions.handlers.spoken import audience_of
from actions.recommend import BadWish, Wish

Message = dict[str, Any]


class BadRequest(Exception):
    """An argument cannot be used; the message says which and what would do."""

    code = "bad-type"


def wish_from(fields: Message) -> Wish:
    """Return the Wish that `fields` describe. Raises BadRequest for a field that is unknown or of a wrong type."""
    try:
        return Wish.from_fields(fields)
    except BadWish as error:
        raise BadRequest(str(error)) from error


def brief_from(request: Message) -> Brief:
    """Return the Brief of a `/v1/write` request. Raises BadRequest for an unknown kind."""
    kind = request.get("kind", "story")
    if kind not in PIECE_KINDS:
        raise BadRequest(f"I cannot write a {kind!r}; ask for one of {', '.join(PIECE_KINDS)}.")
    return Brief(
        kind=kind,
        language=request.get("language") or language_of(str(request.get("about") or "")),
        topic=str(request.get("about") or ""),
        hero=str(request.get("hero") or ""),
        audience=audience_of(str(request.get("for") or "")) or "family",
        seconds=int(request.get("length") or 60),
        seed=request.get("seed"),
    )
