"""What a person thinks of something: likes it, dislikes it, knows it already, never wants it again, gives it stars."""

from __future__ import annotations

import re
from abc import abstractmethod
from dataclasses import replace

from actions.catalogue import Catalogue, Name
from actions.catalogue.items import Item, Kind
from actions.catalogue.names import normalise
from actions.handlers.bans import Forbidden, forbidden, item_id
from actions.handlers.base import Handler, Turn, handler_for, may_remember
from actions.handlers.choosing import say_not_known
from actions.handlers.person import DECLINED
from actions.handlers.recommend import (
    THREAD,
    Meant,
    fitting,
    in_library,
    is_listening,
    item_meant,
    playing,
    remembered_wish,
    said_in,
    speak_of,
    suggest,
    titled,
)
from actions.handlers.stars import stars_of
from actions.handlers.undoing import note_opinion, note_rating
from actions.playback import Ask, PlaybackError
from actions.recommend import Wish
from actions.reply import Choice

LIKED_FROM, DISLIKED_TO = 3.5, 2.0
"""Stars."""
STARS_OFFERED = (5, 4, 3, 2)
_OF_PLAYING = re.compile(
    r"(?P<artist>\b(?:artists?|singers?|bands?|rappers?|musicians?|guy|him|her|them)\b|歌手|乐队|他|她|这人|这个人)"
    r"|\b(?:album|record)\b|专辑|唱片",
    re.IGNORECASE,
)
_HEARING = re.compile(r"\b(?:play|playing|hear|listen|song|track|music)\b|放|播|听|歌|曲", re.IGNORECASE)


class Opinion(Handler):
    """Something a person says about an item."""

    value: str

    async def handle(self, turn: Turn) -> None:
        """Record the opinion and say so."""
        if not turn.entity("title") and turn.entity("genre"):
            suggest(turn, self.taken_as_wish(turn))
            return
        meant = await item_meant(turn)
        if meant.item is None:
            say_not_known(turn, meant, self.intent, "opinion.of-what")
            return
        speak_of(turn, meant.item)
        noted = may_remember(turn)
        if noted:
            turn.services.people.record(turn.person, meant.item.id, self.value, turn.key)
            note_opinion(turn, meant.item, self.value)
        key = f"opinion.{self.value}" if noted else "opinion.not-noted"
        turn.say(key, fields={"title": titled(meant.item, turn.language)})
        await self.go_on(turn, meant.item)

    @abstractmethod
    def taken_as_wish(self, turn: Turn) -> Wish:
        """Return the wish that an opinion of a whole genre comes to."""

    @abstractmethod
    async def go_on(self, turn: Turn, item: Item) -> None:
        """Do what follows once the opinion of `item` is noted."""


class Like(Opinion):
    """ "I like it", "I love jazz"."""

    intent, value = "like", "like"

    def taken_as_wish(self, turn: Turn) -> Wish:
        """Ask for the genre."""
        wish, said = about_genre(turn)
        return wish.refined(said)

    async def go_on(self, turn: Turn, item: Item) -> None:
        """Leave it at that: who likes something is served."""


class Dislike(Opinion):
    """ "Not my thing": noted, and something else is offered at once."""

    intent, value = "dislike", "dislike"

    def taken_as_wish(self, turn: Turn) -> Wish:
        """Rule the genre out."""
        wish, said = about_genre(turn)
        return wish.refined(ruled_out(said))

    async def go_on(self, turn: Turn, item: Item) -> None:
        """Suggest or play something else, if that is what we were doing."""
        on = await playing(turn) if is_listening(turn) else None
        if on is not None and on.id == item.id:
            await skip(turn)
            return
        suggest_next(turn, item)


class SeenIt(Opinion):
    """ "Seen it": noted, and something else is offered at once."""

    intent, value = "seen_it", "seen"

    def taken_as_wish(self, turn: Turn) -> Wish:
        """Ask for something else of the kind: nobody has seen a whole genre."""
        return remembered_wish(turn)

    async def go_on(self, turn: Turn, item: Item) -> None:
        """Suggest something else, if suggesting is what we were doing."""
        suggest_next(turn, item)


