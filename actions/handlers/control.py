"""The player's controls in words: pause, skip and seek, the volume, the order of the queue, where it plays."""

from __future__ import annotations

import asyncio
import re
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from actions.catalogue.items import Item
from actions.handlers.base import Handler, Turn
from actions.handlers.music import artists, cannot, play_found, playing_card, say_playing, sound_choices, title_of
from actions.handlers.spoken import number_of, seconds_of
from actions.playback import Deck, PlaybackError, PlayerState, state_message
from actions.playback.service import Place
from actions.reply import Choice

VOLUME_STEP = 10
VOLUME_MUCH = 25
SEEK_STEP_S = 15.0
END_S = 10.0
"""How far before the end "go to the end" is."""
SEEK_NEAR_S = 3.0
"""A player that reports to be this near to where it was sent is there."""
SEEK_LOOKS, SEEK_LOOK_S = 5, 0.1
MOST_TIMES = 100

_HALF = re.compile(r"\bhalf(?:way)?\b|\bmiddle\b|\bmedium\b|\bnormal\b|一半|半|中间|中等|适中|正常|默认|\bdefault\b")
_QUARTERS = ((re.compile(r"three quarters|四分之三"), 75), (re.compile(r"\bquarter\b|四分之一"), 25))
_FULL = re.compile(
    r"\bfull\b|\bmax(?:imum)?\b|\bhighest\b|\bloudest\b|\btop volume\b|\bas (?:loud|high)\b|\ball the way up\b"
    r"|最大|最高|最响|最满|满格|拉满|开满|全开|到顶|多大声"
)
_LEAST = re.compile(
    r"\bmin(?:imum)?\b|\bzero\b|\bmute[ds]?\b|\bsilent\b|\blowest\b|\bquietest\b|\bas (?:quiet|low|soft)\b"
    r"|\ball the way down\b|最小|最低|最轻|多小|零|静音|无声"
)
_LOW = re.compile(r"\blow\b|\bquiet(?:ly)?\b|\bsoft(?:ly)?\b|很小|较低|很轻|小声|轻声")
_LOUD = re.compile(r"\bloud(?:ly)?\b|\bhigh\b|很大|较高|很响|大声")
_LEVELS_FIRST = ((_HALF, 50), (_FULL, 100))
_LEVELS = ((_LEAST, 0), (_LOW, 20), (_LOUD, 80))
_OUT_OF = re.compile(r"(\S+) out of (\S+)")
_MUCH = re.compile(r"\b(?:much|way|a lot|lots)\b|很多|得多|多一些|好多")

_BACK = re.compile(r"\bback(?:wards?)?\b|\brewind\b|\bearlier\b|退|倒|往回|回去|[重再]听")
_FORWARD = re.compile(
    r"\b(?:forwards?|fast ?forward|ahead|skip|jump|further|on|past|later)\b"
    r"|快[进進转轉]|前[进進]|[往向][前后後]|[后後]面|跳"
)
_PLACE_BEFORE = re.compile(r"(?:\b(?:to|at|from)(?: (?:the|about|around|exactly))*|[到至从在])\s*$")
_PLACE_AFTER = re.compile(r"^\s*(?:mark|point|position|in\b|的?(?:位置|地方|那儿|那里|那|处|开始))")
_MINUTES = re.compile(r"(?<![\d:])(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)(?![\d:])")
_START = re.compile(r"\b(?:start|beginning)\b|开头|开始的地方|最前")
_END = re.compile(r"\bend\b|结尾|末尾|最后面|快完的?地方")
_NO_MARKS = re.compile(
    r"\b(?:intro|advert\w*|ads?|commercials?|(?<!a )(?<!little )bit|part|chorus|solo|verse|bridge|drop|credits)\b"
    r"|片头|前奏|广告|副歌|高潮|精彩|间奏|片尾|没意思|独奏"
)
_CHAPTER = re.compile(r"\b(?:chapter|part|section|episode)\b|[章回节集部]")
_THIS_CHAPTER = re.compile(r"\bchapter\b|章|[这本]一?[回节]")
_NEXT_CHAPTER = re.compile(
    r"\b(?:next|skip (?:this|the)) chapter\b|下一?个?[章回节集]|[这本]一?[章回节集].{0,2}跳过|跳过[这本]一?[章回节集]"
)
_CHAPTER_BEFORE = re.compile(r"\bprevious chapter\b|\bchapter before\b|\bback (?:a|one) chapter\b|上一?个?[章回节集]")

