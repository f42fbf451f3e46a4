"""What the HTTP services answer to requests that can be done, with the real brain behind them."""

from __future__ import annotations

import json
import re
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
import soundfile

from tests.serving import Serving
from tests.talking import talking

HAN = re.compile(r"[一-鿿]")
WITHIN_S = 90


def fresh(kind: str) -> str:
    return f"{kind}-{uuid.uuid4().hex[:10]}"


def post(server: Serving, service: str, body: dict[str, Any], **headers: str) -> Any:
    answer = httpx.post(f"{server.address}/v1/{service}", json=body, headers=headers, timeout=WITHIN_S)
    assert answer.status_code == 200, answer.text
    return answer.json()


def get(server: Serving, path: str, **headers: str) -> httpx.Response:
    return httpx.get(f"{server.address}{path}", headers=headers, timeout=WITHIN_S)


def erase(server: Serving, person: str) -> httpx.Response:
    return httpx.delete(f"{server.address}/v1/people/{person}", timeout=WITHIN_S)


# --- turns -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "language"), [("recommend a film", "en"), ("推荐一部电影", "zh")])
def test_turn_is_answered_in_its_language(server: Serving, text: str, language: str) -> None:
    answer = post(server, "turns", {"session": fresh("s"), "text": text})

    (reply,) = answer["replies"]
    assert (answer["language"], reply["language"]) == (language, language)
    assert bool(HAN.search(reply["text"])) == (language == "zh")
    assert answer["understood"]["intent"]["name"].startswith("recommend")
    assert reply["cards"][0]["item"].startswith("film/")


def test_turns_of_a_session_follow_one_another(server: Serving) -> None:
    session = fresh("s")
    first = post(server, "turns", {"session": session, "text": "recommend a film"})
    why = post(server, "turns", {"session": session, "text": "why that one?"})

    assert first["session"] == why["session"] == session
    assert first["replies"][0]["cards"][0]["title"] in why["replies"][0]["text"]


def test_turn_without_session_opens_one(server: Serving) -> None:
    one, other = (post(server, "turns", {"text": "hello"})["session"] for _ in range(2))

    assert one != other


@pytest.mark.parametrize("by_header", [True, False])
def test_turn_sent_twice_is_done_once(server: Serving, by_header: bool) -> None:
    session, key = fresh("s"), fresh("k")
    body = {"session": session, "person": session, "text": "recommend a film", **({} if by_header else {"key": key})}
    headers = {"idempotency-key": key} if by_header else {}
    first, second = (post(server, "turns", body, **headers) for _ in range(2))

    assert first["replies"] == second["replies"]
    assert first["understood"]["intent"] == second["understood"]["intent"]
    assert len(get(server, f"/v1/people/{session}").json()["turns"]) == 1


def test_turn_sent_twice_at_once_is_done_once(server: Serving) -> None:
    body = {"session": fresh("s"), "person": fresh("p"), "text": "tell me a story about a dragon", "key": fresh("k")}
    together = threading.Barrier(2)

    def send(_: int) -> Any:
        together.wait()
        return post(server, "turns", body)

    with ThreadPoolExecutor(2) as senders:
        first, second = senders.map(send, range(2))

    assert first["replies"]
    assert first["replies"] == second["replies"]
    assert len(get(server, f"/v1/people/{body['person']}").json()["turns"]) == 1


async def test_turn_over_http_is_seen_by_the_sessions_faces(server: Serving) -> None:
    async with talking(server.websocket) as face, httpx.AsyncClient() as client:
        body = {"session": face.session, "text": "tell me a joke"}
        answer = (await client.post(f"{server.address}/v1/turns", json=body, timeout=WITHIN_S)).json()
        await face.type("turn-done")

    assert [m["text"] for m in face.received if m["type"] == "turn"] == ["tell me a joke"]
    assert [m["text"] for m in face.received if m["type"] == "reply"] == [r["text"] for r in answer["replies"]]


# --- understanding, recommending, the catalogue ------------------------------------------------------------------


def test_understand_names_intent_entities_and_rivals(server: Serving) -> None:
    text = "recommend a funny film"
    answer = post(server, "understand", {"text": text})

    confidences = [rival["confidence"] for rival in answer["ranking"]]
    assert answer["language"] == "en"
    assert answer["intent"]["name"] == answer["ranking"][0]["name"] == "recommend_film"
    assert confidences == sorted(confidences, reverse=True)
    assert answer["entities"]
    assert all(text[e["start"] : e["end"]] for e in answer["entities"])


def test_recommend_in_words_gives_reasons(server: Serving) -> None:
    answer = post(server, "recommend", {"text": "a science fiction film from the 1980s", "n": 3})

    suggestions = answer["suggestions"]
    assert len({s["item"]["id"] for s in suggestions}) == 3
    assert all(1980 <= s["item"]["year"] <= 1989 for s in suggestions)
    assert all(s["reasons"] for s in suggestions)
    assert [s["score"] for s in suggestions] == sorted((s["score"] for s in suggestions), reverse=True)


def test_recommend_by_fields_keeps_every_constraint(server: Serving) -> None:
    wish = {"kind": "film", "genres": ["comedy"], "max_length": 100}
    suggestions = post(server, "recommend", {"wish": wish, "n": 5})["suggestions"]

    assert suggestions
    assert all("comedy" in s["item"]["genres"] and s["item"]["length"] <= 100 for s in suggestions)


def test_recommend_in_mandarin_by_kind(server: Serving) -> None:
    answer = post(server, "recommend", {"text": "轻松一点的", "kind": "book", "language": "zh", "n": 2})

    assert [s["item"]["kind"] for s in answer["suggestions"]] == ["book", "book"]


