"""One conversation of one person, over any number of faces at once."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import secrets
import time
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from assistant.brain.client import UNKNOWN_SESSION, BrainDied, BrainError, BrainFails, TurnRequest
from assistant.speaking import Speaking

if TYPE_CHECKING:
    from assistant.hub import Hub
    from assistant.journal import Turn

log = logging.getLogger(__name__)

QUEUED_TURNS = 8
"""Turns that may wait behind the one that is being answered."""
REPLAYED = 500
KEPT_CHOICES = 300
TRIES = 3
HAN = re.compile(r"[㐀-鿿]")
LATIN = re.compile(r"[A-Za-z]")

Message = dict[str, Any]


class Busy(Exception):
    """Too many turns wait already."""

    code = "busy"


class UnknownChoice(Exception):
    """The choice is not one that this session offered lately."""

    code = "not-found"


class Face(Protocol):
    """Whatever shows a conversation to a person: it takes messages and sound, and never blocks."""

    wants_audio: bool
    has_player: bool

    def send(self, message: Message) -> None:
        """Take a message."""

    def send_audio(self, pcm: bytes) -> None:
        """Take sound that belongs to the speech that was started last."""


@dataclass
class Answer:
    """How one turn was answered."""

    replies: list[Message] = field(default_factory=list)
    understood: Message = field(default_factory=dict)
    events: list[Message] = field(default_factory=list)
    ms: Message = field(default_factory=dict)
    failed: str = ""
    """The error code of a turn that could not be answered."""


class Session:
    """Orders turns, numbers messages, remembers what can be chosen."""

    def __init__(self, hub: Hub, identifier: str, person: str, seq: int = 0) -> None:
        self.id = identifier
        self.person = person
        self._fixed_language = "" if hub.settings.language == "auto" else hub.settings.language
        self.language = self._fixed_language or "en"
        self.speak = True
        self.faces: list[Face] = []
        self.player: Message | None = None
        self.last_used = time.monotonic()
        self._hub = hub
        # Numbers go on from `seq`: above those that an earlier process gave in the same session.
        self._seq = self._forgotten = seq
        self._sent: deque[Message] = deque(maxlen=REPLAYED)
        self._choices: OrderedDict[str, Message] = OrderedDict()
        self._waiting: deque[Turn] = deque()
        self._worker: asyncio.Task[None] | None = None
        self._heeding: set[asyncio.Task[None]] = set()
        self._pending: dict[str, asyncio.Future[Answer]] = {}
        self._being_written = 0
        self._in_hand: OrderedDict[str, list[Message]] = OrderedDict()
        self._brain_start = -1
        self.speaking = Speaking(hub.synthesizer, self.emit, self._sound)

    # --- faces -----------------------------------------------------------------------------------------------

    def attach(self, face: Face) -> None:
        """Let `face` take part."""
        self.faces.append(face)

    def detach(self, face: Face) -> None:
        """Let `face` go; no effect if it had not been there."""
        if face in self.faces:
            self.faces.remove(face)
        if not self.faces:
            self.speaking.stop("gone")

    @property
    def busy(self) -> bool:
        """Whether a turn is open."""
        return bool(self._pending or self._being_written)

    def emit(self, message: Message) -> None:
        """Give `message` its number and send it to every face."""
        if len(self._sent) == REPLAYED:
            self._forgotten = self._sent.popleft()["seq"]
        numbered = self.numbered(message)
        self._sent.append(numbered)
        self._send(numbered)

    def numbered(self, message: Message) -> Message:
        """Return `message` with the next number: for one face alone, so it is never sent again."""
        self._seq += 1
        return {**message, "seq": self._seq}

    def replay(self, after: int) -> list[Message] | None:
        """Return what all faces were sent after number `after`, or None if some of it is gone."""
        if not self._forgotten <= after <= self._seq:
            return None
        return [message for message in self._sent if message["seq"] > after]

    def forget(self) -> None:
        """Forget what was said, and what could be chosen."""
        self._sent.clear()
        self._choices.clear()
        self._in_hand.clear()
        self._forgotten = self._seq

    async def snapshot(self) -> Message:
        """Return the conversation as it is now."""
        turns = await self._hub.journalled("turns", self.id)
        return {
            "type": "snapshot",
            "turns": [
                {
                    "turn": turn.key,
                    "text": turn.text,
                    "language": turn.language,
                    # A turn in hand is not in the journal with its replies, but the faces have seen them.
                    "replies": [self.public(r) for r in self._in_hand.get(turn.key, turn.replies or ())],
                }
                for turn in turns
            ],
            "player": self.player,
            "queue": (self.player or {}).get("queue", []),
            "timers": [],
            "game": None,
            "pending": None,
            "settings": {"language": self.language, "speak": self.speak},
            "seq": self._seq,
        }

    def state(self, agent: str = "") -> None:
        """Tell the faces in one word each how the brain is and what it does."""
        words = {"waking": "waking", "ready": "ready", "down": "waking"}
        agent = agent or ("speaking" if self.speaking.active else "idle")
        self._send(self.numbered({"type": "session-state", "state": words[self._hub.brain.state], "agent": agent}))

    def _send(self, message: Message) -> None:
        for face in list(self.faces):
            face.send(message)

    def _sound(self, pcm: bytes) -> None:
        for face in list(self.faces):
            if face.wants_audio:
                face.send_audio(pcm)

    # --- turns -----------------------------------------------------------------------------------------------

    async def say(self, text: str, *, key: str, face: str, language: str = "") -> tuple[Turn, asyncio.Future[Answer]]:
        """Write down a turn and queue it. Raises Busy, JournalError.

        Returns:
            The turn, acknowledged, and the future of its answer.
        """
        choice = self._titled(text)
        return await self._begin(text, choice, key, face, language or self.language_of(text))

    async def choose(self, token: str, *, key: str, face: str) -> tuple[Turn, asyncio.Future[Answer]]:
        """Press a choice. Raises UnknownChoice, Busy, JournalError."""
        choice = self._choices.get(token)
        if choice is None:
            raise UnknownChoice
        return await self._begin(choice["title"], choice, key, face, choice["language"])

    def take_up(self, turn: Turn) -> None:
        """Answer a turn that was left open when the server ended."""
        self._answer_to(turn)

    def language_of(self, text: str) -> str:
        """Return the language that is set, else that of `text`; the conversation's own when no script tells."""
        if self._fixed_language:
            return self._fixed_language
        if HAN.search(text):
            return "zh"
        return "en" if LATIN.search(text) else self.language

    async def _begin(
        self, text: str, choice: Message | None, key: str, face: str, language: str
    ) -> tuple[Turn, asyncio.Future[Answer]]:
        # Counted before it is written: what is in the journal is answered, so it cannot be refused any more.
        if key not in self._pending and len(self._pending) + self._being_written > QUEUED_TURNS:
            raise Busy
        self.last_used = time.monotonic()
        self._being_written += 1
        try:
            turn, is_new = await self._hub.journalled(
                "begin",
                key=key,
                session=self.id,
                person=self.person,
                text=text,
                language=language,
                face=face,
                choice={"intent": choice["intent"], "entities": choice["entities"]} if choice else None,
            )
        finally:
            self._being_written -= 1
        if is_new:
            self.language = language
            self.emit({"type": "turn", "turn": key, "text": text, "language": language, "face": face})
            self._heed(turn)
        return turn, self._answer_to(turn)

    def _heed(self, turn: Turn) -> None:
        """Let a turn that says "stop" end the answer before it, which it would otherwise have to wait for."""
        if self._pending:
            heeding = asyncio.create_task(self._halt(turn))
            self._heeding.add(heeding)
            heeding.add_done_callback(self._heeding.discard)

    async def _halt(self, turn: Turn) -> None:
        with contextlib.suppress(BrainError):
            if (turn.choice or {}).get("intent", "stop") == "stop":
                text = "" if turn.choice else turn.text
                halted = await self._hub.brain.call("halt", session=self.id, text=text)
                if halted["halted"]:
                    self.speaking.stop("stop")

    def _answer_to(self, turn: Turn) -> asyncio.Future[Answer]:
        """Return the answer of a turn: that of the first time, if it was sent before."""
        if turn.key in self._pending:
            return self._pending[turn.key]
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        if turn.replies is not None:
            replies, understood = [self.public(reply) for reply in turn.replies], turn.understood or {}
            answer.set_result(Answer(replies=replies, understood=understood, failed=understood.get("failed", "")))
            return answer
        self._pending[turn.key] = answer
        self._waiting.append(turn)
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work())
        return answer

    async def _work(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            self.speaking.stop("new-turn")
            self.state("thinking")
            started = time.perf_counter()
            answer = await self._answered(turn)
            # Queued before anybody can ask for what it writes, and waited for after everybody has the answer.
            finishing = asyncio.ensure_future(self._finish(turn, answer))
            await asyncio.sleep(0)
            answer.replies = [self.public(reply) for reply in answer.replies]
            answer.ms["total"] = round(1000 * (time.perf_counter() - started), 1)
            future = self._pending.pop(turn.key)
            if not future.done():
                future.set_result(answer)
            self.emit({"type": "turn-done", "turn": turn.key, "ms": answer.ms})
            self.state()
            await finishing

    async def _answered(self, turn: Turn) -> Answer:
        """Return the answer of a turn; one that failed has been told to the faces."""
        try:
            return await self._tried(turn)
        except Exception as error:
            code = str(getattr(error, "code", ""))
            if not code:
                log.exception("a turn failed")
            failed = Answer(understood={"failed": code or "internal"}, failed=code or "internal")
            self.emit({"type": "error", **self._hub.error(failed.failed, turn.language)})
            return failed

    async def _tried(self, turn: Turn) -> Answer:
        """Return the brain's answer, asked again when it dies. Raises BrainError, JournalError."""
        for _ in range(TRIES):
            answer = Answer()
            self._keep_in_hand(turn.key, answer.replies)
            try:
                await self._awake(turn)
                async for message in self._hub.brain.turn(await self._request(turn)):
                    await self._take(message, answer, turn)
            except BrainDied:
                self.emit({"type": "notice", "kind": "brain-restarted"})
            except BrainError as error:
                if error.code != UNKNOWN_SESSION:
                    raise
                self._brain_start = -1
            else:
                return answer
        raise BrainDied

    async def _awake(self, turn: Turn) -> None:
        try:
            await self._hub.brain.ready()
        except BrainFails as fails:
            # What was said is kept: it is answered whenever the brain comes up.
            self.emit({"type": "error", **self._hub.error("brain-fails", turn.language), "code": fails.code})
            await self._hub.brain.ready(patiently=True)

    async def _finish(self, turn: Turn, answer: Answer) -> None:
        try:
            await self._hub.journalled("finish", turn, answer.replies, answer.understood, answer.events)
        except Exception as error:
            # The turn stays open in the journal and is answered once more after the next start.
            log.warning("an answer could not be written down: %s", error)

    def _keep_in_hand(self, key: str, replies: list[Message]) -> None:
        self._in_hand[key] = replies
        while len(self._in_hand) > QUEUED_TURNS:
            self._in_hand.popitem(last=False)

    async def _request(self, turn: Turn) -> TurnRequest:
        new_brain = self._brain_start != self._hub.brain.starts
        self._brain_start = self._hub.brain.starts
        return TurnRequest(
            key=turn.key,
            session=self.id,
            person=self.person,
            text=turn.text,
            language=turn.language,
            face=turn.face,
            has_player=any(face.has_player for face in self.faces),
            events=await self._hub.journalled("events", self.id) if new_brain else None,
            choice=turn.choice,
        )

    async def _take(self, message: Message, answer: Answer, turn: Turn) -> None:
        kind = message["type"]
        if kind == "understood":
            answer.understood = message
            self.emit(message)
        elif kind == "reply":
            reply = {name: value for name, value in message.items() if name != "type"}
            answer.replies.append(reply)
            await self._effects(reply)
            self.emit({"type": "reply", **self.public(reply)})
            self._say_aloud(reply)
        elif kind == "reply-delta":
            self.emit(message)
            if self._speaks:
                self.speaking.add(message["reply"], message["text"], message.get("language", turn.language))
        elif kind == "done":
            answer.events = message["events"]
            answer.ms["act"] = message.get("ms", 0.0)
        else:
            self.relay(message)

    def relay(self, message: Message) -> None:
        """Pass on a message of a player."""
        if message["type"] == "player":
            self.player = {name: value for name, value in message.items() if name not in {"type", "session"}}
            self.emit(message)
            return
        for face in [face for face in self.faces if face.has_player][-1:]:
            face.send(self.numbered(message))

    async def _effects(self, reply: Message) -> None:
        for effect in reply.get("effects", ()):
            if effect == "erase-person":
                await self._hub.erase(self.person)
            elif effect.startswith("language-"):
                self.language = effect.removeprefix("language-")
            elif effect == "stop-speech":
                self.speaking.stop("stop")
            elif effect.startswith("voice-rate:"):
                self.speaking.rate = int(effect.removeprefix("voice-rate:")) or None

    @property
    def _speaks(self) -> bool:
        return self.speak and any(face.wants_audio for face in self.faces)

    def _say_aloud(self, reply: Message) -> None:
        if not self._speaks:
            return
        if self.speaking.knows(reply["id"]):
            self.speaking.end(reply["id"])
        elif reply["speech"]:
            self.speaking.add(reply["id"], reply["speech"], reply["language"])
            self.speaking.end(reply["id"])

    # --- choices ---------------------------------------------------------------------------------------------

    def public(self, reply: Message) -> Message:
        """Return `reply` as clients see it: choices are opaque, and what they do stays here."""
        cards = [{**card, "choices": self._opaque(card["choices"], reply)} for card in reply["cards"]]
        hidden = {"effects", "expects"}
        shown = {name: value for name, value in reply.items() if name not in hidden}
        return {**shown, "cards": cards, "choices": self._opaque(reply["choices"], reply)}

    def _opaque(self, choices: list[Message], reply: Message) -> list[Message]:
        return [{"title": choice["title"], "choice": self._token(choice, reply["language"])} for choice in choices]

    def _token(self, choice: Message, language: str) -> str:
        if "choice" in choice:
            return str(choice["choice"])
        for token, known in reversed(self._choices.items()):
            if known == {**choice, "language": language}:
                self._choices.move_to_end(token)
                return token
        token = secrets.token_urlsafe(9)
        self._choices[token] = {**choice, "language": language}
        while len(self._choices) > KEPT_CHOICES:
            self._choices.popitem(last=False)
        return token

    def _titled(self, text: str) -> Message | None:
        """Return the choice on offer whose title `text` is."""
        said = text.strip().casefold()
        offered = list(self._choices.values())[-12:]
        return next((choice for choice in reversed(offered) if choice["title"].casefold() == said), None)
