from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.generate import Brief, Draft, EmbeddedWriter, Piece, QuizBank, Writers
from actions.generate.facts import facts, twisters
from actions.handlers import base
from actions.handlers.base import Handler, live_sink
from actions.handlers.recommend import Another, Refine
from actions.handlers.stories import (
    AskAboutPiece,
    AskRiddle,
    GoOn,
    InteractiveStory,
    MakeTune,
    ReadPoem,
    TellFact,
    TellJoke,
    TellStory,
    TongueTwister,
    WriteSong,
    facts_of,
)
from actions.people import PeopleStore
from tests.actions.handlers.conversing import one_of

JOKES = ("one", "two", "three")


class Typed:
    """A quantity as the extractor gives it: the words, and what they are worth."""

    def __init__(self, words: str, value: int) -> None:
        self.words, self.value = words, value


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
            {"entity": name, "value": each.value if isinstance(each, Typed) else each}
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
    base.use_services(SimpleNamespace(people=people, writers=Writers(book, book), quiz=QuizBank.load()))  # type: ignore[arg-type]
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


# --- what is asked of a piece ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entities", "seconds"),
    [
        ({"duration": Typed("five minutes", 300)}, 300),
        ({"duration": Typed("三分钟", 180)}, 180),
        ({"duration": "three minutes"}, 180),
        ({"duration": Typed("a week", 604_800)}, 1800),
        ({"duration": Typed("one second", 1)}, 15),
        ({"length": "short"}, 30),
        ({"length": "长"}, 120),
        ({"length": "banana"}, 60),
    ],
)
async def test_length_is_typed_or_vague(book: JokeBook, entities: Any, seconds: int) -> None:
    await Conversation().say(TellStory, **entities)

    assert book.briefs[0].seconds == seconds


@pytest.mark.parametrize(
    ("text", "entities", "seconds"),
    [
        ("shorter", {"length": "shorter"}, 60),
        ("make it longer", {"length": "longer"}, 240),
        ("短一点", {"length": "短"}, 60),
        ("再长点", {}, 240),
        ("make it three minutes", {"duration": Typed("three minutes", 180)}, 180),
        ("funnier", {"mood": "funnier"}, 120),
    ],
)
async def test_refined_length_is_relative_to_the_last_piece(
    book: JokeBook, text: str, entities: Any, seconds: int
) -> None:
    talk = Conversation()
    await talk.say(TellStory, topic="a dragon", duration=Typed("two minutes", 120))
    await talk.say(Refine, text, **entities)

    assert (book.briefs[1].seconds, book.briefs[1].topic) == (seconds, "a dragon")


async def test_refined_again_and_again_stays_within_reason(book: JokeBook) -> None:
    talk = Conversation()
    await talk.say(TellStory)
    for _ in range(4):
        await talk.say(Refine, "shorter", length="shorter")

    assert [brief.seconds for brief in book.briefs] == [60, 30, 15, 15, 15]


@pytest.mark.parametrize("text", ["less scary please", "not so scary", "别那么吓人"])
async def test_less_scary_is_told_as_for_children(book: JokeBook, text: str) -> None:
    talk = Conversation()
    await talk.say(TellStory, topic="a ghost")
    replies = await talk.say(Refine, text)

    assert (book.briefs[1].audience, book.briefs[1].topic) == ("children", "a ghost")
    assert len(replies) == 1


@pytest.mark.parametrize(("text", "mood"), [("something funnier", "funnier"), ("好笑一点", "好笑")])
async def test_what_cannot_be_steered_is_admitted(book: JokeBook, text: str, mood: str) -> None:
    language = "zh" if mood == "好笑" else "en"
    talk = Conversation()
    await talk.say(TellStory, language=language)
    said, told = await talk.say(Refine, text, language=language, mood=mood)

    assert mood in said["text"]
    assert told["piece"]["kind"] == "story"


