"""What the HTTP services say to requests that cannot be done: a sentence in both languages and a stable code."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest

from tests.serving import Serving

HAN = re.compile(r"[一-鿿]")
TEXT_SERVICES = ["turns", "understand", "recommend", "speak"]


def refusal(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert (answer.status_code, problem["code"], problem["status"]) == (status, code, status)
    assert problem["title"].endswith((".", "。"))
    assert "Traceback" not in answer.text
    return problem


def post(server: Serving, service: str, body: object, **headers: str) -> httpx.Response:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return httpx.post(f"{server.address}/v1/{service}", content=data, headers=headers, timeout=60)


@pytest.mark.parametrize(
    "text",
    ["", " \n\t ", "\u200b\u200d\u200c", "\ufeff\u2060", "\u3164", "\ufe0f", "\u202e\u202c", "\x00\x07"],
    ids=["empty", "blank", "zero-width", "marks", "filler", "selector", "overrides", "controls"],
)
@pytest.mark.parametrize("service", TEXT_SERVICES)
def test_text_that_nobody_can_see_is_empty(server: Serving, service: str, text: str) -> None:
    expected = "missing-field" if service == "recommend" and text == "" else "empty"

    refusal(post(server, service, {"text": text}), 400, expected)


@pytest.mark.parametrize("service", TEXT_SERVICES)
def test_text_of_ten_thousand_characters_is_too_long(server: Serving, service: str) -> None:
    assert "4000" in refusal(post(server, service, {"text": "a" * 10_000}), 413, "too-long")["detail"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"text=hello",
        b'{"text": NaN}',
        b'{"text": "\\ud800"}',
        b'{"text": "\xff\xfe"}',
        b'{"text": 1e999}',
        b'{"text": "a"} {"text": "b"}',
        b'{"text": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    ],
    ids=["nothing", "open", "form", "nan", "lone-surrogate", "not-utf-8", "infinite", "two", "deep"],
)
def test_body_that_is_no_json_is_refused(server: Serving, body: bytes) -> None:
    refusal(post(server, "turns", body), 400, "bad-json")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ([], "bad-type"),
        ("hello", "bad-type"),
        (None, "bad-type"),
        ({}, "missing-field"),
        ({"text": None}, "bad-type"),
        ({"text": 5}, "bad-type"),
        ({"text": ["hello"]}, "bad-type"),
        ({"text": "hello", "session": 7}, "bad-type"),
        ({"text": "hello", "session": "../../etc/passwd"}, "bad-type"),
        ({"text": "hello", "person": "a b"}, "bad-type"),
        ({"text": "hello", "language": "klingon"}, "bad-type"),
        ({"text": "hello", "key": ""}, "bad-type"),
    ],
)
def test_field_of_wrong_type_is_named(server: Serving, body: object, code: str) -> None:
    refusal(post(server, "turns", body), 400, code)


def test_refusal_speaks_the_callers_language(server: Serving) -> None:
    english = refusal(post(server, "turns", {"text": ""}), 400, "empty")
    mandarin = refusal(post(server, "turns", {"text": ""}, **{"accept-language": "zh-CN,zh;q=0.9"}), 400, "empty")

    assert not HAN.search(english["title"])
    assert HAN.search(mandarin["title"])


@pytest.mark.parametrize(
    ("service", "body"),
    [
        ("recommend", {"text": "a film", "n": 0}),
        ("recommend", {"text": "a film", "n": 51}),
        ("recommend", {"text": "a film", "kind": "sandwich"}),
        ("recommend", {"wish": []}),
        ("write", {"kind": "story", "length": "long"}),
        ("write", {"kind": "story", "length": 100_000}),
        ("speak", {"text": "hello", "rate": 9000}),
        ("speak", {"text": "hello", "format": "mp4"}),
    ],
)
def test_impossible_value_is_bad_type(server: Serving, service: str, body: dict[str, Any]) -> None:
    assert refusal(post(server, service, body), 400, "bad-type")["detail"]


@pytest.mark.parametrize("query", ["limit=0", "limit=ten", "limit=²", "limit=-3", "limit=9999999999", "kind=sandwich"])
def test_impossible_query_is_bad_type(server: Serving, query: str) -> None:
    refusal(httpx.get(f"{server.address}/v1/catalogue?{query}"), 400, "bad-type")


def test_body_beyond_the_limit_is_too_large(server: Serving) -> None:
    refusal(post(server, "turns", {"text": "a" * 300_000}), 413, "too-large")


def test_recording_beyond_the_limit_is_refused_in_full(server: Serving) -> None:
    refusal(
        httpx.post(f"{server.address}/v1/transcribe", content=bytes(26 * 1024 * 1024), timeout=60), 413, "too-large"
    )


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("GET", "/v1/turns", "POST"), ("DELETE", "/v1/player", "GET"), ("POST", "/v1/people/ada", "GET")],
)
def test_wrong_method_names_the_right_ones(server: Serving, method: str, path: str, allowed: str) -> None:
    answer = httpx.request(method, f"{server.address}{path}")

    refusal(answer, 405, "wrong-method")
    assert allowed in answer.headers["allow"]


@pytest.mark.parametrize(
    "path",
    ["/v2/turns", "/v1/nothing", "/widget/", "/widget/__init__.py", "/widget/../app.py", "/widget/%2e%2e/cli/app.py"],
)
def test_unknown_address_is_not_found(server: Serving, path: str) -> None:
    refusal(httpx.get(f"{server.address}{path}"), 404, "not-found")


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://[::1"},
        {"host": "rebound.example"},
        {"host": "rebound.example:80"},
        {"host": ""},
    ],
)
def test_foreign_page_and_foreign_name_are_forbidden(server: Serving, headers: dict[str, str]) -> None:
    refusal(httpx.get(f"{server.address}/", headers=headers), 403, "forbidden")
    refusal(post(server, "turns", {"text": "hello"}, **headers), 403, "forbidden")


def test_own_page_may_call_the_services(server: Serving) -> None:
    assert httpx.get(f"{server.address}/", headers={"origin": server.address}).status_code == 200


@pytest.mark.parametrize("person", ["a%20b", "-x", "a" * 65, "%F0%9F%91%8D"])
def test_impossible_person_is_bad_type(server: Serving, person: str) -> None:
    refusal(httpx.get(f"{server.address}/v1/people/{person}"), 400, "bad-type")


def test_session_of_another_person_is_forbidden(server: Serving) -> None:
    post(server, "turns", {"text": "hello", "session": "of-ada", "person": "ada"})

    refusal(post(server, "turns", {"text": "hello", "session": "of-ada", "person": "eve"}), 403, "forbidden")


def test_unknown_person_is_not_found(server: Serving) -> None:
    refusal(httpx.get(f"{server.address}/v1/people/nobody-at-all", timeout=60), 404, "not-found")


@pytest.mark.parametrize(
    "wish",
    [{"flavour": "sweet"}, {"genres": 5}, {"years": ["a", "b"]}, {"kind": "sandwich"}, {"lighter": "very"}],
)
def test_wish_that_is_none_is_bad_type(server: Serving, wish: dict[str, Any]) -> None:
    assert refusal(post(server, "recommend", {"wish": wish}), 400, "bad-type")["detail"]


@pytest.mark.parametrize("stream", [False, True])
def test_unknown_kind_of_piece_names_the_known_ones(server: Serving, stream: bool) -> None:
    problem = refusal(post(server, "write", {"kind": "sandwich", "stream": stream}), 400, "bad-type")

    assert "story" in problem["detail"]


@pytest.mark.parametrize("token", ["x", "../../../etc/passwd", "%00", "sound/rain/../../x"])
def test_forged_media_address_is_not_found(server: Serving, token: str) -> None:
    refusal(httpx.get(f"{server.address}/v1/media/{token}", timeout=60), 404, "not-found")


def test_text_of_emoji_or_from_right_to_left_is_answered(server: Serving) -> None:
    for text in ("👍🏽👨‍👩‍👧", "مرحبا، كيف حالك؟", "שלום", "٪", "…"):
        answer = post(server, "turns", {"text": text})

        assert answer.status_code == 200, text
        assert answer.json()["replies"]


def test_unknown_field_is_ignored_and_last_of_two_counts(server: Serving) -> None:
    answer = post(server, "understand", b'{"text": "", "text": "tell me a joke", "colour": {"of": "sky"}}')

    assert (
        answer.json()["intent"]["name"]
        == post(server, "understand", {"text": "tell me a joke"}).json()["intent"]["name"]
    )
