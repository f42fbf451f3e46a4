"""Music and sounds: play by title, artist, album, genre, mood and era; say so once it plays."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from actions.catalogue.items import Item
from actions.handlers.base import Handler, Turn, handler_for
from actions.people import PeopleError
from actions.playback import Ask, Found, Near, PlaybackError, Started, sounds, state_message
from actions.playback.asking import continued, names_in, parted
from actions.recommend import parse_wish
from actions.reply import Card, Choice

log = logging.getLogger(__name__)

GENRES_OFFERED = 2
TITLES_TOLD = 3


@dataclass(frozen=True)
class Wanted:
    """What a turn asks to hear."""

    ask: Ask
    said: str
    """What was asked for, in the person's words; empty for anything."""


class PlayMusic(Handler):
    """ "Play some jazz", "play Yesterday by the Beatles"."""

    intent = "play_music"

    async def handle(self, turn: Turn) -> None:
        """Play what the library has; say what it has not, and what is near."""
        turn.remember("thread", self.intent)
        library = turn.services.playback.library
        wanted, found = await asyncio.to_thread(search, turn)
        if found.tracks:
            await play(turn, [track.item for track in found.tracks])
        elif (name := sounds.called(wanted.ask.title or wanted.said)) is not None:
            await play_sound(turn, name)
        elif (name := built_in_for(turn, wanted.ask)) is not None:
            key = "music.instead" if len(library) else "music.instead-empty"
            await play_sound(turn, name, key, what=wanted.said)
        elif library.scanning:
            turn.say("music.scanning", choices=sound_choices(turn))
        elif not len(library):
            key = "music.empty" if wanted.said else "music.empty-anything"
            turn.say(key, fields={"what": wanted.said}, choices=sound_choices(turn))
        else:
            not_found(turn, wanted, found)

    async def another(self, turn: Turn) -> None:
        """Go on to the next track."""
        following = handler_for("next")
        if following is not None:
            await following.handle(turn)


class PlaySound(Handler):
    """ "Play rain sounds"."""

    intent = "play_sound"

    async def handle(self, turn: Turn) -> None:
        """Play a built-in sound, or say which there are."""
        turn.remember("thread", self.intent)
        said = turn.entity("sound")
        name = sounds.find(said) or sounds.find(turn.text)
        if name is not None:
            await play_sound(turn, name)
            return
        what = said or names_in(turn.text)[-1]
        turn.say("sound.unknown" if what else "sound.which", fields={"what": what}, choices=sound_choices(turn, 4))


def search(turn: Turn) -> tuple[Wanted, Found]:
    """Return what the turn asks for and what the library has of it."""
    library = turn.services.playback.library
    title, artist = turn.entity("title"), turn.entity("artist")
    if title and not artist:
        # A name of which only a part was recognised is not to be taken for another one.
        whole = continued(title, turn.text)
        if whole != title and (found := library.find(Ask(title=whole), turn.key)).tracks:
            return Wanted(Ask(title=whole), whole), found
        title, artist = parted(whole) if whole != title else (title, "")
    if title or artist:
        ask = Ask(title, artist, *(described(turn, from_text=False) if not title else ()))
        return Wanted(ask, said_by(turn, title, artist)), library.find(ask, turn.key)
    asked = ("genre", "mood", "era")
    names = names_in(turn.text)
    if names[-1] and not any(turn.entity(name) for name in asked):
        for name in names:
            for ask in dict.fromkeys((Ask(title=name), Ask(*parted(name)))):
                if (found := library.find(ask, turn.key)).tracks:
                    return Wanted(ask, name), found
    ask = Ask("", "", *described(turn))
    if not ask.anything:
        said = turn.phrase("music.list-gap").join(turn.entity(name) for name in asked if turn.entity(name))
        return Wanted(ask, said or names[-1] or turn.text), library.find(ask, turn.key)
    if names[-1]:
        ask = Ask(*parted(names[-1]))
        return Wanted(ask, names[-1]), library.find(ask, turn.key)
    return Wanted(Ask(), ""), library.find(Ask(), turn.key)


def described(turn: Turn, *, from_text: bool = True) -> tuple[tuple[str, ...], tuple[str, ...], tuple[int, int] | None]:
    """Return the genres, moods and years the turn names; words the vocabulary does not know stay as they are."""
    catalogue = turn.services.catalogue
    entities = [entity for entity in turn.entities if entity["entity"] in {"genre", "mood", "era"}]
    text = turn.text if from_text else " ".join(str(entity["value"]) for entity in entities)
    wish = parse_wish(text, entities, turn.language, catalogue, "album")
    vocabulary = catalogue.vocabulary

    def said(name: str) -> list[str]:
        return [str(entity["value"]) for entity in entities if entity["entity"] == name]

    unknown = [word for word in said("genre") if vocabulary.genre(word, "album") is None]
    genres = [*wish.genres, *unknown]
    moods = [*wish.moods, *(vocabulary.mood(word) or word for word in said("mood"))]
    if wish.moods and not said("mood"):
        # For music 轻松 is calm rather than light, as it is of a film.
        moods += [mood] if (mood := vocabulary.mood(names_in(text)[-1])) else []
    return tuple(dict.fromkeys(genres)), tuple(dict.fromkeys(moods)), wish.years


