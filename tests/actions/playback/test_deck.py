"""What a deck does with its queue, and timers on a clock that tests move."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actions.catalogue import Item
from actions.playback import Library, MpvPlayer, Playback
from actions.playback.deck import MAX_QUEUE, Deck
from actions.playback.timers import Clock
from tests.actions.playback.conftest import Heard, sound_file, until
from tests.actions.playback.test_mpv import item
from tests.actions.playback.test_playback import Page

SETTLES_S = 0.3


class FakeClock:
    """Time that passes only when a test says so."""

    def __init__(self) -> None:
        self._now = 1000.0
        self._waiting: list[tuple[float, asyncio.Future[None]]] = []

    def as_clock(self) -> Clock:
        return Clock(lambda: self._now, self.sleep)

    async def sleep(self, seconds: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((self._now + seconds, future))
        await future

    async def advance(self, seconds: float) -> None:
        """Let time pass, waking one sleeper after the other."""
        target = self._now + seconds
        await self._settle()
        while due := [waiting for waiting in self._waiting if waiting[0] <= target and not waiting[1].done()]:
            first = min(due, key=lambda waiting: waiting[0])
            self._waiting.remove(first)
            self._now = max(self._now, first[0])
            first[1].set_result(None)
            await self._settle()
        self._now = target
        self._waiting = [waiting for waiting in self._waiting if not waiting[1].done()]

    async def _settle(self) -> None:
        """Give those who woke the time to do what they do, until somebody sleeps again or long enough."""
        count = len(self._waiting)
        for _ in range(int(SETTLES_S / 0.01)):
            await asyncio.sleep(0.01)
            if len(self._waiting) > count:
                return


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def playback(
    library: Library, mpv: MpvPlayer, tmp_path: Path, heard: Heard, sounds_folder: Path, clock: FakeClock
) -> AsyncIterator[Playback]:
    (tmp_path / "data" / "sounds").symlink_to(sounds_folder)
    opened = Playback(library, mpv, tmp_path / "data", clock.as_clock())
    await opened.open(on_change=heard.change, send_to_browser=heard.send)
    yield opened
    await opened.close()


def songs(folder: Path, *seconds: float) -> list[Item]:
    return [item(sound_file(folder / f"s{number}.wav", length)) for number, length in enumerate(seconds)]


@pytest.fixture
def five(tmp_path: Path) -> list[Item]:
    return songs(tmp_path, *(30 for _ in range(5)))


@pytest.fixture
async def deck(playback: Playback, five: list[Item]) -> Deck:
    """Plays five songs."""
    house = playback.deck("s", in_browser=False)
    await house.play(five)
    return house


async def test_insert_append_and_clear(deck: Deck, five: list[Item]) -> None:
    assert (await deck.insert([five[4]])).queue == (five[4], *five[1:])
    assert (await deck.append([five[0]])).queue[-1] == five[0]
    assert (await deck.clear()).queue == ()
    assert (await deck.state()).item == five[0]


async def test_queue_takes_no_more_than_it_holds(deck: Deck, five: list[Item]) -> None:
    await deck.append(five * MAX_QUEUE)

    assert len(deck.queue[0]) == MAX_QUEUE


async def test_order_comes_back_after_mixing_twice(deck: Deck, five: list[Item], tmp_path: Path) -> None:
    added = item(sound_file(tmp_path / "added.wav", 30))
    await deck.shuffle("a")
    await deck.shuffle("b")
    await deck.append([added])
    await deck.shuffle("c")

    assert deck.mixed
    assert (await deck.put_in_order()).queue == (*five[1:], added)
    assert not deck.mixed


async def test_order_is_forgotten_with_the_queue(deck: Deck, five: list[Item]) -> None:
    await deck.shuffle("a")
    await deck.play(five)

    assert not deck.mixed


async def test_jump_outside_changes_nothing(deck: Deck, five: list[Item]) -> None:
    assert await deck.jump(5) is None
    assert await deck.jump(-1) is None
    started = await deck.jump(3)
    assert started is not None
    assert started.item == five[3]


async def test_repeat_counts_its_times(playback: Playback, heard: Heard, tmp_path: Path) -> None:
    deck = playback.deck("s", in_browser=False)
    await deck.play(songs(tmp_path, 0.8))
    deck.repeat("one", 3)

    await until(lambda: heard.states and heard.states[-1][1] == "idle")

    assert [title for _, status, title in heard.states if status == "playing"] == ["s0"] * 3


async def test_repeat_so_many_times_is_of_one_item(deck: Deck) -> None:
    deck.repeat("one", 3)
    await deck.next()
    assert deck.repeating == "off"

    deck.repeat("one", 1)
    assert deck.repeating == "off"


async def test_repeat_without_end_outlives_skipping(deck: Deck) -> None:
    deck.repeat("one")
    await deck.next()

    assert deck.repeating == "one"


async def test_repeat_all_begins_anew(playback: Playback, heard: Heard, tmp_path: Path) -> None:
    deck = playback.deck("s", in_browser=False)
    await deck.play(songs(tmp_path, 0.8, 0.3))
    deck.repeat("all", 2)

    await until(lambda: heard.states and heard.states[-1][1] == "idle")

    assert [title for _, status, title in heard.states if status == "playing"] == ["s0", "s1", "s0", "s1"]


async def test_limit_counts_ends_and_is_forgotten_then(playback: Playback, heard: Heard, tmp_path: Path) -> None:
    deck = playback.deck("s", in_browser=False)
    await deck.play(songs(tmp_path, 0.8, 0.3, 0.3))
    deck.repeat("all")
    deck.stop_after("s", 2)

    await until(lambda: heard.states and heard.states[-1][1] == "idle")

    assert [title for _, status, title in heard.states if status == "playing"] == ["s0", "s1"]
    assert deck.ends_left("s") is None


async def test_limit_is_not_counted_by_skipping(deck: Deck) -> None:
    deck.stop_after("s", 2)
    await deck.next()

    assert deck.ends_left("s") == 2
    await deck.stop()
    assert deck.ends_left("s") is None


async def test_unmute_after_the_volume_was_set_leaves_it(deck: Deck, clock: FakeClock) -> None:
    await deck.mute(600)
    await deck.set_volume(20)
    await clock.advance(601)

    assert (await deck.state()).volume == 20


async def test_timers_of_two_sessions_are_apart(playback: Playback, clock: FakeClock, tmp_path: Path) -> None:
    for session in ("one", "two"):
        await playback.deck(session, in_browser=False).play(songs(tmp_path, 30))
        await playback.sleep_timers.start_in(session, 60)

    await playback.stop("one")

    assert await playback.sleep_timers.left("one") is None
    left = await playback.sleep_timers.left("two")
    assert left is not None
    assert left.seconds == pytest.approx(60)


async def test_last_song_fades_and_the_next_day_is_loud(
    playback: Playback, heard: Heard, clock: FakeClock, tmp_path: Path
) -> None:
    deck = playback.deck("s", in_browser=False)
    one, two = songs(tmp_path, 30, 30)
    await deck.play([one, two])
    await playback.sleep_timers.start_after("s", 1, gently=True)
    await clock.advance(2)
    assert (await deck.state()).volume == 70

    await deck.seek(20)
    await clock.advance(1.5)
    assert (await deck.state()).volume == pytest.approx(35, abs=5)
    await deck.next()
    await clock.advance(1.5)
    assert (await deck.state()).volume == 70
    await deck.seek(27)
    await clock.advance(1)
    assert (await deck.state()).volume < 15

    await until(lambda: heard.states[-1][1] == "idle")
    await clock.advance(1)
    assert (await deck.state()).volume == 70
    assert await playback.sleep_timers.left("s") is None


async def test_timer_survives_a_player_that_died(
    playback: Playback, clock: FakeClock, mpv: MpvPlayer, deck: Deck
) -> None:
    await playback.sleep_timers.start_in("s", 60, gently=True)
    await clock.advance(50)
    await mpv.quit()
    await clock.advance(20)

    assert await playback.sleep_timers.left("s") is None
    assert not (await deck.state()).active


async def test_move_takes_queue_place_and_ways_along(playback: Playback, heard: Heard, five: list[Item]) -> None:
    house = playback.deck("s", in_browser=False)
    await house.play(five, 1)
    await house.shuffle("a")
    house.repeat("all", 3)
    await house.pause()
    await playback.sleep_timers.start_after("s", 2)
    queue = house.queue
    page = Page(playback, heard)

    state = await playback.move("s", "page")

    there = await playback.acting("s")
    assert (state.player, state.status) == ("browser", "paused")
    assert (there.queue, there.repeating, there.mixed) == (queue, "all", True)
    assert there.ends_left("s") == 2
    assert page.commands == ["play", "seek", "pause"]
    assert not (await house.state()).active
    assert playback.place(there) == "page"
    assert await playback.move("s", "page") == await playback.state("s")
