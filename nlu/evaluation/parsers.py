"""Who is asked: the shipped model, or one trained on other utterances."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from nlu.checks import Utterance
from nlu.train import MODEL, Progress, train_into

Parser = Callable[[str], dict[str, Any]]


def shipped(model: Path = MODEL) -> Parser:
    """Return what parses a text with `model`; loading takes seconds."""
    import sanic.app  # noqa: F401 - it sets its own filter for warnings, so it has to be imported first
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
    agent = Agent.load(str(model))

    def parse(text: str) -> dict[str, Any]:
        result: dict[str, Any] = asyncio.run(agent.processor.parse_message(UserMessage(text)))
        return result

    return parse


def trained_on(learned: Iterable[Utterance], progress: Progress = lambda done: None) -> Parser:
    """Return what parses a text with a model of the same configuration, trained on `learned` alone; takes minutes."""
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        data.mkdir()
        (data / "learned.yml").write_text(as_yaml(learned), "utf-8")
        return shipped(train_into(Path(name), progress, data))


def as_yaml(those: Iterable[Utterance]) -> str:
    """Return utterances in Rasa's format of training data."""
    grouped: dict[str, list[str]] = defaultdict(list)
    for utterance in those:
        grouped[utterance.intent].append(utterance.text)
    intents = (
        f"  - intent: {intent}\n    examples: |\n" + "".join(f"      - {text}\n" for text in texts)
        for intent, texts in grouped.items()
    )
    return 'version: "3.1"\n\nnlu:\n' + "".join(intents)
