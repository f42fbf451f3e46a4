"""The conversation over `/v1/session`: order, numbers, resuming, several faces, and what a client may get wrong."""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import Any
from urllib.parse import urlsplit

import pytest
import websockets

from assistant.server.websocket import disclosure
from tests.serving import Serving
from tests.talking import Conversation, talking
from tests.voice.conftest import spoken

SPOKEN = {"input": {"rate": 16000, "encoding": "pcm_s16le"}, "output": {"rate": 22050, "encoding": "pcm_s16le"}}
UNNUMBERED = {"partial"}


def connect(server: Serving, **options: Any) -> Any:
    return websockets.connect(server.websocket, subprotocols=["encore.v1"], max_size=None, **options)  # type: ignore[attr-defined]


async def refused(conversation: Conversation, number: str) -> str:
    answer = await conversation.answer(number)
    assert answer["type"] == "error", answer
    assert answer["message"].endswith((".", "。"))
    return str(answer["code"])


# --- hello -------------------------------------------------------------------------------------------------------


async def test_hello_brings_welcome_then_snapshot_then_state(server: Serving) -> None:
    async with talking(server.websocket, id="h1") as conversation:
        await conversation.answer("h1")

    kinds = [message["type"] for message in conversation.received]
    welcome, snapshot = conversation.received[:2]
    assert kinds == ["welcome", "snapshot", "session-state", "ack"]
    assert (welcome["protocol"], welcome["limits"]["text"]) == (1, 4000)
    assert welcome["disclosure"]
    assert (snapshot["turns"], snapshot["player"], snapshot["queue"]) == ([], None, [])


async def test_socket_speaks_the_protocol_uncompressed(server: Serving) -> None:
    async with connect(server) as socket:
        assert socket.subprotocol == "encore.v1"
        assert "sec-websocket-extensions" not in socket.response_headers


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ('{"type": "text", "text": "hello"}', "missing-field"),
        ('{"type": "hello"}', "missing-field"),
        ('{"type": "hello", "protocol": 2}', "bad-type"),
        ('{"type": "hello", "protocol": 1, "session": "../x"}', "bad-type"),
        ('{"type": "hello", "protocol": 1, "person": "a b"}', "bad-type"),
        ('{"type": "hello", "protocol": 1, "language": "fr"}', "bad-type"),
        ('{"type": "hello", "protocol": 1, "audio": {"input": {"encoding": "opus"}}}', "unsupported-audio"),
        ('{"type": "hello", "protocol": 1, "audio": {"input": {"rate": 400}}}', "unsupported-audio"),
        ("hello", "bad-json"),
        (b"\x00\x00", "bad-type"),
    ],
)
async def test_bad_hello_is_refused_and_may_be_said_again(server: Serving, first: str | bytes, code: str) -> None:
    async with connect(server) as socket:
        await socket.send(first)
        error = json.loads(await socket.recv())
        await socket.send('{"type": "hello", "protocol": 1}')
        welcome = json.loads(await socket.recv())

    assert (error["type"], error["code"], welcome["type"]) == ("error", code, "welcome")


async def test_silent_socket_is_closed(server: Serving) -> None:
    async with connect(server) as socket:
        with pytest.raises(websockets.ConnectionClosed) as closed:  # type: ignore[attr-defined]
            await asyncio.wait_for(socket.recv(), 60)

    assert closed.value.code == 1008
    assert "hello" in closed.value.reason


@pytest.mark.parametrize(
    ("name", "origin"), [("127.0.0.1", "https://evil.example"), ("127.0.0.1", "null"), ("rebound.example", None)]
)
async def test_foreign_page_gets_no_socket(server: Serving, name: str, origin: str | None) -> None:
    address = urlsplit(server.websocket)
    socket = websockets.connect(  # type: ignore[attr-defined]
        f"ws://{name}:{address.port}{address.path}", host="127.0.0.1", port=address.port, origin=origin
    )
    with pytest.raises(websockets.InvalidStatusCode) as refusal:  # type: ignore[attr-defined]
        await socket

    assert refusal.value.status_code == 403


