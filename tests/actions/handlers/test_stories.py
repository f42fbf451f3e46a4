from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.generate import Brief, Draft, EmbeddedWriter, Piece, Writers
from actions.handlers import base
from actions.handlers.base import Handler, live_sink
from actions.handlers.recommend import Another
from actions.handlers.stories import AskRiddle, GoOn, ReadPoem, TellJoke, TellStory
from actions.people import PeopleStore

JOKES = ("one", "two", "three")


class JokeBook:
    """Tells the first joke that was not told, as any writer of jokes must; everything else goes to the real one."""

    def __init__(self) -> None:
        self.briefs: list[Brief] = []
        self._stories = EmbeddedWriter()

    def begin(self, brief: Brief) -> Draft:
        self.briefs.append(brief)
        return self._stories.begin(brief) if brief.kind == "story" else Draft(self._write(brief))

    async def _write(self, brief: Brief) -> AsyncGenerator[str | Piece, None]:
        told = brief.so_far.get("told", [])
        name = next((joke for joke in JOKES if joke not in told), JOKES[0])
        state = {"id": name, "told": [*told, name], "hint": "It is wet."}
        yield f"Number {name}."
        yield Piece(brief.kind, name, brief.language, (f"Number {name}.",), "embedded", "book", state, answer="rain")


