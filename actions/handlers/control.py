"""The player's controls in words: pause, resume, stop, next, previous, volume, and what plays."""

from __future__ import annotations

import re
from abc import abstractmethod

from actions.handlers.base import Handler, Turn
from actions.handlers.music import artists, cannot, playing_card, say_playing, sound_choices, title_of
from actions.handlers.spoken import number_of
from actions.playback import Deck, PlaybackError, PlayerState, state_message

VOLUME_STEP = 10
_HALF = re.compile(r"\bhalf\b|一半|半")
_FULL = re.compile(r"\b(?:full|max(?:imum)?)\b|最大|最高")
_LEAST = re.compile(r"\b(?:min(?:imum)?|zero|mute[ds]?|silent)\b|最小|最低|零|静音|无声")
_LOW = re.compile(r"\blow\b|很小|较低")


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


class Pause(Control):
    """ "Pause"."""

    intent = "pause"

    async def control(self, turn: Turn, deck: Deck, state: PlayerState) -> None:
        """Pause what plays."""
        if state.item is None:
            turn.say("control.nothing-on", choices=sound_choices(turn))
            return
        key = "control.paused-already" if state.status == "paused" else "control.paused"
        told(turn, key, await deck.pause(), (turn.choice("choice.resume", "resume"),))


class Resume(Control):
    """ "Go on playing"."""

    intent = "resume"

    async def control(self, turn: Turn, deck: Deck, state: PlayerState) -> None:
        """Go on after a pause."""
        if state.item is None:
            turn.say("control.nothing-on", choices=sound_choices(turn))
            return
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
    """ "Louder"."""

    intent = "volume_up"

    def wanted(self, turn: Turn, volume: int) -> int | None:  # noqa: ARG002
        """Return a step more."""
        return min(100, volume + VOLUME_STEP)


class VolumeDown(Volume):
    """ "Quieter"."""

    intent = "volume_down"

    def wanted(self, turn: Turn, volume: int) -> int | None:  # noqa: ARG002
        """Return a step less."""
        return max(0, volume - VOLUME_STEP)


class VolumeSet(Volume):
    """ "Volume to thirty percent"."""

    intent = "volume_set"

    def wanted(self, turn: Turn, volume: int) -> int | None:  # noqa: ARG002
        """Return the number that was said."""
        said = percent_of(turn.entity("number"))
        return said if said is not None else percent_of(turn.text)


class WhatsPlaying(Control):
    """ "What song is this?"."""

    intent = "whats_playing"

    async def control(self, turn: Turn, deck: Deck, state: PlayerState) -> None:  # noqa: ARG002
        """Say what the player reports."""
        item = state.item
        if item is None:
            turn.say("control.nothing-on", choices=sound_choices(turn))
            return
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


def percent_of(said: str) -> int | None:
    """Return the percentage that `said` means ("thirty percent", 百分之二十, "half"), or None."""
    said = said.lower()
    number = number_of(said)
    if number is not None and number > 1.5:
        return round(number)
    if _HALF.search(said):
        return 50
    if _FULL.search(said):
        return 100
    if number is not None:
        return round(number)
    if _LEAST.search(said):
        return 0
    return 20 if _LOW.search(said) else None