_IN_ORDER = re.compile(
    r"\b(?:off|stop|no more|no shuffle|don'?t|not (?:mixed|shuffled|jumbled)|unshuffle)\b"
    r"|\bin (?:(?:the|their) )?(?:(?:right|normal|original|album) )?order\b|\b(?:normal|right|original) order\b"
    r"|\bback in order\b|\bin sequence\b|\bone after (?:the other|another)\b|\bthe way the\b|按 ?order"
    r"|关|取消|停止|恢复|(?:不要|别|不)(?:再)?(?:随机|乱序|打乱)|(?<!不要)(?<!别)(?<!不)(?<!首)按.{0,4}[顺順]序|[顺順]序(?:播|模式)"
    r"|一首按|依次"
)
_OFF = re.compile(
    r"\b(?:off|stop|end|no more|don'?t|cancel|not)\b|关|取消|停止|不要|不用|别循环|别再?重复|不循环|不重复|退出"
)
_ALL = re.compile(
    r"\b(?:all(?! (?:night|day|evening|the time))|album|record|playlist|list|queue|everything|whole)\b"
    r"|列表|歌单(?!曲)|歌單(?!曲)|专辑|專輯|全部|所有|整张|整个|都循环"
)
_TWICE = {re.compile(r"\btwice\b"): 2, re.compile(r"\b(?:once more|one more time)\b"): 2, re.compile(r"\bthrice\b"): 3}
_MORE_TIMES = re.compile(r"\b(?:more|another|again)\b|再")

_PAGE = re.compile(
    r"\b(?:page|tab|browser|phone|fone|mobile|computer|laptop|desktop|pc|tablet|ipad|iphone|here)\b"
    r"|网页|页面|浏览器|手机|电脑|平板|笔记本|这里|这儿"
)
_HOUSE = re.compile(r"\b(?:speakers?|house|home|stereo|hi-?fi|sound ?system)\b|音箱|音响|喇叭|家里|屋里")
_MODIFIER = re.compile(r"\b(?:my|the|this|that|other|big|main|home|own|a)\b|我的?|这个?|那个?|主|大|家里?的?|上|里")


class Control(Handler):
    """Does something with what plays."""

    async def handle(self, turn: Turn) -> None:
        """Find the player that is meant and do it there; say what it reports."""
        deck = await turn.services.playback.acting(turn.session, in_browser=turn.has_player)
        state = await deck.state()
        try:
            await self.control(turn, deck, state)
        except PlaybackError as error:
            cannot(turn, error, title_of(state.item, turn.language) if state.item else "")

    @abstractmethod
    async def control(self, turn: Turn, deck: Deck, state: PlayerState) -> None:
        """Do it; `state` is how things are before."""


class ItemControl(Control):
    """Does something with the item that is on, be it paused."""

    async def control(self, turn: Turn, deck: Deck, state: PlayerState) -> None:
        """Do it, or say that nothing is on."""
        if state.item is None:
            turn.say("control.nothing-on", choices=sound_choices(turn))
        else:
            await self.with_item(turn, deck, state, state.item)

    @abstractmethod
    async def with_item(self, turn: Turn, deck: Deck, state: PlayerState, item: Item) -> None:
        """Do it; `item` is what is on."""


class Pause(ItemControl):
    """ "Pause"."""

    intent = "pause"

    async def with_item(self, turn: Turn, deck: Deck, state: PlayerState, item: Item) -> None:  # noqa: ARG002
        """Pause what plays."""
        key = "control.paused-already" if state.status == "paused" else "control.paused"
        told(turn, key, await deck.pause(), (turn.choice("choice.resume", "resume"),))


