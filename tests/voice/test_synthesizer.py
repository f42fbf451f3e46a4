from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator

import numpy as np
import pytest

from voice.models import SpeechModels
from voice.pronounce import parts, pinyin
from voice.recognizer import Recognizer
from voice.speakable import sentences, speakable
from voice.synthesizer import SpeechChunk, Synthesizer


@pytest.fixture
async def synthesizer() -> AsyncIterator[Synthesizer]:
    voice = Synthesizer()
    yield voice
    await voice.close()


async def chunks(voice: Synthesizer, text: str, language: str = "en", **settings: int) -> list[SpeechChunk]:
    return [chunk async for chunk in voice.speak(text, language, **settings)]


def seconds(chunk: SpeechChunk) -> float:
    return len(chunk.pcm) / 2 / chunk.rate


async def test_synthesizer_english_can_be_heard_again(synthesizer: Synthesizer, models: SpeechModels) -> None:
    spoken = await chunks(synthesizer, "Tell me a joke.")

    recognizer = Recognizer(models.path("en"), spoken[0].rate, phrases=["tell me a joke", "play some jazz", "stop"])
    finals = [t.text for t in recognizer.accept(spoken[0].pcm) if t.final]

    assert " ".join([*finals, recognizer.finish().text]).strip() == "tell me a joke"


async def test_synthesizer_both_languages_sound_sentence_by_sentence(synthesizer: Synthesizer) -> None:
    spoken = await chunks(synthesizer, "Hello there. 你好，我们听歌吧！ Goodbye.")

    assert [chunk.text for chunk in spoken] == ["Hello there.", "你好，我们听歌吧！", "Goodbye."]
    assert [chunk.sentence for chunk in spoken] == [0, 1, 2]
    assert all(np.abs(np.frombuffer(chunk.pcm, "<i2")).max() > 3000 for chunk in spoken)


async def test_synthesizer_mandarin_is_one_syllable_a_character(synthesizer: Synthesizer) -> None:
    (long,) = await chunks(synthesizer, "我们今天晚上一起去看电影", "zh")
    (short,) = await chunks(synthesizer, "我们今天", "zh")

    # Spelled out in English, a character takes well over a third of a second.
    assert (seconds(long) - seconds(short)) / 8 < 0.34


async def test_synthesizer_slower_takes_longer(synthesizer: Synthesizer) -> None:
    (slow,) = await chunks(synthesizer, "one two three four five", rate=90)
    (fast,) = await chunks(synthesizer, "one two three four five", rate=300)

    assert seconds(slow) > 1.5 * seconds(fast)


async def test_synthesizer_killed_speaks_on(synthesizer: Synthesizer) -> None:
    await chunks(synthesizer, "first")
    assert synthesizer.pid is not None
    os.kill(synthesizer.pid, signal.SIGKILL)

    assert await chunks(synthesizer, "second")


async def test_synthesizer_hanging_is_killed_and_speaks_on() -> None:
    voice = Synthesizer(patience_s=4)
    try:
        await chunks(voice, "first")
        hanging = voice.pid
        assert hanging is not None
        os.kill(hanging, signal.SIGSTOP)

        assert await chunks(voice, "second")
        assert voice.pid != hanging
    finally:
        await voice.close()


async def test_synthesizer_first_sentence_comes_before_the_rest_is_made(synthesizer: Synthesizer) -> None:
    spoken = synthesizer.speak("Once there was a fox. " + "It ran and ran. " * 50)

    first = await anext(spoken)
    await spoken.aclose()

    assert (first.sentence, first.text) == (0, "Once there was a fox.")
    assert [chunk.text for chunk in await chunks(synthesizer, "Stop.")] == ["Stop."]


async def test_synthesizer_speaking_prints_nothing(synthesizer: Synthesizer, capfd: pytest.CaptureFixture[str]) -> None:
    await chunks(synthesizer, "Hello there.")

    assert capfd.readouterr() == ("", "")


async def test_synthesizer_same_words_always_take_as_long(synthesizer: Synthesizer) -> None:
    lengths = [seconds((await chunks(synthesizer, "播放 Taylor Swift 的歌", "zh"))[0]) for _ in range(20)]

    assert max(lengths) - min(lengths) < 0.1 * max(lengths)


async def test_synthesizer_nothing_sayable_is_silence(synthesizer: Synthesizer) -> None:
    assert await chunks(synthesizer, "🎉 … ** \u200b") == []


def test_speakable_markup_and_emoji_are_dropped() -> None:
    assert speakable("**Hello** 🎵 [there](http://x.example) 《晴天》") == "Hello there 晴天"


def test_sentences_both_scripts_are_cut_at_their_ends() -> None:
    assert sentences("It is 3.5 stars. 真的？好看！Yes") == ["It is 3.5 stars.", "真的？", "好看！", "Yes"]


def test_pronounce_mixed_sentence_changes_voice() -> None:
    assert parts("播放 Taylor Swift 的歌", "zh") == [("zh", "播放"), ("en", "Taylor Swift"), ("zh", "的歌")]
    assert parts("play some jazz", "en") == [("en", "play some jazz")]


def test_pinyin_polyphones_follow_their_word() -> None:
    assert pinyin("音乐") == "yin1 yue4"
    assert pinyin("快乐，你好") == "kuai4 le4 , ni3 hao3"
