"""Picking: which of several things a name means, and "the second one" of whatever was offered."""

from __future__ import annotations

from typing import Any

from actions.catalogue import Item
from actions.catalogue.names import normalise
from actions.handlers.base import Handler, Turn, handler_for
from actions.handlers.cards import item_card
from actions.handlers.chitchat import choices_last, take
from actions.handlers.games import is_playing
from actions.handlers.person import AGREED, DECLINED
from actions.handlers.phrasebook import Phrasebook
from actions.handlers.pointing import kinds_said, place_of
from actions.handlers.recommend import Meant, either, item_of, shown, speak_of, titled
from actions.playback import Ask
from actions.reply import Choice

WHICH, NEAR = "which", "near"
"""The kinds of the question which thing is meant: of several of that name, or of names that come near."""
NAMES = frozenset({"title", "artist", "album", "item"})
OFFERED_MOST = 4
_PLAYABLE = {"album": "title", "artist": "artist", "track": "title"}


class Choose(Handler):
    """ "The second one", "B", 就这个: picks from what was offered."""

    intent = "choose"

    async def handle(self, turn: Turn) -> None:
        """Do what was picked; ask which where that is not clear."""
        pending = turn.remembered("pending") or {}
        answer = handler_for("answer")
        last = turn.remembered("last_reply") or {}
        if pending.get("kind") in {WHICH, NEAR}:
            await settle(turn, pending)
        elif answer is not None and (is_playing(turn) or last.get("expects") == "answer"):
            await answer.handle(turn)
        elif (choice := offered(turn)) is not None:
            await take(turn, choice)
        elif (item := suggestion_picked(turn)) is not None:
            await choose_item(turn, item)
        else:
            ask_again(turn)


# --- which thing a name means ----------------------------------------------------------------------------------------


def say_not_known(turn: Turn, meant: Meant, intent: str, key_if_nameless: str) -> None:
    """Ask which thing the name means, say that it is unknown and offer what is near, or ask for a name."""
    if meant.among:
        ask_which(turn, meant, intent)
    elif not meant.named:
        turn.say(key_if_nameless)
    else:
        names = [titled(item, turn.language) for item in meant.near]
        key = "opinion.unknown-near" if names else "opinion.unknown"
        fields: dict[str, object] = {"title": meant.named, "near": either(names, turn.language)}
        turn.say(key, fields=fields, choices=choices_of(turn, meant.near, intent))
        if names:
            remember_which(turn, NEAR, meant.near, meant.named, intent)


def ask_which(turn: Turn, meant: Meant, intent: str) -> None:
    """Ask which of the things of one name is meant."""
    names = [with_kind(turn, item) for item in meant.among]
    fields: dict[str, object] = {"things": either(names, turn.language)}
    turn.say("which.ask", fields=fields, choices=choices_of(turn, meant.among, intent, kinds=True))
    remember_which(turn, WHICH, meant.among, meant.named, intent)


def remember_which(turn: Turn, kind: str, items: tuple[Item, ...], name: str, intent: str) -> None:
    """Remember the question, and the turn that it interrupts."""
    entities = [
        {key: entity[key] for key in ("entity", "value", "typed") if key in entity}
        for entity in turn.entities
        if entity["entity"] not in NAMES
    ]
    pending = {"kind": kind, "intent": intent, "items": [item.id for item in items], "name": name}
    turn.remember("pending", {**pending, "text": turn.text, "entities": entities})


def choices_of(turn: Turn, items: tuple[Item, ...], intent: str, *, kinds: bool = False) -> list[Choice]:
    """Return a button for each of `items` that goes on with what was asked, of that one."""
    said = {e["entity"]: str(e["value"]) for e in turn.entities if e["entity"] not in NAMES}
    return [
        Choice(
            title_of_choice(turn, item, intent, kinds=kinds),
            intent,
            {**said, "title": item.title.in_language(turn.language), "item": item.id},
        )
        for item in items
    ]


def title_of_choice(turn: Turn, item: Item, intent: str, *, kinds: bool = False) -> str:
    """Return what a person would say to mean `item`: "The film Dune", "I like The Dark Knight"."""
    if kinds:
        said = with_kind(turn, item)
        return said[:1].upper() + said[1:]
    key = f"choice.{intent}-named"
    name = titled(item, turn.language)
    return turn.phrase(key, title=name) if key in Phrasebook.load().keys else name


def with_kind(turn: Turn, item: Item) -> str:
    """Return the item's title with what kind of thing it is: "the film Dune"."""
    return turn.phrase(f"which.{item.kind}", title=titled(item, turn.language))


async def settle(turn: Turn, pending: dict[str, Any]) -> None:
    """Go on with what was asked, of the thing that was picked; ask again where none was."""
    items = [item for each in pending["items"] if (item := item_of(turn, each)) is not None]
    picked = picked_of(turn, items)
    handler = handler_for(pending["intent"])
    if picked is None or handler is None:
        which_again(turn, pending, items)
        return
    turn.intent, turn.text, turn.readings = pending["intent"], pending["text"], []
    turn.entities = [*pending["entities"], {"entity": "item", "value": picked.id}]
    await handler.handle(turn)


