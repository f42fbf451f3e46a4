"""The cheap way of running a turn decides what Rasa's own way decides."""

from __future__ import annotations

import copy
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from rasa.core import processor
from rasa.core.actions import action
from rasa.core.policies.policy import Policy
from rasa.core.processor import PLACEHOLDER_TRACKER
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import ActionExecuted, ActionExecutionRejected, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.brain import fast
from assistant.brain.dialogue import Dialogue
from assistant.brain.fast.results import validate_action_result
from assistant.brain.fast.runner import OrderedRunner
from tests.assistant.brain.talk import turn

ROOT = Path(__file__).parents[3]
DIALOGUES = {
    "en": (
        "hello",
        "recommend a scary film from the eighties",
        "something lighter",
        "seen it",
        "why that one?",
        "flurble the wumpus",
        "no",
        "tell me a joke",
        "forget me",
        "yes",
        "thanks",
    ),
    "zh": (
        "你好",
        "推荐一部轻松的电影",
        "换一个",
        "为什么推荐这部？",
        "喜欢",
        "讲个笑话",
        "出个谜语",
        "呜里哇啦",
        "再见",
    ),
}


class BothWays:
    """Runs the graph the cheap way and Rasa's way on the same inputs, and keeps both results."""

    def __init__(self, runner: DaskGraphRunner) -> None:
        self._runner = runner
        self.results: list[tuple[Any, Any]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._runner, name)

    def run(self, inputs: dict[str, Any], targets: list[str]) -> dict[str, Any]:
        # Parsing writes into the message it is given.
        theirs = DaskGraphRunner.run(self._runner, {**inputs, **copied(inputs)}, targets)
        ours = self._runner.run(inputs=inputs, targets=targets)
        self.results += [(ours[target], theirs[target]) for target in targets]
        return ours


def copied(inputs: dict[str, Any]) -> dict[str, Any]:
    messages = inputs.get(processor.PLACEHOLDER_MESSAGE)
    return {} if messages is None else {processor.PLACEHOLDER_MESSAGE: [copy.copy(message) for message in messages]}


def same_parse(ours: Any, theirs: Any) -> bool:
    mine, other = ours.as_dict(only_output_properties=True), theirs.as_dict(only_output_properties=True)
    return repr(mine) == repr(other)