@pytest.mark.parametrize(
    ("style", "language", "topic", "audience"),
    [
        ("bedtime", "en", "", "children"),
        ("睡前", "zh", "", "children"),
        ("ghost", "en", "a ghost", "family"),
        ("鬼", "zh", "小幽灵", "family"),
        ("detective", "en", "a detective", "family"),
        ("童话", "zh", "", "family"),
    ],
)
async def test_style_of_a_story(book: JokeBook, style: str, language: str, topic: str, audience: str) -> None:
    replies = await Conversation().say(TellStory, language=language, style=style)

    assert (book.briefs[0].topic, book.briefs[0].audience) == (topic, audience)
    assert len(replies) == 1


async def test_topic_wins_over_style(book: JokeBook) -> None:
    await Conversation().say(TellStory, style="ghost", topic="a train")

    assert book.briefs[0].topic == "a train"


@pytest.mark.parametrize(
    ("handler", "style", "language"),
    [
        (TellStory, "western", "en"),
        (TellStory, "武侠", "zh"),
        (ReadPoem, "haiku", "en"),
        (ReadPoem, "limerick", "en"),
        (ReadPoem, "绝句", "zh"),
        (ReadPoem, "藏头诗", "zh"),
    ],
)
async def test_form_that_cannot_be_had_is_admitted(
    book: JokeBook, handler: type[Handler], style: str, language: str
) -> None:
    said, told = await Conversation().say(handler, language=language, style=style)

    assert style in said["text"]
    assert told["piece"]["kind"] == book.briefs[0].kind


@pytest.mark.parametrize(("style", "language"), [("rhyming", "en"), ("打油诗", "zh"), ("儿歌", "zh")])
async def test_form_that_the_poet_has_is_just_written(book: JokeBook, style: str, language: str) -> None:
    assert len(await Conversation().say(ReadPoem, language=language, style=style)) == 1


@pytest.mark.parametrize(
    ("style", "language", "topic"),
    [("knock knock", "en", "knock knock"), ("冷", "zh", "冷笑话"), ("谐音", "zh", "谐音笑话")],
)
async def test_style_of_a_joke_is_its_topic(book: JokeBook, style: str, language: str, topic: str) -> None:
    await Conversation().say(TellJoke, language=language, style=style)

    assert book.briefs[0].topic == topic


async def test_child_always_gets_what_is_for_children(book: JokeBook) -> None:
    base.current_services().people.set_child("ann", True)
    await Conversation().say(TellStory, audience="adults")

    assert book.briefs[0].audience == "children"


async def test_story_can_be_gone_on_with_after_a_joke_and_a_fact(book: JokeBook) -> None:
    talk = Conversation()
    (story,) = await talk.say(TellStory, topic="my cat Milo")
    await talk.say(TellJoke)
    await talk.say(TellFact)
    (reply,) = await talk.say(GoOn, "what happens next")

    assert "Milo" in reply["text"]
    assert reply["text"] != story["text"]


# --- what comes later ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handler", "language", "entities", "offered", "named"),
    [
        (InteractiveStory, "en", {"hero": "Pip"}, "tell_story", {"hero": "Pip"}),
        (InteractiveStory, "en", {"topic": "pirates"}, "tell_story", {"topic": "pirates"}),
        (InteractiveStory, "zh", {}, "tell_story", {}),
        (WriteSong, "en", {"topic": "my cat"}, "read_poem", {"topic": "my cat"}),
        (WriteSong, "zh", {"topic": "下雨天"}, "read_poem", {"topic": "下雨天"}),
        (WriteSong, "zh", {}, "read_poem", {}),
        (MakeTune, "en", {}, "play_sound", {"sound": "A calm tune"}),
        (MakeTune, "zh", {}, "play_sound", {"sound": "平静的曲子"}),
    ],
)
async def test_what_comes_later_is_admitted_with_what_comes_near(
    book: JokeBook, handler: type[Handler], language: str, entities: Any, offered: str, named: Any
) -> None:
    (reply,) = await Conversation().say(handler, language=language, **entities)
    first = reply["choices"][0]

    assert ("later release" if language == "en" else "以后的版本") in reply["text"]
    assert (first["intent"], first["entities"]) == (offered, named)
    assert all(value in first["title"] for value in named.values())
    assert book.briefs == []


