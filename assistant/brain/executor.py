"""Runs our handlers inside the brain's process, where Rasa would make an HTTP request."""

from __future__ import annotations

import json
from typing import Any

from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor


class InProcessActions(EndpointConfig):  # type: ignore[misc]
    """Rasa's `action_endpoint` without a network: requests run in this process."""

    def __init__(self, package: str = "actions.handlers") -> None:
        super().__init__(url="in-process:")
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    @property
    def names(self) -> list[str]:
        """Names of all actions that can be run."""
        return sorted(self._executor.actions)

    async def request(self, *_: Any, **kwargs: Any) -> dict[str, Any] | None:
        """Run the action that `kwargs["json"]` names and return its events and responses."""
        # Through JSON, as over the network: what a handler remembers must not depend on where it runs.
        result: dict[str, Any] | None = json.loads(json.dumps(await self._executor.run(kwargs["json"])))
        return result
