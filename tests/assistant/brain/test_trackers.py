"""Rasa's conversation states: bounded, shortened without loss of memory, and rebuilt from the journal."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from rasa.core.featurizers.tracker_featurizers import MaxHistoryTrackerFeaturizer
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.brain import trackers
from assistant.brain.dialogue import Dialogue
from assistant.brain.trackers import KEPT_TURNS, MAX_EVENTS, LiveTrackers, shortened
from assistant.journal import Journal
from tests.assistant.brain.talk import turn

CONVERSATIONS = {
    "en": (
        ("my name is Ada", "recommend a scary film", "something lighter", "tell me a story about a fox"),
        "why that one?",
    ),
    "zh": (("推荐一部科幻电影", "轻松一点的", "来个谜语"), "提示一下"),
}


def tracker_of(dialogue: Dialogue, session: str) -> DialogueStateTracker:
    found = asyncio.run(dialogue._trackers.retrieve(session))
    assert found is not None
    return found


def remembered(tracker: DialogueStateTracker) -> dict[str, Any]:
    return {name: slot.value for name, slot in tracker.slots.items() if slot.value is not None}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_lost_state_is_rebuilt_from_the_journal(
    dialogue: Dialogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(trackers, "MAX_EVENTS", 25)
    session, (said, last) = f"lost-{language}", CONVERSATIONS[language]
    journal = Journal(f"sqlite:///{tmp_path / 'journal.db'}")
    for number, text in enumerate(said):
        turned = asyncio.run(turn(dialogue, session, text))
        begun, _ = journal.begin(
            key=str(number), session=session, person=session, text=text, language=language, face="test"
        )
        journal.finish(begun, [], {}, turned.events)
    kept = tracker_of(dialogue, session)
    slots, states = remembered(kept), kept.past_states(dialogue._agent.domain)
    answer = asyncio.run(turn(dialogue, session, last, key="last"))

    dialogue.forget(session)
    assert not dialogue.knows(session)
    dialogue.restore(session, journal.events(session))
    journal.close()

    rebuilt = tracker_of(dialogue, session)
    assert remembered(rebuilt) == slots
    assert rebuilt.past_states(dialogue._agent.domain)[-KEPT_TURNS:] == states[-KEPT_TURNS:]
    again = asyncio.run(turn(dialogue, session, last, key="last"))
    assert (again.intent, again.texts) == (answer.intent, answer.texts)
    assert answer.texts


def grown(dialogue: Dialogue, turns: int) -> DialogueStateTracker:
    """Return a conversation of many turns, with a slot set in the first one."""
    tracker = DialogueStateTracker("grown", dialogue._agent.domain.slots)
    tracker.update(ActionExecuted("action_listen"))
    tracker.update(SlotSet("thread", "tell_story"))
    for number in range(turns):
        intent = ("greet", "thanks", "help")[number % 3]
        tracker.update(UserUttered(intent, {"name": intent, "confidence": 1.0}))
        tracker.update(ActionExecuted(f"action_{intent}", "RulePolicy", 1.0))
        tracker.update(ActionExecuted("action_listen", "RulePolicy", 1.0))
    return tracker


def test_long_conversation_is_shortened_without_forgetting(dialogue: Dialogue) -> None:
    long, domain = grown(dialogue, 60), dialogue._agent.domain
    short = shortened(long, domain)

    assert len(short.events) < 40 < MAX_EVENTS < len(long.events)
    assert remembered(short) == remembered(long)
    assert short.latest_message.text == long.latest_message.text
    for tracker in (long, short):
        tracker.update(UserUttered("thanks", {"name": "thanks", "confidence": 1.0}))
    featurizer = MaxHistoryTrackerFeaturizer(max_history=KEPT_TURNS)
    assert featurizer.prediction_states([short], domain) == featurizer.prediction_states([long], domain)


def test_short_conversation_is_left_as_it_is(dialogue: Dialogue) -> None:
    tracker = grown(dialogue, 3)
    assert shortened(tracker, dialogue._agent.domain) is tracker


async def test_events_of_a_turn_are_its_own_even_when_it_was_shortened(
    dialogue: Dialogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trackers, "MAX_EVENTS", 12)
    for _ in range(8):
        turned = await turn(dialogue, "short", "hello")
    kinds = [event["event"] for event in turned.events]

    assert kinds.count("user") == 1
    assert "session_started" not in kinds
    assert [event["name"] for event in turned.events if event["event"] == "action"] == ["action_greet", "action_listen"]


async def test_states_in_memory_are_bounded(dialogue: Dialogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trackers, "MAX_SESSIONS", 3)
    domain = dialogue._agent.domain
    store = LiveTrackers(domain)
    for session in ("a", "b", "c", "a", "d"):
        await store.save(DialogueStateTracker(session, domain.slots))

    assert list(await store.keys()) == ["c", "a", "d"]
    assert not store.knows("b")
    assert await store.retrieve("b") is None


async def test_forgotten_session_starts_afresh(dialogue: Dialogue) -> None:
    await turn(dialogue, "forgotten", "tell me a joke")
    assert dialogue.slot("forgotten", "thread") == "tell_joke"
    dialogue.forget("forgotten")
    dialogue.forget("forgotten")

    assert dialogue.slot("forgotten", "thread") is None
    turned = await turn(dialogue, "forgotten", "hello")
    assert "action_session_start" in [event.get("name") for event in turned.events]
