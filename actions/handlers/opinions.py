"""What a person thinks of something: like it, dislike it, know it already, want to hear more about it."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import Any

from actions.catalogue import Catalogue
from actions.catalogue.items import Item, Kind
from actions.handlers.base import Handler, Turn, handler_for
from actions.handlers.cards import described, item_card
from actions.handlers.recommend import (
    THREAD,
    Meant,
    either,
    fitting,
    is_listening,
    item_meant,
    playing,
    remembered_wish,
    said_in,
    suggest,
    titled,
)
from actions.recommend import Wish
from actions.reply import Choice


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
        turn.services.people.record(turn.person, meant.item.id, self.value, turn.key)
        turn.say(f"opinion.{self.value}", fields={"title": titled(meant.item, turn.language)})
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


class Details(Handler):
    """ "Tell me more about it"."""

    intent = "details"

    async def handle(self, turn: Turn) -> None:
        """Show the item's card and say its facts."""
        meant = await item_meant(turn)
        if meant.item is None:
            say_not_known(turn, meant, self.intent, "recommend.details-of-what")
            return
        item, catalogue = meant.item, turn.services.catalogue
        if item.id in catalogue:
            turn.remember("current_item", {"id": item.id, "reasons": reasons_of(turn, item)})
        turn.answer(
            described(item, turn.language, catalogue),
            cards=[item_card(item, turn.language, catalogue)],
            choices=[turn.choice("choice.like", "like"), turn.choice(f"choice.seen-{item.kind}", "seen_it")],
        )


def reasons_of(turn: Turn, item: Item) -> list[dict[str, Any]]:
    """Return why `item` was suggested, if it was what was suggested last."""
    suggested = turn.remembered("current_item") or {}
    reasons: list[dict[str, Any]] = suggested.get("reasons", []) if suggested.get("id") == item.id else []
    return reasons


def say_not_known(turn: Turn, meant: Meant, intent: str, key_if_nameless: str) -> None:
    """Say that the name is unknown and offer what is near; ask for a name if there was none."""
    if not meant.named:
        turn.say(key_if_nameless)
        return
    names = [titled(item, turn.language) for item in meant.near]
    choices = [
        Choice(
            turn.phrase(f"choice.{intent}-named", title=name), intent, {"title": item.title.in_language(turn.language)}
        )
        for item, name in zip(meant.near, names, strict=True)
    ]
    key = "opinion.unknown-near" if names else "opinion.unknown"
    turn.say(key, fields={"title": meant.named, "near": either(names, turn.language)}, choices=choices)


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