async def test_sixth_socket_of_a_person_is_busy(server: Serving) -> None:
    hello = json.dumps({"type": "hello", "protocol": 1, "person": f"p{uuid.uuid4().hex[:8]}"})
    sockets = [await connect(server).__aenter__() for _ in range(6)]
    answers = []
    for socket in sockets:
        await socket.send(hello)
        answers.append(json.loads(await socket.recv()))
    await sockets[0].close()
    while answers[-1]["type"] == "error":
        # The server learns of the freed place a moment later.
        await sockets[5].send(hello)
        answers.append(json.loads(await sockets[5].recv()))
    for socket in sockets:
        await socket.close()

    assert [answer["type"] for answer in answers[:6]] == ["welcome"] * 5 + ["error"]
    assert answers[5]["code"] == "busy"
    assert answers[-1]["type"] == "welcome"


# --- messages that cannot be done --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "bad-json"),
        ("{", "bad-json"),
        ('{"type": "text", "text": NaN}', "bad-json"),
        ('{"type": "text", "text": "\\ud800"}', "bad-json"),
        ("[" * 20_000 + "]" * 20_000, "bad-json"),
        ("[]", "bad-type"),
        ('"text"', "bad-type"),
        ("{}", "missing-field"),
        ('{"type": 7}', "bad-type"),
        ('{"type": "sing"}', "unknown-type"),
        ('{"type": "hello", "protocol": 1}', "unknown-type"),
        ('{"type": "text"}', "missing-field"),
        ('{"type": "text", "text": 5}', "bad-type"),
        ('{"type": "text", "text": ""}', "empty"),
        ('{"type": "text", "text": "\u200b \u200d"}', "empty"),
        (json.dumps({"type": "text", "text": "a" * 10_000}), "too-long"),
        (json.dumps({"type": "text", "text": "a" * 70_000}), "too-large"),
        ('{"type": "text", "text": "hello", "id": 5}', "bad-type"),
        ('{"type": "audio-start", "mode": "sideways"}', "bad-type"),
        ('{"type": "player-command", "command": "explode"}', "bad-type"),
        ('{"type": "player-command", "command": "volume", "volume": 900}', "bad-type"),
        ('{"type": "feedback", "item": "film/x", "value": "meh"}', "bad-type"),
        ('{"type": "settings", "rate": 9000}', "bad-type"),
        ('{"type": "settings", "child": true}', "bad-type"),
        ('{"type": "choice", "choice": "forged"}', "not-found"),
        ('{"type": "image", "upload": "u1"}', "unsupported-image"),
    ],
)
async def test_impossible_message_is_answered_and_the_next_one_done(server: Serving, raw: str, code: str) -> None:
    async with talking(server.websocket) as conversation:
        await conversation.send_raw(raw)
        error = await conversation.type("error")
        await conversation.send("ping", id="after")
        pong = await conversation.type("pong")

    assert error["code"] == code
    assert error["message"].endswith(".")
    assert pong["re"] == "after"


async def test_refusal_speaks_the_conversations_language(server: Serving) -> None:
    async with talking(server.websocket, language="zh") as conversation:
        number = await conversation.send("text", text=" ")
        error = await conversation.answer(number)

    assert error["message"].endswith("。")


async def test_frame_beyond_all_limits_ends_only_its_socket(server: Serving) -> None:
    async with talking(server.websocket) as other, talking(server.websocket) as conversation:
        await conversation.send_raw("a" * 1_000_000)
        with pytest.raises(websockets.ConnectionClosed) as closed:  # type: ignore[attr-defined]
            await conversation.type("pong")
        await other.send("ping")
        await other.type("pong")

    assert closed.value.code == 1009


async def test_frame_of_broken_utf8_ends_only_its_socket(server: Serving) -> None:
    async with talking(server.websocket) as other, connect(server) as socket:
        await socket.write_frame(True, 1, b'{"type": "\xff"}')
        with pytest.raises(websockets.ConnectionClosed):  # type: ignore[attr-defined]
            await socket.recv()
        await other.send("ping")
        await other.type("pong")


