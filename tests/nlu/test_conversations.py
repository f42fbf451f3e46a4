from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from nlu.checks import ANNOTATION, LANGUAGES, declared, utterances

CONVERSATIONS = Path(__file__).with_name("conversations")
LEAST_RIGHT = 0.95


@dataclass(frozen=True)
class Conversation:
    """One test story: what a person says turn by turn, and what Encore is to do."""

    language: str
    name: str
    intents: list[str]
    texts: list[str]
    actions: list[str]

    @property
    def expected(self) -> list[str]:
        """The action of each turn's intent."""
        return ["action_fallback" if intent == "nlu_fallback" else f"action_{intent}" for intent in self.intents]


def test_conversations_are_many_and_in_both_languages_alike() -> None:
    counts = Counter(conversation.language for conversation in _conversations())

    assert sum(counts.values()) >= 120
    assert abs(counts["en"] - counts["zh"]) <= 2


def test_many_conversations_are_long() -> None:
    assert sum(len(conversation.texts) >= 4 for conversation in _conversations()) >= 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_intent_occurs_in_a_conversation(language: str) -> None:
    said = {intent for conversation in _conversations(language) for intent in conversation.intents}

    assert said == declared("intents")


def test_every_turn_is_followed_by_the_action_of_its_intent() -> None:
    wrong = [conversation.name for conversation in _conversations() if conversation.actions != conversation.expected]

    assert not wrong


def test_conversations_are_not_training_data() -> None:
    known = {utterance.words.casefold() for utterance in utterances()}
    said = {text for conversation in _conversations() for text in conversation.texts}

    assert not {text for text in said if text.casefold() in known}


@pytest.mark.parametrize("language", LANGUAGES)
def test_conversations_are_understood(agent: Any, language: str) -> None:
    """What `rasa test core --e2e` does, but a conversation may differ in a span; those are measured elsewhere."""
    evaluation = _evaluation(agent, CONVERSATIONS / language)
    store = evaluation.evaluation_store
    wrong = "\n".join(_wrong(evaluation))

    assert len(store.intent_targets) == sum(len(conversation.texts) for conversation in _conversations(language))
    assert _share_right(store.intent_targets, store.intent_predictions) >= LEAST_RIGHT, wrong
    assert _share_right(*_deeds(store)) >= LEAST_RIGHT, wrong


def _conversations(language: str = "*") -> Iterator[Conversation]:
    for path in sorted(CONVERSATIONS.glob(f"{language}/test_*.yml")):
        for story in yaml.safe_load(path.read_text("utf-8"))["stories"]:
            turns = [step for step in story["steps"] if "user" in step]
            yield Conversation(
                language=path.parent.name,
                name=story["story"],
                intents=[turn["intent"] for turn in turns],
                texts=[ANNOTATION.sub(r"\1", turn["user"]).strip() for turn in turns],
                actions=[step["action"] for step in story["steps"] if "action" in step],
            )


def _evaluation(agent: Any, stories: Path) -> Any:
    """Return what Rasa's end-to-end test finds; its public `test` gives only numbers that count spans too."""
    from rasa.core.test import _collect_story_predictions, _create_data_generator

    generator = _create_data_generator(str(stories), agent, use_conversation_test_files=True)
    trackers = generator.generate_story_trackers()
    evaluation, _, _ = asyncio.run(_collect_story_predictions(trackers, agent, use_e2e=True))
    return evaluation


def _deeds(store: Any) -> tuple[list[str], list[str]]:
    """Return the actions asked for and those predicted, without the listening after each, which is always right."""
    pairs = zip(store.action_targets, store.action_predictions, strict=True)
    asked, predicted = zip(*(pair for pair in pairs if pair[0] != "action_listen"), strict=True)
    return list(asked), list(predicted)


def _share_right(targets: list[str], predictions: list[str]) -> float:
    return sum(map(str.__eq__, targets, predictions)) / len(targets)


def _wrong(evaluation: Any) -> Iterator[str]:
    """Yield each turn that was taken for something else, with its conversation."""
    from rasa.core.test import WronglyClassifiedUserUtterance, WronglyPredictedAction

    for tracker in evaluation.failed_stories:
        for event in tracker.events:
            if isinstance(event, WronglyPredictedAction):
                yield f"{tracker.sender_id}: {event.action_name}, predicted {event.action_name_prediction}"
            elif isinstance(event, WronglyClassifiedUserUtterance) and event.predicted_intent != event.intent["name"]:
                yield f"{tracker.sender_id}: {event.text!r} is {event.intent['name']}, not {event.predicted_intent}"
