"""DIET, compact."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.diet_classifier import DIET, DIETClassifier
from rasa.utils.tensorflow.models import RasaModel

from nlu.components.compact import Compact


class CompactDIET(Compact, DIET):  # type: ignore[misc]
    """Intents and entities from one transformer."""


@DefaultV1Recipe.register(
    [
        DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER,
        DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR,
    ],
    is_trainable=True,
)
class CompactDIETClassifier(DIETClassifier):  # type: ignore[misc]
    """Rasa's DIETClassifier with the network above."""

    @staticmethod
    def model_class() -> type[RasaModel]:
        """Return the network to train and load."""
        return CompactDIET
