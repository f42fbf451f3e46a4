"""Rasa's agent as the brain uses it: parse words, run one turn, give and take a session's events."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.processor import PLACEHOLDER_TRACKER
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.brain import fast
from assistant.brain.executor import InProcessActions
from assistant.brain.trackers import LiveTrackers
from nlu.components.entities import CrfEntityExtractor

Emit = Callable[[dict[str, Any]], None]
KEPT_RANKING = 5
OUT_OF_SCOPE = "out_of_scope"
_COMMAND_SIGNS = re.compile(r"\A[\s/]+")


class ReplyChannel(OutputChannel):  # type: ignore[misc]
    """Hands every reply of a turn to `emit` the moment Rasa utters it."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit

    @classmethod
    def name(cls) -> str:
        """Return the channel's name in Rasa's records."""
        return "encore"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:  # noqa: ARG002
        """Emit the Reply that a handler attached to its message."""
        reply = message.get("custom")
        if reply:
            self._emit({"type": "reply", **reply})


class Dialogue:
    """One loaded model and the conversations held with it."""

    def __init__(self, model: Path) -> None:
        """Load `model`; takes seconds. Raises `rasa.exceptions.ModelNotFound`."""
        fast.apply()
        self._trackers = LiveTrackers()
        self._agent = Agent.load(
            model_path=str(model), tracker_store=self._trackers, action_endpoint=InProcessActions()
        )
        self._trackers.domain = self._agent.domain
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def warm_up(self) -> None:
        """Run every part of the model once: dictionaries and vectors are read at their first use."""
        processor = self._agent.processor
        await processor.parse_message(UserMessage("你好"))
        parse = await processor.parse_message(UserMessage("hello"))
        tracker = DialogueStateTracker("warm-up", self._agent.domain.slots)
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        tracker.update(UserUttered("hello", parse["intent"], parse["entities"]))
        inputs, target = {PLACEHOLDER_TRACKER: tracker}, processor.model_metadata.core_target
        # The patched way would leave out the policies that a rule outvotes.
        await asyncio.to_thread(DaskGraphRunner.run, processor.graph_runner, inputs, [target])

    def know_names(self, names: Mapping[str, Iterable[str]]) -> None:
        """Know `names`, by kind of entity, beside those of the catalogue, in place of any that were known so before."""
        for node in self._agent.processor.graph_runner._instantiated_nodes.values():
            if isinstance(node._component, CrfEntityExtractor):
                node._component.know(names)

    def knows(self, session: str) -> bool:
        """Return whether the session's dialogue state is in memory."""
        return self._trackers.knows(session)

    def restore(self, session: str, events: list[dict[str, Any]]) -> None:
        """Rebuild the session's dialogue state from journalled events; without any, it starts afresh."""
        if events:
            self._trackers.restore(session, events)

    def forget(self, session: str) -> None:
        """Drop the session's dialogue state."""
        self._trackers.forget(session)

    def slot(self, session: str, name: str) -> Any:
        """Return what the session remembers under `name`, or None."""
        return self._trackers.slot(session, name)

    async def parse(self, text: str) -> dict[str, Any]:
        """Return intent, entities and ranking of `text`, as `/v1/understand` answers them."""
        return understood(await self._parsed(text, UserMessage(as_words(text))))

    async def _parsed(self, text: str, message: UserMessage) -> dict[str, Any]:
        if not any(character.isalnum() for character in text):
            # The classifier would find the likeliest intent of 🎵 all the same.
            nothing = {"name": DEFAULT_NLU_FALLBACK_INTENT_NAME, "confidence": 0.0}
            return {"text": text, "intent": nothing, "entities": [], "intent_ranking": [nothing]}
        parse: dict[str, Any] = await self._agent.processor.parse_message(message)
        return parse

    async def turn(
        self, session: str, text: str, metadata: dict[str, Any], emit: Emit, choice: dict[str, Any] | None
    ) -> list[dict[str, Any]]:
        """Run one turn; replies go to `emit` as they come.

        Returns:
            The dialogue events of the turn, for the journal.
        """
        async with self._locks.setdefault(session, asyncio.Lock()):
            processor = self._agent.processor
            message = UserMessage(as_words(text), ReplyChannel(emit), session, metadata=metadata)
            parse = chosen(text, choice) if choice else await self._parsed(text, message)
            emit({"type": "understood", **understood(parse)})
            message.parse_data = parse
            last = self._trackers.last_event(session)
            await processor.handle_message(message)
            return [compact(event) for event in self._trackers.events_after(session, last)]


def as_words(text: str) -> str:
    """Return `text` so that Rasa reads it as words, never as a command."""
    return _COMMAND_SIGNS.sub("", text) or " "


def chosen(text: str, choice: dict[str, Any]) -> dict[str, Any]:
    """Return the parse of a pressed choice: certain, because nobody had to guess."""
    intent = {"name": choice["intent"], "confidence": 1.0}
    entities = [
        {"entity": name, "value": value, "start": 0, "end": len(text), "confidence_entity": 1.0}
        for name, value in choice.get("entities", {}).items()
    ]
    return {"text": text, "intent": intent, "entities": entities, "intent_ranking": [intent]}


def understood(parse: dict[str, Any]) -> dict[str, Any]:
    """Return Rasa's parse in the shape of `/v1/understand`, without its internals.

    The ranking holds `out_of_scope` whatever its place: callers decide by it whether a text is meant for Encore.
    """
    ranking = parse.get("intent_ranking", [])
    kept = ranking[:KEPT_RANKING] + [intent for intent in ranking[KEPT_RANKING:] if intent["name"] == OUT_OF_SCOPE]
    return {
        "intent": {"name": parse["intent"]["name"], "confidence": round(parse["intent"]["confidence"], 6)},
        "entities": [
            {
                "entity": entity["entity"],
                "value": entity["value"],
                "start": entity["start"],
                "end": entity["end"],
                "confidence": round(entity.get("confidence_entity", 1.0), 4),
            }
            for entity in parse["entities"]
        ],
        "ranking": [{"name": intent["name"], "confidence": round(intent["confidence"], 6)} for intent in kept],
    }


def compact(event: Event) -> dict[str, Any]:
    """Return `event` as JSON types, without what can be had again by parsing."""
    record: dict[str, Any] = event.as_dict()
    parse = record.get("parse_data")
    if parse:
        record["parse_data"] = {key: parse[key] for key in ("text", "intent", "entities") if key in parse}
    return record