@pytest.mark.parametrize("handler", [InteractiveStory, WriteSong])
async def test_unsuitable_subject_is_not_offered(book: JokeBook, handler: type[Handler]) -> None:
    (reply,) = await Conversation().say(handler, topic="a murderer")

    assert "murderer" not in str(reply)


# --- facts and tongue twisters ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text", "entities", "word"),
    [
        ("en", "a fact about octopuses", {"topic": "octopuses"}, "octopus"),
        ("en", "tell me something curious about wombats", {}, "wombat"),
        ("en", "a fact about star wars", {"title": "Star Wars"}, "Star Wars"),
        ("zh", "熊猫的冷知识", {"topic": "熊猫"}, "熊猫"),
        ("zh", "讲个关于敦煌的冷知识", {}, "莫高窟"),
    ],
)
async def test_fact_is_about_what_was_named(book: JokeBook, language: str, text: str, entities: Any, word: str) -> None:
    (reply,) = await Conversation().say(TellFact, text, language=language, **entities)

    assert word in reply["text"]
    assert [choice["intent"] for choice in reply["choices"]] == ["tell_fact", "start_quiz"]


@pytest.mark.parametrize(("language", "topic"), [("en", "my neighbour"), ("zh", "量子纠缠")])
async def test_fact_about_something_unknown_is_another_and_says_so(book: JokeBook, language: str, topic: str) -> None:
    said, told = await Conversation().say(TellFact, language=language, topic=topic)

    assert topic in said["text"]
    assert topic not in told["text"]


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_no_fact_comes_twice_to_a_person_and_the_end_is_said(book: JokeBook, language: str) -> None:
    count = len(facts(language).ids)
    # Every turn in a conversation of its own, as after a restart.
    told = [(await Conversation().say(TellFact, language=language))[-1]["text"] for _ in range(count)]
    (end,) = await Conversation().say(TellFact, language=language)

    assert len(set(told)) == count
    assert end["text"] not in told
    assert end["choices"][-1]["intent"] == "start_quiz"
    assert (await Conversation(person="bob").say(TellFact, language=language))[-1]["text"] in told


async def test_another_fact_is_about_the_same_until_there_is_none(book: JokeBook) -> None:
    talk = Conversation()
    (first,) = await talk.say(TellFact, topic="octopuses")
    replies = await talk.say(Another)

    assert "octopus" in first["text"]
    assert len(replies) == 2
    assert "octopuses" in replies[0]["text"]
    assert len(await talk.say(Another)) == 1


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_twisters_begin_again_after_the_last(book: JokeBook, language: str) -> None:
    count = len(twisters(language).ids)
    told = [(await Conversation().say(TongueTwister, language=language))[-1]["text"] for _ in range(count + 1)]

    assert len(set(told[:count])) == count
    assert told[count] in told[:count]


# --- questions about a piece -----------------------------------------------------------------------------------------


async def told_story(language: str, **entities: Any) -> tuple[Conversation, dict[str, str], str]:
    """Tell a story; return the conversation, what is known of the story, and its text."""
    talk = Conversation()
    (reply,) = await talk.say(TellStory, language=language, duration=Typed("", 120), **entities)
    return talk, talk.slots["piece"]["facts"], reply["text"]


