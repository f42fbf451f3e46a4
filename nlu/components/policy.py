"""TED, compact."""

from __future__ import annotations

from rasa.core.policies.ted_policy import TED, TEDPolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from nlu.components.compact import Compact


class CompactTED(Compact, TED):  # type: ignore[misc]
    """The next action from the conversation so far."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class CompactTEDPolicy(TEDPolicy):  # type: ignore[misc]
    """Rasa's TEDPolicy with the network above."""

    @staticmethod
    def model_class() -> type[TED]:
        """Return the network to train and load."""
        return CompactTED
