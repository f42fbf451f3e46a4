"""The one door to everything that writes."""

from __future__ import annotations

from actions.generate.brief import Brief
from actions.generate.draft import Draft, Writer
from actions.generate.embedded import EmbeddedWriter

CHECKED_KINDS = frozenset({"riddle", "quiz"})
"""Kinds whose answers have to be right: these are always the hand-checked ones."""


class Writers:
    """Gives each brief to the endpoint if one is configured and the kind allows it, else to the embedded writer."""

    def __init__(self, embedded: EmbeddedWriter | None = None, endpoint: Writer | None = None) -> None:
        self._embedded = embedded or EmbeddedWriter()
        self._endpoint = endpoint

    def begin(self, brief: Brief) -> Draft:
        """Return the draft of a piece; its sentences come as they are made."""
        if self._endpoint is None or brief.kind in CHECKED_KINDS:
            return self._embedded.begin(brief)
        return self._endpoint.begin(brief)
