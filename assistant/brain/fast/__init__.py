"""What makes a turn and a start cheap, without changing what Rasa decides.

Every change to Rasa is in this package, and each is applied only to the version whose source it was written against;
`tests/assistant/brain/test_fast.py` holds each against the unpatched path.
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from types import ModuleType

PATCHED_VERSION = "3.6.21"
_ONLY_TRAINING_NEEDS = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator", "RasaDataGenerator"),
    "rasa.graph_components.validators.default_recipe_validator": ("DefaultV1RecipeValidator",),
}
"""Modules that import TensorFlow, with the names that others import from them."""


def fits() -> bool:
    """Return whether the installed Rasa is the one that the changes were written against."""
    return version("rasa") == PATCHED_VERSION


def leave_out_tensorflow() -> bool:
    """Keep Rasa from importing TensorFlow, which no component of our model uses: 8 s and 350 MB.

    Call it before anything of `rasa.core` or `rasa.nlu` is imported. A process in which it was called can run our model
    but train no neural network. Returns whether it was done.
    """
    if not fits() or any(name in sys.modules for name in _ONLY_TRAINING_NEEDS):
        return False
    for name, classes in _ONLY_TRAINING_NEEDS.items():
        module = ModuleType(name, "A stand-in: only training needs what is here.")
        for each in classes:
            setattr(module, each, type(each, (), {}))
        sys.modules[name] = module
    return True


def apply() -> bool:
    """Make turns cheap; return whether this is the version of Rasa that the changes fit."""
    from rasa.core import processor
    from rasa.core.actions.action import RemoteAction

    from assistant.brain.fast.results import validate_action_result
    from assistant.brain.fast.runner import OrderedRunner

    if not fits():
        return False
    RemoteAction._validate_action_result = validate_action_result
    processor.DaskGraphRunner = OrderedRunner
    return True
