"""Music and sounds: play or queue by title, artist, album, genre, mood and era; what comes next; lyrics."""

from __future__ import annotations

import asyncio
import logging
import random
import re
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from actions.catalogue.items import Item
from actions.handlers.bans import forbidden
from actions.handlers.base import Handler, Turn, handler_for, may_remember
from actions.handlers.undoing import note_queue
from actions.people import PeopleError
from actions.playback import Ask, Deck, Found, Near, PlaybackError, PlayerState, Started, sounds, state_message
from actions.playback.asking import continued, names_in, parted
from actions.recommend import parse_wish
from actions.reply import Card, Choice

log = logging.getLogger(__name__)

GENRES_OFFERED = 2
TITLES_TOLD = 3
QUEUED_AT_ONCE = 50
"""Of an artist or a genre, this many tracks are put into the queue: nobody waits a day for the rest of it."""
NAMES = ("title", "artist", "album")
KINDS = ("genre", "mood", "era")
_QUEUEING = re.compile(
    r"\b(?:(?:right |straight )?after (?:this|that|it)(?: (?:one|song|track))?(?: is over| ends)?,?|(?:up )?next"
    r"|(?:in|into|to|on|onto) (?:the |my |our )?(?:queue|list|end|back|line)(?: of .*)?|at the (?:end|back)(?: of .*)?"
    r"|(?:queue|line)(?: up)?|add|append|then|as well)\b"
    r"|(?:这首|这个|这支|现在这首)?(?:歌|曲子)?(?:放完|播完|听完|完了?|结束)(?:了|之?后|以后)*,?，?|接下来|接着|然后|随后|之后|插播|紧接着"
    r"|(?:加|排|放|添|塞)(?:入|进|到|在)?(?:播放)?(?:队列|列表|队伍|歌单|后面|最后面?|末尾|队尾)(?:里面?|中|的?最?后面?|末尾)?(?:去|来)?"
    r"|(?:到|在)?(?:播放)?(?:队列|列表)(?:里面?|中|的?最?后面?|末尾)?|下一?[首个曲支](?:歌|曲)?|把|排队|添加|加",
    re.IGNORECASE,
)
_IT = re.compile(r"\b(?:it|this|that|them|the album|the song)\b|它|这[首个张]|那[首个张]", re.IGNORECASE)


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
        wanted, found = await asyncio.to_thread(search, turn)
        found = welcome(turn, found)
        if found.tracks:
            await play(turn, [track.item for track in found.tracks])
        else:
            await say_lacking(turn, wanted, found)

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


class Queue(Handler):
    """Puts something into the queue."""

    key: str

    async def handle(self, turn: Turn) -> None:
        """Find what is meant and put it there; where nothing is on, it plays at once."""
        items = await self.found(turn)
        if not items:
            return
        deck = await turn.services.playback.acting(turn.session, in_browser=turn.has_player)
        if not (await deck.state()).active:
            await play(turn, items, "queue.plays-now")
            return
        before = len(deck.queue[0])
        note_queue(turn, deck.coming)
        state = await self.put(deck, items)
        added = len(deck.queue[0]) - before
        if not added:
            turn.say("queue.full", fields={"n": before})
            return
        title = title_of(items[0], turn.language)
        fields: dict[str, object] = {"title": title, "n": added, "place": len(deck.coming) - added + 1}
        turn.say(
            f"{self.key}{'-many' if added > 1 else ''}",
            fields=fields,
            choices=[turn.choice("choice.whats-next", "whats_next")],
            player=state_message(state),
        )

    async def found(self, turn: Turn) -> list[Item]:
        """Return what the turn asks to hear; nothing, and it is said why, if there is none."""
        text = " ".join(_QUEUEING.sub(" ", turn.text).split())
        named = any(turn.entity(name) for name in (*NAMES, *KINDS))
        if not named and (_IT.search(text) or not names_in(text)[-1]):
            meant = suggested_music(turn)
            if meant is None:
                turn.say("queue.which", choices=genre_choices(turn, self.intent))
                return []
            wanted, found = meant
        else:
            wanted, found = await asyncio.to_thread(search, turn, text)
            found = welcome(turn, found)
        if found.tracks:
            return [track.item for track in found.tracks[:QUEUED_AT_ONCE]]
        if (sound := sounds.called(wanted.ask.title or wanted.said)) is not None:
            return [await turn.services.playback.sound(sound)]
        await say_lacking(turn, wanted, found, instead=False)
        return []

    @abstractmethod
    async def put(self, deck: Deck, items: Sequence[Item]) -> PlayerState:
        """Put `items` into the queue."""


class PlayNext(Queue):
    """ "Play Yesterday next"."""

    intent, key = "play_next", "queue.next"

    async def put(self, deck: Deck, items: Sequence[Item]) -> PlayerState:
        """Put them right after what plays."""
        return await deck.insert(items)


class AddToQueue(Queue):
    """ "Queue up some jazz"."""

    intent, key = "add_to_queue", "queue.added"

    async def put(self, deck: Deck, items: Sequence[Item]) -> PlayerState:
        """Put them at the end."""
        return await deck.append(items)