async def test_hundred_messages_a_minute_are_enough(server: Serving) -> None:
    async with talking(server.websocket) as conversation:
        for _ in range(100):
            await conversation.send("ping")
        error = await conversation.type("error")

    assert error["code"] == "too-fast"
    assert 0 < error["retry_after"] <= 60


async def test_settings_take_effect_and_are_remembered(server: Serving) -> None:
    async with talking(server.websocket, language="en") as conversation:
        await conversation.answer(await conversation.send("settings", language="zh", speak=False))
        error = await conversation.answer(await conversation.send("text", text=""))
    async with talking(server.websocket, session=conversation.session) as again:
        snapshot = await again.type("snapshot")

    assert error["message"].endswith("。")
    assert snapshot["settings"] == {"language": "zh", "speak": False}


# --- the microphone ----------------------------------------------------------------------------------------------


async def test_sound_before_audio_start_is_refused_once(server: Serving) -> None:
    async with talking(server.websocket) as conversation:
        await conversation.send_sound(bytes(32_000))
        await conversation.send("ping")
        await conversation.type("pong")

    assert [m["code"] for m in conversation.received if m["type"] == "error"] == ["missing-field"]


async def test_audio_stop_without_start_does_nothing(server: Serving) -> None:
    async with talking(server.websocket) as conversation:
        answer = await conversation.answer(await conversation.send("audio-stop"))

    assert answer["type"] == "ack"
    assert not [m for m in conversation.received if m["type"] in {"listening-stop", "error"}]


@pytest.mark.parametrize(("frame", "code"), [(bytes(3201), "bad-audio"), (bytes(32_000), "too-large")])
async def test_impossible_sound_ends_the_listening(server: Serving, frame: bytes, code: str) -> None:
    async with talking(server.websocket, language="en") as conversation:
        await conversation.answer(await conversation.send("audio-start"))
        await conversation.send_raw(frame)
        stopped = await conversation.type("listening-stop")
        error = await conversation.type("error")
        await conversation.send_sound(bytes(3200))
        await conversation.send("ping")
        await conversation.type("pong")

    assert (stopped["reason"], error["code"]) == ("cut", code)
    assert len([m for m in conversation.received if m["type"] == "error"]) == 1


async def test_silence_is_answered_with_no_speech(server: Serving) -> None:
    async with talking(server.websocket, language="en") as conversation:
        await conversation.send("audio-start")
        await conversation.send_sound(bytes(32_000))
        await conversation.answer(await conversation.send("audio-stop"))

    kinds = [m["type"] for m in conversation.received]
    assert kinds.index("listening-start") < kinds.index("listening-stop") < kinds.index("error")
    assert [m["code"] for m in conversation.received if m["type"] == "error"] == ["no-speech"]
    assert "final" not in kinds


async def test_mandarin_speech_without_model_says_so(server: Serving) -> None:
    async with talking(server.websocket, language="zh") as conversation:
        error = await conversation.answer(await conversation.send("audio-start"))

    assert error["code"] == "no-model"
    assert "打字" in error["message"]


async def test_words_come_while_they_are_spoken(server: Serving) -> None:
    async with talking(server.websocket, language="en") as conversation:
        await conversation.send("audio-start")
        await conversation.send_sound(spoken("tell me a joke"), frame_ms=200)
        await conversation.send("audio-stop")
        final = await conversation.type("final")

    partials = [m for m in conversation.received if m["type"] == "partial"]
    assert final["text"] == "tell me a joke"
    assert partials
    assert all(p["text"][: p["stable"]] == p["text"][: p["stable"]].strip() or p["stable"] for p in partials)
    assert "seq" not in partials[0]


# --- turns, numbers and resuming ---------------------------------------------------------------------------------