def picked_of(turn: Turn, items: list[Item]) -> Item | None:
    """Return which of `items` the words pick: by id, kind, place or name."""
    ids = [item.id for item in items]
    if turn.entity("item") in ids:
        return items[ids.index(turn.entity("item"))]
    of_kind = [item for item in items if item.kind in kinds_said(turn)]
    if len(of_kind) == 1:
        return of_kind[0]
    place = place_of(turn, len(items))
    if place is not None:
        return items[place]
    named = [item for item in items if is_named(turn.text, item.title.en, item.title.zh)]
    return named[0] if len(named) == 1 else None


def is_named(text: str, *names: str) -> bool:
    """Return whether `text` has one of `names`."""
    said = normalise(text)
    return any(plain in said for name in names if (plain := normalise(name)))


def which_again(turn: Turn, pending: dict[str, Any], items: list[Item]) -> None:
    """Ask once more, and keep the question."""
    names = [with_kind(turn, item) for item in items]
    if not names:
        turn.say("choose.nothing")
        return
    turn.say(
        "which.again",
        fields={"things": either(names, turn.language)},
        choices=choices_of(turn, tuple(items), pending["intent"], kinds=True),
    )
    turn.remember("pending", dict(pending))


def agree_to_which(turn: Turn, pending: dict[str, Any]) -> None:
    """Ask again: "yes" says nothing about which."""
    which_again(turn, pending, [item for each in pending["items"] if (item := item_of(turn, each)) is not None])


AGREED[WHICH] = agree_to_which
DECLINED[WHICH] = "which.left"


# --- what was offered ------------------------------------------------------------------------------------------------


def offered(turn: Turn) -> dict[str, Any] | None:
    """Return the button of the last reply that the words pick.

    Buttons that name things count; where there are none and nothing was suggested, all do.
    """
    choices = [choice for choice in choices_last(turn) if choice["intent"] not in {"choose", "answer"}]
    said = normalise(turn.text)
    exact = next((choice for choice in choices if normalise(choice["title"]) == said), None)
    if exact is not None:
        return exact
    naming = things_offered(choices)
    if not naming and shown(turn):
        return None
    things = naming or choices
    place = place_of(turn, len(things))
    if place is not None:
        return things[place]
    named = [choice for choice in things if is_named(turn.text, *choice["entities"].values())]
    return named[0] if len(named) == 1 else None


def things_offered(choices: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return those of `choices` that name things; none if all name the same one, of which they offer this and that."""
    naming = [choice for choice in choices if choice["entities"]]
    named = {str(sorted(choice["entities"].items())) for choice in naming}
    return naming if len(naming) == 1 or len(named) > 1 else []


def suggestion_picked(turn: Turn) -> Item | None:
    """Return the suggestion that the words pick, of those for the present request."""
    ids = shown(turn)
    current = (turn.remembered("current_item") or {}).get("id", "")
    if current and current not in ids:
        ids = [*ids, current]
    if not ids:
        return None
    place = place_of(turn, len(ids), at=ids.index(current) if current in ids else None)
    if place is not None:
        return item_of(turn, ids[place])
    items = [item for each in ids if (item := item_of(turn, each)) is not None]
    named = [item for item in items if is_named(turn.text, item.title.en, item.title.zh)]
    return named[0] if len(named) == 1 else None


async def choose_item(turn: Turn, item: Item) -> None:
    """Take a suggestion: music that the library has is played, anything else is shown with what to do with it."""
    play = handler_for("play_music")
    if play is not None and (name := playable(turn, item)):
        turn.intent = play.intent
        turn.entities = [{"entity": _PLAYABLE[item.kind], "value": name}]
        turn.text = name
        await play.handle(turn)
        return
    speak_of(turn, item)
    turn.say(
        "choose.taken",
        fields={"title": titled(item, turn.language)},
        cards=[item_card(item, turn.language, turn.services.catalogue)],
        choices=[
            Choice(turn.phrase("choice.more-about"), "details", {"item": item.id}),
            Choice(turn.phrase("choice.to-list"), "watchlist_add", {"item": item.id}),
        ],
    )


def playable(turn: Turn, item: Item) -> str:
    """Return the name by which the library has this piece of music, or an empty string."""
    if item.kind not in _PLAYABLE:
        return ""
    library = turn.services.playback.library
    names = dict.fromkeys((item.title.in_language(turn.language), item.title.en, item.title.zh))
    asks = ((name, Ask(artist=name) if item.kind == "artist" else Ask(name)) for name in names)
    return next((name for name, ask in asks if library.find(ask, turn.key).tracks), "")


def ask_again(turn: Turn) -> None:
    """Ask which one is meant, naming what there is."""
    naming = things_offered(choices_last(turn))
    choices = [Choice(**choice) for choice in naming or choices_last(turn)][:OFFERED_MOST]
    items = [item for each in shown(turn) if (item := item_of(turn, each)) is not None][-OFFERED_MOST:]
    if items and not naming:
        choices = [Choice(titled(item, turn.language), "details", {"item": item.id}) for item in items]
    things = either([choice.title for choice in choices], turn.language)
    turn.say("choose.which" if choices else "choose.nothing", fields={"things": things}, choices=choices)
