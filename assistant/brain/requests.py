"""Requests of other programs, as the services take them."""

from __future__ import annotations

from typing import Any

from actions.generate.brief import PIECE_KINDS, Brief
from actions.handlers.base import language_of
from actions.recommend import Wish

Message = dict[str, Any]


class BadRequest(Exception):
    """An argument cannot be used; the message says which and what would do."""

    code = "bad-type"


def wish_from(fields: Message) -> Wish:
    """Return the Wish that `fields` describe. Raises BadRequest for a field that is unknown or of a wrong type."""
    known = Wish.__dataclass_fields__
    unknown = sorted(set(fields) - set(known))
    if unknown:
        raise BadRequest(f"A wish has no field {unknown[0]!r}; it has {', '.join(known)}.")
    return Wish(**{name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()})


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
        audience=str(request.get("for") or "family"),
        seconds=int(request.get("length") or 60),
        seed=request.get("seed"),
    )
