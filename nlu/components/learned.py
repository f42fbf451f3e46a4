"""What the components that learn have in common: where their models are kept, and how they come back."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.training_data import TrainingData


class Learned(GraphComponent):  # type: ignore[misc]
    """A component with a model of its own, None until it was trained or loaded."""

    def __init__(self, storage: ModelStorage, resource: Resource, model: Any = None) -> None:
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    @abstractmethod
    def restored(cls, folder: Path) -> Any:
        """Return the model that training wrote into `folder`."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Learned:
        """Return one that has learned nothing yet."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> Learned:
        """Return a trained one."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, cls.restored(folder))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples as they are: what was learned from them says nothing about them."""
        return training_data
