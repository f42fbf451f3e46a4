"""The entities of a sentence, from a conditional random field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.learned import Learned
from nlu.gazetteer import Gazetteer
from nlu.progress import report
from nlu.sentence import Sentence, read
from nlu.tagger import Tagger, labels_of, train_tagger

FILE = "entities.crfsuite"
OUTSIDE = "out_of_scope"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class CrfEntityExtractor(Learned, EntityExtractorMixin):  # type: ignore[misc]
    """Finds what a sentence names: titles, artists, genres, moods and all else that was annotated.

    The values of entities are the person's own words; names that become known while Encore runs (`know`) count as
    much as those of the catalogue.
    """

    def __init__(self, storage: ModelStorage, resource: Resource, model: Tagger | None = None) -> None:
        super().__init__(storage, resource, model)
        self._catalogue = Gazetteer.load()
        self.names = self._catalogue

    def know(self, names: Mapping[str, Iterable[str]]) -> None:
        """Know `names`, by kind of entity, beside those of the catalogue, in place of any that were known so before."""
        self.names = self._catalogue.beside(names)

    @classmethod
    def restored(cls, folder: Path) -> Tagger:
        """Return the model that training wrote into `folder`."""
        return Tagger(folder / FILE)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the annotated examples; sentences that are not for Encore name nothing of its."""
        examples = [e for e in training_data.nlu_examples if e.get(TEXT) and e.get(INTENT) != OUTSIDE]
        sentences = [read(example.get(TEXT)) for example in examples]
        features = (
            sentence.unit_features(self.names, example.get(INTENT) or "")
            for sentence, example in zip(sentences, examples, strict=True)
        )
        labels = (
            labels_of(sentence, example.get(ENTITIES) or ())
            for sentence, example in zip(sentences, examples, strict=True)
        )
        with self._storage.write_to(self._resource) as folder:
            train_tagger(features, labels, folder / FILE, lambda done: report("entities", done))
            self._model = Tagger(folder / FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add each message's entities."""
        for message in messages:
            found = self.extract(read(message.get(TEXT) or ""), (message.get(INTENT) or {}).get("name") or "")
            message.set(ENTITIES, [*(message.get(ENTITIES) or []), *found], add_to_output=True)
        return messages

    def extract(self, sentence: Sentence, intent: str) -> list[dict[str, Any]]:
        """Return the entities of a sentence meant as `intent`."""
        if intent == OUTSIDE or not sentence.units:
            return []
        assert self._model is not None, "train or load comes first"  # noqa: S101
        return [
            self._entity(sentence, tagged.kind, sentence.span(tagged.first, tagged.after), tagged.confidence)
            for tagged in self._model.tag(sentence.unit_features(self.names, intent))
        ]

    def _entity(self, sentence: Sentence, kind: str, span: tuple[int, int], confidence: float) -> dict[str, Any]:
        start, end = span
        return {
            "entity": kind,
            "value": sentence.normal.original[start:end],
            "start": start,
            "end": end,
            "confidence_entity": confidence,
            "extractor": type(self).__name__,
        }
