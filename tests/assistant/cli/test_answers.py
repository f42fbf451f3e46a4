"""The commands that ask a server: what scripts read, what people read, and what is refused."""

from __future__ import annotations

import json
import subprocess
import uuid
from pathlib import Path

import pytest

from tests.assistant.cli.running import answers, encore
from tests.serving import Serving

UNDERSTOOD = {"language", "intent", "entities", "ranking"}


def processes_of(folder: Path) -> str:
    """Return the processes whose environment names `folder`."""
    found = subprocess.run(["ps", "axeww", "-o", "pid,args"], capture_output=True, text=True, check=True)
    return "\n".join(line for line in found.stdout.splitlines() if f"ENCORE_DATA_DIR={folder}" in line)


# --- ask -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "language"), [("recommend a film", "en"), ("推荐一部电影", "zh")])
def test_ask_gives_the_answer_of_the_service(server: Serving, text: str, language: str) -> None:
    (answer,) = answers(encore("ask", text, "--json", "--session", uuid.uuid4().hex, "--server", server.address))

    assert {"replies", "understood", "language"} <= set(answer)
    assert answer["language"] == language
    assert answer["understood"]["intent"]["name"] == "recommend_film"
    assert answer["replies"][0]["cards"][0]["item"].startswith("film/")


def test_ask_goes_on_with_a_conversation(server: Serving) -> None:
    where = ("--session", uuid.uuid4().hex, "--server", server.address)
    assert encore("ask", "recommend a science fiction film", *where).returncode == 0
    done = encore("ask", "why that one?", *where)

    assert done.returncode == 0
    assert "science fiction" in done.stdout.lower()


@pytest.mark.parametrize("text", ["", "   ", "x" * 5000])
def test_ask_what_cannot_be_said_is_wrong_use(server: Serving, text: str) -> None:
    done = encore("ask", text, "--server", server.address)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_refusal_is_in_the_language_of_the_terminal(server: Serving) -> None:
    assert "消息是空的" in encore("ask", " ", "--server", server.address, LANG="zh_CN.UTF-8").stderr
    assert "nothing in that message" in encore("ask", " ", "--server", server.address).stderr


# --- understand ----------------------------------------------------------------------------------------------


def test_understand_one_text(server: Serving) -> None:
    (answer,) = answers(encore("understand", "tell me a joke", "--json", "--server", server.address))
    assert set(answer) == UNDERSTOOD
    assert answer["intent"]["name"] == "tell_joke"

    shown = encore("understand", "讲个笑话", "--server", server.address)
    assert shown.stdout.startswith("tell_joke (")


def test_understand_many_lines_in_order(server: Serving, tmp_path: Path) -> None:
    texts = ["tell me a joke", "讲个笑话", "hello", "line with \u2028 a separator", "你好"]
    file = tmp_path / "lines.txt"
    file.write_bytes("\r\n".join([*texts, "", "   "]).encode("utf-8-sig"))

    from_file = answers(encore("understand", "--file", str(file), "--json", "--server", server.address))
    from_stdin = answers(
        encore("understand", "--file", "-", "--json", "--server", server.address, stdin=file.read_bytes())
    )

    assert [set(answer) for answer in from_file] == [UNDERSTOOD] * len(texts)
    assert [answer["language"] for answer in from_file] == ["en", "zh", "en", "en", "zh"]
    assert from_file[0]["intent"]["name"] == from_file[1]["intent"]["name"] == "tell_joke"
    assert from_stdin == from_file


def test_understand_bad_line_does_not_stop_the_rest(server: Serving) -> None:
    lines = b"hello\n" + b"x" * 9000 + b"\n\xff\xfe broken bytes\ntell me a joke\n"
    done = encore("understand", "--file", "-", "--json", "--server", server.address, stdin=lines)
    first, long, broken, last = (json.loads(line) for line in done.stdout.splitlines())

    assert done.returncode == 1
    assert long["error"]["code"] == "too-long"
    assert "encore: 2: " in done.stderr
    assert set(first) == set(broken) == set(last) == UNDERSTOOD


def test_understand_without_a_server_wakes_one_for_all_lines(tmp_path: Path) -> None:
    lines = "\n".join(f"tell me joke number {number}" for number in range(60)).encode()
    done = encore("understand", "--file", "-", "--json", stdin=lines, folder=tmp_path, ENCORE_AUDIO_OUTPUT="null")

    assert len(answers(done)) == 60
    assert done.stderr.count("waking up") == 1
    assert processes_of(tmp_path) == ""


# --- recommend -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "language"), [("a funny film", "en"), ("一部搞笑的电影", "zh")])
def test_recommend_gives_items_scores_and_reasons(server: Serving, words: str, language: str) -> None:
    done = encore("recommend", words, "--language", language, "--n", "3", "--json", "--server", server.address)
    (answer,) = answers(done)

    assert len(answer["suggestions"]) == 3
    for suggestion in answer["suggestions"]:
        assert {"id", "kind", "title", "year"} <= set(suggestion["item"])
        assert isinstance(suggestion["score"], float)
        assert suggestion["reasons"]


def test_recommend_for_people_is_one_line_each(server: Serving) -> None:
    done = encore("recommend", "一部搞笑的电影", "--n", "2", "--server", server.address)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 2


# --- people --------------------------------------------------------------------------------------------------


def test_people_are_shown_exported_and_erased(server: Serving) -> None:
    person = session = f"p{uuid.uuid4().hex[:8]}"
    where = ("--server", server.address)
    assert encore("ask", "my name is Zelda", "--session", session, *where).returncode == 0

    (kept,) = answers(encore("people", "export", person, *where))
    assert "Zelda" in str(kept)
    assert [turn["text"] for turn in kept["turns"]] == ["my name is Zelda"]
    (counted,) = answers(encore("people", "show", person, "--json", *where))
    assert counted["turns"] == 1
    assert "turns: 1" in encore("people", "show", person, *where).stdout

    assert answers(encore("people", "erase", person, "--json", *where)) == [{"erased": person}]
    assert encore("people", "erase", person, *where).returncode == 0
    assert "Zelda" not in encore("people", "export", person, *where).stdout


@pytest.mark.parametrize("person", ["a b", "../../etc", "x" * 100, "名字", "?"])
def test_person_that_cannot_be_is_told(server: Serving, person: str) -> None:
    done = encore("people", "export", person, "--server", server.address)
    assert done.returncode in {1, 2}
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
