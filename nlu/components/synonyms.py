"""One name for genres and moods that have several."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.extractors.entity_synonyms import EntitySynonymMapper


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class GenreSynonymMapper(EntitySynonymMapper):  # type: ignore[misc]
    """Rasa's mapper, kept to genres and moods: a film that is called "Noir" is not called "film noir".

    Rasa's own takes every annotated example for a synonym of itself, and so gives everybody's "dark" the capital letter
    that one title has.
    """

    def replace_synonyms(self, entities: list[dict[str, Any]]) -> None:
        """Replace the values of the genres and moods among `entities` that have another name."""
        super().replace_synonyms([entity for entity in entities if entity["entity"] in {"genre", "mood"}])

    def _add_entities_if_synonyms(self, entity: str, synonym: str | None) -> None:
        if synonym is not None and entity.casefold() != synonym.casefold():
            super()._add_entities_if_synonyms(entity, synonym)
