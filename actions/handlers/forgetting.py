"""Forgetting one thing: an item, a day of history, what was said of a genre."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from actions.catalogue import Item
from actions.handlers.base import Turn
from actions.handlers.recommend import item_meant, joined, titled

TOLD = 3
"""Titles named when asking whether to forget several things."""
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_BACK = {"today": 0, "tonight": 0, "yesterday": 1, "2 days ago": 2}
_HISTORY = re.compile(r"\b(?:history|played|listened|heard|plays)\b|历史|记录|播放|听过|听了|放过", re.IGNORECASE)
_NAME = re.compile(r"\bmy name\b|\bwhat i(?:'m| am) called\b|我的?名字|我叫什么", re.IGNORECASE)


async def forget_that(turn: Turn) -> None:
    """Delete what the words name and say how much that was; ask before deleting several things."""
    if turn.entity("title") or turn.entity("artist"):
        await forget_item(turn)
    elif (span := span_of(turn)) is not None:
        forget_span(turn, *span)
    elif turn.typed("time") or turn.entity("time"):
        turn.say("forget.which-day")
    elif turn.entity("genre"):
        forget_genre(turn)
    elif _NAME.search(turn.text):
        forget_name(turn)
    elif _HISTORY.search(turn.text):
        ask_first(turn, "forget.sure-plays", {"plays": True}, len(turn.services.people.history(turn.person)))
    else:
        await forget_item(turn)


# --- items -----------------------------------------------------------------------------------------------------------


async def forget_item(turn: Turn) -> None:
    """Forget what is noted of the item that was named or is being talked about; of an artist, of their works too."""
    meant = await item_meant(turn)
    if meant.item is None:
        said = turn.entity("title") or turn.entity("artist") or meant.named
        ids = [item.id for item in known_items(turn) if said and is_called(item, said)]
        forget_several(turn, ids, said) if said else turn.say("forget.what")
        return
    item = meant.item
    ids = [known.id for known in known_items(turn) if known.id == item.id or is_by(known, item)]
    forget_several(turn, ids, titled(item, turn.language))


def forget_genre(turn: Turn) -> None:
    """Forget what is noted of the items of a genre."""
    said = turn.entity("genre")
    genre = turn.services.catalogue.vocabulary.genre(said)
    ids = [item.id for item in known_items(turn) if genre and genre in item.genres]
    forget_several(turn, ids, said)


def forget_several(turn: Turn, ids: list[str], what: str) -> None:
    """Forget one item at once; ask first if it is several."""
    if not ids:
        turn.say("forget.nothing", fields={"what": what})
    elif len(ids) == 1:
        forget_items(turn, ids)
    else:
        names = [titled(item, turn.language) for item in known_items(turn) if item.id in ids][:TOLD]
        more = turn.phrase("forget.more", n=len(ids) - TOLD) if len(ids) > TOLD else ""
        fields: dict[str, object] = {"titles": joined(names, turn.language) + more}
        ask_first(turn, "forget.sure-items", {"items": ids}, len(ids), **fields)


def forget_items(turn: Turn, ids: Iterable[str]) -> None:
    """Delete opinions, ratings and plays of the items, and say of what and how much."""
    names = {item.id: titled(item, turn.language) for item in known_items(turn)}
    told = [names[each] for each in ids if each in names]
    deleted = sum(turn.services.people.forget_item(turn.person, each) for each in ids)
    shown = told[:TOLD]
    more = turn.phrase("forget.more", n=len(told) - TOLD) if len(told) > TOLD else ""
    turn.say("forget.items", fields={"titles": joined(shown, turn.language) + more, "n": deleted})


def known_items(turn: Turn) -> list[Item]:
    """Return the items of which something is noted, the latest first."""
    people = turn.services.people
    opinions = [opinion.item for opinion in people.opinions(turn.person)]
    plays = [play.item for play in people.history(turn.person)]
    ids = dict.fromkeys(reversed([*plays, *people.ratings(turn.person), *opinions]))
    return [item for each in ids if (item := item_of(turn, each)) is not None]


def item_of(turn: Turn, item: str) -> Item | None:
    """Return an item of the catalogue or the library; None for one that is gone."""
    if item in turn.services.catalogue:
        return turn.services.catalogue.get(item)
    track = turn.services.playback.library.get(item)
    return track.item if track else None


def is_called(item: Item, said: str) -> bool:
    """Return whether `said` is the item's title or its maker."""
    names = [item.title, *item.creators]
    return said.casefold() in {name.casefold() for each in names for name in (each.en, each.zh)}


def is_by(item: Item, artist: Item) -> bool:
    """Return whether `artist`, an artist, made the item."""
    return artist.kind == "artist" and any(is_called(artist, maker.en) for maker in item.creators)


# --- history ---------------------------------------------------------------------------------------------------------


def span_of(turn: Turn) -> tuple[datetime, datetime] | None:
    """Return from when to when the words mean, in the past: a day, or the last so many hours."""
    now = datetime.now(timezone.utc)
    if isinstance(seconds := turn.typed("duration"), int | float):
        return now - timedelta(seconds=seconds), now
    said = turn.typed("time")
    day = day_meant(str(said.get("day", "")), datetime.now().astimezone().date()) if isinstance(said, dict) else None
    if day is None:
        return None
    days = 2 if isinstance(said, dict) and said.get("day") == "weekend" else 1
    return begin(day), begin(day + timedelta(days=days))


def begin(day: date) -> datetime:
    """Return when `day` begins here; in UTC, as the store keeps its times."""
    return datetime.combine(day, time()).astimezone().astimezone(timezone.utc)


def day_meant(day: str, today: date) -> date | None:
    """Return the past day that `day` means, as `nlu.values.Value` names it; of a weekend the Saturday."""
    if day in _BACK:
        return today - timedelta(days=_BACK[day])
    if day == "weekend":
        day = "saturday"
    if day not in _WEEK:
        return None
    return today - timedelta(days=(today.weekday() - _WEEK.index(day) - 1) % 7 + 1)


def forget_span(turn: Turn, since: datetime, until: datetime) -> None:
    """Delete what was played in a span, and say how much that was."""
    deleted = turn.services.people.forget_plays(turn.person, since, until)
    turn.say("forget.plays" if deleted else "forget.no-plays", fields={"n": deleted})


# --- the rest --------------------------------------------------------------------------------------------------------


def forget_name(turn: Turn) -> None:
    """Forget what the person is called."""
    known = turn.services.people.person(turn.person).name
    if known:
        turn.services.people.rename(turn.person, "")
    turn.say("forget.name" if known else "forget.no-name")


def ask_first(turn: Turn, key: str, what: dict[str, Any], n: int, **fields: object) -> None:
    """Ask whether to delete `n` things, and keep which; say so if there is nothing to delete."""
    if not n:
        turn.say("forget.no-plays")
        return
    turn.remember("pending", {"kind": "forget-that", **what})
    choices = [turn.choice("choice.forget-that-yes", "affirm"), turn.choice("choice.forget-no", "deny")]
    turn.say(key, fields={"n": n, **fields}, choices=choices, expects="affirm")


def forget_agreed(turn: Turn, pending: dict[str, Any]) -> None:
    """Delete what was asked about."""
    if pending.get("plays"):
        deleted = turn.services.people.forget_plays(turn.person)
        turn.say("forget.plays" if deleted else "forget.no-plays", fields={"n": deleted})
    else:
        forget_items(turn, pending["items"])