class Reject(Handler):
    """ "Not that one": something else, and nothing is noted against what was declined."""

    intent = "reject"

    async def handle(self, turn: Turn) -> None:
        """Give another of what was offered last; what the words rule out besides narrows the wish."""
        asked = (turn.remembered("pending") or {}).get("kind", "")
        if asked in DECLINED:
            turn.say(DECLINED[asked])
        elif await playing(turn) is not None and is_listening(turn):
            await skip(turn)
        elif turn.remembered("thread") == THREAD and turn.remembered("wish"):
            wish = remembered_wish(turn)
            genre = bool(turn.entity("genre") or turn.entity("mood"))
            suggest(turn, wish.refined(ruled_out(said_in(turn, wish.kind), asked=genre)), turn.phrase("reject.lead"))
        elif (handler := handler_for(turn.remembered("thread") or "")) is not None:
            await handler.another(turn)
        else:
            choices = [turn.choice("choice.anything", "recommend_anything")]
            turn.say("reject.nothing", choices=choices)


class NeverAgain(Handler):
    """ "Never play that again", "ban this singer"."""

    intent = "never_again"

    async def handle(self, turn: Turn) -> None:
        """Note what must not come again, take it off what plays, and say so."""
        dislike = handler_for("dislike")
        if dislike is not None and turn.entity("genre") and not named_in(turn):
            await dislike.handle(turn)
            return
        meant = await unwanted(turn)
        if meant.item is None:
            say_not_known(turn, meant, self.intent, "never.of-what")
            return
        item, title = meant.item, titled(meant.item, turn.language)
        if not may_remember(turn):
            turn.say("opinion.not-noted")
            await leave(turn, Forbidden(frozenset({item.id})))
            return
        turn.services.people.record(turn.person, item.id, "never", turn.key)
        note_opinion(turn, item, "never")
        key = f"never.{item.kind}" if item.kind in {"artist", "album"} else "never.item"
        turn.say(key, fields={"title": title}, choices=[turn.choice("choice.undo", "undo")])
        if not await leave(turn, forbidden(turn)):
            suggest_next(turn, item)


class Rate(Handler):
    """ "Give it four stars", "8 out of 10", 打四星."""

    intent = "rate"

    async def handle(self, turn: Turn) -> None:
        """Keep the stars; many are a like besides, few a dislike."""
        meant = await item_meant(turn)
        if meant.item is None:
            say_not_known(turn, meant, self.intent, "rate.of-what")
            return
        item, title, stars = meant.item, titled(meant.item, turn.language), stars_of(turn)
        speak_of(turn, item)
        if stars is None:
            choices = [
                Choice(turn.phrase("choice.stars", n=n), self.intent, {"number": str(n), "item": item.id})
                for n in STARS_OFFERED
            ]
            turn.say("rate.how-many", fields={"title": title}, choices=choices)
            return
        if not may_remember(turn):
            turn.say("opinion.not-noted")
            return
        value = "like" if stars >= LIKED_FROM else "dislike" if stars <= DISLIKED_TO else ""
        keep_rating(turn, item, stars, value)
        key = f"rate.{value}" if value else "rate.noted"
        fields: dict[str, object] = {"title": title, "stars": turn.phrase(star_form(stars), n=f"{stars:g}")}
        turn.say(key, fields=fields, choices=[turn.choice("choice.undo", "undo")])


# --- what an opinion comes to ----------------------------------------------------------------------------------------


def keep_rating(turn: Turn, item: Item, stars: float, value: str) -> None:
    """Keep stars and the opinion they come to, so that both can be taken back."""
    people = turn.services.people
    before = people.ratings(turn.person).get(item.id)
    people.rate(turn.person, item.id, stars)
    if value:
        people.record(turn.person, item.id, value, turn.key)
    note_rating(turn, item, value, before)


def star_form(stars: float) -> str:
    """Return the phrase for so many stars."""
    return "rate.star" if stars == 1 else "rate.stars"


def named_in(turn: Turn) -> bool:
    """Return whether the words name something."""
    return any(turn.entity(name) for name in ("item", "title", "artist", "album"))


async def unwanted(turn: Turn) -> Meant:
    """Return what is never to come again: what was named, who made what plays ("this singer"), or "it"."""
    on = await playing(turn)
    if not named_in(turn) and on is not None and (said := _OF_PLAYING.search(turn.text)):
        found = artist_of(turn, on) if said["artist"] else album_of(turn, on)
        return Meant(found or on)
    if not named_in(turn) and on is not None and _HEARING.search(turn.text):
        return Meant(on)
    if named_in(turn) and not turn.entity("item") and (track := heard_as(turn)) is not None:
        return Meant(track)
    meant = await item_meant(turn)
    if meant.item is None and turn.entity("artist") and not (meant.among or turn.entity("title")):
        artist = artist_called(turn, turn.entity("artist"), or_new=not meant.near)
        return Meant(artist, meant.named, meant.near)
    return Meant(on) if meant.item is None and not meant.named and on is not None else meant


