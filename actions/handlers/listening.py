"""Radio, podcasts, audiobooks and news: what of them lies in the person's own library plays; streams come later."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Sequence
from typing import ClassVar

from actions.catalogue.names import normalise
from actions.handlers.base import Handler, Turn, handler_for
from actions.handlers.control import place_said
from actions.handlers.music import KINDS, genre_choices, play, said_by, sound_choices
from actions.people import PeopleError
from actions.playback import Ask, Track
from actions.reply import Choice

log = logging.getLogger(__name__)

_GO_ON = re.compile(
    r"\b(?:continue|carry on|go on|resume|finish|where (?:i|we) (?:left off|stopped|was|were)|pick up)\b"
    r"|继续|接着|上次|没听完|听到一半|繼續|接著"
)
_LAST = re.compile(r"\b(?:newest|latest|most recent)\b|最新|最近一")


class Spoken(Handler):
    """Plays what the library has of something that is listened to for its words."""

    genres: ClassVar[tuple[str, ...]] = ()
    """What files of this sort are tagged as."""
    key: ClassVar[str]

    async def handle(self, turn: Turn) -> None:
        """Play what is meant if the library has it; else say that streams come later, and what works now."""
        tracks = await asyncio.to_thread(self.tracks, turn)
        if tracks:
            turn.remember("thread", self.intent)
            items = [track.item for track in tracks]
            start = await asyncio.to_thread(place_in, turn, tracks)
            await play(turn, items, start=start)
            return
        said = self.said(turn)
        turn.say(f"{self.key}.{'named' if said else 'any'}", fields={"what": said}, choices=instead_choices(turn))

    async def another(self, turn: Turn) -> None:
        """Go on to the next part."""
        following = handler_for("next")
        if following is not None:
            await following.handle(turn)

    def said(self, turn: Turn) -> str:
        """Return what was asked for, in the person's words; empty for anything."""
        by = turn.entity("person") or turn.entity("artist")
        return said_by(turn, turn.entity("title") or turn.entity("station"), by)

    def tracks(self, turn: Turn) -> Sequence[Track]:
        """Return what the library has of it, in the order to play."""
        library = turn.services.playback.library
        title, by = turn.entity("title"), turn.entity("person") or turn.entity("artist")
        if title or by:
            found = library.find(Ask(title, by), turn.key)
            # Who reads a book is seldom in its tags, and a book is known by its title.
            found = library.find(Ask(title), turn.key) if title and by and not found.tracks else found
            return found.tracks if title else self.one_of(found.tracks)
        if any(turn.entity(name) for name in ("station", "topic", "language", *KINDS) if name != "era"):
            return ()
        kind = [track for track in library.index.tracks if self.is_one(track)]
        return self.one_of(kind, heard_last(turn, kind))

    def is_one(self, track: Track) -> bool:
        """Return whether the file is tagged as one of this sort."""
        return any(normalise(genre) in self.genres for genre in track.genres)

    def one_of(self, tracks: Sequence[Track], first: Track | None = None) -> Sequence[Track]:
        """Return the album that `first`, or the first of `tracks` of this sort, is on, in its order."""
        mine = [track for track in tracks if self.is_one(track)]
        first = first or next(iter(mine), None)
        one = [track for track in mine if first and (track.artist, track.album) == (first.artist, first.album)]
        return sorted(one, key=lambda track: (track.disc, track.number, track.path))


class PlayRadio(Spoken):
    """ "Play BBC Radio 4"."""

    intent, key = "play_radio", "radio"


class PlayPodcast(Spoken):
    """ "Play the podcast Serial"."""

    intent, key = "play_podcast", "podcast"
    genres = ("podcast", "podcasts", "播客")


class PlayAudiobook(Spoken):
    """ "Read me Treasure Island"."""

    intent, key = "play_audiobook", "audiobook"
    genres = ("audiobook", "audiobooks", "audio book", "audio books", "有声书", "有声小说", "有声读物", "horbuch")


class PlayNews(Spoken):
    """ "What's in the news?"."""

    intent, key = "play_news", "news"

    def tracks(self, turn: Turn) -> Sequence[Track]:  # noqa: ARG002
        """Return nothing: a file is no news."""
        return ()

    def said(self, turn: Turn) -> str:
        """Return what the news is to be about, or whose it is to be."""
        return turn.entity("topic") or turn.entity("station")


def place_in(turn: Turn, tracks: Sequence[Track]) -> int:
    """Return at which of `tracks` to begin: a named chapter or episode, the newest, or where the person was."""
    text = turn.text.lower()
    place = place_said(turn)
    if place is not None and place != 0 and abs(place) <= len(tracks):
        return round(place) - 1 if place > 0 else len(tracks) + round(place)
    if _LAST.search(text):
        return len(tracks) - 1
    last = heard_last(turn, tracks) if _GO_ON.search(text) or not turn.entity("title") else None
    return tracks.index(last) if last else 0


def heard_last(turn: Turn, tracks: Sequence[Track]) -> Track | None:
    """Return the one of `tracks` that the person heard last; None if they heard none or nobody knows."""
    by_id = {track.id: track for track in tracks}
    try:
        history = turn.services.people.history(turn.person)
    except PeopleError as error:
        log.warning("what was heard is not known: %s", error)
        return None
    return next((by_id[heard.item] for heard in reversed(history) if heard.item in by_id), None)


def instead_choices(turn: Turn) -> list[Choice]:
    """Return buttons for what works now: music, a sound, a story."""
    return [*genre_choices(turn)[:1], *sound_choices(turn, 1), turn.choice("choice.story", "tell_story")]