class ClearQueue(Handler):
    """ "Clear the queue": what plays goes on."""

    intent = "clear_queue"

    async def handle(self, turn: Turn) -> None:
        """Take what is to come off the queue."""
        deck = await turn.services.playback.acting(turn.session, in_browser=turn.has_player)
        state, coming = await deck.state(), len(deck.coming)
        if state.item is None:
            turn.say("queue.nothing-on", choices=sound_choices(turn))
            return
        fields: dict[str, object] = {"n": coming, "title": title_of(state.item, turn.language)}
        if coming:
            note_queue(turn, deck.coming)
            state = await deck.clear()
        turn.say("queue.cleared" if coming else "queue.empty", fields=fields, player=state_message(state))


class WhatsNext(Handler):
    """ "What's coming up?"."""

    intent = "whats_next"

    async def handle(self, turn: Turn) -> None:
        """Say the next titles and show them."""
        deck = await turn.services.playback.acting(turn.session, in_browser=turn.has_player)
        state = await deck.state()
        if state.item is None:
            turn.say("queue.nothing-on", choices=sound_choices(turn))
            return
        coming = deck.coming if deck.repeating != "all" else (*deck.coming, *deck.queue[0])
        title = title_of(state.item, turn.language)
        if deck.repeating == "one":
            turn.say("queue.repeats", fields={"title": title}, player=state_message(state))
            return
        if not coming:
            turn.say("queue.empty", fields={"title": title}, player=state_message(state))
            return
        told = coming[:TITLES_TOLD]
        titles = turn.phrase("music.list-gap").join(said_by_item(turn, item) for item in told)
        more = len(deck.coming) - len(told)
        text = [turn.phrase("queue.coming", titles=titles)]
        text += [turn.phrase("queue.more", n=more)] if more > 0 else []
        turn.answer(
            ("" if turn.language == "zh" else " ").join(text),
            cards=[playing_card(turn, item) for item in told],
            choices=[turn.choice("choice.next", "next")],
            player=state_message(state),
        )


class Lyrics(Handler):
    """ "What are the words to this song?": where its file carries them."""

    intent = "lyrics"

    async def handle(self, turn: Turn) -> None:
        """Show the words of what plays or of the named track."""
        playback = turn.services.playback
        item: Item | None
        if turn.entity("title"):
            found = playback.library.find(Ask(turn.entity("title"), turn.entity("artist")))
            item = found.tracks[0].item if found.what == "title" and found.tracks else None
            if item is None:
                wanted = said_by(turn, turn.entity("title"), turn.entity("artist"))
                turn.say("lyrics.not-mine", fields={"what": wanted}, choices=lyrics_choices(turn))
                return
        else:
            deck = await playback.acting(turn.session, in_browser=turn.has_player)
            item = (await deck.state()).item
        if item is None:
            turn.say("lyrics.of-nothing", choices=sound_choices(turn))
            return
        title = title_of(item, turn.language)
        words = await playback.lyrics(item)
        if not words:
            key = "lyrics.sound" if item.kind == "sound" else "lyrics.none"
            turn.say(key, fields={"title": title}, choices=lyrics_choices(turn))
            return
        card = Card(title=title, subtitle=artists(item, turn.language), text=words, item=item.id)
        turn.say("lyrics.here", fields={"title": title}, cards=[card])


def lyrics_choices(turn: Turn) -> list[Choice]:
    """Return what can be done instead of showing lyrics."""
    return [turn.choice("choice.write-song", "write_song"), turn.choice("choice.whats-playing", "whats_playing")]


def suggested_music(turn: Turn) -> tuple[Wanted, Found] | None:
    """Return what the library has of the music that was spoken of last, or None if none was."""
    spoken_of = turn.remembered("current_item") or {}
    catalogue, item_id = turn.services.catalogue, spoken_of.get("id", "")
    if item_id not in catalogue or (item := catalogue.get(item_id)).kind not in {"artist", "album", "track"}:
        return None
    name = title_of(item, turn.language)
    ask = Ask(artist=name) if item.kind == "artist" else Ask(title=name)
    return Wanted(ask, name), turn.services.playback.library.find(ask, turn.key)


def named_music(turn: Turn) -> tuple[Wanted, Found]:
    """Return what the entities alone ask for and what the library has of it."""
    title, artist = turn.entity("title") or turn.entity("album"), turn.entity("artist")
    ask = Ask(title, artist, *(described(turn, from_text=False) if not title else ()))
    gap = turn.phrase("music.list-gap")
    said = said_by(turn, title, artist) or gap.join(turn.entity(name) for name in KINDS if turn.entity(name))
    return Wanted(ask, said), turn.services.playback.library.find(ask, turn.key)


