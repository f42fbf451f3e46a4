"""What every handler stands on: a turn with its words and slots, and one way to answer it."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import logging
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.handlers.phrasebook import Phrasebook
from actions.people import PeopleError
from actions.reply import Card, Choice, Reply
from actions.services import Services, ServicesConfig, build

log = logging.getLogger(__name__)

Sink = Callable[[dict[str, Any]], None]
live_sink: ContextVar[Sink | None] = ContextVar("live_sink", default=None)
"""Where parts of a reply go while the rest is still being made; None collects the whole."""

turn_stops: ContextVar[asyncio.Event | None] = ContextVar("turn_stops", default=None)
"""Set when the person wants no more of the answer that is being made; None where nobody can say so."""

READINGS_KEPT = 4
_OF_ENTITY = ("entity", "value", "typed")

_services: list[Services] = []


def use_services(services: Services) -> None:
    """Let all handlers of this process use `services`."""
    _services[:] = [services]


def current_services() -> Services:
    """Return the services in use; a separate action server builds them from its environment."""
    if not _services:
        _services.append(build(ServicesConfig.from_environment()))
    return _services[0]


class Turn:
    """One turn as a handler sees it: what was said, by whom, and what is remembered."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> None:
        message = tracker.latest_message or {}
        metadata = message.get("metadata") or {}
        self.services = services
        self.text: str = metadata.get("text") or message.get("text") or ""
        self.intent: str = (message.get("intent") or {}).get("name") or ""
        self.part: str = (message.get("intent") or {}).get("part") or ""
        """Which part of the intent it is: of `out_of_scope` its topic, such as "weather"."""
        self.entities: list[dict[str, Any]] = [in_words(entity, message) for entity in message.get("entities") or []]
        self.readings: list[str] = [reading["name"] for reading in message.get("intent_ranking") or []]
        """What the words may mean: the likeliest intents, best first."""
        self.session: str = tracker.sender_id
        self.person: str = metadata.get("person") or tracker.sender_id
        self.key: str = metadata.get("key") or str(message.get("message_id") or len(tracker.events))
        self.language: str = metadata.get("language") or language_of(self.text)
        self.has_player: bool = bool(metadata.get("has_player"))
        self.events: list[dict[str, Any]] = []
        self._slots: dict[str, Any] = dict(tracker.slots)
        self._dispatcher = dispatcher
        self._phrases = Phrasebook.load()
        self._replies = 0

    def entity(self, name: str) -> str:
        """Return the first value of the entity `name`, or an empty string."""
        return next((str(entity["value"]) for entity in self.entities if entity["entity"] == name), "")

    def typed(self, name: str) -> Any:
        """Return the value of the first quantity `name` (number, ordinal, percentage, duration, time, era), or None.

        It is what `nlu.values.Value` says: a number, or a dict for a time and an era.
        """
        return next(
            (entity["typed"] for entity in self.entities if entity["entity"] == name and "typed" in entity), None
        )

    def remembered(self, slot: str) -> Any:
        """Return what was remembered under `slot`, or None."""
        return self._slots.get(slot)

    def remember(self, slot: str, value: Any) -> None:
        """Remember `value` (JSON types; None forgets) for later turns of this session."""
        self._slots[slot] = value
        self.events.append(SlotSet(slot, value))

    def heard(self, kind: str) -> set[str]:
        """Return the ids of the pieces of `kind` that the person heard; none while the store cannot say."""
        try:
            return self.services.people.heard(self.person, kind)
        except PeopleError as error:
            log.warning("what %s were heard is not known: %s", kind, error)
            return set()

    def note_heard(self, kind: str, piece: str) -> None:
        """Remember that the person heard `piece`; the turn goes on where that cannot be kept."""
        try:
            self.services.people.note_heard(self.person, kind, [piece])
        except PeopleError as error:
            log.warning("that a %s was heard is not noted: %s", kind, error)

    def phrase(self, key: str, **fields: object) -> str:
        """Return a wording of `key` in the turn's language."""
        return self._phrases.say(key, self.language, self.key, **fields)

    def next_reply_id(self) -> str:
        """Return the id of the next reply: the same when the turn is done again."""
        self._replies += 1
        return f"{self.key}.{self.intent}.{self._replies}"

    def say(self, key: str, *, fields: dict[str, object] | None = None, **parts: Any) -> None:
        """Answer with the phrase `key`; `parts` are further fields of Reply."""
        self.answer(self.phrase(key, **(fields or {})), **parts)

    def answer(
        self,
        text: str,
        *,
        speech: str | None = None,
        cards: Iterable[Card] = (),
        choices: Iterable[Choice] = (),
        reply_id: str = "",
        **parts: Any,
    ) -> None:
        """Answer with `text`; spoken as it is unless `speech` says otherwise."""
        reply = Reply(
            id=reply_id or self.next_reply_id(),
            text=text,
            speech=text if speech is None else speech,
            language=self.language,
            cards=tuple(cards),
            choices=tuple(choices),
            **parts,
        )
        offered = [asdict(choice) for choice in reply.choices]
        said = {"text": reply.text, "speech": reply.speech, "choices": offered, "expects": reply.expects}
        self.remember("last_reply", said)
        self._dispatcher.utter_message(
            text=text,
            buttons=[{"title": choice.title, "payload": choice.title} for choice in reply.choices],
            json_message=reply.as_dict(),
        )

    def stream(self, reply_id: str, text: str) -> None:
        """Send a further part of the reply `reply_id` at once, where somebody listens."""
        sink = live_sink.get()
        if sink is not None:
            sink({"type": "reply-delta", "reply": reply_id, "text": text, "language": self.language})

    @property
    def stops(self) -> asyncio.Event:
        """Set when the person wants no more of this answer."""
        return turn_stops.get() or asyncio.Event()

    def choice(self, key: str, intent: str, **entities: str) -> Choice:
        """Return a button titled with the phrase `key`."""
        return Choice(title=self.phrase(key), intent=intent, entities=entities)