@pytest.mark.parametrize(
    ("language", "text", "fact"),
    [
        ("en", "what's the hero's name", "hero"),
        ("en", "who was the story about", "hero"),
        ("en", "what was the dragon called", "hero"),
        ("en", "did the dragon have a name", "hero"),
        ("en", "what kind of animal was it", "sort"),
        ("en", "where do they live", "home"),
        ("en", "where did the story take place", "home"),
        ("en", "what was the title", "title"),
        ("zh", "主角叫什么", "hero"),
        ("zh", "她叫什么名字", "hero"),
        ("zh", "那条龙叫什么", "hero"),
        ("zh", "他们住在哪儿", "home"),
        ("zh", "故事发生在哪里", "home"),
        ("zh", "这个故事叫什么", "title"),
    ],
)
async def test_question_is_answered_from_the_story(book: JokeBook, language: str, text: str, fact: str) -> None:
    talk, facts_told, story = await told_story(language, topic="龙" if language == "zh" else "a dragon")
    (reply,) = await talk.say(AskAboutPiece, text, language=language)

    assert facts_told[fact] in reply["text"]
    assert facts_told["hero"] in story
    assert [choice["intent"] for choice in reply["choices"]] == ["go_on", "tell_story"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "what colour was the dragon"),
        ("en", "what was the dog called"),
        ("en", "why was he so sad"),
        ("en", "where was the treasure hidden"),
        ("zh", "那条龙是什么颜色的"),
        ("zh", "那只小狗叫什么"),
        ("zh", "谁偷了那颗宝石"),
    ],
)
async def test_what_is_not_known_is_said(book: JokeBook, language: str, text: str) -> None:
    talk, facts_told, _ = await told_story(language, topic="龙" if language == "zh" else "a dragon")
    (reply,) = await talk.say(AskAboutPiece, text, language=language)
    known = [*one_of("piece.hero", language, **facts_told)]

    assert reply["text"] in [text for each in known for text in one_of("piece.unknown-but", language, known=each)]


async def test_companion_is_known_if_told_of(book: JokeBook) -> None:
    talk, facts_told, story = await told_story("en", topic="a dragon")
    assert "pal" in facts_told, "this test needs a story in which somebody comes along"
    (who,) = await talk.say(AskAboutPiece, f"wait who's {facts_told['pal']} again")
    (friend,) = await talk.say(AskAboutPiece, "who came along with him")

    assert facts_told["pal"] in story
    assert who["text"] == friend["text"] or facts_told["pal_sort"] in who["text"]


@pytest.mark.parametrize(("language", "text"), [("en", "is that a true story"), ("zh", "这是真事吗")])
async def test_story_is_admitted_to_be_made_up_and_a_fact_is_true(book: JokeBook, language: str, text: str) -> None:
    talk, _, _ = await told_story(language)
    (story,) = await talk.say(AskAboutPiece, text, language=language)
    await talk.say(TellFact, language=language)
    (fact,) = await talk.say(AskAboutPiece, text, language=language)

    assert story["text"] in one_of("piece.made-up", language)
    assert fact["text"] in one_of("piece.true-fact", language)


async def test_poem_has_a_title_and_a_joke_is_not_explained(book: JokeBook) -> None:
    talk = Conversation()
    await talk.say(ReadPoem)
    (poem,) = await talk.say(AskAboutPiece, "what's the poem about")
    await talk.say(TellJoke)
    (joke,) = await talk.say(AskAboutPiece, "i don't understand the joke")

    assert '"one"' in poem["text"]
    assert joke["text"] in one_of("piece.joke", "en")


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_question_before_anything_was_told(book: JokeBook, language: str) -> None:
    (reply,) = await Conversation().say(AskAboutPiece, "?", language=language)

    assert reply["text"] in one_of("piece.none", language)
    assert reply["choices"][0]["intent"] == "tell_story"


def test_of_an_endpoint_s_story_only_what_was_asked_is_known() -> None:
    piece = Piece("story", "The Fox", "en", ("Pip was a fox.",), "endpoint", "m", {"text": "Pip was a fox."})

    assert facts_of(piece, {"hero": "Pip", "topic": "a fox"}) == {"title": "The Fox", "topic": "a fox", "hero": "Pip"}
    assert "hero" not in facts_of(piece, {"hero": "Anna", "topic": ""})