class Resume(ItemControl):
    """ "Go on playing"."""

    intent = "resume"

    async def with_item(self, turn: Turn, deck: Deck, state: PlayerState, item: Item) -> None:  # noqa: ARG002
        """Go on after a pause."""
        key = "control.resumed" if state.status == "paused" else "control.plays-already"
        told(turn, key, await deck.resume())


class Stop(Handler):
    """ "Stop": speech, music and whatever game is on."""

    intent = "stop"

    async def handle(self, turn: Turn) -> None:
        """Stop everything; the same whatever was on."""
        await turn.services.playback.stop(turn.session)
        for slot in ("game", "pending"):
            if turn.remembered(slot) is not None:
                turn.remember(slot, None)
        # Nothing is spoken: who says stop wants quiet.
        turn.say("control.stopped", speech="", effects=("stop-speech",))


class Next(Control):
    """ "Next song"."""

    intent = "next"

    async def control(self, turn: Turn, deck: Deck, state: PlayerState) -> None:
        """Go on in the queue, or say that this is its end."""
        started = await deck.next()
        if started is not None:
            say_playing(turn, started)
        elif state.item is not None:
            told(turn, "control.last", state, (turn.choice("choice.stop", "stop"),))
        else:
            turn.say("control.nothing-on", choices=sound_choices(turn))


class Previous(Control):
    """ "The one before"."""

    intent = "previous"

    async def control(self, turn: Turn, deck: Deck, state: PlayerState) -> None:  # noqa: ARG002
        """Go back in the queue; the first one starts again."""
        first = deck.queue[1] == 0
        started = await deck.previous()
        if started is None:
            turn.say("control.nothing-on", choices=sound_choices(turn))
        elif first:
            say_playing(turn, started, "control.first")
        else:
            say_playing(turn, started)


class Restart(ItemControl):
    """ "From the beginning": of the track or, where the file has chapters and they are named, of the chapter."""

    intent = "restart"

    async def with_item(self, turn: Turn, deck: Deck, state: PlayerState, item: Item) -> None:
        """Play it from its beginning, also when it is paused."""
        starts = await turn.services.playback.chapters(item) if _THIS_CHAPTER.search(turn.text.lower()) else []
        here = chapter_at(starts, state.position_s)
        if starts and here:
            await go(turn, deck, state, starts[here], "seek.chapter", n=here + 1)
            return
        started = await deck.again()
        if started is not None:
            told(turn, "control.restarted", started.state)


class Seek(ItemControl):
    """ "Skip ahead thirty seconds", "go to chapter three", 跳到一半."""

    intent = "seek"

    async def with_item(self, turn: Turn, deck: Deck, state: PlayerState, item: Item) -> None:
        """Go where the words say, or say which places can be named."""
        chapters = await chapters_of(turn, deck, item, state)
        if (wanted := chapter_wanted(turn, chapters)) is not None:
            await to_chapter(turn, deck, state, chapters, wanted)
            return
        percent = typed_or(turn, "percentage", percent_of)
        if percent is not None and state.duration_s is None:
            turn.say("seek.no-length", fields={"title": title_of(item, turn.language)}, choices=seek_choices(turn))
        elif (place := place_wanted(turn, state, percent)) is not None:
            await go(turn, deck, state, place)
        else:
            key = "seek.no-marks" if _NO_MARKS.search(turn.text.lower()) else "seek.how-far"
            turn.say(key, choices=seek_choices(turn))


@dataclass(frozen=True)
class Chapters:
    """The chapters of what plays: places in its file or, where a book lies in many files, those."""

    starts: list[float]
    count: int
    here: int
    """Which one plays, from 0."""