async def test_numbers_rise_from_one_and_only_partials_have_none(server: Serving) -> None:
    async with talking(server.websocket, language="en", audio=SPOKEN) as conversation:
        await conversation.say("tell me a joke")
        await conversation.send("audio-start")
        await conversation.send_sound(spoken("tell me a joke"))
        await conversation.send("audio-stop")
        await conversation.type("turn-done")

    numbers = [m["seq"] for m in conversation.received if m["type"] not in UNNUMBERED]
    assert numbers[0] == 1
    assert numbers == sorted(set(numbers))


async def test_turn_is_acknowledged_understood_answered_and_done(server: Serving) -> None:
    async with talking(server.websocket) as conversation:
        await conversation.send("text", text="recommend a film", id="turn-1")
        done = await conversation.type("turn-done")

    kinds = [m["type"] for m in conversation.received]
    (reply,) = [m for m in conversation.received if m["type"] == "reply"]
    assert kinds.index("understood") < kinds.index("reply") < kinds.index("turn-done")
    assert "ack" in kinds
    assert done["turn"] == "turn-1"
    assert done["ms"]["total"] > 0
    assert {"id", "text", "speech", "language", "cards", "choices"} <= set(reply)
    assert {m["state"] for m in conversation.received if m["type"] == "session-state"} == {"ready"}
    assert "thinking" in {m["agent"] for m in conversation.received if m["type"] == "session-state"}


async def test_choices_are_opaque_and_pressed_ones_work(server: Serving) -> None:
    async with talking(server.websocket) as conversation:
        (reply,) = await conversation.say("recommend a film")
        choices = reply["choices"] + reply["cards"][0]["choices"]
        await conversation.send("choice", choice=choices[0]["choice"])
        await conversation.type("turn-done")
    async with talking(server.websocket) as stranger:
        code = await refused(stranger, await stranger.send("choice", choice=choices[0]["choice"]))

    assert all(set(choice) == {"title", "choice"} for choice in choices)
    assert all("/" not in choice["choice"] and "{" not in choice["choice"] for choice in choices)
    assert code == "not-found"


async def test_same_id_after_reconnecting_has_one_effect(server: Serving) -> None:
    async with talking(server.websocket) as conversation:
        await conversation.send("text", text="tell me a joke", id="once")
        await conversation.type("turn-done")
        await conversation.answer(
            await conversation.send("feedback", id="opinion", item="film/spirited-away", value="like")
        )
    async with talking(server.websocket, session=conversation.session) as again:
        first = await again.answer(await again.send("text", text="tell me a joke", id="once"))
        second = await again.answer(await again.send("feedback", id="opinion", item="nothing", value="like"))
        await again.say("hello")

    assert (first["type"], second["type"]) == ("ack", "ack")
    assert len([m for m in again.received if m["type"] == "turn-done"]) == 1


async def test_resuming_misses_nothing_and_repeats_nothing(server: Serving) -> None:
    async with talking(server.websocket) as watcher:
        session = watcher.session
        async with talking(server.websocket, session=session) as early:
            await early.say("tell me a joke")
            seen = max(m["seq"] for m in early.received if "seq" in m)
        await watcher.type("turn-done")
        await watcher.say("recommend a book")
        async with talking(server.websocket, session=session, resume_after=seen, id="resumed") as late:
            await late.answer("resumed")

    def lasting(messages: list[dict[str, Any]]) -> list[int]:
        kinds = {"turn", "understood", "reply", "reply-delta", "turn-done", "player"}
        return [m["seq"] for m in messages if m["type"] in kinds]

    assert "snapshot" not in [m["type"] for m in late.received]
    assert lasting(late.received)
    assert lasting(early.received) + lasting(late.received) == lasting(watcher.received)


@pytest.mark.parametrize("resume_after", [-1, 10**6])
async def test_resuming_from_an_unknown_place_brings_a_snapshot(server: Serving, resume_after: int) -> None:
    async with talking(server.websocket) as conversation:
        (reply,) = await conversation.say("tell me a joke")
    async with talking(server.websocket, session=conversation.session, resume_after=resume_after) as again:
        snapshot = await again.type("snapshot")

    assert [turn["text"] for turn in snapshot["turns"]] == ["tell me a joke"]
    assert [r["text"] for r in snapshot["turns"][0]["replies"]] == [reply["text"]]