def built_in_for(turn: Turn, ask: Ask) -> str | None:
    """Return the built-in sound that is what somebody in this mood asked for, if a mood is all they named."""
    if ask.title or ask.artist or ask.genres or ask.years:
        return None
    vocabulary = turn.services.catalogue.vocabulary
    found = (sounds.for_mood(vocabulary.mood(mood) or mood) for mood in ask.moods)
    return next((name for name in found if name is not None), None)


async def play_sound(turn: Turn, name: str, key: str = "sound.playing", **fields: str) -> None:
    """Play a built-in sound and say so."""
    await play(turn, [await turn.services.playback.sound(name)], key, **fields)


async def play(turn: Turn, items: Sequence[Item], key: str = "", **fields: str) -> None:
    """Play `items` where this session listens, and say what plays once it does."""
    deck = turn.services.playback.deck(turn.session, in_browser=turn.has_player)
    try:
        started = await deck.play(items)
    except PlaybackError as error:
        cannot(turn, error, title_of(items[0], turn.language))
        return
    say_playing(turn, started, key, **fields)


def say_playing(turn: Turn, started: Started, key: str = "", **fields: str) -> None:
    """Say what the player reports to play, and what could not be played."""
    item, state = started.item, started.state
    by = artists(item, turn.language)
    key = key or ("music.playing" if by else "music.playing-plain")
    told = [turn.phrase(key, title=title_of(item, turn.language), by=by, **fields)]
    if state.queue:
        told.append(turn.phrase("music.more", n=len(state.queue)))
    if started.skipped:
        titles = [title_of(broken, turn.language) for broken in started.skipped[:TITLES_TOLD]]
        told.append(turn.phrase("music.skipped", titles=turn.phrase("music.list-gap").join(titles)))
    if not state.heard:
        told.append(turn.phrase("music.unheard"))
    gap = "" if turn.language == "zh" else " "
    controls = [turn.choice("choice.next", "next")] if state.queue else []
    turn.answer(
        gap.join(told),
        cards=[playing_card(turn, item)],
        choices=[*controls, turn.choice("choice.stop", "stop")],
        player=state_message(state),
    )
    note_played(turn, item)


def note_played(turn: Turn, item: Item) -> None:
    """Keep it in the person's history; music is not stopped by a store that cannot be written."""
    try:
        turn.services.people.note_played(turn.person, item.id, turn.key)
    except PeopleError as error:
        log.warning("what was played could not be kept: %s", error)


def cannot(turn: Turn, error: PlaybackError, title: str = "") -> None:
    """Say why the player could not, and what to do."""
    turn.say(f"player.{error.reason}", fields={"title": title})


def not_found(turn: Turn, wanted: Wanted, found: Found) -> None:
    """Say that the library does not have it, and offer what is near."""
    fields: dict[str, object] = {"what": wanted.said}
    if found.near:
        turn.say("music.near", fields=fields, choices=[near_choice(turn, near) for near in found.near])
        return
    genres = turn.services.playback.library.index.genres()[:GENRES_OFFERED] if not wanted.ask.title else []
    offered = [
        Choice(turn.phrase("choice.play-genre", genre=genre), "play_music", {"genre": genre}) for genre in genres
    ]
    turn.say("music.not-found", fields=fields, choices=[*offered, *sound_choices(turn, 1)])


def near_choice(turn: Turn, near: Near) -> Choice:
    """Return the button that plays something of a name that is near."""
    if near.field == "artist":
        return Choice(turn.phrase("choice.play-artist", name=near.name), "play_music", {"artist": near.name})
    key = "choice.play-by" if near.by else "choice.play-title"
    entities = {"title": near.name, **({"artist": near.by} if near.by else {})}
    return Choice(turn.phrase(key, name=near.name, by=near.by), "play_music", entities)


def sound_choices(turn: Turn, n: int = 2) -> list[Choice]:
    """Return buttons for built-in sounds."""
    names = ("calm-tune", "rain", "waves", "fire")[:n]
    titles = {name: sounds.catalogue()[name]["title"][turn.language] for name in names}
    return [
        Choice(turn.phrase("choice.play-sound", title=title), "play_sound", {"sound": title})
        for title in titles.values()
    ]


def said_by(turn: Turn, title: str, artist: str) -> str:
    """Return title and artist as a person would say them together."""
    if title and artist:
        return turn.phrase("music.title-by", title=title, by=artist)
    return title or artist


def playing_card(turn: Turn, item: Item) -> Card:
    """Return the card of what plays."""
    track = turn.services.playback.library.get(item.id)
    facts = (track.album if track else "", str(item.year or ""))
    kind = "" if item.kind == "track" else turn.phrase("sound.built-in")
    return Card(
        title=title_of(item, turn.language),
        subtitle=artists(item, turn.language) or kind,
        facts=tuple(fact for fact in facts if fact),
        item=item.id,
    )


def title_of(item: Item, language: str) -> str:
    """Return the item's title in a language."""
    return item.title.in_language(language)


def artists(item: Item, language: str) -> str:
    """Return who made the item."""
    names: Iterable[str] = (creator.in_language(language) for creator in item.creators[:2])
    return ("、" if language == "zh" else ", ").join(names)
