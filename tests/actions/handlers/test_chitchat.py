"""Yes, no, wait, again, slower; and putting right what was taken wrongly."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actions.handlers.chitchat import MOST_STEPS
from actions.handlers.correcting import left_of
from actions.services import Services
from tests.actions.handlers.conversing import Talk, beside_mpv, one_of


@pytest.fixture
async def listening(shared: Services, tmp_path: Path) -> AsyncIterator[Talk]:
    """A conversation beside a real mpv, with songs to play."""
    songs = (("Hello", "Adele"), ("Hello", "Lionel Richie"), ("Creep", "Radiohead"), ("Creep (Live)", "Radiohead"))
    tags = [{"title": title, "artist": artist, "album": "All"} for title, artist in songs]
    async with beside_mpv(shared, tmp_path, *tags) as talk:
        yield talk


def suggested(talk: Talk) -> str:
    return str(talk.slots["current_item"]["id"])


# --- yes and no ------------------------------------------------------------------------------------------------------


async def test_yes_takes_the_first_near_name(talk: Talk) -> None:
    reply = await talk.say("like", "I like Inceptors", title="Inceptors")
    assert reply["choices"]

    await talk.say("affirm", "yes")
    assert talk.opinions() == [("film/inception", "like")]


async def test_yes_after_a_suggestion_presses_no_button(talk: Talk) -> None:
    await talk.say("recommend_film", "a film")
    first = suggested(talk)
    reply = await talk.say("affirm", "yes")

    assert reply["text"] in one_of("affirm", "en")
    assert suggested(talk) == first


async def test_yes_after_a_quiz_question_answers_nothing(talk: Talk) -> None:
    await talk.replies("start_quiz", "a quiz")
    await talk.replies("affirm", "yes")

    assert talk.slots["game"]["index"] == 0


@pytest.mark.parametrize(("text", "language"), [("no", "en"), ("不", "zh")])
async def test_no_with_nothing_open(talk: Talk, text: str, language: str) -> None:
    reply = await talk.say("deny", text)

    assert reply["text"] in one_of("deny", language)


async def test_yes_works_after_it_was_said_again(talk: Talk) -> None:
    offered = await talk.say("like", "I like Inceptors", title="Inceptors")
    again = await talk.say("repeat", "pardon?")
    await talk.say("affirm", "yes")

    assert again["text"] == offered["text"]
    assert len(talk.opinions()) == 1


# --- wait, and the voice ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "language"), [("wait", "en"), ("等一下", "zh")])
async def test_wait_is_silent_and_keeps_the_question(talk: Talk, text: str, language: str) -> None:
    question = await talk.say("forget_me", "forget me")
    reply = await talk.say("interrupt", text)
    assert reply["text"] in one_of("interrupt", language)
    assert reply["speech"] == ""
    assert list(reply["effects"]) == ["stop-speech"]
    assert talk.slots["pending"] == {"kind": "forget"}

    again = await talk.say("repeat", "what did you say")
    assert again["text"] == question["text"]


async def test_wait_lets_the_music_play(listening: Talk) -> None:
    await listening.say("play_music", "play Radiohead", artist="Radiohead")
    await listening.say("interrupt", "hang on")
    state = await listening.services.playback.state(f"s-{listening.person}")

    assert state.status == "playing"


async def test_voice_goes_slower_until_it_cannot(talk: Talk) -> None:
    effects = []
    for _ in range(MOST_STEPS + 1):
        reply = await talk.say("change_voice", "speak slower", manner="slower")
        effects += reply["effects"]
    rates = [int(effect.removeprefix("voice-rate:")) for effect in effects]

    assert rates == sorted(rates, reverse=True)
    assert 80 <= rates[-1] == rates[-2] < rates[0] < 170
    assert reply["text"] in one_of("voice.slowest", "en")


@pytest.mark.parametrize(
    ("text", "key", "language"),
    [
        ("faster", "voice.faster", "en"),
        ("you talk too slowly", "voice.faster", "en"),
        ("说快一点", "voice.faster", "zh"),
        ("别说那么快", "voice.slower", "zh"),
        ("not so fast", "voice.slower", "en"),
        ("speak normally", "voice.normal-already", "en"),
        ("whisper", "voice.loudness", "en"),
        ("小声说话", "voice.loudness", "zh"),
        ("use another voice", "voice.other", "en"),
        ("asdf", "voice.other", "en"),
    ],
)
async def test_voice_changes_what_it_can_and_says_what_not(talk: Talk, text: str, key: str, language: str) -> None:
    reply = await talk.say("change_voice", text)

    assert reply["text"] in one_of(key, language)
    assert bool(reply["effects"]) == (key not in {"voice.loudness", "voice.other"})


async def test_voice_goes_back_to_normal(talk: Talk) -> None:
    await talk.say("change_voice", "faster")
    reply = await talk.say("change_voice", "正常语速")

    assert list(reply["effects"]) == ["voice-rate:0"]


# --- complaints ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "titles"),
    [
        ("that's not what I meant", "en", ["Play the radio", "Tell me a story"]),
        ("你理解错了", "zh", ["放广播", "讲个故事"]),
    ],
)
async def test_complaint_offers_the_next_readings(talk: Talk, text: str, language: str, titles: list[str]) -> None:
    await talk.say("thanks", "mm", ranking=("thanks", "play_radio", "tell_story"))
    reply = await talk.say("complain", text)

    assert [choice["title"] for choice in reply["choices"][:2]] == titles
    assert reply["choices"][-1]["intent"] == "help"
    assert all(title in reply["text"] for title in titles)


async def test_yes_to_a_complaints_reading_does_it(talk: Talk) -> None:
    await talk.say("thanks", "jazz", ranking=("thanks", "recommend_film", "tell_story"), genre="western")
    await talk.say("complain", "wrong")
    await talk.say("affirm", "yes")

    assert "western" in talk.services.catalogue.get(suggested(talk)).genres


async def test_second_complaint_gets_a_menu_and_no_apology(talk: Talk) -> None:
    await talk.say("thanks", "mm", ranking=("thanks", "tell_story"))
    await talk.say("complain", "no!")
    reply = await talk.say("complain", "you don't understand me")

    assert reply["text"] in one_of("misunderstood.menu", "en")
    assert len(reply["choices"]) == 5


async def test_complaint_about_nothing_offers_examples(talk: Talk) -> None:
    reply = await talk.say("complain", "that's wrong")

    assert reply["text"] in one_of("complain", "en")
    assert reply["choices"]


# --- corrections -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("no, the live one", "live"),
        ("I meant the band, not the film", "band"),
        ("no I said Queen", "Queen"),
        ("no, by Adele", "by Adele"),
        ("不是，我说的是王菲", "王菲"),
        ("不是我说的是王菲", "王菲"),
        ("是书不是电影", "书"),
        ("不对，我要的是现场版", "现场版"),
        ("no", ""),
        ("不是", ""),
    ],
)
def test_what_is_left_of_a_correction(said: str, left: str) -> None:
    assert left_of(said) == left


async def test_correction_names_another_artist(listening: Talk) -> None:
    await listening.say("play_music", "play Radio Head", artist="Adele")
    reply = await listening.say("correct", "no, I said Radiohead", artist="Radiohead")

    assert "Creep" in reply["text"]
    assert listening.slots["asked"]["intent"] == "play_music"


async def test_correction_adds_the_artist_to_the_title(listening: Talk) -> None:
    await listening.say("play_music", "play Hello", title="Hello")
    for artist in ("Lionel Richie", "Adele"):
        reply = await listening.say("correct", f"no, the one by {artist}", artist=artist)
        assert "Hello" in reply["text"]
        assert artist in reply["text"]


async def test_correction_to_the_live_one(listening: Talk) -> None:
    await listening.say("play_music", "play Creep", title="Creep")
    reply = await listening.say("correct", "no, the live one")

    assert "Creep (Live)" in reply["text"]


@pytest.mark.parametrize(("asked", "text"), [("a western", "I meant a book, not a film"), ("科幻片", "不是电影，是书")])
async def test_correction_of_the_kind_suggested(talk: Talk, asked: str, text: str) -> None:
    await talk.say("recommend_film", asked)
    await talk.say("correct", text)

    assert suggested(talk).startswith("book/")


async def test_correction_takes_the_wrong_opinion_back(talk: Talk) -> None:
    await talk.say("like", "I like Jaws", title="Jaws")
    await talk.say("correct", "no, I meant Alien", title="Alien")

    assert talk.opinions() == [("film/alien", "like")]


async def test_correction_can_be_corrected(talk: Talk) -> None:
    await talk.say("like", "I like Jaws", title="Jaws")
    await talk.say("correct", "no, I meant Alien", title="Alien")
    await talk.say("correct", "不是，我说的是盗梦空间", title="盗梦空间")

    assert talk.opinions() == [("film/inception", "like")]


@pytest.mark.parametrize(("text", "language"), [("no, I meant something", "en"), ("不是", "zh")])
async def test_correction_of_nothing_asks(talk: Talk, text: str, language: str) -> None:
    reply = await talk.say("correct", text)

    assert reply["text"] in one_of("correct.what", language)


async def test_empty_correction_asks_and_the_next_one_works(talk: Talk) -> None:
    await talk.say("like", "I like Jaws", title="Jaws")
    reply = await talk.say("correct", "no!")
    assert reply["text"] in one_of("correct.what", "en")
    assert talk.opinions() == [("film/jaws", "like")]

    await talk.say("correct", "I meant Alien", title="Alien")
    assert talk.opinions() == [("film/alien", "like")]


# --- surprises -------------------------------------------------------------------------------------------------------


async def test_surprise_with_nothing_open_does_something(talk: Talk) -> None:
    reply = await talk.say("surprise_me", "你定吧")

    assert reply["text"]


async def test_surprise_while_suggesting_suggests_within_the_wish(talk: Talk) -> None:
    await talk.say("recommend_film", "a western")
    first = suggested(talk)
    await talk.say("surprise_me", "you choose")

    assert suggested(talk) != first
    assert "western" in talk.services.catalogue.get(suggested(talk)).genres


async def test_surprise_picks_from_what_was_offered(talk: Talk) -> None:
    await talk.say("out_of_scope", "what's the weather", part="weather")
    reply = await talk.say("surprise_me", "whatever")

    assert talk.slots["thread"] == "play_sound"
    assert reply["text"]


async def test_surprise_in_a_quiz_picks_an_answer(talk: Talk) -> None:
    await talk.replies("start_quiz", "a quiz")
    await talk.replies("surprise_me", "随便")

    assert talk.slots["game"]["index"] == 1


async def test_surprise_after_a_joke_tells_another(talk: Talk) -> None:
    first = await talk.say("tell_joke", "a joke")
    reply = await talk.say("surprise_me", "surprise me")

    assert talk.slots["piece"]["kind"] == "joke"
    assert reply["text"] != first["text"]
