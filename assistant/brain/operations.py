"""What the edge can ask of the brain, one method an operation."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from actions.catalogue.items import KINDS, Kind
from actions.handlers.base import in_words, language_of, live_sink, turn_stops
from actions.handlers.games import answers_open_question
from actions.handlers.recommend import rejected, taste_of
from actions.playback import PlayerState, state_message
from actions.recommend import Wish, parse_wish
from actions.services import Services
from assistant.brain.client import UNKNOWN_SESSION
from assistant.brain.dialogue import Dialogue
from assistant.brain.requests import BadRequest, brief_from, wish_from

Message = dict[str, Any]
Emit = Callable[[Message], None]
MAX_SUGGESTIONS = 50


class UnknownSession(Exception):
    """The session's dialogue state is not in memory; ask again with its events."""

    code = UNKNOWN_SESSION


class Operations:
    """The operations of one loaded brain."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._dialogue: Dialogue | None = None
        self._broadcast: Emit = lambda message: None
        self._stops: dict[str, asyncio.Event] = {}
        self._named_by: object = None
        """The library's index whose names the dialogue knows."""
        self._learning: asyncio.Task[None] | None = None
        self._operations: dict[str, Callable[..., Any]] = {
            "understand": self.understand,
            "halt": self.halt,
            "recommend": self.recommend,
            "catalogue": self.catalogue,
            "feedback": self.feedback,
            "people-export": self.people_export,
            "people-erase": self.people_erase,
            "player": self.player,
            "player-command": self.player_command,
            "player-event": self.player_event,
            "library": self.library,
            "library-scan": self.library_scan,
            "media": self.media,
        }

    async def open(self, dialogue: Dialogue, broadcast: Emit) -> None:
        """Start to work with `dialogue`; `broadcast` takes what belongs to no request."""
        self._dialogue = dialogue
        self._broadcast = broadcast
        await self._services.playback.open(on_change=self._player_changed, send_to_browser=self._to_browser)

    async def close(self) -> None:
        """Leave the players as they are when the brain is merely restarted; close the stores."""
        await self._services.playback.close()
        self._services.people.close()

    async def run(self, op: str, arguments: Message, emit: Emit) -> None:
        """Run one operation; its answer, or the parts of it, go to `emit`."""
        if op == "turn":
            await self.turn(arguments, emit)
        elif op == "write":
            await self.write(arguments, emit)
            emit({"type": "result", "value": None})
        elif op in self._operations:
            emit({"type": "result", "value": await self._operations[op](**arguments)})
        else:
            raise BadRequest(f"There is no operation {op!r}.")

    async def turn(self, request: Message, emit: Emit) -> None:
        """Run one turn of a conversation. Raises UnknownSession."""
        dialogue, session = self.dialogue, request["session"]
        self._learn_library()
        if not dialogue.knows(session):
            if request["events"] is None:
                raise UnknownSession
            dialogue.restore(session, request["events"])
        metadata = {name: request[name] for name in ("key", "person", "language", "face", "has_player", "text")}
        choice = request["choice"] or self._guess(session, request["text"])
        live_sink.set(emit)
        stops = self._stops[session] = asyncio.Event()
        turn_stops.set(stops)
        started = time.perf_counter()
        try:
            events = await dialogue.turn(session, request["text"], metadata, emit, choice)
        finally:
            if self._stops.get(session) is stops:
                del self._stops[session]
        emit({"type": "done", "events": events, "ms": round(1000 * (time.perf_counter() - started), 1)})

    async def halt(self, session: str, text: str = "") -> Message:
        """End the answer that the session's turn is making, if `text` says so; without a text, in any case."""
        wanted = not text or (await self.dialogue.parse(text))["intent"]["name"] == "stop"
        stops = self._stops.get(session)
        if wanted and stops is not None:
            stops.set()
        return {"halted": wanted and stops is not None}

    def _guess(self, session: str, text: str) -> Message | None:
        """Return the choice that `text` is when it names an answer to the open question."""
        game = self.dialogue.slot(session, "game")
        if answers_open_question(self._services, game, text):
            return {"intent": "answer", "entities": {"option": text}}
        return None

    def _learn_library(self) -> None:
        """Begin to learn the names of the person's music if a scan has changed them; no turn waits for that."""
        if self._services.playback.library.index is not self._named_by:
            self._learning = asyncio.create_task(self._know_library())

    async def _know_library(self) -> None:
        """Let the dialogue know the names of the person's music, anew after every scan."""
        index = self._services.playback.library.index
        if index is not self._named_by:
            self._named_by = index
            names = {field: {getattr(track, field) for track in index.tracks} for field in ("title", "artist", "album")}
            await asyncio.to_thread(self.dialogue.know_names, names)

    @property
    def dialogue(self) -> Dialogue:
        """The loaded dialogue."""
        assert self._dialogue is not None, "open() comes first"  # noqa: S101
        return self._dialogue

    async def write(self, request: Message, emit: Emit) -> None:
        """Write a piece, emitting each sentence as it is made and then the piece."""
        draft = self._services.writers.begin(brief_from(request))
        async for sentence in draft:
            emit({"type": "sentence", "text": sentence})
        piece = asdict(draft.piece)
        emit({"type": "piece", "piece": piece})

    async def understand(self, text: str, language: str = "") -> Message:
        """Return what `text` means."""
        self._learn_library()
        return {"language": language or language_of(text), **await self.dialogue.parse(text)}

    async def recommend(
        self,
        text: str = "",
        wish: Message | None = None,
        person: str = "",
        n: int = 5,
        language: str = "",
        kind: str = "",
    ) -> Message:
        """Return `n` suggestions for a wish in words or in fields."""
        language = language or language_of(text)
        parsed = wish_from(wish) if wish else await self._wish_in(text, language, kind)
        opinions = self._services.people.opinions(person) if person else []
        excluded = frozenset(rejected(opinions, self._services.catalogue))
        suggestions = self._services.recommender.suggest(
            parsed, taste_of(opinions), exclude=excluded, n=max(1, min(n, MAX_SUGGESTIONS))
        )
        return {"suggestions": [asdict(suggestion) for suggestion in suggestions], "language": language}

    async def _wish_in(self, text: str, language: str, kind: str) -> Wish:
        parse = await self.dialogue.parse(text)
        said = parse["intent"]["name"].removeprefix("recommend_").replace("music", "album")
        if kind and kind not in KINDS:
            raise BadRequest(f"There is no kind {kind!r}; there are {', '.join(KINDS)}.")
        wanted: Kind = next((known for known in KINDS if known == (kind or said)), "film")
        entities = [in_words(entity, {"text": text}) for entity in parse["entities"]]
        return parse_wish(text, entities, language, self._services.catalogue, wanted)

    async def catalogue(self, query: str = "", kind: str = "", limit: int = 20) -> Message:
        """Return items by name or, without one, all of a kind."""
        kinds = (kind,) if kind else None
        if query:
            matches = self._services.catalogue.find(query, kinds=kinds, limit=limit)
            return {"items": [{"item": asdict(match.item), "score": match.score} for match in matches]}
        items = self._services.catalogue.items(kind or None)[:limit]
        return {"items": [{"item": asdict(item), "score": 1.0} for item in items]}

    async def feedback(self, person: str, item: str, value: str, key: str, rating: float | None = None) -> Message:
        """Record what a person thinks of an item."""
        known = self._services.catalogue.get(item)
        if rating is not None and value not in {"undo", "seen"}:
            value = "like" if rating >= 3.5 else "dislike"
        self._services.people.record(person, known.id, value, key)
        return {"item": known.id, "value": value}

    async def people_export(self, person: str) -> Message:
        """Return everything kept about a person."""
        exported: Message = self._services.people.export(person)
        return exported

    async def people_erase(self, person: str, sessions: list[str] | None = None) -> Message:
        """Erase everything kept about a person, and the dialogue state of their sessions."""
        for session in sessions or ():
            self.dialogue.forget(session)
        self._services.people.erase(person)
        return {"erased": person}

    async def player(self, session: str = "") -> Message:
        """Return what the session's player reports."""
        return state_message(await self._services.playback.state(session))

    async def player_command(self, session: str, command: str, **arguments: Any) -> Message:
        """Do what a touched control says, and return what the player reports then."""
        return state_message(await self._services.playback.command(session, command, **arguments))

    async def player_event(self, session: str, **event: Any) -> Message:
        """Take the truth about itself from a player in a client."""
        self._services.playback.report(session, event)
        return {}

    async def library(self) -> Message:
        """Return the library's folders and counts."""
        return await self._services.playback.library_status()

    async def library_scan(self, folders: list[str] | None = None) -> Message:
        """Scan the library's folders, `folders` from now on if given, and return the counts."""
        counts = await self._services.playback.scan(folders)
        await self._know_library()
        return counts

    async def media(self, token: str) -> Message:
        """Return the path of something a browser may play."""
        return {"path": str(self._services.playback.media_path(token))}

    def _player_changed(self, session: str, state: PlayerState) -> None:
        self._broadcast({"type": "player", "session": session, **state_message(state)})

    def _to_browser(self, session: str, command: Message) -> None:
        self._broadcast({"type": "player-command", "session": session, **command})
