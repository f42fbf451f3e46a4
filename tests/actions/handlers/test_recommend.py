"""Suggestions and opinions in turns: real services, Rasa's own tracker and dispatcher, no Rasa around them."""

from __future__ import annotations

import tempfile
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.catalogue import AUDIENCES, Catalogue, Item
from actions.catalogue.names import has_han
from actions.handlers.base import handler_for, use_services
from actions.handlers.cards import described, item_card
from actions.handlers.phrasebook import Phrasebook
from actions.handlers.recommend import kind_for
from actions.playback import Library, MpvPlayer, Playback
from actions.services import Services, ServicesConfig, build
from tests.actions.playback.conftest import sound_file


class Talk:
    """One conversation of one person."""

    def __init__(self, services: Services, person: str = "", session: str = "") -> None:
        self.services = services
        self.person = person or f"p{uuid.uuid4().hex[:8]}"
        self.session = session or f"s{uuid.uuid4().hex[:8]}"
        self.slots: dict[str, Any] = {}
        self.turns = 0

    async def say(self, intent: str, text: str, **entities: str) -> list[dict[str, Any]]:
        """Say something that was understood as `intent`; return the replies."""
        self.turns += 1
        key = f"{self.session}-{self.turns}"
        message = {
            "text": text,
            "intent": {"name": intent},
            "entities": [{"entity": name, "value": value} for name, value in entities.items()],
            "metadata": {"person": self.person, "key": key, "text": text},
        }
        tracker = Tracker(self.session, dict(self.slots), message, [], False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        handler = handler_for(intent)
        assert handler is not None
        for event in await handler.run(dispatcher, tracker, {}):
            self.slots[event["name"]] = event["value"]
        return [said["custom"] for said in dispatcher.messages]

    async def press(self, reply: dict[str, Any], number: int) -> list[dict[str, Any]]:
        """Press a button of `reply`."""
        choice = reply["choices"][number]
        return await self.say(choice["intent"], choice["title"], **choice["entities"])

    def opinions(self) -> list[tuple[str, str]]:
        """What this person is known to think, the oldest first."""
        return [(opinion.item, opinion.value) for opinion in self.services.people.opinions(self.person)]

    @property
    def suggested(self) -> Item:
        """What was suggested last."""
        return self.services.catalogue.get(self.slots["current_item"]["id"])


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Services for all tests that play nothing; each test has people of its own."""
    built = build(ServicesConfig(data_dir=tmp_path_factory.mktemp("data"), audio_output="null"))
    yield built
    built.people.close()


@pytest.fixture
def services(shared: Services) -> Services:
    use_services(shared)
    return shared


@pytest.fixture
def talk(services: Services) -> Talk:
    return Talk(services)


@pytest.fixture
async def listening(shared: Services, tmp_path: Path) -> AsyncIterator[Talk]:
    """A conversation beside a real mpv, with two songs to play."""
    for number, title in enumerate(("First", "Second"), start=1):
        tags = {"title": title, "artist": "Radiohead", "album": "Two", "tracknumber": str(number)}
        sound_file(tmp_path / "music" / f"{number}.flac", 30, **tags)
    library = Library(tmp_path / "library.db", [tmp_path / "music"], shared.catalogue)
    library.scan()
    with tempfile.TemporaryDirectory(prefix="mpv-") as folder:
        playback = Playback(library, MpvPlayer(Path(folder) / "s", audio_output="null"), tmp_path)
        services = replace(shared, playback=playback)
        use_services(services)
        yield Talk(services)
        await playback.close()


def one_of(key: str, language: str, **fields: object) -> list[str]:
    return [wording.format(**fields) for wording in Phrasebook.load().wordings(key, language)]


# --- suggesting ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("intent", "text", "kind"),
    [
        ("recommend_film", "a film for tonight", "film"),
        ("recommend_show", "a series please", "show"),
        ("recommend_book", "推荐一本书", "book"),
        ("recommend_game", "推荐个游戏", "game"),
        ("recommend_music", "some music", "album"),
        ("recommend_music", "推荐一个歌手", "artist"),
    ],
)
async def test_suggestion_is_of_the_kind_asked_for(talk: Talk, intent: str, text: str, kind: str) -> None:
    (reply,) = await talk.say(intent, text)

    assert talk.suggested.kind == kind
    assert reply["cards"][0]["item"] == talk.suggested.id
    assert talk.suggested.title.in_language(reply["language"]) in reply["text"]
    assert len(reply["choices"]) == 4


async def test_suggestion_tells_its_true_reason(talk: Talk) -> None:
    (reply,) = await talk.say("recommend_film", "a funny film like Alien")
    (why,) = await talk.say("why", "why that one")

    assert "it is funny" in reply["text"] or "like Alien" in reply["text"]
    assert "funny" in talk.suggested.moods or "like Alien" in why["text"]
    for reason in talk.slots["current_item"]["reasons"]:
        assert reason["en"] in why["text"]


async def test_bare_request_claims_no_reason(talk: Talk) -> None:
    (reply,) = await talk.say("recommend_film", "推荐一部电影")
    (why,) = await talk.say("why", "为什么")

    assert talk.slots["current_item"]["reasons"] == []
    assert "因为" not in reply["text"]
    assert "随手" in why["text"]


async def test_another_never_repeats_in_a_session(talk: Talk) -> None:
    await talk.say("recommend_film", "a western")
    shown = [talk.suggested.id]
    while True:
        (reply,) = await talk.say("another", "another one")
        if talk.slots["current_item"] is None:
            break
        shown.append(talk.suggested.id)

    assert len(shown) == len(set(shown)) > 2
    assert reply["text"] in one_of("recommend.nothing-left", "en")


async def test_bare_requests_of_different_people_differ(services: Services) -> None:
    found = set()
    for number in range(8):
        person = Talk(services, f"person{number}", f"session{number}")
        await person.say("recommend_film", "recommend a film")
        found.add(person.suggested.id)

    assert len(found) >= 4


async def test_refining_keeps_what_was_asked_before(talk: Talk) -> None:
    await talk.say("recommend_film", "a comedy from the 90s")
    await talk.say("refine", "under two hours, no crime")

    item = talk.suggested
    assert "comedy" in item.genres
    assert "crime" not in item.genres
    assert 1990 <= (item.year or 0) <= 1999
    assert 0 < (item.length or 0) <= 120


async def test_refining_to_another_kind_drops_what_does_not_fit(talk: Talk) -> None:
    await talk.say("recommend_film", "a science fiction musical under two hours")
    await talk.say("refine", "make it a book")

    assert talk.suggested.kind == "book"
    assert "science-fiction" in talk.suggested.genres


async def test_family_evening_suits_the_ten_year_old(talk: Talk) -> None:
    text = "a film for tonight with my mother and a ten-year-old"
    await talk.say("recommend_film", text)
    for _ in range(5):
        assert AUDIENCES.index(talk.suggested.audience) <= AUDIENCES.index("family")
        await talk.say("another", "another")


async def test_impossible_wish_says_what_to_drop_and_drops_it(talk: Talk) -> None:
    (reply,) = await talk.say("recommend_film", "a western in French under 60 minutes")
    assert "“no longer than 60 minutes”" in reply["text"]
    assert "“in French”" in reply["text"]
    assert talk.slots["current_item"] is None

    await talk.press(reply, 0)
    assert "western" in talk.suggested.genres


async def test_impossible_wish_can_be_loosened_by_a_yes(talk: Talk) -> None:
    (reply,) = await talk.say("recommend_book", "一百页以内的法语武侠小说")
    assert "“武侠类”" in reply["text"]
    await talk.say("affirm", "好的")

    assert talk.suggested.language == "fr"
    assert (talk.suggested.length or 999) <= 100


async def test_unknown_title_in_a_wish_is_said_with_near_ones(talk: Talk) -> None:
    first, second = await talk.say("recommend_film", "a film like Inceptionn Returns")

    assert "“inceptionn returns”" in first["text"]
    assert "Did you mean Inception?" in first["text"]
    assert second["cards"]
    await talk.press(first, 0)
    assert talk.slots["wish"]["like"] == ("film/inception",)


@pytest.mark.parametrize("text", ["", "   ", "🎬" * 50, "no " * 5000, "\u202e\u200b", "<b>{title}</b>", "像"])
async def test_odd_words_still_get_a_suggestion(talk: Talk, text: str) -> None:
    (reply,) = await talk.say("recommend_film", text)

    assert reply["cards"]


async def test_artist_stands_without_title_marks(talk: Talk) -> None:
    (reply,) = await talk.say("details", "说说邓丽君", artist="邓丽君")

    assert reply["text"].startswith("邓丽君")
    assert "《邓丽君》" not in reply["text"]


# --- another, of whatever came last ----------------------------------------------------------------------------------


@pytest.mark.parametrize("intent", ["tell_joke", "read_poem", "tell_story"])
async def test_another_piece_follows_a_piece(talk: Talk, intent: str) -> None:
    (first,) = await talk.say(intent, "tell me one")
    (second,) = await talk.say("another", "another one")

    assert first["piece"]["kind"] == second["piece"]["kind"]
    assert first["text"] != second["text"]


async def test_another_riddle_follows_a_riddle(talk: Talk) -> None:
    await talk.say("ask_riddle", "出个谜语")
    first = talk.slots["game"]
    await talk.say("another", "再来一个")

    assert first["kind"] == talk.slots["game"]["kind"] == "riddle"
    assert first != talk.slots["game"]


async def test_another_follows_a_quiz_with_a_question(talk: Talk) -> None:
    first = await talk.say("start_quiz", "let's play a quiz")
    second = await talk.say("another", "another")

    assert second[-1]["expects"] == "answer"
    assert first[-1]["text"] != second[-1]["text"]


async def test_another_while_music_plays_is_the_next_track(listening: Talk) -> None:
    (first,) = await listening.say("play_music", "play Radiohead", artist="Radiohead")
    (second,) = await listening.say("another", "another one")

    titles = {title for title in ("First", "Second") for reply in (first, second) if title in reply["text"]}
    assert titles == {"First", "Second"}


async def test_refining_after_a_piece_asks_for_a_piece(talk: Talk) -> None:
    await talk.say("tell_joke", "tell me a joke")
    (reply,) = await talk.say("refine", "a shorter one", length="shorter")

    assert reply["piece"]["kind"] == "joke"


async def test_another_with_nothing_before_suggests_a_film(talk: Talk) -> None:
    await talk.say("another", "another one")

    assert talk.suggested.kind == "film"


# --- opinions --------------------------------------------------------------------------------------------------------


async def test_like_changes_ranking_and_shows_in_reasons(talk: Talk) -> None:
    (noted,) = await talk.say("like", "i love Spirited Away", title="Spirited Away")
    (reply,) = await talk.say("recommend_film", "recommend a film")

    assert "Spirited Away" in noted["text"]
    assert talk.opinions() == [("film/spirited-away", "like")]
    assert "you liked Spirited Away" in reply["text"]
    assert talk.suggested.id != "film/spirited-away"


async def test_dislike_of_a_suggestion_brings_the_next(talk: Talk) -> None:
    await talk.say("recommend_film", "推荐一部喜剧")
    disliked = talk.suggested
    first, second = await talk.say("dislike", "不喜欢")

    assert disliked.title.zh in first["text"]
    assert second["cards"]
    assert talk.suggested != disliked
    assert "comedy" in talk.suggested.genres


async def test_dislike_with_what_was_wrong_narrows_the_wish(talk: Talk) -> None:
    await talk.say("recommend_film", "a science fiction film like Alien")
    for _ in range(4):
        await talk.say("dislike", "no, that's too scary")
        assert not {"scary"} & set(talk.suggested.moods)
        assert "horror" not in talk.suggested.genres


async def test_dislike_of_a_genre_rules_it_out(talk: Talk) -> None:
    await talk.say("recommend_film", "a scary film from the 80s")
    await talk.say("dislike", "i don't like horror", genre="horror")

    assert talk.opinions() == []
    assert "horror" not in talk.suggested.genres


async def test_dislike_of_a_music_genre_leaves_films_alone(talk: Talk) -> None:
    await talk.say("recommend_film", "a comedy")
    await talk.say("dislike", "i'm not a fan of metal", genre="metal")

    assert talk.suggested.kind in {"album", "artist"}
    assert "metal" not in talk.suggested.genres


async def test_seen_it_is_not_suggested_in_later_sessions(services: Services) -> None:
    first = Talk(services)
    await first.say("recommend_film", "a western from the 60s")
    seen = first.suggested
    await first.say("seen_it", "seen it")
    later = Talk(services, first.person)
    await later.say("recommend_film", "a western from the 60s")
    while later.slots["current_item"]:
        assert later.suggested != seen
        await later.say("another", "another")


@pytest.mark.parametrize("intent", ["like", "dislike", "seen_it", "details"])
async def test_unknown_title_is_said_and_near_ones_offered(talk: Talk, intent: str) -> None:
    (reply,) = await talk.say(intent, "that dark night film", title="dark night returns")

    assert "“dark night returns”" in reply["text"]
    assert "The Dark Knight" in {choice["entities"]["title"] for choice in reply["choices"]}
    assert talk.opinions() == []
    (settled, *_) = await talk.press(reply, [c["entities"]["title"] for c in reply["choices"]].index("The Dark Knight"))
    assert "The Dark Knight" in settled["text"]


@pytest.mark.parametrize(
    ("intent", "text", "name"), [("like", "i like Zqxvw", "Zqxvw"), ("details", "说说《长长的怪名》", "长长的怪名")]
)
async def test_title_nobody_knows_is_said_to_be_unknown(talk: Talk, intent: str, text: str, name: str) -> None:
    (reply,) = await talk.say(intent, text, title=name)

    assert f"“{name}”" in reply["text"]
    assert not reply["choices"]


@pytest.mark.parametrize("intent", ["like", "dislike", "seen_it", "details"])
async def test_opinion_of_nothing_asks_which_one(talk: Talk, intent: str) -> None:
    (reply,) = await talk.say(intent, "that one")

    key = "recommend.details-of-what" if intent == "details" else "opinion.of-what"
    assert reply["text"] in one_of(key, "en")


async def test_title_is_heard_without_its_entity(talk: Talk) -> None:
    await talk.say("like", "我喜欢《千与千寻》")

    assert talk.opinions() == [("film/spirited-away", "like")]


async def test_title_of_several_kinds_means_the_kind_spoken_of(talk: Talk) -> None:
    await talk.say("recommend_book", "推荐一本书")
    await talk.say("like", "我喜欢三体", title="三体")

    assert talk.opinions()[-1][0] == "book/three-body-problem"


async def test_opinion_is_of_what_plays_where_music_came_last(listening: Talk) -> None:
    await listening.say("recommend_film", "a comedy")
    (played,) = await listening.say("play_music", "play Radiohead", artist="Radiohead")
    on = (await listening.services.playback.state(listening.session)).item
    (reply,) = await listening.say("like", "i love this song")
    (known,) = await listening.say("what_do_you_know", "what do you know about me")

    assert on is not None
    assert on.title.en in played["text"]
    assert on.title.en in reply["text"]
    assert listening.opinions()[-1][0] == on.id
    assert known["text"]


async def test_dislike_of_what_plays_goes_to_the_next_track(listening: Talk) -> None:
    await listening.say("play_music", "play Radiohead", artist="Radiohead")
    before = (await listening.services.playback.state(listening.session)).item
    first, second = await listening.say("dislike", "this song is awful")
    after = (await listening.services.playback.state(listening.session)).item

    assert before is not None
    assert after is not None
    assert before.id != after.id
    assert before.title.en in first["text"]
    assert after.title.en in second["text"]


@pytest.mark.parametrize(
    ("title", "text", "told"),
    [
        (
            "Alien",
            "tell me about Alien",
            ["Alien, by Ridley Scott, 1979.", "Sigourney Weaver", "horror", "117 minutes"],
        ),
        ("孙子兵法", "说说孙子兵法", ["《孙子兵法》，公元前500年，出自孙武。", "112页"]),
        ("Kind of Blue", "tell me about Kind of Blue", ["by Miles Davis, 1959.", "jazz", "46 minutes"]),
    ],
)
async def test_details_tell_the_facts(talk: Talk, title: str, text: str, told: list[str]) -> None:
    (reply,) = await talk.say("details", text, title=title)

    for part in told:
        assert part in reply["text"]


def test_every_item_has_a_card_and_details_in_both_languages(catalogue: Catalogue) -> None:
    for item in catalogue.items():
        for language in ("en", "zh"):
            card = item_card(item, language, catalogue)
            text = described(item, language, catalogue)
            assert card.title in text
            assert card.text in text
            assert "  " not in text
            assert "{" not in text
        assert has_han(text)


# --- any kind --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hour", "talked", "likes", "kind", "reason"),
    [
        (20, None, {}, "film", "hour"),
        (8, None, {}, "album", "hour"),
        (14, None, {}, "book", "hour"),
        (2, None, {}, "book", "hour"),
        (20, "book", {"film": 9}, "book", "talked"),
        (20, None, {"album": 3, "film": 1}, "album", "taste"),
        (20, None, {"album": 1}, "film", "hour"),
        (20, None, {"album": 2, "book": 2}, "film", "hour"),
    ],
)
def test_kind_comes_from_talk_taste_and_hour(
    hour: int, talked: Any, likes: dict[Any, int], kind: str, reason: str
) -> None:
    assert kind_for(hour, talked, Counter(likes)) == (kind, reason)


@pytest.mark.parametrize("text", ["I'm bored, what shall we do", "随便推荐点什么", ""])
async def test_anything_is_suggested_with_the_other_kinds(talk: Talk, text: str) -> None:
    (reply,) = await talk.say("recommend_anything", text)
    kind = talk.suggested.kind
    others = {"film": "recommend_film", "album": "recommend_music", "book": "recommend_book"}

    assert {choice["intent"] for choice in reply["choices"]} == {"another", "like", *others.values()} - {others[kind]}
    assert reply["cards"][0]["item"] == talk.suggested.id


async def test_anything_after_books_is_a_book(talk: Talk) -> None:
    await talk.say("recommend_book", "推荐一本书")
    (reply,) = await talk.say("recommend_anything", "随便推荐点什么")

    assert talk.suggested.kind == "book"
    assert "书" in reply["text"]


async def test_anything_that_names_a_kind_is_of_it(talk: Talk) -> None:
    (reply,) = await talk.say("recommend_anything", "recommend a game or something")

    assert talk.suggested.kind == "game"
    assert "why" in {choice["intent"] for choice in reply["choices"]}


@pytest.mark.parametrize(("text", "language"), [("recommend a podcast", "en"), ("推荐个播客", "zh")])
async def test_podcasts_are_said_not_to_be_known(talk: Talk, text: str, language: str) -> None:
    (reply,) = await talk.say("recommend_podcast", text)

    assert reply["text"] in one_of("recommend.no-podcasts", language)
    assert {choice["intent"] for choice in reply["choices"]} == {"recommend_book", "recommend_show", "play_music"}


# --- one fact --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "title", "told", "untold"),
    [
        ("what year is Alien from", "Alien", "1979", "Ridley"),
        ("when did Alien come out", "Alien", "1979", "Ridley"),
        ("who directed Alien", "Alien", "Ridley Scott", "1979"),
        ("who's in Alien", "Alien", "Sigourney Weaver", "1979"),
        ("how long is Alien", "Alien", "117 minutes", "1979"),
        ("is Alien suitable for kids", "Alien", "adults", "1979"),
        ("is Spirited Away ok for my five year old", "Spirited Away", "Yes", "2001"),
        ("what is Alien about", "Alien", "Alien: ", "1979"),
        ("how many seasons does Dark have", "Dark", "don't know|nothing on that", "2017"),
        ("who wrote Norwegian Wood", "Norwegian Wood", "Murakami", "1987"),
        ("霸王别姬是谁导演的", "霸王别姬", "陈凯歌", "1993"),
        ("霸王别姬哪年上映的", "霸王别姬", "1993", "陈凯歌"),
        ("霸王别姬多长", "霸王别姬", "分钟", "陈凯歌"),
        ("千与千寻适合小孩看吗", "千与千寻", "可以", "2001"),
        ("霸王别姬讲的是什么", "霸王别姬", "《霸王别姬》：", "1993"),
        ("霸王别姬谁演的", "霸王别姬", "张国荣", "1993"),
    ],
)
async def test_details_answer_what_was_asked(talk: Talk, text: str, title: str, told: str, untold: str) -> None:
    (reply,) = await talk.say("details", text, title=title)

    assert any(part in reply["text"] for part in told.split("|"))
    assert untold not in reply["text"]
    assert reply["cards"]


async def test_fact_of_the_suggestion_and_then_all_of_it(talk: Talk) -> None:
    await talk.say("recommend_film", "a comedy")
    (year,) = await talk.say("details", "what year is that from")
    (whole,) = await talk.press(year, 0)

    assert str(talk.suggested.year) in year["text"]
    assert len(whole["text"]) > len(year["text"])


# --- two items -------------------------------------------------------------------------------------------------------


async def compared(talk: Talk, text: str, *titles: str) -> dict[str, Any]:
    """Compare what is named; `say` has room for one title only."""
    handler = handler_for("compare")
    assert handler is not None
    talk.turns += 1
    entities = [{"entity": "title", "value": title} for title in titles]
    metadata = {"person": talk.person, "key": f"{talk.session}-{talk.turns}", "text": text}
    message = {"text": text, "intent": {"name": "compare"}, "entities": entities, "metadata": metadata}
    dispatcher = CollectingDispatcher()
    await handler.run(dispatcher, Tracker(talk.session, dict(talk.slots), message, [], False, None, {}, ""), {})
    said: dict[str, Any] = dispatcher.messages[-1]["custom"]
    return said


async def test_two_films_are_compared(talk: Talk) -> None:
    reply = await compared(talk, "what's the difference between Alien and Jaws", "Alien", "Jaws")

    assert [card["item"] for card in reply["cards"]] == ["film/alien", "film/jaws"]
    assert "1979" in reply["text"]
    assert "1975" in reply["text"]
    assert "is the longer of the two" in reply["text"]


async def test_better_of_two_is_undecided_without_a_taste(talk: Talk) -> None:
    reply = await compared(talk, "《活着》和《霸王别姬》哪个好", "活着", "霸王别姬")
    which = await compared(talk, "电影《活着》和《霸王别姬》哪个好", "活着", "霸王别姬")

    assert "电影" in reply["text"]
    assert any(told in which["text"] for told in one_of("compare.undecided", "zh"))


async def test_better_of_two_follows_the_taste(talk: Talk) -> None:
    for title in ("Inception", "Interstellar", "Blade Runner"):
        await talk.say("like", f"I love the film {title}", title=title)
    reply = await compared(talk, "which is better, Amélie or Alien", "Amélie", "Alien")

    assert "Alien would suit you better" in reply["text"]


async def test_last_two_suggestions_are_compared(talk: Talk) -> None:
    await talk.say("recommend_film", "a comedy")
    first = talk.suggested.id
    await talk.say("another", "another")
    (reply,) = await talk.say("compare", "which of the two is better")

    assert [card["item"] for card in reply["cards"]] == [first, talk.suggested.id]


async def test_named_film_is_compared_with_the_suggestion(talk: Talk) -> None:
    await talk.say("recommend_film", "a comedy")
    suggested = talk.suggested.id
    (reply,) = await talk.say("compare", "is it better than Alien", title="Alien")

    assert {card["item"] for card in reply["cards"]} == {"film/alien", suggested}


@pytest.mark.parametrize(("text", "language"), [("which is better", "en"), ("哪个更好", "zh")])
async def test_nothing_to_compare_is_said(talk: Talk, text: str, language: str) -> None:
    (reply,) = await talk.say("compare", text)

    assert reply["text"] in one_of("compare.which-two", language)


async def test_unknown_film_is_not_compared(talk: Talk) -> None:
    reply = await compared(talk, "Alien or Zqxvw", "Alien", "Zqxvw")

    assert "Zqxvw" in reply["text"]
    assert not reply["cards"]


# --- what Encore cannot show -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("intent", "text", "title", "key"),
    [
        ("trailer", "show me the trailer of Alien", "Alien", "trailer.none"),
        ("trailer", "看看异形的预告片", "异形", "trailer.none"),
        ("where_to_watch", "where can I watch Alien", "Alien", "watch.unknown"),
        ("where_to_watch", "异形在哪儿能看", "异形", "watch.unknown"),
    ],
)
async def test_what_cannot_be_shown_is_said(talk: Talk, intent: str, text: str, title: str, key: str) -> None:
    (reply,) = await talk.say(intent, text, title=title)
    language = reply["language"]
    named = "Alien" if language == "en" else "《异形》"

    assert reply["text"] in one_of(key, language, title=named)
    assert [choice["intent"] for choice in reply["choices"]] == ["watchlist_add", "details"]
    await talk.press(reply, 0)
    assert talk.services.people.kept(talk.person, "watch") == ["film/alien"]


@pytest.mark.parametrize("intent", ["trailer", "where_to_watch"])
async def test_nothing_named_to_show_is_said(talk: Talk, intent: str) -> None:
    (reply,) = await talk.say(intent, "在哪儿能看")

    key = "trailer.none-plain" if intent == "trailer" else "watch.unknown-plain"
    assert reply["text"] in one_of(key, "zh")


async def test_music_of_the_library_is_played_where_a_film_was_asked_for(listening: Talk) -> None:
    (played,) = await listening.say("where_to_watch", "put on First", title="First")
    (film,) = await listening.say("where_to_watch", "put on the film First", title="First")

    assert "First" in played["text"]
    assert played["player"]
    assert film["player"] is None
