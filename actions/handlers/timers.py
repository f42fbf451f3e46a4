"""The sleep timer in words: playing stops after a time, at a time, after some songs or at the end of this one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from actions.handlers.base import Handler, Turn
from actions.handlers.control import chapter_at, seconds_said, span, typed_or
from actions.handlers.music import sound_choices, title_of
from actions.handlers.spoken import number_of
from actions.playback import Deck, PlayerState
from actions.playback.timers import Left
from actions.reply import Choice

DAY_S = 86_400
MOST_ITEMS = 100
OFFERED_MIN = (15, 30, 60)

_GENTLY = re.compile(
    r"\bgentl[ey]\b|\bfad(?:e|ing)\b|\bslowly\b|\bsoftly\b|\bgradual(?:ly)?\b|渐|漸|慢慢|轻轻|淡出|柔和"
)
_ITEMS = re.compile(r"\b(?:songs?|tracks?|tunes?|episodes?|chapters?|pieces?)\b|[首曲集章回遍]|个歌|支歌")
_MORE = re.compile(r"\b(?:more|another)\b|再")
_CHAPTER = re.compile(r"\bchapters?\b|[章回]")
_THIS_ENDS = re.compile(
    r"\bend of (?:this|the|it)\b|\b(?:this|the|it|that)\b.*\b(?:ends?|is over|is done|finish(?:es|ed)?|is through)\b"
    r"|\bafter this\b|\bafter the (?:song|track|episode|chapter)\b"
    r"|(?:放|播|听|唱|讲|读)完|[这本]一?[首章集曲回].*(?:完|结束|之?后)"
)
_EVERYTHING = re.compile(r"\bend of the (?:album|playlist|queue|list|book)\b|(?:专辑|歌单|列表|整张|队列).*(?:完|结束)")
_NEXT_ITEM = re.compile(r"\bafter the next (?:one|song|track|episode|chapter)\b|下一?[首集章].*(?:完|结束|之?后)")
_HALF_OF_DAY = re.compile(
    r"(?<!\bi )(?<![a-z])[ap]\.?m\b|\bmorning\b|\bafternoon\b|\bevening\b|\b(?:to)?night\b|\bmidnight\b|\bnoon\b"
    r"|[早晚]上|[上下中]午|凌晨|半夜|午夜|夜里|傍晚|[今明]晚"
)
_NIGHT = re.compile(r"\b(?:to)?night\b|晚|夜")


@dataclass(frozen=True)
class Ending:
    """When playing is to stop."""

    seconds: float | None = None
    items: int | None = None
    at: str = ""
    """The clock time that was asked for, "23:30"."""


class SleepTimer(Handler):
    """ "Turn off in half an hour", "stop after three songs", 放完这首就停."""

    intent = "sleep_timer"

    async def handle(self, turn: Turn) -> None:
        """Set the timer, in place of the one before, and say when it stops."""
        playback = turn.services.playback
        deck = await playback.acting(turn.session, in_browser=turn.has_player)
        state = await deck.state()
        ending = await ending_wanted(turn, deck, state)
        if ending is None:
            turn.say("timer.how-long", choices=timer_choices(turn))
            return
        if ending.seconds is not None and not 1 <= ending.seconds <= DAY_S:
            turn.say("timer.too-long" if ending.seconds > DAY_S else "timer.how-long", choices=timer_choices(turn))
            return
        if ending.items is not None and state.item is None:
            turn.say("control.nothing-on", choices=sound_choices(turn))
            return
        if ending.items is not None and state.item is not None and state.item.kind == "sound":
            fields: dict[str, object] = {"title": title_of(state.item, turn.language)}
            turn.say("timer.no-end", fields=fields, choices=timer_choices(turn))
            return
        gently = bool(_GENTLY.search(turn.text.lower()))
        before = await playback.sleep_timers.left(turn.session)
        if ending.seconds is not None:
            await playback.sleep_timers.start_in(turn.session, ending.seconds, gently=gently)
        else:
            await playback.sleep_timers.start_after(turn.session, ending.items or 1, gently=gently)
        say_set(turn, ending, state, gently=gently, before=before)


def say_set(turn: Turn, ending: Ending, state: PlayerState, *, gently: bool, before: Left | None) -> None:
    """Say what the timer is now, and what it is instead of."""
    title = title_of(state.item, turn.language) if state.item else ""
    fields: dict[str, Any] = {"title": title, "at": ending.at, "n": ending.items or 0}
    fields["span"] = span(turn, ending.seconds or 0)
    if ending.seconds is None:
        key = "timer.set-this" if ending.items == 1 else "timer.set-items"
    else:
        key = "timer.set-at" if ending.at else "timer.set-in"
    told = [turn.phrase(key, **fields)]
    told += [turn.phrase("timer.gently")] if gently else []
    told += [turn.phrase("timer.instead", left=left_said(turn, before))] if before else []
    told += [turn.phrase("timer.nothing-on")] if state.item is None else []
    gap = "" if turn.language == "zh" else " "
    turn.answer(gap.join(told), choices=[turn.choice("choice.cancel-timer", "cancel_sleep_timer")])


class SleepTimerLeft(Handler):
    """ "How long until it stops?"."""

    intent = "sleep_timer_left"

    async def handle(self, turn: Turn) -> None:
        """Say what is left."""
        left = await turn.services.playback.sleep_timers.left(turn.session)
        if left is None:
            turn.say("timer.none", choices=timer_choices(turn))
            return
        choices = [turn.choice("choice.cancel-timer", "cancel_sleep_timer")]
        turn.say("timer.left", fields={"left": left_said(turn, left)}, choices=choices)


class CancelSleepTimer(Handler):
    """ "Cancel the sleep timer"."""

    intent = "cancel_sleep_timer"

    async def handle(self, turn: Turn) -> None:
        """Let it play on."""
        cancelled = await turn.services.playback.sleep_timers.cancel(turn.session)
        turn.say("timer.cancelled" if cancelled else "timer.none", choices=() if cancelled else timer_choices(turn))


def left_said(turn: Turn, left: Left) -> str:
    """Return what is left in words: "in 12 minutes", "after 2 more"."""
    if left.seconds is not None:
        return turn.phrase("timer.in", span=span(turn, left.seconds))
    return turn.phrase("timer.after-this" if left.items == 1 else "timer.after", n=left.items or 0)


def timer_choices(turn: Turn) -> list[Choice]:
    """Return buttons for the usual times."""
    spans = [span(turn, 60 * minutes) for minutes in OFFERED_MIN]
    return [Choice(turn.phrase("choice.timer", span=said), "sleep_timer", {"duration": said}) for said in spans]


async def ending_wanted(turn: Turn, deck: Deck, state: PlayerState) -> Ending | None:
    """Return when the words say that playing is to stop, or None if they do not say."""
    text, time = turn.text.lower(), turn.typed("time")
    seconds = seconds_said(turn)
    if seconds is not None:
        return Ending(seconds=seconds)
    if isinstance(time, dict):
        return at_time(time, text, datetime.now().astimezone())
    if _EVERYTHING.search(text):
        return Ending(items=1 + len(deck.coming))
    number = typed_or(turn, "number", number_of)
    if number is not None:
        return counted(number, text)
    if _NEXT_ITEM.search(text):
        return Ending(items=2)
    return await end_of_this(turn, state) if _THIS_ENDS.search(text) else None


def counted(number: float, text: str) -> Ending | None:
    """Return the end after that many songs; a bare number is one of minutes."""
    if not _ITEMS.search(text):
        return Ending(seconds=60 * number)
    items = round(number) + (1 if _MORE.search(text) else 0)
    return Ending(items=items) if number >= 1 and items <= MOST_ITEMS else None


async def end_of_this(turn: Turn, state: PlayerState) -> Ending:
    """Return the end of what plays: of its chapter, where its file has chapters and one is named."""
    if state.item is not None and _CHAPTER.search(turn.text.lower()):
        starts = await turn.services.playback.chapters(state.item)
        following = chapter_at(starts, state.position_s) + 1
        if following < len(starts):
            return Ending(seconds=max(1.0, starts[following] - state.position_s))
    return Ending(items=1)


def at_time(said: dict[str, str], text: str, now: datetime) -> Ending | None:
    """Return how long it is until the time that was said; None where no hour was.

    "At eleven" is whichever eleven comes next, unless the words tell morning from evening.
    """
    if "at" not in said:
        return None
    hour, minute = (int(part) for part in said["at"].split(":"))
    at = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if hour == 12 and _NIGHT.search(text):
        at += timedelta(hours=12)
    day = said.get("day")
    if day is None:
        either = 1 <= hour <= 12 and not _HALF_OF_DAY.search(text)
        step = timedelta(hours=12 if either else 24)
        while at <= now:
            at += step
        while at - step > now:
            at -= step
    elif day == "tomorrow" or (day == "tonight" and hour == 0):
        at += timedelta(days=1)
    elif day not in {"today", "tonight"}:
        return Ending(seconds=DAY_S + 1)
    return Ending(seconds=(at - now).total_seconds(), at=f"{at:%H:%M}")