def place_wanted(turn: Turn, state: PlayerState, percent: float | None) -> float | None:
    """Return the second that the words mean, be it outside the item; None if they mean none."""
    text, length = turn.text.lower(), state.duration_s
    sign = -1 if _BACK.search(text) else 1
    seconds = seconds_said(turn)
    if clock := _MINUTES.search(text):
        place: float | None = 3600.0 * int(clock[1] or 0) + 60 * int(clock[2]) + int(clock[3])
    elif seconds is not None:
        place = seconds if is_place(text, turn.entity("duration")) else state.position_s + sign * seconds
    elif percent is not None and length is not None:
        place = length * percent / 100
    elif length is not None and _END.search(text):
        place = max(0.0, length - END_S)
    elif _NO_MARKS.search(text):
        place = None
    elif _START.search(text):
        place = 0.0
    else:
        place = state.position_s + sign * SEEK_STEP_S if sign < 0 or _FORWARD.search(text) else None
    return place


def is_place(text: str, words: str) -> bool:
    """Return whether `words` ("two minutes") are said as a place to go to rather than as a way to go."""
    before, found, after = text.partition(words.lower())
    return bool(found and (_PLACE_BEFORE.search(before) or _PLACE_AFTER.search(after)))


async def chapters_of(turn: Turn, deck: Deck, item: Item, state: PlayerState) -> Chapters:
    """Return the chapters of `item`; none where neither its file nor the queue is a book."""
    playback = turn.services.playback
    if starts := await playback.chapters(item):
        return Chapters(starts, len(starts), chapter_at(starts, state.position_s))
    items, at = deck.queue
    albums = {track.album if (track := playback.library.get(one.id)) else "" for one in items}
    is_book = len(items) > 1 and len(albums) == 1 and "" not in albums and not deck.mixed
    return Chapters([], len(items) if is_book else 0, at)


def chapter_wanted(turn: Turn, chapters: Chapters) -> int | None:
    """Return the place, from 0, of the chapter that the words name; None where they name none."""
    text = turn.text.lower()
    if _NEXT_CHAPTER.search(text):
        return chapters.here + 1
    if _CHAPTER_BEFORE.search(text):
        return chapters.here - 1
    if not _CHAPTER.search(text) or turn.entity("duration") or turn.entity("percentage"):
        return None
    place = place_said(turn)
    if place is None:
        return None
    return round(place) - 1 if place >= 0 else chapters.count + round(place)


async def to_chapter(turn: Turn, deck: Deck, state: PlayerState, chapters: Chapters, wanted: int) -> None:
    """Go to a chapter, or say which there are."""
    if not chapters.count:
        turn.say("seek.no-chapters", choices=seek_choices(turn))
    elif not 0 <= wanted < chapters.count:
        turn.say("seek.no-such-chapter", fields={"count": chapters.count})
    elif chapters.starts:
        await go(turn, deck, state, chapters.starts[wanted], "seek.chapter", n=wanted + 1)
    elif (started := await deck.jump(wanted)) is not None:
        say_playing(turn, started)


def chapter_at(starts: list[float], position: float) -> int:
    """Return the place, from 0, of the chapter that `position` is in."""
    return max(0, sum(start <= position + 0.5 for start in starts) - 1)


async def go(turn: Turn, deck: Deck, state: PlayerState, place: float, key: str = "seek.at", **fields: object) -> None:
    """Go to a second of the item and say where the player reports to be."""
    length = state.duration_s
    fields |= {"title": title_of(state.item, turn.language) if state.item else ""}
    if length is not None and place >= length:
        fields |= {"length": span(turn, length), "at": span(turn, state.position_s)}
        turn.say("seek.past", fields=fields, choices=[turn.choice("choice.next", "next")])
        return
    place = max(0.0, place)
    after = await deck.seek(place)
    for _ in range(SEEK_LOOKS if after.player == "mpv" else 0):
        if abs(after.position_s - place) <= SEEK_NEAR_S:
            break
        await asyncio.sleep(SEEK_LOOK_S)
        after = await deck.state()
    if abs(after.position_s - place) > SEEK_NEAR_S:
        # A page is believed only when it reports, which takes it some seconds.
        key = "seek.cannot" if after.player == "mpv" else "seek.asked"
        place = after.position_s if after.player == "mpv" else place
    turn.say(key, fields={**fields, "at": span(turn, place)}, player=state_message(after))


