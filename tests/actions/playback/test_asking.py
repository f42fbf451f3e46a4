"""What a request names, once the asking is taken away."""

from __future__ import annotations

import pytest

from actions.playback.asking import continued, names_in, parted


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("play Hey Jude", "Hey Jude"),
        ("could you please play some Nina Simone for me", "Nina Simone"),
        ("i'd like to hear the song called Imagine", "Imagine"),
        ("play Let It Be now", "Let It Be"),
        ("put some music on please", ""),
        ("shuffle all my songs", ""),
        ("播放月亮代表我的心", "月亮代表我的心"),
        ("我想听王菲的歌", "王菲"),
        ("给我来一首张国荣的歌吧", "张国荣"),
        ("随便放点什么歌", ""),
        ("打开音乐", ""),
        ("", ""),
        ("   ?!  ", ""),
        ("播放", ""),
    ],
)
def test_names_in_ends_with_the_name_alone(text: str, name: str) -> None:
    assert names_in(text)[-1] == name


def test_names_in_keeps_longer_readings_first() -> None:
    assert "the song remains the same" in names_in("play the song remains the same")


@pytest.mark.parametrize(
    ("name", "title", "artist"),
    [
        ("Imagine by John Lennon", "Imagine", "John Lennon"),
        ("周杰伦的晴天", "晴天", "周杰伦"),
        ("Stand By Me", "Stand", "Me"),
        ("Imagine", "Imagine", ""),
    ],
)
def test_parted_title_and_artist(name: str, title: str, artist: str) -> None:
    assert parted(name) == (title, artist)


@pytest.mark.parametrize(
    ("name", "text", "whole"),
    [
        ("Yesterday", "play Yesterday Once More", "Yesterday Once More"),
        ("Yesterday", "play Yesterday please", "Yesterday"),
        ("Yesterday", "play the song Yesterday", "Yesterday"),
        ("Yesterday", "play Yesterday for my mother", "Yesterday"),
        ("Rain", "play Purple Rain", "Purple Rain"),
        ("晴天", "播放晴天娃娃", "晴天娃娃"),
        ("晴天", "播放晴天吧", "晴天"),
        ("Jude", "something else entirely", "Jude"),
    ],
)
def test_continued_is_the_whole_name(name: str, text: str, whole: str) -> None:
    assert continued(name, text) == whole