async def test_snapshot_in_the_middle_of_a_turn_loses_none_of_it(server: Serving) -> None:
    async with talking(server.websocket) as conversation:
        await conversation.send("text", text="tell me a story about a dragon", id="story")
        await conversation.type("understood")
        async with talking(server.websocket, session=conversation.session) as second:
            snapshot = await second.type("snapshot")
            if not snapshot["turns"][-1]["replies"]:
                await second.type("turn-done")
        await conversation.type("turn-done")

    (story,) = [m for m in conversation.received if m["type"] == "reply"]
    shown = snapshot["turns"][-1]["replies"] + [m for m in second.received if m["type"] == "reply"]
    assert snapshot["turns"][-1]["turn"] == "story"
    assert [reply["text"] for reply in shown] == [story["text"]]


async def test_two_faces_see_one_conversation(server: Serving) -> None:
    async with (
        talking(server.websocket) as one,
        talking(server.websocket, session=one.session, audio=SPOKEN) as two,
    ):
        (reply,) = await one.say("tell me a joke")
        await two.type("speech-stop")
        await two.type("turn-done") if "turn-done" not in [m["type"] for m in two.received] else None

    said = next(m for m in two.received if m["type"] == "turn")
    assert said["text"] == "tell me a joke"
    assert [m["text"] for m in two.received if m["type"] == "reply"] == [reply["text"]]
    assert two.sound
    assert not one.sound


# --- feedback and players ----------------------------------------------------------------------------------------


async def test_feedback_without_a_turn_is_kept(server: Serving) -> None:
    person = f"p{uuid.uuid4().hex[:8]}"
    async with talking(server.websocket, person=person) as conversation:
        (reply,) = await conversation.say("recommend a film")
        item = reply["cards"][0]["item"]
        answer = await conversation.answer(await conversation.send("feedback", item=item, value="like"))
        code = await refused(conversation, await conversation.send("feedback", item="film/no-such", value="like"))
        (known,) = await conversation.say("what do you know about me")

    assert answer["type"] == "ack"
    assert code == "not-found"
    assert reply["cards"][0]["title"] in known["text"] + json.dumps(known["cards"])


async def test_lying_player_is_not_believed(server: Serving) -> None:
    async with talking(server.websocket, player=True) as conversation:
        number = await conversation.send("player-event", state="playing", item="track/never-asked-for", position_s=3.5)
        await conversation.answer(number)
        (reply,) = await conversation.say("what's playing")

    players = [m for m in conversation.received if m["type"] == "player"]
    assert all((m["item"] or {}).get("id") != "track/never-asked-for" for m in players)
    assert "never-asked-for" not in reply["text"]


async def test_sound_is_promised_only_once_the_browser_plays(server: Serving) -> None:
    async with talking(server.websocket, player=True) as conversation:
        await conversation.send("text", text="play rain sounds")
        command = await conversation.until(lambda m: m["type"] == "player-command" and m["command"] == "play")
        said_before = [m for m in conversation.received if m["type"] == "reply"]
        item = command["item"]
        await conversation.send("player-event", state="playing", item=item["id"], position_s=0.1, volume=70)
        reply = await conversation.type("reply")
        player = next(m for m in conversation.received if m["type"] == "player" and m["state"] == "playing")

    assert said_before == []
    assert "rain" in reply["text"].lower()
    assert player["item"]["id"] == item["id"]


async def test_stop_is_obeyed_whatever_plays(server: Serving) -> None:
    async with talking(server.websocket, player=True) as conversation:
        await conversation.send("player-command", command="stop")
        await conversation.say("stop")
        await conversation.send("ping")
        await conversation.type("pong")

    assert not [m for m in conversation.received if m["type"] == "error" and m["code"] == "internal"]


@pytest.mark.parametrize(("language", "service"), [("en", "writing service"), ("zh", "写作服务")])
def test_disclosure_tells_where_words_go(language: str, service: str) -> None:
    assert service not in disclosure(language, has_writer=False)
    assert service in disclosure(language, has_writer=True)