def test_catalogue_is_found_by_name_and_listed_by_kind(server: Serving) -> None:
    found = get(server, "/v1/catalogue?q=spirited%20away&limit=3").json()["items"]
    listed = get(server, "/v1/catalogue?kind=game&limit=7").json()["items"]

    assert found[0]["item"]["title"]["zh"] == "千与千寻"
    assert len(listed) == 7
    assert {entry["item"]["kind"] for entry in listed} == {"game"}


# --- writing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", ["story", "joke", "poem", "riddle"])
def test_piece_is_written_whole(server: Serving, kind: str, language: str) -> None:
    piece = post(server, "write", {"kind": kind, "language": language, "length": 20})

    text = "".join(piece["sentences"])
    assert (piece["kind"], piece["language"]) == (kind, language)
    assert text
    assert bool(HAN.search(text)) == (language == "zh")


@pytest.mark.parametrize("ask", ["field", "header"])
def test_piece_is_streamed_sentence_by_sentence(server: Serving, ask: str) -> None:
    body = {"kind": "story", "about": "a lighthouse", "language": "en", **({"stream": True} if ask == "field" else {})}
    headers = {"accept": "text/event-stream"} if ask == "header" else {}
    with httpx.stream("POST", f"{server.address}/v1/write", json=body, headers=headers, timeout=WITHIN_S) as answer:
        events = [event.split("\n", 1) for event in answer.read().decode().strip().split("\n\n")]

    kinds = [kind.removeprefix("event: ") for kind, _ in events]
    messages = [json.loads(data.removeprefix("data: ")) for _, data in events]
    sentences = [message["text"] for message in messages[:-1]]
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert kinds == ["sentence"] * (len(events) - 1) + ["piece"]
    assert "lighthouse" in "".join(sentences).lower()
    assert "".join(sentences).split() == "".join(messages[-1]["piece"]["sentences"]).split()


# --- people ------------------------------------------------------------------------------------------------------


async def test_person_is_exported_then_erased_everywhere(server: Serving) -> None:
    person = fresh("p")
    async with talking(server.websocket, person=person) as face:
        await face.say("my name is Ada")
        await face.say("recommend a film")
        kept = get(server, f"/v1/people/{person}")
        erased, again = erase(server, person), erase(server, person)
        gone = get(server, f"/v1/people/{person}")
    async with talking(server.websocket, session=face.session, resume_after=1) as later:
        snapshot = await later.type("snapshot")

    assert [turn["text"] for turn in kept.json()["turns"]] == ["my name is Ada", "recommend a film"]
    assert "Ada" in kept.text
    assert (erased.status_code, again.status_code, gone.status_code) == (204, 204, 404)
    assert snapshot["turns"] == []


# --- players and media -------------------------------------------------------------------------------------------


async def test_media_are_served_in_ranges(server: Serving) -> None:
    async with talking(server.websocket, player=True) as face:
        await face.send("text", text="play rain sounds")
        command = await face.until(lambda m: m["type"] == "player-command" and m["command"] == "play")
        await face.send("player-event", state="playing", item=command["item"]["id"], position_s=0.1)
        await face.type("turn-done")
    url = command["item"]["url"]
    whole = get(server, url)
    part = get(server, url, range="bytes=10-19")
    beyond = get(server, url, range=f"bytes={len(whole.content)}-")

    assert whole.headers["accept-ranges"] == "bytes"
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert beyond.status_code == 416
    (path := server.data / "heard").write_bytes(whole.content)
    assert soundfile.info(str(path)).duration > 1


def test_player_of_a_new_session_is_silent(server: Serving) -> None:
    state = get(server, f"/v1/player?session={fresh('s')}").json()

    assert state["item"] is None
    assert state["state"] in {"idle", "stopped"}


def test_player_without_browser_is_the_servers_own(server: Serving) -> None:
    session = fresh("s")
    (reply,) = post(server, "turns", {"session": session, "text": "play ocean waves"})["replies"]
    playing = get(server, f"/v1/player?session={session}").json()
    post(server, "turns", {"session": session, "text": "stop"})
    stopped = get(server, f"/v1/player?session={session}").json()

    assert playing["state"] == "playing"
    assert playing["item"]["title"]["en"].lower() in reply["text"].lower()
    assert stopped["state"] in {"stopped", "idle"}


# --- the page and the server's health ----------------------------------------------------------------------------


def test_page_and_widget_come_with_safety_headers(server: Serving) -> None:
    page = get(server, "/")
    script = get(server, "/widget/encore-chat.js")

    assert "<encore-chat>" in page.text
    assert script.headers["content-type"].startswith("text/javascript")
    for answer in (page, script):
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert get(server, "/widget/encore-chat.js", **{"if-none-match": script.headers["etag"]}).status_code == 304


def test_embedding_page_may_load_the_widget_and_no_other(server: Serving, embedder: Any) -> None:
    allowed = get(server, "/widget/encore-chat.js", origin=embedder.address)
    same = get(server, "/widget/encore-chat.js")

    assert allowed.headers["access-control-allow-origin"] == embedder.address
    assert "access-control-allow-origin" not in same.headers


def test_health_readiness_and_figures(server: Serving) -> None:
    figures = dict(line.rsplit(" ", 1) for line in get(server, "/metrics").text.splitlines() if line[0] != "#")

    assert get(server, "/healthz").json() == {"status": "ok"}
    assert get(server, "/readyz").json() == {"brain": "ready"}
    assert figures["encore_brain_ready"] == "1"
    assert int(figures["encore_sessions"]) > 0
