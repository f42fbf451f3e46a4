"""Taking back the latest change: an opinion, a rating, something put on or off a list, the queue."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from actions.catalogue import Item
from actions.handlers.base import Handler, Turn, handler_for
from actions.handlers.recommend import item_of, titled

SLOT = "undoable"
"""What can be taken back: its "kind" (opinion, rating, list, queue) and what it takes to do so."""
_SKIPPED = re.compile(r"\bskip|\bnext\b|跳过|切歌|下一首", re.IGNORECASE)


def note_opinion(turn: Turn, item: Item, value: str) -> None:
    """Remember that an opinion was recorded."""
    turn.remember(SLOT, {"kind": "opinion", "item": item.id, "value": value, "title": titled(item, turn.language)})


def note_rating(turn: Turn, item: Item, value: str, before: float | None) -> None:
    """Remember that stars were given, the stars `before`, and the opinion `value` they came to, if any."""
    title = titled(item, turn.language)
    turn.remember(SLOT, {"kind": "rating", "item": item.id, "value": value, "before": before, "title": title})


def note_list(turn: Turn, name: str, entries: Iterable[str], *, added: bool, shown: str) -> None:
    """Remember that `entries` were put on the list `name`, or taken off it; `shown` is how to speak of them."""
    turn.remember(SLOT, {"kind": "list", "list": name, "entries": list(entries), "added": added, "title": shown})


def note_queue(turn: Turn, coming: Iterable[Item]) -> None:
    """Remember what was to come in the queue before it was changed."""
    turn.remember(SLOT, {"kind": "queue", "coming": [item.id for item in coming]})


class Undo(Handler):
    """ "Take that back"."""

    intent = "undo"

    async def handle(self, turn: Turn) -> None:
        """Take the latest change back and say which one that was."""
        last: dict[str, Any] = turn.remembered(SLOT) or {}
        if _SKIPPED.search(turn.text) and (previous := handler_for("previous")) is not None:
            await previous.handle(turn)
            return
        turn.remember(SLOT, None)
        if last.get("kind") in {"opinion", "rating"}:
            undo_opinion(turn, last)
        elif last.get("kind") == "list":
            undo_list(turn, last)
        elif last.get("kind") == "queue":
            await undo_queue(turn, last)
        else:
            turn.say("undo.nothing")


def undo_opinion(turn: Turn, last: dict[str, Any]) -> None:
    """Take back an opinion or a rating with the opinion it came to."""
    people, item = turn.services.people, last["item"]
    if last["value"]:
        people.record(turn.person, item, "undo", f"{turn.key}.undo")
    if last["kind"] == "opinion":
        turn.say(f"undo.{last['value']}", fields={"title": last["title"]})
        return
    before = last["before"]
    if before is not None:
        people.rate(turn.person, item, before)
        turn.say("undo.rating-before", fields={"title": last["title"], "stars": f"{before:g}"})
    else:
        people.unrate(turn.person, item)
        turn.say("undo.rating", fields={"title": last["title"]})


def undo_list(turn: Turn, last: dict[str, Any]) -> None:
    """Take entries off a list again, or put them back at its end."""
    change = turn.services.people.drop if last["added"] else turn.services.people.keep
    for entry in last["entries"]:
        change(turn.person, last["list"], entry)
    turn.say("undo.list-added" if last["added"] else "undo.list-removed", fields={"title": last["title"]})


async def undo_queue(turn: Turn, last: dict[str, Any]) -> None:
    """Let the queue go on as it would have."""
    found = (item_of(turn, each) for each in last["coming"])
    deck = await turn.services.playback.acting(turn.session, in_browser=turn.has_player)
    await deck.clear()
    await deck.append([item for item in found if item is not None])
    turn.say("undo.queue")