def seek_choices(turn: Turn) -> list[Choice]:
    """Return buttons for ways to seek that always work."""
    step = span(turn, SEEK_STEP_S)
    return [
        Choice(turn.phrase("choice.ahead", span=step), "seek", {"duration": step}),
        Choice(turn.phrase("choice.back", span=step), "seek", {"duration": step}),
        turn.choice("choice.next", "next"),
    ]


class Volume(Control):
    """Changes the volume."""

    async def control(self, turn: Turn, deck: Deck, state: PlayerState) -> None:
        """Set the volume and say what the player reports."""
        wanted = self.wanted(turn, state.volume)
        if wanted is None:
            turn.say("volume.how-much", fields={"volume": state.volume})
            return
        if wanted == state.volume:
            told(turn, "volume.already", state)
            return
        key = "volume.set" if 0 <= wanted <= 100 else "volume.as-far"
        told(turn, key, await deck.set_volume(wanted))

    @abstractmethod
    def wanted(self, turn: Turn, volume: int) -> int | None:
        """Return the volume asked for, or None if the words give none."""


class VolumeUp(Volume):
    """ "Louder", "up by twenty"."""

    intent = "volume_up"

    def wanted(self, turn: Turn, volume: int) -> int | None:
        """Return a step more, or what the words say."""
        return moved(turn, volume, 1)


class VolumeDown(Volume):
    """ "Quieter", "down by twenty"."""

    intent = "volume_down"

    def wanted(self, turn: Turn, volume: int) -> int | None:
        """Return a step less, or what the words say."""
        return moved(turn, volume, -1)


class VolumeSet(Volume):
    """ "Volume to thirty percent"."""

    intent = "volume_set"

    def wanted(self, turn: Turn, volume: int) -> int | None:  # noqa: ARG002
        """Return the number or percentage that was said."""
        said = share_said(turn)
        return said if said is not None else percent_of(turn.text)


class Mute(Control):
    """ "Mute", "mute for ten minutes"."""

    intent = "mute"

    async def control(self, turn: Turn, deck: Deck, state: PlayerState) -> None:
        """Silence what plays, for as long as was said."""
        # Nothing is spoken: who mutes wants quiet.
        quiet: dict[str, Any] = {"speech": "", "effects": ("stop-speech",)}
        seconds = seconds_said(turn)
        if state.item is None:
            turn.say("control.nothing-on", choices=sound_choices(turn), **quiet)
            return
        key = "mute.for" if seconds else "mute.already" if state.volume == 0 else "mute.on"
        state = await deck.mute(seconds or None)
        fields: dict[str, object] = {"title": title_of(state.item, turn.language) if state.item else ""}
        fields |= {"span": span(turn, seconds or 0)}
        choices = [turn.choice("choice.unmute", "unmute")]
        turn.say(key, fields=fields, choices=choices, player=state_message(state), **quiet)


class Unmute(Control):
    """ "Turn the sound back on"."""

    intent = "unmute"

    async def control(self, turn: Turn, deck: Deck, state: PlayerState) -> None:
        """Be as loud as before."""
        key = "mute.off" if state.volume == 0 else "mute.was-off"
        told(turn, key, await deck.unmute())


class Shuffle(ItemControl):
    """ "Mix them up", "play in order"."""

    intent = "shuffle"

    async def control(self, turn: Turn, deck: Deck, state: PlayerState) -> None:
        """Mix or order what is on; play what is named, or anything, mixed."""
        ordered = bool(_IN_ORDER.search(turn.text.lower()))
        named = any(turn.entity(name) for name in ("title", "artist", "album", "genre", "mood", "era"))
        if not ordered and (named or (state.item is None and len(turn.services.playback.library))):
            await play_found(turn, mixed=True)
        else:
            await super().control(turn, deck, state)

    async def with_item(self, turn: Turn, deck: Deck, state: PlayerState, item: Item) -> None:
        """Mix what is to come, or put it back in order."""
        if _IN_ORDER.search(turn.text.lower()):
            key = "shuffle.off" if deck.mixed else "shuffle.off-already"
            state = await deck.put_in_order() if deck.mixed else state
        else:
            key = "shuffle.on" if len(deck.coming) > 1 else "shuffle.too-few"
            state = await deck.shuffle(turn.key) if len(deck.coming) > 1 else state
        then = title_of(state.queue[0], turn.language) if state.queue else ""
        fields: dict[str, object] = {"title": title_of(item, turn.language), "next": then, "n": len(deck.coming)}
        turn.say(key, fields=fields, player=state_message(state))


