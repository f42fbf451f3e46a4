"""All conversations of a server, and what they share: the brain, the journal, the voice."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Protocol

from assistant.brain.client import Brain, BrainState
from assistant.errors import sentence
from assistant.session import Message, Session
from assistant.settings import Settings
from assistant.speaking import SpeechPort

if TYPE_CHECKING:
    from assistant.journal import Journal, Turn

log = logging.getLogger(__name__)

IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@:+-]{0,63}\Z")
MOST_SESSIONS = 5000


class BadIdentifier(Exception):
    """An id of a session or a person cannot be one."""

    code = "bad-type"


class NotYours(Exception):
    """The session belongs to somebody else."""

    code = "forbidden"


class Voice(SpeechPort, Protocol):
    """What speaks for all sessions."""

    async def close(self) -> None:
        """End its processes; idempotent."""


class Hub:
    """Opens sessions and keeps them; answers what was left open by an earlier process."""

    def __init__(
        self,
        settings: Settings,
        brain: Brain,
        synthesizer: Voice | None,
        recognizers: Any,
        open_journal: Callable[[], Journal],
    ) -> None:
        self.settings = settings
        self.brain = brain
        self.synthesizer = synthesizer
        self.recognizers = recognizers
        self._open_journal = open_journal
        self._journal: Journal | None = None
        # One thread, so that the journal has one writer and its turns one order.
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._sessions: dict[str, Session] = {}
        self._taking_up: asyncio.Task[None] | None = None
        brain.on_event = self._relay
        brain.on_state = self._brain_changed

    async def start(self) -> None:
        """Start the brain and take up what was left open."""
        await self.brain.start()
        self._taking_up = asyncio.create_task(self._take_up())

    async def stop(self) -> None:
        """End everything within two seconds."""
        if self._taking_up is not None:
            self._taking_up.cancel()
        for session in self._sessions.values():
            session.speaking.stop("draining")
        voices = [part.close() for part in (self.synthesizer, self.recognizers) if part is not None]
        await asyncio.gather(self.brain.stop(), *voices, return_exceptions=True)
        if self._journal is not None:
            await asyncio.get_running_loop().run_in_executor(self._writer, self._journal.close)
        self._writer.shutdown(wait=False)

    async def journalled(self, method: str, *arguments: Any, **named: Any) -> Any:
        """Call a method of the journal in its own thread. Raises JournalError."""
        return await asyncio.get_running_loop().run_in_executor(
            self._writer, lambda: getattr(self._opened(), method)(*arguments, **named)
        )

    async def session(self, identifier: str = "", person: str = "") -> Session:
        """Return the session `identifier`, opened if need be; a fresh one without an identifier.

        Raises:
            BadIdentifier: If an id cannot be one.
            NotYours: If the session is another person's.
        """
        for given in (identifier, person):
            if given and not IDENTIFIER.match(given):
                raise BadIdentifier
        session = self._sessions.get(identifier)
        if session is None:
            identifier = identifier or secrets.token_urlsafe(16).replace("_", "a").replace("-", "b")
            owner = await self.journalled("person_of", identifier)
            # Whatever an earlier process numbered in this session, it did not count in milliseconds.
            seq = int(time.time() * 1000) if owner else 0
            opened = Session(self, identifier, owner or person or identifier, seq)
            self._make_room()
            session = self._sessions.setdefault(identifier, opened)
        if person and session.person != person:
            raise NotYours
        session.last_used = time.monotonic()
        return session

    async def erase(self, person: str) -> None:
        """Delete what the person said, from the journal and from memory. Raises JournalError."""
        await self.journalled("erase", person)
        for session in self.of_person(person):
            session.forget()

    def of_person(self, person: str) -> list[Session]:
        """Return the open sessions of a person."""
        return [session for session in self._sessions.values() if session.person == person]

    def metrics(self) -> str:
        """Return counters in Prometheus' text format; no words of anybody."""
        faces = sum(len(session.faces) for session in self._sessions.values())
        figures = {
            "encore_sessions": len(self._sessions),
            "encore_faces": faces,
            "encore_brain_ready": int(self.brain.state == "ready"),
            "encore_brain_starts_total": self.brain.starts,
        }
        return "".join(f"{name} {value}\n" for name, value in figures.items())

    @staticmethod
    def error(code: str, language: str) -> Message:
        """Return the code with its sentence."""
        return {"code": code, "message": sentence(code, language)}

    def _opened(self) -> Journal:
        if self._journal is None:
            self._journal = self._open_journal()
        return self._journal

    async def _take_up(self) -> None:
        try:
            turns: list[Turn] = await self.journalled("open_turns")
            for turn in turns:
                session = await self.session(turn.session)
                session.take_up(turn)
        except Exception as error:
            if not getattr(error, "code", ""):
                raise
            log.warning("turns that were left open cannot be answered: %s", error)

    def _relay(self, message: Message) -> None:
        session = self._sessions.get(message.get("session", ""))
        if session is not None:
            session.relay(message)

    def _brain_changed(self, _: BrainState) -> None:
        for session in list(self._sessions.values()):
            session.state()

    def _make_room(self) -> None:
        """Let go of the sessions that nobody has used for longest; the journal has what they were."""
        surplus = len(self._sessions) + 1 - MOST_SESSIONS
        if surplus <= 0:
            return
        idle = (session for session in self._sessions.values() if not session.faces and not session.busy)
        for session in sorted(idle, key=lambda session: session.last_used)[:surplus]:
            del self._sessions[session.id]