class Conversation:
    """Runs handlers as Rasa does: with a tracker that keeps the slots they set."""

    def __init__(self, person: str = "ann") -> None:
        self.person = person
        self.slots: dict[str, Any] = {}
        self._turns = 0

    async def say(self, handler: type[Handler], text: str = "", language: str = "en", **entities: Any) -> list[Any]:
        """Return the replies of `handler` to an utterance with these entities."""
        self._turns += 1
        named = [
            {"entity": name, "value": each}
            for name, value in entities.items()
            for each in (value if isinstance(value, list) else [value])
        ]
        message = {
            "text": text,
            "intent": {"name": handler.intent},
            "entities": named,
            "metadata": {"person": self.person, "key": f"k{self._turns}", "language": language},
        }
        tracker = Tracker("session", dict(self.slots), message, [], False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        for event in await handler().run(dispatcher, tracker, {}):
            self.slots[event["name"]] = event["value"]
        return [message["custom"] for message in dispatcher.messages]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[JokeBook]:
    book = JokeBook()
    people = PeopleStore(f"sqlite:///{tmp_path / 'people.db'}")
    before = list(base._services)
    base.use_services(SimpleNamespace(people=people, writers=Writers(book, book)))  # type: ignore[arg-type]
    yield book
    base._services[:] = before
    people.close()


@pytest.mark.parametrize(
    ("language", "entities", "words"),
    [
        ("en", {"topic": "a dragon"}, ["dragon"]),
        ("en", {"topic": ["a cat", "a dog"]}, ["cat", "dog"]),
        ("en", {"topic": "my cat Milo", "audience": "my five year old"}, ["Milo", "cat"]),
        ("en", {"topic": "a robot", "hero": "Pip"}, ["Pip", "robot"]),
        ("zh", {"topic": "熊猫"}, ["熊猫"]),
        ("zh", {"topic": ["小猫", "小狗"], "length": "两分钟"}, ["小猫", "小狗"]),
    ],
)
async def test_story_is_about_what_was_named(book: JokeBook, language: str, entities: Any, words: list[str]) -> None:
    (reply,) = await Conversation().say(TellStory, language=language, **entities)
    assert all(word in reply["text"] for word in words)
    assert reply["speech"] == reply["text"]
    assert reply["piece"]["title"]
    assert [choice["intent"] for choice in reply["choices"]] == ["go_on", "tell_story"]


@pytest.mark.parametrize(
    ("entities", "audience", "seconds"),
    [
        ({}, "family", 60),
        ({"audience": "my five-year-old"}, "children", 60),
        ({"audience": "睡前", "length": "短一点"}, "children", 30),
        ({"audience": "grown-ups", "length": "two minutes"}, "adult", 120),
    ],
)
async def test_brief_takes_audience_and_length(book: JokeBook, entities: Any, audience: str, seconds: int) -> None:
    await Conversation().say(TellStory, **entities)
    assert (book.briefs[0].audience, book.briefs[0].seconds) == (audience, seconds)


async def test_story_is_streamed_as_it_is_written(book: JokeBook) -> None:
    parts: list[dict[str, Any]] = []
    token = live_sink.set(parts.append)
    (reply,) = await Conversation().say(TellStory)
    live_sink.reset(token)
    assert len(parts) > 5
    assert {part["reply"] for part in parts} == {reply["id"]}
    assert "".join(part["text"] for part in parts).strip() == reply["text"]


@pytest.mark.parametrize(("language", "topic"), [("en", "my cat Milo"), ("zh", "我的猫米洛")])
async def test_go_on_continues_the_same_story(book: JokeBook, language: str, topic: str) -> None:
    talk = Conversation()
    (told,) = await talk.say(TellStory, language=language, topic=topic, audience="kids", length="two minutes")
    texts = [told["text"]]
    for _ in range(3):
        # "go on" to a Mandarin story goes on in Mandarin.
        (reply,) = await talk.say(GoOn, "go on", language="en")
        assert ("米洛" if language == "zh" else "Milo") in reply["text"]
        assert reply["language"] == language
        assert reply["text"] not in texts
        texts.append(reply["text"])
    assert {(brief.audience, brief.seconds) for brief in book.briefs} == {("children", 120)}
    assert talk.slots["piece"]["state"]["part"] == 4


@pytest.mark.parametrize(("language", "words"), [("en", "no story"), ("zh", "没有")])
async def test_go_on_without_story_says_so(book: JokeBook, language: str, words: str) -> None:
    talk = Conversation()
    (reply,) = await talk.say(GoOn, language=language)
    assert words in reply["text"]
    await talk.say(TellJoke)
    (reply,) = await talk.say(GoOn, language=language)
    assert words in reply["text"]


async def test_another_after_joke_is_another_joke(book: JokeBook) -> None:
    talk = Conversation()
    (first,) = await talk.say(TellJoke, topic="cats", audience="kids")
    (second,) = await talk.say(Another)
    (third,) = await talk.say(Another)
    assert len({first["text"], second["text"], third["text"]}) == 3
    assert [(brief.kind, brief.topic, brief.audience) for brief in book.briefs] == [("joke", "cats", "children")] * 3


async def test_another_after_story_has_same_topic_and_new_plot(book: JokeBook) -> None:
    talk = Conversation()
    (first,) = await talk.say(TellStory, topic="a dragon")
    (second,) = await talk.say(Another)
    assert first["text"] != second["text"]
    assert "dragon" in second["text"]


async def test_new_joke_does_not_keep_old_topic(book: JokeBook) -> None:
    talk = Conversation()
    await talk.say(TellJoke, topic="cats")
    await talk.say(TellJoke)
    assert book.briefs[1].topic == ""


@pytest.mark.parametrize("handler", [TellJoke, AskRiddle, ReadPoem])
async def test_piece_is_not_repeated_after_a_restart(book: JokeBook, handler: type[Handler]) -> None:
    told = [(await Conversation().say(handler))[0]["text"] for _ in JOKES]
    assert len(set(told)) == len(JOKES)
    assert (await Conversation(person="bob").say(handler))[0]["text"] == told[0]


async def test_heard_pieces_are_noted_by_kind(book: JokeBook) -> None:
    await Conversation().say(TellJoke)
    await Conversation().say(TellStory)
    people = base.current_services().people
    assert people.heard("ann", "joke") == {"one"}
    assert len(people.heard("ann", "story")) == 1
    assert people.heard("ann", "riddle") == set()


async def test_what_was_told_stays_out_of_slots(book: JokeBook) -> None:
    talk = Conversation()
    await talk.say(AskRiddle)
    assert "told" not in talk.slots["piece"]["state"]
    assert "told" not in talk.slots["game"]


async def test_riddle_keeps_its_answer_to_itself(book: JokeBook) -> None:
    talk = Conversation()
    (reply,) = await talk.say(AskRiddle)
    assert "rain" not in str(reply)
    assert reply["expects"] == "answer"
    assert talk.slots["game"]["answer"] == "rain"
    assert talk.slots["game"]["hint"] == "It is wet."


async def test_person_who_cannot_be_noted_is_told_all_the_same(book: JokeBook) -> None:
    (reply,) = await Conversation(person="no such id!").say(TellJoke)
    assert reply["text"] == "Number one."


@pytest.mark.parametrize(
    ("language", "topic", "words"), [("en", "a murderer", "leave that subject out"), ("zh", "杀人", "不讲")]
)
async def test_unsuitable_subject_is_refused_in_words(book: JokeBook, language: str, topic: str, words: str) -> None:
    said, told = await Conversation().say(TellStory, language=language, topic=topic, audience="kids")
    assert words in said["text"]
    assert topic not in told["text"]