class RepeatMode(ItemControl):
    """ "Repeat this", "loop the album", "play it three times", 单曲循环."""

    intent = "repeat_mode"

    async def control(self, turn: Turn, deck: Deck, state: PlayerState) -> None:
        """Put the named song on first, if another one is on."""
        title = turn.entity("title").lower()
        on = (state.item.title.en.lower(), state.item.title.zh.lower()) if state.item else ()
        if title and title not in on:
            if not await play_found(turn, silently=True):
                return
            deck = turn.services.playback.deck(turn.session, in_browser=turn.has_player)
            state = await deck.state()
        await super().control(turn, deck, state)

    async def with_item(self, turn: Turn, deck: Deck, state: PlayerState, item: Item) -> None:
        """Repeat it as the words say."""
        text = turn.text.lower()
        fields: dict[str, object] = {"title": title_of(item, turn.language), "n": len(deck.queue[0])}
        if _OFF.search(text):
            key = "repeat.off" if deck.repeating != "off" else "repeat.off-already"
            deck.repeat("off")
        elif item.kind == "sound":
            key = "repeat.sound"
        else:
            whole = bool(_ALL.search(text)) and len(deck.queue[0]) > 1
            times = times_wanted(turn)
            deck.repeat("all" if whole else "one", times)
            key = f"repeat.{'all' if whole else 'one'}{'-times' if times else ''}"
            fields["times"] = times or 0
        turn.say(key, fields=fields, player=state_message(state))


def times_wanted(turn: Turn) -> int | None:
    """Return how many times in all it is to be played, or None for on and on."""
    text = turn.text.lower()
    said = typed_or(turn, "number", number_of)
    if said is None:
        return next((times for pattern, times in _TWICE.items() if pattern.search(text)), None)
    times = round(said) + (1 if _MORE_TIMES.search(text) else 0)
    return times if 1 <= times <= MOST_TIMES else None


class MovePlayer(Control):
    """ "Continue on my phone", 换到音箱放."""

    intent = "move_player"

    async def control(self, turn: Turn, deck: Deck, state: PlayerState) -> None:
        """Go on in the page or in the house, where the words name one of the two; else say that there are no more."""
        playback = turn.services.playback
        place = place_named(turn)
        page = turn.has_player or playback.place(deck) == "page"
        choices = [turn.choice("choice.to-house", "move_player"), turn.choice("choice.to-page", "move_player")]
        if place is None:
            key = "move.two-places" if page else "move.one-place"
            turn.say(key, fields={"room": turn.entity("room")}, choices=choices if page else ())
        elif place == "page" and not page:
            turn.say("move.no-page")
        elif state.item is None:
            turn.say("control.nothing-on", choices=sound_choices(turn))
        elif playback.place(deck) == place:
            told(turn, f"move.already-{place}", state)
        else:
            state = await playback.move(turn.session, place)
            told(turn, f"move.to-{place}", state)


def place_named(turn: Turn) -> Place | None:
    """Return the player that the words name; None for a room or a device that Encore does not know."""
    room = turn.entity("room").lower()
    if room:
        bare = _MODIFIER.sub("", room).strip() or room
        return "page" if _PAGE.fullmatch(bare) else "house" if _HOUSE.fullmatch(bare) else None
    # "From my phone to the speaker": where it goes is said last.
    text = turn.text.lower()
    page, house = (max((found.end() for found in words.finditer(text)), default=0) for words in (_PAGE, _HOUSE))
    return None if page == house else "page" if page > house else "house"