def note_asked(turn: Turn) -> None:
    """Remember what the turn asked, for "no, I meant …" and "that's not what I meant"."""
    entities = [{name: entity[name] for name in _OF_ENTITY if name in entity} for entity in turn.entities]
    others = [name for name in turn.readings if name != turn.intent][:READINGS_KEPT]
    turn.remember("asked", {"intent": turn.intent, "entities": entities, "text": turn.text, "others": others})


def may_remember(turn: Turn) -> bool:
    """Return whether what the person likes and listens to may be noted and used."""
    return turn.services.people.person(turn.person).personalised


def is_for_child(turn: Turn) -> bool:
    """Return whether the person gets only what is fit for children; not, while the store cannot say."""
    try:
        return turn.services.people.person(turn.person).child
    except PeopleError as error:
        log.warning("whether a child listens is not known: %s", error)
        return False


def in_words(entity: dict[str, Any], message: dict[str, Any]) -> dict[str, Any]:
    """Return `entity` with the person's words as its value; what a quantity is worth is its "typed"."""
    value = entity["value"]
    if isinstance(value, str):
        return entity
    said = (message.get("text") or "")[entity.get("start", 0) : entity.get("end", 0)]
    return {**entity, "value": said or str(value), "typed": value}


class Handler(Action, ABC):  # type: ignore[misc]
    """Answers one intent: read slots, call a service, say something."""

    keeps_question: ClassVar[bool] = False
    """Whether a yes-or-no question that was open before the turn stays open after it."""
    about_last: ClassVar[bool] = False
    """Whether it speaks of the turn before, which then stays what "no, I meant …" corrects."""
    understands: ClassVar[bool] = True
    """Whether a turn that comes to it was understood."""

    @property
    @abstractmethod
    def intent(self) -> str:
        """The intent it answers. A class without one is a pattern for others, and Rasa leaves it alone."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return f"action_{self.intent}"

    async def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],  # noqa: ARG002 - Rasa passes it
    ) -> list[dict[str, Any]]:
        """Answer the turn; a failure becomes a sentence, never silence."""
        turn = Turn(dispatcher, tracker, current_services())
        open_question = turn.remembered("pending")
        try:
            await self.handle(turn)
        except Exception as error:
            if not getattr(error, "code", ""):
                log.exception("%s failed", self.name())
            turn.say("sorry.broken")
        # A "yes" long after the question was asked answers something else.
        if open_question and not self.keeps_question and turn.remembered("pending") is open_question:
            turn.remember("pending", None)
        if not self.about_last:
            note_asked(turn)
        if self.understands and turn.remembered("misunderstood"):
            turn.remember("misunderstood", None)
        return turn.events

    @abstractmethod
    async def handle(self, turn: Turn) -> None:
        """Answer `turn`."""

    async def another(self, turn: Turn) -> None:
        """Give one more of what this handler gave last; asked for when the slot `thread` holds its intent."""
        await self.handle(turn)


def handler_for(intent: str) -> Handler | None:
    """Return the handler that answers `intent`, in whatever module of this package it is; None if there is none."""
    _import_all()
    handlers = (handler() for handler in _concrete(Handler))
    return next((handler for handler in handlers if handler.intent == intent), None)


@lru_cache(maxsize=1)
def _import_all() -> None:
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        importlib.import_module(f"{__package__}.{module.name}")


def _concrete(handler: type) -> Iterator[type[Handler]]:
    narrower: type[Handler]
    for narrower in handler.__subclasses__():
        if not inspect.isabstract(narrower):
            yield narrower
        yield from _concrete(narrower)


def language_of(text: str) -> str:
    """Return "zh" for text with Han characters, else "en"."""
    return "zh" if any("㐀" <= character <= "鿿" for character in text) else "en"
