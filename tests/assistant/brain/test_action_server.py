"""The scaled-out deployment: the same handlers in a separate action server, found by `endpoints.yml`."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.trackers import EventVerbosity
from rasa.utils.endpoints import EndpointConfig

from assistant.brain.dialogue import Dialogue
from assistant.brain.executor import InProcessActions
from tests.assistant.brain.conftest import ROOT
from tests.assistant.brain.talk import turn
from tests.serving import free_port

PATIENCE_S = 120


@pytest.fixture(scope="module")
def action_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `rasa run actions` with our handlers."""
    port, folder = free_port(), tmp_path_factory.mktemp("actions")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "rasa", "run", "actions", "--actions", "actions.handlers", "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, "ENCORE_DATA_DIR": str(folder), "ENCORE_AUDIO_OUTPUT": "null"},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    address, deadline = f"http://127.0.0.1:{port}", time.monotonic() + PATIENCE_S
    try:
        while not answers(address):
            assert process.poll() is None, (folder / "log").read_text("utf-8")
            assert time.monotonic() < deadline, (folder / "log").read_text("utf-8")
            time.sleep(0.1)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


def answers(address: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(f"{address}/health", timeout=5).json() == {"status": "ok"}
    return False


def test_action_server_offers_every_action_of_the_brain(action_server: str) -> None:
    offered = {action["name"] for action in httpx.get(f"{action_server}/actions", timeout=30).json()}

    assert offered == set(InProcessActions().names)
    assert {"action_greet", "action_recommend_film", "action_tell_story"} <= offered


async def test_handler_answers_a_tracker_by_webhook(dialogue: Dialogue, action_server: str) -> None:
    await turn(dialogue, "webhook", "tell me a joke")
    tracker = await dialogue._trackers.retrieve("webhook")
    assert tracker is not None
    body = {
        "next_action": "action_thanks",
        "sender_id": "webhook",
        "tracker": tracker.current_state(EventVerbosity.ALL),
        "domain": dialogue._agent.domain.as_dict(),
        "version": "3.6.21",
    }
    async with httpx.AsyncClient(timeout=60) as client:
        answer = (await client.post(f"{action_server}/webhook", json=body)).json()

    (response,) = answer["responses"]
    assert response["text"] == response["custom"]["text"]
    assert response["custom"]["language"] == "en"
    assert {event["name"] for event in answer["events"]} == {"last_reply", "asked"}


@pytest.mark.parametrize(("text", "intent"), [("recommend a scary film", "recommend_film"), ("讲个笑话", "tell_joke")])
async def test_turn_through_the_action_server_is_answered_as_in_process(
    dialogue: Dialogue, action_server: str, monkeypatch: pytest.MonkeyPatch, text: str, intent: str
) -> None:
    here = await turn(dialogue, f"scaled-{intent}", text, key=intent)
    dialogue.forget(f"scaled-{intent}")
    monkeypatch.setattr(dialogue._agent, "action_endpoint", EndpointConfig(f"{action_server}/webhook"))
    monkeypatch.setattr(dialogue._agent.processor, "action_endpoint", EndpointConfig(f"{action_server}/webhook"))
    there = await turn(dialogue, f"scaled-{intent}", text, key=intent)

    assert here.intent == there.intent == intent
    assert [kind(message) for message in there.messages if message["type"] == "reply"] == [
        kind(message) for message in here.messages if message["type"] == "reply"
    ]
    assert [event["event"] for event in there.events] == [event["event"] for event in here.events]


def kind(reply: dict[str, Any]) -> tuple[Any, ...]:
    """Return what two answers to the same words have in common, though another film is suggested."""
    titles = [choice["title"] for choice in reply["choices"]]
    return (reply["id"], reply["language"], titles, len(reply["cards"]), set(reply))


def test_endpoints_name_the_action_server_at_its_own_address() -> None:
    endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))

    assert endpoints.action.url == "http://127.0.0.1:5055/webhook"
    assert endpoints.tracker_store is None


def test_credentials_open_the_rest_channel_alone() -> None:
    from rasa.core.channels.rest import RestInput
    from rasa.core.run import create_http_input_channels

    (channel,) = create_http_input_channels(None, str(ROOT / "credentials.yml"))
    assert isinstance(channel, RestInput)
    assert list(yaml.safe_load(Path(ROOT / "credentials.yml").read_text("utf-8"))) == ["rest"]