async def play_found(turn: Turn, *, mixed: bool = False, silently: bool = False) -> bool:
    """Play what the entities ask for, or anything; return whether it plays, and say so unless it is done `silently`."""
    wanted, found = await asyncio.to_thread(named_music, turn)
    if not found.tracks:
        await say_lacking(turn, wanted, found, instead=False)
        return False
    in_order = [track.item for track in found.tracks]
    items = list(in_order)
    if mixed:
        random.Random(turn.key).shuffle(items)
    deck = turn.services.playback.deck(turn.session, in_browser=turn.has_player)
    try:
        started = await deck.play(items, in_order=in_order if mixed else ())
    except PlaybackError as error:
        cannot(turn, error, title_of(items[0], turn.language))
        return False
    if silently:
        note_played(turn, started.item)
    else:
        say_playing(turn, started)
    return True


async def say_lacking(turn: Turn, wanted: Wanted, found: Found, *, instead: bool = True) -> None:
    """Say that the library does not have it and what is near; play a built-in sound `instead` where that is meant."""
    library = turn.services.playback.library
    if instead and (name := sounds.called(wanted.ask.title or wanted.said)) is not None:
        await play_sound(turn, name)
    elif instead and (name := built_in_for(turn, wanted.ask)) is not None:
        key = "music.instead" if len(library) else "music.instead-empty"
        await play_sound(turn, name, key, what=wanted.said)
    elif library.scanning:
        turn.say("music.scanning", choices=sound_choices(turn))
    elif not len(library):
        key = "music.empty" if wanted.said else "music.empty-anything"
        turn.say(key, fields={"what": wanted.said}, choices=sound_choices(turn))
    else:
        not_found(turn, wanted, found)


def welcome(turn: Turn, found: Found) -> Found:
    """Return `found` without what the person never wants again, unless that is what they asked for by its name."""
    if found.what not in {"kind", "anything"}:
        return found
    try:
        banned = forbidden(turn)
    except PeopleError as error:
        log.warning("what is never to be played is not known: %s", error)
        return found
    return replace(found, tracks=tuple(t for t in found.tracks if not banned.has(t.item, t.album))) if banned else found


def search(turn: Turn, text: str = "") -> tuple[Wanted, Found]:
    """Return what the turn asks for, `text` being what was said about it, and what the library has of it."""
    text = text or turn.text
    library = turn.services.playback.library
    title, artist = turn.entity("title") or turn.entity("album"), turn.entity("artist")
    if title and not artist:
        # A name of which only a part was recognised is not to be taken for another one.
        whole = continued(title, text)
        if whole != title and (found := library.find(Ask(title=whole), turn.key)).tracks:
            return Wanted(Ask(title=whole), whole), found
        title, artist = parted(whole) if whole != title else (title, "")
    if title or artist:
        ask = Ask(title, artist, *(described(turn, from_text=False) if not title else ()))
        return Wanted(ask, said_by(turn, title, artist)), library.find(ask, turn.key)
    names = names_in(text)
    if names[-1] and not any(turn.entity(name) for name in KINDS):
        for name in names:
            for ask in dict.fromkeys((Ask(title=name), Ask(*parted(name)))):
                if (found := library.find(ask, turn.key)).tracks:
                    return Wanted(ask, name), found
    ask = Ask("", "", *described(turn))
    if not ask.anything:
        said = turn.phrase("music.list-gap").join(turn.entity(name) for name in KINDS if turn.entity(name))
        return Wanted(ask, said or names[-1] or text), library.find(ask, turn.key)
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
    await play(turn, [await turn.services.playback.sound(name)], key, 0, **fields)


async def play(turn: Turn, items: Sequence[Item], key: str = "", start: int = 0, **fields: str) -> None:
    """Play `items` from the one at `start` where this session listens, and say what plays once it does."""
    deck = turn.services.playback.deck(turn.session, in_browser=turn.has_player)
    try:
        started = await deck.play(items, start)
    except PlaybackError as error:
        cannot(turn, error, title_of(items[start], turn.language))
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
    elif state.volume == 0:
        told.append(turn.phrase("music.muted"))
    gap = "" if turn.language == "zh" else " "
    controls = [turn.choice("choice.unmute", "unmute")] if state.volume == 0 else []
    controls += [turn.choice("choice.next", "next")] if state.queue else []
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
        if may_remember(turn):
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
    offered = genre_choices(turn) if not wanted.ask.title else []
    turn.say("music.not-found", fields=fields, choices=[*offered, *sound_choices(turn, 1)])


def genre_choices(turn: Turn, intent: str = "play_music") -> list[Choice]:
    """Return buttons for the commonest genres of the library."""
    genres = turn.services.playback.library.index.genres()[:GENRES_OFFERED]
    key = "choice.play-genre" if intent == "play_music" else "choice.queue-genre"
    return [Choice(turn.phrase(key, genre=genre), intent, {"genre": genre}) for genre in genres]


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


def said_by_item(turn: Turn, item: Item) -> str:
    """Return an item's title and who made it, as a person would say them together."""
    return said_by(turn, turn.phrase("queue.title", title=title_of(item, turn.language)), artists(item, turn.language))


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