def same_prediction(ours: Any, theirs: Any) -> bool:
    return (
        np.array_equal(ours.probabilities, theirs.probabilities)
        and (ours.policy_name, ours.max_confidence) == (theirs.policy_name, theirs.max_confidence)
        and (ours.events, ours.hide_rule_turn) == (theirs.events, theirs.hide_rule_turn)
    )


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_dialogue_is_decided_the_same_both_ways(
    dialogue: Dialogue, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    both = BothWays(dialogue._agent.processor.graph_runner)
    monkeypatch.setattr(dialogue._agent.processor, "graph_runner", both)
    for text in DIALOGUES[language]:
        await turn(dialogue, f"fast-{language}", text)

    parses = [pair for pair in both.results if isinstance(pair[0], list)]
    predictions = [pair for pair in both.results if not isinstance(pair[0], list)]
    assert len(parses) == len(DIALOGUES[language])
    assert len(predictions) >= 2 * len(parses)
    assert [ours[0].as_dict()["intent"] for ours, _ in parses if not same_parse(ours[0], _[0])] == []
    assert [ours.policy_name for ours, theirs in predictions if not same_prediction(ours, theirs)] == []
    certain = [ours.max_confidence == 1.0 for ours, _ in predictions]
    assert any(certain)


def said(dialogue: Dialogue, *more: Any) -> DialogueStateTracker:
    tracker = DialogueStateTracker("t", dialogue._agent.domain.slots)
    hello = UserUttered("hello", {"name": "greet", "confidence": 1.0})
    for event in (ActionExecuted("action_listen"), hello, *more):
        tracker.update(event)
    return tracker


def policies_run(dialogue: Dialogue, tracker: DialogueStateTracker, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the classes of the policies that predict for `tracker`."""
    runner, ran = dialogue._agent.processor.graph_runner, set()
    for node in runner._instantiated_nodes.values():
        if isinstance(node._component, Policy):
            cls, original = type(node._component), node._fn
            monkeypatch.setattr(
                node, "_fn", lambda *a, cls=cls, original=original, **k: ran.add(cls) or original(*a, **k)
            )
    target = dialogue._agent.processor.model_metadata.core_target
    assert isinstance(runner, OrderedRunner)
    runner.run(inputs={PLACEHOLDER_TRACKER: tracker}, targets=[target])
    return {cls.__name__ for cls in ran}


def test_policies_are_left_out_when_a_rule_is_certain(dialogue: Dialogue, monkeypatch: pytest.MonkeyPatch) -> None:
    assert policies_run(dialogue, said(dialogue), monkeypatch) == {"RulePolicy"}


def test_all_policies_are_asked_after_a_rejected_action(dialogue: Dialogue, monkeypatch: pytest.MonkeyPatch) -> None:
    rejected = said(dialogue, ActionExecutionRejected("action_greet"))
    assert len(policies_run(dialogue, rejected, monkeypatch)) == 2

    runner, target = dialogue._agent.processor.graph_runner, dialogue._agent.processor.model_metadata.core_target
    ours = runner.run(inputs={PLACEHOLDER_TRACKER: rejected}, targets=[target])[target]
    theirs = DaskGraphRunner.run(runner, {PLACEHOLDER_TRACKER: rejected}, [target])[target]
    assert same_prediction(ours, theirs)


@pytest.fixture(scope="module")
def original() -> Any:
    """RemoteAction as Rasa ships it, from a second copy of its module."""
    found = importlib.util.find_spec("rasa.core.actions.action")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module.RemoteAction("action_greet", None)


RESULTS = [
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "wish", "value": {"kind": "film"}}], "responses": [{"text": "Alien"}]},
    {"events": [{"event": "slot", "timestamp": None, "name": "wish", "value": None}], "responses": [{"text": "Hi"}]},
    {"events": [{"event": "slot", "timestamp": "now", "name": "wish", "value": 1}], "responses": []},
    {"events": [{"event": "slot", "timestamp": None, "name": 5, "value": 1}], "responses": []},
    {"events": [{"event": "slot", "timestamp": None, "name": "wish", "value": 1}], "responses": ["Hi"]},
    {"events": [{"event": "slot", "value": 1}], "responses": []},
    {"events": {"event": "slot"}, "responses": []},
    {"events": [{"name": "wish", "value": 1}]},
    {"responses": "hello"},
    {"events": [{"event": "bot", "text": 5}]},
    {"events": [{"event": "restart"}, 7]},
    {"events": [{"event": "reminder", "date_time": "soon", "name": 3}]},
    [],
    None,
    "text",
    {},
]


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: repr(result)[:40])
def test_results_are_judged_as_rasa_judges_them(dialogue: Dialogue, original: Any, result: Any) -> None:
    def verdict(judge: Any) -> tuple[Any, ...]:
        try:
            return (judge(result),)
        except jsonschema.ValidationError as error:
            return (list(error.absolute_path), error.validator, error.instance)

    assert verdict(action.RemoteAction("action_greet", None)._validate_action_result) == verdict(
        original._validate_action_result
    )
    assert action.RemoteAction._validate_action_result is validate_action_result
    assert type(original)._validate_action_result is not validate_action_result


def test_other_version_of_rasa_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "version", lambda name: "3.6.20")
    monkeypatch.setattr(processor, "DaskGraphRunner", DaskGraphRunner)

    assert not fast.apply()
    assert processor.DaskGraphRunner is DaskGraphRunner


def test_our_version_of_rasa_is_the_patched_one(dialogue: Dialogue) -> None:
    assert fast.apply()
    assert processor.DaskGraphRunner is OrderedRunner


PARSED = """
import asyncio, json, logging, sys
from assistant.brain import fast
if sys.argv[1] == "without":
    assert fast.leave_out_tensorflow()
import sanic.app
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.utils.log_utils import configure_structlog
from nlu.train import MODEL
configure_structlog(logging.ERROR)
agent = Agent.load(str(MODEL))
parses = [asyncio.run(agent.processor.parse_message(UserMessage(text))) for text in sys.argv[2:]]
print(json.dumps([parses, agent.domain.as_dict(), "tensorflow" in sys.modules]))
"""


def test_model_understands_the_same_without_tensorflow() -> None:
    texts = ("play some jazz", "推荐一部像 Inception 的电影", "stop in half an hour", "will it rain", "hm")
    ours, theirs = (
        json.loads(
            subprocess.run(
                [sys.executable, "-c", PARSED, way, *texts], cwd=ROOT, capture_output=True, text=True, check=True
            ).stdout.splitlines()[-1]
        )
        for way in ("without", "with")
    )

    assert ours[:2] == theirs[:2]
    assert not ours[2]
    assert theirs[2]


def test_tensorflow_is_left_in_for_another_version_of_rasa(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in fast._ONLY_TRAINING_NEEDS:
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(fast, "version", lambda name: "3.6.20")

    assert not fast.leave_out_tensorflow()
    assert not fast._ONLY_TRAINING_NEEDS.keys() & sys.modules.keys()
