from __future__ import annotations

from typing import Any

import pytest
from rasa.core.policies.ted_policy import TED
from rasa.nlu.classifiers.diet_classifier import DIET
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.components.classifier import CompactDIETClassifier
from nlu.components.policy import CompactTEDPolicy
from tests.nlu.conftest import loaded_agent, parsed

SAID = ("play some jazz", "recommend a film like Inception but funnier", "播放周杰伦的晴天", "put on 王菲 please", "hm")
CONVERSATION = (
    ActionExecuted("action_listen"),
    UserUttered("a", {"name": "recommend_film"}),
    ActionExecuted("action_recommend_film"),
    ActionExecuted("action_listen"),
    UserUttered("b", {"name": "seen_it"}),
)


@pytest.fixture(scope="module")
def stock() -> Any:
    """The same archive, loaded the way Rasa's own networks load themselves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CompactDIETClassifier, "model_class", staticmethod(lambda: DIET))
        patch.setattr(CompactTEDPolicy, "model_class", staticmethod(lambda: TED))
        return loaded_agent()


@pytest.mark.parametrize("text", SAID)
def test_compact_classifier_predicts_as_stock(agent: Any, stock: Any, text: str) -> None:
    ours, theirs = parsed(agent, text), parsed(stock, text)

    assert ours["intent_ranking"] == theirs["intent_ranking"]
    assert ours["entities"] == theirs["entities"]


def test_compact_policy_predicts_as_stock(agent: Any, stock: Any) -> None:
    assert action_probabilities(agent) == action_probabilities(stock)


def action_probabilities(agent: Any) -> list[float]:
    nodes = agent.processor.graph_runner._instantiated_nodes.values()
    policy = next(node._component for node in nodes if isinstance(node._component, CompactTEDPolicy))
    tracker = DialogueStateTracker.from_events("x", CONVERSATION, domain=agent.domain)
    probabilities: list[float] = policy.predict_action_probabilities(tracker, agent.domain).probabilities
    return probabilities