def heard_as(turn: Turn) -> Item | None:
    """Return the track of the library that the title names, where the words speak of hearing it."""
    title = turn.entity("title")
    return in_library(turn, title, turn.entity("artist")) if title and _HEARING.search(turn.text) else None


def artist_of(turn: Turn, item: Item) -> Item | None:
    """Return who made `item`: as the catalogue knows them, else by name alone."""
    name = item.creators[0].en if item.creators else ""
    return _known(turn, name, "artist") or Item(item_id("artist", name), "artist", Name(name, name)) if name else None


def artist_called(turn: Turn, name: str, *, or_new: bool) -> Item | None:
    """Return the artist of this name as the library has it or, with `or_new`, one that nobody here knows yet."""
    found = turn.services.playback.library.find(Ask(artist=name))
    if found.tracks and found.what == "artist":
        return artist_of(turn, found.tracks[0].item)
    return Item(item_id("artist", name), "artist", Name(name, name)) if or_new and normalise(name) else None


def album_of(turn: Turn, item: Item) -> Item | None:
    """Return the album that `item`, a track of the library, is on."""
    track = turn.services.playback.library.get(item.id)
    name = track.album if track else ""
    return _known(turn, name, "album") or Item(item_id("album", name), "album", Name(name, name)) if name else None


def _known(turn: Turn, name: str, kind: Kind) -> Item | None:
    return next((item for item in turn.services.catalogue.titles.exact(name) if item.kind == kind), None)


async def leave(turn: Turn, never: Forbidden) -> bool:
    """Take what is forbidden off the queue and, if it plays, go on to what comes after or stop; return whether so."""
    library = turn.services.playback.library

    def out(item: Item) -> bool:
        track = library.get(item.id)
        return never.has(item, track.album if track else "")

    try:
        deck = await turn.services.playback.acting(turn.session, in_browser=turn.has_player)
        state = await deck.state()
        if state.item is None:
            return False
        left = [item for item in deck.coming if not out(item)]
        if len(left) < len(deck.coming):
            await deck.clear()
            await deck.append(left)
        if not out(state.item):
            return False
    except PlaybackError:
        return False
    following = handler_for("next" if left else "stop")
    if following is not None:
        await following.handle(turn)
    return True


def suggest_next(turn: Turn, item: Item) -> None:
    """Suggest something else where a wish is open; what the words rule out besides narrows it."""
    if turn.remembered("thread") != THREAD or not turn.remembered("wish"):
        return
    wish = remembered_wish(turn)
    said = said_in(turn, wish.kind)
    named = Wish(unlike=(item.id,)) if item.id in said.unlike else Wish()
    suggest(turn, wish.refined(replace(ruled_out(said, asked=False), unlike=named.unlike)))


def ruled_out(said: Wish, *, asked: bool = True) -> Wish:
    """Return what `said` rules out; with `asked`, what it merely names as well: "fed up with superheroes"."""
    return Wish(
        without_genres=said.without_genres or (said.genres if asked else ()),
        without_moods=said.without_moods,
        without_themes=said.without_themes,
    )


def about_genre(turn: Turn) -> tuple[Wish, Wish]:
    """Return the wish of this conversation for the kind that the genre named is of, and what was said."""
    wish, catalogue = remembered_wish(turn), turn.services.catalogue
    named = catalogue.vocabulary.genre(turn.entity("genre"))
    kind = kind_of_genre(catalogue, named, wish.kind) if named else wish.kind
    wish = wish if kind == wish.kind else fitting(turn, Wish(kind=kind), kind)
    return wish, said_in(turn, kind)


def kind_of_genre(catalogue: Catalogue, genre: str, wanted: Kind | None) -> Kind:
    """Return the kind wanted if the genre is one of it, else the kind one most likely means by it."""
    kinds = catalogue.vocabulary.term("genre", genre).kinds
    return next(kind for kind in (wanted, "film", "album", "book", "game", "show", *kinds) if kind in kinds)


async def skip(turn: Turn) -> None:
    """Play what comes next in the queue, if anything does."""
    handler = handler_for("next")
    if handler is not None and (await turn.services.playback.state(turn.session)).queue:
        await handler.handle(turn)
