"""Numbers, durations, times and years as typed values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.normal import normalise
from nlu.sentence import Sentence, read
from nlu.values import TYPED, value_of

OBVIOUS = frozenset({"duration", "percentage", "era"})
"""Quantities that are nothing else, wherever they stand; "one", "last" and "today" are often mere words."""
UNSURE = 0.6
"""A learned entity of less confidence gives way to a value that is certain."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TypedValueExtractor(GraphComponent, EntityExtractorMixin):  # type: ignore[misc]
    """Gives entities that are quantities their values, and adds those that were not seen before.

    The value of such an entity is a number or a dict, as `nlu.values.Value` says; the words are `text[start:end]`.
    A quantity inside a name ("Nineteen Eighty-Four", 十年) stays a part of the name.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TypedValueExtractor:
        """Return one; there is nothing to learn."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Type and add to each message's entities."""
        for message in messages:
            if (message.get(INTENT) or {}).get("name") != "out_of_scope":
                entities = with_values(read(message.get(TEXT) or ""), message.get(ENTITIES) or [])
                message.set(ENTITIES, entities, add_to_output=True)
        return messages


def with_values(sentence: Sentence, entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return `entities` with typed values, and the values that speak for themselves and none of them has, in order."""
    read_off = list(_read_off(sentence))
    typed = [_typed(entity, read_off) for entity in entities]
    obvious = [value for value in read_off if value["entity"] in OBVIOUS and not _is_taken(value, typed)]
    kept = [entity for entity in typed if not (_gives_way(entity) and any(_overlap(entity, one) for one in obvious))]
    return sorted((*kept, *obvious), key=lambda entity: entity["start"])


def _read_off(sentence: Sentence) -> Iterator[dict[str, Any]]:
    for value in sentence.values:
        start, end = sentence.normal.span(value.start, value.end)
        found = {"entity": value.kind, "value": value.value, "start": start, "end": end}
        yield {**found, "confidence_entity": 1.0, "extractor": TypedValueExtractor.__name__}


def _typed(entity: dict[str, Any], read_off: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a learned quantity as what was read off there if that is of its kind, else with its words' value."""
    if entity["entity"] not in TYPED:
        return entity
    same = next((one for one in read_off if one["entity"] == entity["entity"] and _overlap(one, entity)), None)
    if same is not None:
        return same
    value = value_of(entity["entity"], normalise(entity["value"]).text)
    return entity if value is None else {**entity, "value": value}


def _is_taken(value: dict[str, Any], entities: list[dict[str, Any]]) -> bool:
    return value in entities or any(_overlap(value, entity) and not _gives_way(entity) for entity in entities)


def _gives_way(entity: dict[str, Any]) -> bool:
    return entity["entity"] in TYPED - OBVIOUS or entity.get("confidence_entity", 1.0) < UNSURE


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(one["start"] < other["end"] and other["start"] < one["end"])
