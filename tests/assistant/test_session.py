"""Sessions: turns in order, each once, kept while the brain is away, and the same for every face."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from assistant import hub as hub_module
from assistant import session as session_module
from assistant.hub import BadIdentifier, Hub, NotYours
from assistant.journal import Journal, JournalError
from assistant.session import QUEUED_TURNS, Answer, Busy, Session, UnknownChoice
from tests.assistant.conftest import ListFace, begun, opened, until


async def ask(session: Session, text: str, key: str = "", **said: Any) -> Answer:
    """Say `text` and wait for the answer."""
    _, answer = await session.say(text, key=key or text, face="test", **said)
    return await asyncio.wait_for(answer, 60)


def texts(answer: Answer) -> list[str]:
    return [reply["text"] for reply in answer.replies]


# --- in order, each once -------------------------------------------------------------------------------------


async def test_turns_are_answered_in_order_and_journalled(hub: Hub) -> None:
    session, face = await hub.session("s", "ann"), ListFace()
    session.attach(face)
    answers = [(await session.say(text, key=text, face="test"))[1] for text in ("one", "two", "三")]
    await asyncio.gather(*answers)
    await until(lambda: not session.busy)

    assert [reply["text"] for reply in face.of("reply")] == ["one", "two", "三"]
    assert [reply["language"] for reply in face.of("reply")] == ["en", "en", "zh"]
    assert [done["turn"] for done in face.of("turn-done")] == ["one", "two", "三"]
    assert [(turn.text, turn.person) for turn in await hub.journalled("turns", "s")] == [
        ("one", "ann"),
        ("two", "ann"),
        ("三", "ann"),
    ]


async def test_message_is_acknowledged_only_when_journalled(hub: Hub) -> None:
    session = await hub.session("s")
    turn, answer = await session.say("hello", key="k", face="test")
    assert await hub.journalled("open_turns") == [turn]

    await answer
    assert await hub.journalled("open_turns") == []


async def test_eight_turns_wait_and_the_next_is_refused(hub: Hub, tmp_path: Path) -> None:
    session = await hub.session("s")
    answers = [(await session.say("wait", key="w", face="test"))[1]]
    answers += [(await session.say(f"t{n}", key=f"t{n}", face="test"))[1] for n in range(QUEUED_TURNS)]
    with pytest.raises(Busy):
        await session.say("one too many", key="x", face="test")
    assert len(await hub.journalled("open_turns")) == 9

    (tmp_path / "go").touch()
    await asyncio.gather(*answers)
    assert texts(await ask(session, "now")) == ["now"]


async def test_many_at_once_are_refused_before_they_are_journalled(hub: Hub, tmp_path: Path) -> None:
    session = await hub.session("s")
    saying = [session.say("wait", key=f"k{n}", face="test") for n in range(30)]
    results = await asyncio.gather(*saying, return_exceptions=True)

    refused = [result for result in results if isinstance(result, Busy)]
    assert len(refused) == 30 - 1 - QUEUED_TURNS
    assert len(await hub.journalled("open_turns")) == 1 + QUEUED_TURNS
    (tmp_path / "go").touch()
    await until(lambda: not session.busy)


async def test_same_key_while_open_shares_the_answer(hub: Hub, tmp_path: Path) -> None:
    session = await hub.session("s")
    first = (await session.say("wait", key="k", face="test"))[1]
    again = (await session.say("wait", key="k", face="test"))[1]
    await until(lambda: begun(tmp_path))
    in_hand = (await session.say("wait", key="k", face="test"))[1]
    (tmp_path / "go").touch()

    assert [texts(await answer) for answer in (first, again, in_hand)] == [["wait"]] * 3
    assert len(begun(tmp_path)) == 1


async def test_same_key_after_the_answer_repeats_it(hub: Hub, tmp_path: Path) -> None:
    session = await hub.session("s")
    first, again = await ask(session, "hello", key="k"), await ask(session, "other words", key="k")

    assert again.replies == first.replies
    assert again.understood == first.understood
    assert len(begun(tmp_path)) == 1


async def test_failure_is_told_and_the_next_turn_is_answered(hub: Hub) -> None:
    session, face = await hub.session("s"), ListFace()
    session.attach(face)
    failed, again = await ask(session, "fail", key="k"), await ask(session, "fail", key="k")

    assert (failed.failed, again.failed, failed.replies) == ("upstream-failed", "upstream-failed", [])
    (error,) = face.of("error")
    assert error["code"] == "upstream-failed"
    assert "service failed" in error["message"]
    assert texts(await ask(session, "hello")) == ["hello"]


# --- while the brain is away ---------------------------------------------------------------------------------


async def test_words_said_while_waking_are_kept_and_answered(tmp_path: Path) -> None:
    (tmp_path / "cannot-start").touch()
    async with opened(tmp_path) as hub:
        session, face = await hub.session("s"), ListFace()
        session.attach(face)
        answers = [(await session.say(text, key=text, face="test"))[1] for text in ("early", "earlier")]
        await until(lambda: hub.brain.starts)
        assert begun(tmp_path) == []
        (tmp_path / "cannot-start").unlink()

        assert [texts(await answer) for answer in answers] == [["early"], ["earlier"]]


async def test_brain_that_never_starts_is_said_and_words_are_kept(tmp_path: Path) -> None:
    (tmp_path / "cannot-start").touch()
    async with opened(tmp_path) as hub:
        session, face = await hub.session("s"), ListFace()
        session.attach(face)
        _, answer = await session.say("你好", key="k", face="test")
        await until(lambda: face.of("error"))
        assert not answer.done()
        (tmp_path / "cannot-start").unlink()
        assert texts(await answer) == ["你好"]

    (error,) = face.of("error")
    assert error["code"] == "waking"
    assert "大脑启动不了" in error["message"]


async def test_brain_killed_in_a_turn_is_restarted_and_answers_once(hub: Hub, tmp_path: Path) -> None:
    session, face = await hub.session("s"), ListFace()
    session.attach(face)
    await ask(session, "before")
    _, answer = await session.say("wait", key="k", face="test")
    await until(lambda: len(begun(tmp_path)) == 2)
    assert hub.brain.pid is not None
    os.kill(hub.brain.pid, signal.SIGKILL)
    (tmp_path / "go").touch()

    assert texts(await asyncio.wait_for(answer, 60)) == ["wait"]
    assert len(face.of("reply")) == 2
    assert [notice["kind"] for notice in face.of("notice")] == ["brain-restarted"]
    assert begun(tmp_path)[-1]["events"] == [{"event": "slot", "name": "said", "value": "before"}]
    assert hub.brain.starts == 2
    assert "encore_brain_starts_total 2" in hub.metrics()


async def test_turn_that_always_kills_the_brain_is_given_up(hub: Hub, tmp_path: Path) -> None:
    session = await hub.session("s")
    answer = await ask(session, "die")

    assert answer.failed == "brain-restarted"
    assert len(begun(tmp_path)) == session_module.TRIES
    assert texts(await ask(session, "still there?")) == ["still there?"]


async def test_session_that_the_brain_has_lost_is_sent_again(hub: Hub, tmp_path: Path) -> None:
    session = await hub.session("s")
    await ask(session, "one")
    await ask(session, "lose the session")

    assert texts(await ask(session, "three")) == ["three"]
    sent = [turn["events"] for turn in begun(tmp_path)]
    assert sent[0] == []
    assert sent[1] is None
    assert [event["value"] for event in sent[2]] == ["one", "lose the session"]


async def test_turns_left_open_by_a_dead_server_are_answered(tmp_path: Path) -> None:
    (tmp_path / "cannot-start").touch()
    async with opened(tmp_path) as hub:
        session = await hub.session("s", "ann")
        for number in range(9):
            await session.say(f"t{number}", key=f"k{number}", face="test")
    (tmp_path / "cannot-start").unlink()

    async with opened(tmp_path) as hub:
        await until(lambda: len(begun(tmp_path)) == 9)
        session = await hub.session("s", "ann")
        answer = await ask(session, "t3", key="k3")
        await until(lambda: not session.busy)
        assert texts(answer) == ["t3"]
        assert await hub.journalled("open_turns") == []
    assert [turn["key"] for turn in begun(tmp_path)] == [f"k{number}" for number in range(9)]


# --- storage -------------------------------------------------------------------------------------------------


def allow_no_more_pages(journal: Journal) -> None:
    with journal._reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")


async def test_turn_that_cannot_be_written_is_not_acknowledged(hub: Hub, tmp_path: Path) -> None:
    session = await hub.session("s")
    await ask(session, "one")
    await asyncio.get_running_loop().run_in_executor(hub._writer, allow_no_more_pages, hub._opened())
    with pytest.raises(JournalError) as caught:
        await session.say("x" * 100_000, key="large", face="test")

    assert caught.value.code == "storage-full"
    assert [turn["text"] for turn in begun(tmp_path)] == ["one"]
    assert not session.busy


async def test_answer_that_cannot_be_written_is_given_all_the_same(hub: Hub) -> None:
    session = await hub.session("s")
    large = "x" * 100_000
    _, answer = await session.say(large, key="large", face="test")
    await asyncio.get_running_loop().run_in_executor(hub._writer, allow_no_more_pages, hub._opened())

    assert texts(await asyncio.wait_for(answer, 60)) == [large]
    assert [turn.key for turn in await hub.journalled("open_turns")] == ["large"]


# --- choices -------------------------------------------------------------------------------------------------


async def test_choices_are_opaque_and_only_those_offered_work(hub: Hub) -> None:
    session = await hub.session("s")
    (reply,) = (await ask(session, "choices")).replies
    assert [set(choice) for choice in reply["choices"]] == [{"title", "choice"}] * 2
    assert "effects" not in reply
    assert "intent" not in str(reply)

    _, answer = await session.choose(reply["choices"][0]["choice"], key="c1", face="test")
    assert texts(await answer) == ["Another (another)"]
    with pytest.raises(UnknownChoice):
        await session.choose("another", key="c2", face="test")
    other = await hub.session("other")
    with pytest.raises(UnknownChoice):
        await other.choose(reply["choices"][0]["choice"], key="c3", face="test")


async def test_title_of_a_choice_can_be_said_instead(hub: Hub) -> None:
    session = await hub.session("s")
    assert texts(await ask(session, "another", key="k0")) == ["another"]
    await ask(session, "choices")

    assert texts(await ask(session, " another ", key="k1")) == [" another  (another)"]
    assert texts(await ask(session, "换一个", key="k2")) == ["换一个 (another)"]


async def test_kept_choices_are_bounded(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "KEPT_CHOICES", 1)
    session = await hub.session("s")
    (reply,) = (await ask(session, "choices")).replies
    with pytest.raises(UnknownChoice):
        await session.choose(reply["choices"][0]["choice"], key="c", face="test")
    assert (await session.choose(reply["choices"][1]["choice"], key="c", face="test"))[0].text == "换一个"


# --- faces ---------------------------------------------------------------------------------------------------


async def test_two_faces_see_the_same(hub: Hub) -> None:
    session, faces = await hub.session("s"), [ListFace(), ListFace()]
    for face in faces:
        session.attach(face)
    await ask(session, "hello")
    await until(lambda: not session.busy)

    assert faces[0].messages == faces[1].messages
    assert [message["type"] for message in faces[0].messages if message["type"] != "session-state"] == [
        "turn",
        "understood",
        "reply",
        "turn-done",
    ]


async def test_numbers_rise_and_replay_gives_what_was_missed(hub: Hub) -> None:
    session, face = await hub.session("s"), ListFace()
    session.attach(face)
    await ask(session, "one")
    await until(lambda: not session.busy)
    session.detach(face)
    seen = face.messages[-1]["seq"]
    await ask(session, "two")
    await until(lambda: not session.busy)

    missed = session.replay(seen)
    assert missed is not None
    assert [message["text"] for message in missed if message["type"] == "reply"] == ["two"]
    numbers = [message["seq"] for message in face.messages + missed]
    assert numbers == sorted(set(numbers))
    assert session.replay(numbers[-1] + 1000) is None


async def test_replay_of_what_is_gone_is_nothing(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    session = await hub.session("s")
    for number in range(session_module.REPLAYED + 10):
        session.emit({"type": "notice", "kind": str(number)})

    assert session.replay(0) is None
    kept = session.replay(10)
    assert kept is not None
    assert len(kept) == session_module.REPLAYED


async def test_snapshot_after_restart_shows_what_was_said(tmp_path: Path) -> None:
    async with opened(tmp_path) as hub:
        await ask(await hub.session("s", "ann"), "hello")
    async with opened(tmp_path) as hub:
        session = await hub.session("s")
        snapshot = await session.snapshot()
        assert session.person == "ann"

    (turn,) = snapshot["turns"]
    assert (turn["text"], [reply["text"] for reply in turn["replies"]]) == ("hello", ["hello"])


async def test_player_news_reach_all_and_commands_one(hub: Hub) -> None:
    session = await hub.session("s")
    faces = [ListFace(), ListFace(has_player=True), ListFace(has_player=True)]
    for face in faces:
        session.attach(face)
    await ask(session, "move the player")

    assert [len(face.of("player")) for face in faces] == [1, 1, 1]
    assert [len(face.of("player-command")) for face in faces] == [0, 0, 1]
    assert session.player == {"player": "mpv", "state": "playing", "queue": [{"id": "track/1"}]}


# --- whose it is ---------------------------------------------------------------------------------------------


async def test_session_of_somebody_else_is_refused(hub: Hub) -> None:
    await ask(await hub.session("s", "ann"), "hello")
    with pytest.raises(NotYours):
        await hub.session("s", "ben")


@pytest.mark.parametrize("identifier", ["a b", "-x", "x" * 65, "../x", "名字", "x\n"])
async def test_impossible_ids_are_refused(hub: Hub, identifier: str) -> None:
    with pytest.raises(BadIdentifier):
        await hub.session(identifier)
    with pytest.raises(BadIdentifier):
        await hub.session("s", identifier)


async def test_forget_me_empties_journal_and_memory(hub: Hub) -> None:
    session, elsewhere = await hub.session("s", "ann"), await hub.session("s2", "ann")
    await ask(elsewhere, "choices")
    await ask(session, "secret words")
    await ask(session, "forget me")

    assert await hub.journalled("export", "ann") == []
    for open_session in (session, elsewhere):
        assert "secret" not in str(open_session.replay(0))
        assert (await open_session.snapshot())["turns"] == []
    assert elsewhere.replay(0) is None


async def test_reply_may_change_how_fast_is_spoken(hub: Hub) -> None:
    session = await hub.session("s")
    await ask(session, "slower")
    assert session.speaking.rate == 140
    await ask(session, "as usual")
    assert session.speaking.rate is None


async def test_sessions_in_memory_are_bounded(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "MOST_SESSIONS", 3)
    seen = await hub.session("seen")
    seen.attach(ListFace())
    for number in range(5):
        await ask(await hub.session(f"s{number}"), "hello", key=str(number))
        await until(lambda: not any(session.busy for session in hub._sessions.values()))

    assert set(hub._sessions) == {"seen", "s3", "s4"}
    assert [turn.text for turn in await hub.journalled("turns", "s0")] == ["hello"]


@pytest.mark.parametrize(
    ("setting", "languages"), [("auto", ["zh", "zh", "en"]), ("zh", ["zh"] * 3), ("en", ["en"] * 3)]
)
async def test_language_that_is_set_wins_over_that_of_the_words(
    tmp_path: Path, setting: str, languages: list[str]
) -> None:
    async with opened(tmp_path, language=setting) as hub:
        session = await hub.session("s")
        answers = [await (await session.say(text, key=text, face="t"))[1] for text in ("你好", "123", "hello")]

    assert [answer.replies[0]["language"] for answer in answers] == languages
