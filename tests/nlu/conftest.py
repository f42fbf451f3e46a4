from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import pytest

from nlu.train import MODEL

Understand = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="session")
def agent() -> Any:
    """The shipped model."""
    return loaded_agent()


@pytest.fixture(scope="session")
def understand(agent: Any) -> Understand:
    """Return what the shipped model understands of a text."""
    return lambda text: parsed(agent, text)


def loaded_agent() -> Any:
    """Load the shipped model as Rasa loads it."""
    import sanic.app  # noqa: F401 - it sets filters for warnings, which pytest has to win against
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
    return Agent.load(str(MODEL))


def parsed(agent: Any, text: str) -> dict[str, Any]:
    """Return Rasa's parse of `text`."""
    from rasa.core.channels.channel import UserMessage

    result: dict[str, Any] = asyncio.run(agent.processor.parse_message(UserMessage(text)))
    return result
