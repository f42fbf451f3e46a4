"""The intent of a sentence."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.blend import BlendedModel, train_blended
from nlu.components.learned import Learned
from nlu.progress import report
from nlu.sentence import read

RANKED = 10
OUTSIDE = "out_of_scope"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class BlendedIntentClassifier(Learned, IntentClassifier):  # type: ignore[misc]
    """Ranks the intents with calibrated probabilities.

    Learns the parts of an intent ("out_of_scope/weather") as classes of their own and adds up their probabilities.
    The ranking always holds `out_of_scope`: one minus its confidence says how surely a sentence is meant for Encore.
    """

    @classmethod
    def restored(cls, folder: Path) -> BlendedModel:
        """Return the model that training wrote into `folder`."""
        return BlendedModel.load(folder)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples that have an intent."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        labels = [example.get(INTENT_RESPONSE_KEY) or example.get(INTENT) for example in examples]
        self._model = train_blended(
            [read(example.get(TEXT)) for example in examples],
            labels,
            lambda done: report("intents", done),
        )
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set each message's intent and ranking."""
        for message in messages:
            ranking = self.ranking(message.get(TEXT) or "")
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def ranking(self, text: str) -> list[dict[str, Any]]:
        """Return the likeliest intents of `text`, each with its confidence and likeliest part, likeliest first."""
        assert self._model is not None, "train or load comes first"  # noqa: S101
        confidences: dict[str, float] = defaultdict(float)
        parts: dict[str, tuple[float, str]] = {}
        probabilities = self._model.probabilities(read(text)).tolist()
        for whole, probability in zip(self._model.classes, probabilities, strict=True):
            name, _, part = whole.partition("/")
            confidences[name] += probability
            parts[name] = max(parts.get(name, (0.0, "")), (probability, part))
        ranked = sorted(confidences, key=lambda name: -confidences[name])
        kept = ranked[:RANKED] + [name for name in ranked[RANKED:] if name == OUTSIDE]
        return [{"name": name, "confidence": confidences[name], "part": parts[name][1]} for name in kept]