class WhatsPlaying(ItemControl):
    """ "What song is this?"."""

    intent = "whats_playing"

    async def with_item(self, turn: Turn, deck: Deck, state: PlayerState, item: Item) -> None:  # noqa: ARG002
        """Say what the player reports."""
        track = turn.services.playback.library.get(item.id)
        by = artists(item, turn.language)
        key = "playing.sound" if item.kind == "sound" else "playing.by" if by else "playing.title"
        text = turn.phrase(key, title=title_of(item, turn.language), by=by)
        more = [turn.phrase("playing.album", album=track.album)] if track and track.album else []
        more += [turn.phrase("playing.paused")] if state.status == "paused" else []
        gap = "" if turn.language == "zh" else " "
        turn.answer(gap.join([text, *more]), cards=[playing_card(turn, item)], player=state_message(state))


def told(turn: Turn, key: str, state: PlayerState, choices: tuple[object, ...] = ()) -> None:
    """Say `key` with what the player reports."""
    title = title_of(state.item, turn.language) if state.item else ""
    fields: dict[str, object] = {"title": title, "volume": state.volume}
    turn.say(key, fields=fields, choices=choices, player=state_message(state))


def typed_or(turn: Turn, name: str, read: Callable[[str], float | None]) -> float | None:
    """Return the typed value of the quantity `name` or, where it has only words, what `read` makes of them."""
    value = turn.typed(name)
    if isinstance(value, (int, float)):
        return value
    words = turn.entity(name)
    return read(words) if words else None


def place_said(turn: Turn) -> float | None:
    """Return the place in a row that was said, as an ordinal or as a number; from the end it is negative."""
    place = typed_or(turn, "ordinal", number_of)
    return typed_or(turn, "number", number_of) if place is None else place


def seconds_said(turn: Turn) -> float | None:
    """Return the duration that was said, in seconds, or None."""
    return typed_or(turn, "duration", seconds_of)


def share_said(turn: Turn) -> int | None:
    """Return the percentage, or the number that stands for one, or None."""
    text = turn.text.lower()
    numbers = [entity for entity in turn.entities if entity["entity"] == "number"]
    if len(numbers) > 1 and (said := _OUT_OF.search(text)):
        part, whole = number_of(said[1]), number_of(said[2])
        if part is not None and whole:
            return round(100 * part / whole)
    share = typed_or(turn, "percentage", percent_of)
    if share is None:
        share = typed_or(turn, "number", percent_of)
    return None if share is None else round(share)


def moved(turn: Turn, volume: int, sign: int) -> int:
    """Return the volume that is so much louder or quieter as was said, or a step; "to 80" is 80."""
    share = share_said(turn)
    words = turn.entity("percentage") or turn.entity("number")
    if share is not None and is_place(turn.text.lower(), words):
        return share
    step = share if share else VOLUME_MUCH if _MUCH.search(turn.text.lower()) else VOLUME_STEP
    return max(0, min(100, volume + sign * step))


def span(turn: Turn, seconds: float) -> str:
    """Return a length of time in words: "1 hour and 5 minutes", 1小时5分钟; the two greatest units suffice."""
    rest = max(0, round(seconds))
    units = (("hour", 3600), ("minute", 60), ("second", 1))
    parts: list[str] = []
    for name, size in units:
        count, rest = divmod(rest, size)
        if count or (name == "second" and not parts):
            parts.append(turn.phrase(f"span.{name}" if count == 1 else f"span.{name}s", n=count))
    return turn.phrase("span.and").join(parts[:2])


def percent_of(said: str) -> int | None:
    """Return the percentage that `said` means ("thirty percent", 百分之二十, "half"), or None."""
    said = said.lower()
    number = number_of(said)
    quarters = next((percent for words, percent in _QUARTERS if words.search(said)), None)
    if quarters is not None:
        return quarters
    if number is not None and number > 1.5:
        return round(number)
    named = next((percent for words, percent in _LEVELS_FIRST if words.search(said)), None)
    if named is None and number is not None:
        named = round(number)
    return named if named is not None else next((percent for words, percent in _LEVELS if words.search(said)), None)
