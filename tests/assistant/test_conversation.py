"""Whole conversations, through the websocket and over HTTP, with the real brain and the real voice."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import uuid
from pathlib import Path

import httpx
import pytest

from tests.serving import Serving, serving
from tests.talking import talking
from tests.voice.conftest import spoken

FOLLOW_UPS = {
    "en": ("recommend a film", "something lighter", "seen it", "another", "why that one?"),
    "zh": ("推荐一部电影", "轻松一点的", "看过了", "换一个", "为什么推荐这部？"),
}


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_follow_ups_stay_on_the_subject_and_never_repeat(server: Serving, language: str) -> None:
    async with talking(server.websocket) as conversation:
        shown: list[str] = []
        for text in FOLLOW_UPS[language]:
            replies = await conversation.say(text)
            assert {reply["language"] for reply in replies} == {language}
            shown += [card["item"] for reply in replies for card in reply["cards"]]

    assert len(shown) == 4
    assert len(set(shown)) == 4
    assert all(item.startswith("film/") for item in shown)


async def test_why_names_what_was_asked_for(server: Serving) -> None:
    async with talking(server.websocket) as conversation:
        await conversation.say("recommend a science fiction film")
        (why,) = await conversation.say("why that one?")

    assert "science fiction" in why["text"].lower()


async def test_story_streams_sentence_by_sentence_and_goes_on(server: Serving) -> None:
    async with talking(server.websocket) as conversation:
        (story,) = await conversation.say("tell me a story about a dragon")
        deltas = [m["text"] for m in conversation.received if m["type"] == "reply-delta"]
        (more,) = await conversation.say("go on")

    assert len(deltas) > 3
    assert "".join(deltas).strip() == story["text"]
    assert more["text"] != story["text"]


async def test_quiz_is_played_by_choice_letter_and_word(server: Serving) -> None:
    async with talking(server.websocket) as conversation:
        replies = await conversation.say("let's play a quiz")
        for number in range(5):
            choices = replies[-1]["choices"]
            assert len(choices) == 4
            if number == 0:
                start = len(conversation.received)
                await conversation.send("choice", choice=choices[1]["choice"])
                await conversation.type("turn-done")
                replies = [m for m in conversation.received[start:] if m["type"] == "reply"]
            else:
                replies = await conversation.say("B" if number == 1 else choices[2]["title"])

    assert "5" in replies[-1]["text"]


async def test_same_message_twice_has_one_effect(server: Serving) -> None:
    async with talking(server.websocket) as conversation:
        for _ in range(2):
            await conversation.send("text", text="tell me a joke", id="same")
            await conversation.until(lambda m: m["type"] == "ack" and m["re"] == "same")
        await conversation.send("text", text="hello", id="other")
        await conversation.until(lambda m: m["type"] == "turn-done" and m["turn"].endswith("other"))
        replies = [m for m in conversation.received if m["type"] == "reply"]

    assert len(replies) == 2


async def test_slash_from_outside_is_only_text(server: Serving) -> None:
    async with talking(server.websocket) as conversation:
        await conversation.say("recommend a film")
        for command in ("/restart", "/affirm", '/recommend_film{"genre": "horror"}'):
            await conversation.say(command)
        (why,) = await conversation.say("why that one?")

    assert "recommend a film" not in why["text"]


async def test_forget_me_asks_once_then_forgets(server: Serving) -> None:
    person = f"p{uuid.uuid4().hex[:8]}"
    async with talking(server.websocket, person=person) as conversation:
        await conversation.say("my name is Ada")
        await conversation.say("recommend a film")
        await conversation.say("I like it")
        (known,) = await conversation.say("what do you know about me")
        assert "Ada" in known["text"]
        await conversation.say("forget me")
        await conversation.say("yes")
        (known,) = await conversation.say("what do you know about me")

    assert "Ada" not in known["text"]
    async with httpx.AsyncClient() as client:
        kept = (await client.get(f"{server.address}/v1/people/{person}")).text
    assert "Ada" not in kept


@pytest.mark.parametrize(
    "said",
    [
        "tell me a joke",
        "recommend a film",
        "what's playing",
        "something lighter",
        "play rain sounds",
        "let's play a quiz",
    ],
)
async def test_spoken_words_become_a_turn_with_a_spoken_answer(server: Serving, said: str) -> None:
    audio = {"input": {"rate": 16000, "encoding": "pcm_s16le"}, "output": {"rate": 22050, "encoding": "pcm_s16le"}}
    async with talking(server.websocket, audio=audio, language="en") as conversation:
        await conversation.send("audio-start", mode="push")
        await conversation.send_sound(spoken(said))
        await conversation.send("audio-stop")
        final = await conversation.type("final")
        await conversation.type("speech-stop")

    assert final["text"] == said
    assert any(message["type"] == "partial" for message in conversation.received)
    assert len(conversation.sound) > 10_000


async def test_interrupt_stops_the_speech(server: Serving) -> None:
    audio = {"input": {"rate": 16000, "encoding": "pcm_s16le"}, "output": {"rate": 22050, "encoding": "pcm_s16le"}}
    async with talking(server.websocket, audio=audio) as conversation:
        await conversation.send("text", text="tell me a story about a dragon")
        await conversation.type("speech-start")
        await conversation.send("interrupt")
        stopped = await conversation.type("speech-stop")

    assert stopped["reason"]


def brain_of(process: subprocess.Popen[bytes]) -> int:
    found = subprocess.run(
        ["pgrep", "-f", "-P", str(process.pid), "assistant.brain.process"], capture_output=True, text=True, check=True
    )
    return int(found.stdout.split()[0])


async def test_brain_killed_in_a_turn_is_restarted_and_answers_it(tmp_path: Path) -> None:
    with serving(tmp_path / "encore") as running:
        async with talking(running.websocket) as conversation:
            waking = await conversation.send("text", text="recommend a science fiction film")
            await conversation.until(lambda m: m["type"] == "ack" and m["re"] == waking)
            await conversation.type("turn-done")
            os.kill(brain_of(running.process), signal.SIGKILL)
            replies = await asyncio.wait_for(conversation.say("why that one?"), 120)

    assert "science fiction" in replies[0]["text"].lower()


def test_interrupted_server_ends_cleanly_and_remembers(tmp_path: Path) -> None:
    with serving(tmp_path / "encore") as running:
        running.wait_until_ready()
        body = {"session": "s1", "text": "recommend a film"}
        first = httpx.post(f"{running.address}/v1/turns", json=body, timeout=60).json()
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(10) == 0
    with serving(tmp_path / "encore") as running:
        running.wait_until_ready()
        answer = httpx.post(
            f"{running.address}/v1/turns", json={"session": "s1", "text": "why that one?"}, timeout=60
        ).json()

    assert first["replies"][0]["cards"][0]["title"] in answer["replies"][0]["text"]
