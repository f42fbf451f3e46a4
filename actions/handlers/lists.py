"""A person's lists: what to watch, read, play and hear later, playlists, and reminders."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from actions.catalogue import Item, Kind
from actions.catalogue.names import normalise
from actions.handlers.base import Handler, Turn
from actions.handlers.cards import item_card
from actions.handlers.choosing import is_named, say_not_known
from actions.handlers.person import AGREED, DECLINED
from actions.handlers.pointing import place_of
from actions.handlers.recommend import Meant, item_meant, item_of, joined, playing, speak_of, titled
from actions.handlers.undoing import note_list
from actions.people import PeopleStore
from actions.playback import Ask
from actions.reply import Choice

LISTS: dict[str, tuple[Kind, ...]] = {
    "watch": ("film", "show"),
    "read": ("book",),
    "play": ("game",),
    "hear": ("artist", "album", "track", "sound"),
}
"""The lists everybody has, and what belongs on them."""
FAVOURITES = "favourites"
"""The playlist of who names none."""
SHOWN = 5
TRACKS_MOST = 200
EMPTYING = "empty-list"
"""The kind of the question whether to empty a list."""
_LIST_WORDS = {
    "read": r"\b(?:reading|read|books?|novels?)\b|书单|读书|阅读|想读|待读|要读|想看的书",
    "play": r"\b(?:games?|gaming)\b|游戏|想玩|要玩",
    "hear": r"\b(?:listen(?:ing)?|hear|music|albums?|songs?)\b|想听|听单|待听|要听|歌单|专辑|音乐",
    "watch": r"\b(?:watch\w*|films?|movies?|shows|tv|series)\b|片单|观影|电影|影片|剧|想看|要看|待看",
}
_WORDS = {name: re.compile(words, re.IGNORECASE) for name, words in _LIST_WORDS.items()}
_ALL = re.compile(r"\b(?:all|everything|clear|empty|whole|entire)\b|清空|全部|所有|全都|都删", re.IGNORECASE)
_WHOLE_ALBUM = re.compile(r"\b(?:album|record|all of it)\b|专辑|整张", re.IGNORECASE)
_MAKE = re.compile(
    r"\b(?:make|create|start|new|set up)\b.*\bplay ?list\b|(?:建|创建|新建|做|弄|来)一?个.*(?:歌单|列表)", re.IGNORECASE
)
_IT = re.compile(r"\b(?:it|this|that)\b|[它这那]", re.IGNORECASE)
_WHEN = re.compile(r" ?[(（]([^()（）]+)[)）]$")


class WatchlistAdd(Handler):
    """ "Put it on my watchlist", "add Dune to my reading list"."""

    intent = "watchlist_add"

    async def handle(self, turn: Turn) -> None:
        """Put what is meant on the list that the words name, or on the one that it belongs on."""
        meant = await item_meant(turn)
        if meant.item is None and (not meant.named or meant.near or meant.among):
            say_not_known(turn, meant, self.intent, "list.add-what")
            return
        if meant.item is not None:
            speak_of(turn, meant.item)
        name = list_said(turn, meant.named) or list_for(meant.item)
        entry, title = (meant.item.id, titled(meant.item, turn.language)) if meant.item else (meant.named, meant.named)
        fields: dict[str, object] = {"title": title, "list": list_title(turn, name)}
        choices = [Choice(turn.phrase("choice.show-list"), "watchlist_show", {"playlist": name})]
        if not turn.services.people.keep(turn.person, name, entry):
            turn.say("list.has-it", fields=fields, choices=choices)
            return
        note_list(turn, name, [entry], added=True, shown=title)
        key = "list.added" if meant.item else "list.added-unknown"
        turn.say(key, fields=fields, choices=[*choices, turn.choice("choice.undo", "undo")])


class WatchlistRemove(Handler):
    """ "Take Dune off my list", "remove the second one", "clear my watchlist"."""

    intent = "watchlist_remove"

    async def handle(self, turn: Turn) -> None:
        """Take one thing off; ask before taking all."""
        name = list_said(turn, turn.entity("title"))
        named = turn.entity("title") or turn.entity("item")
        if _ALL.search(turn.text) and not named:
            ask_to_empty(turn, name or fullest(turn))
            return
        lists = [name] if name else filled(turn)
        found = next((each for each in lists if (entry_said(turn, each)) is not None), None)
        if found is not None:
            take_off(turn, found, entry_said(turn, found) or "")
            return
        meant = await item_meant(turn) if named or _IT.search(turn.text) else Meant()
        of_it = (each for each in lists if meant.item is not None and entry_of(turn, each, meant.item) is not None)
        if (found := next(of_it, None)) is not None and meant.item is not None:
            take_off(turn, found, entry_of(turn, found, meant.item) or "")
        elif named:
            title = titled(meant.item, turn.language) if meant.item else turn.entity("title")
            turn.say(
                "list.has-not", fields={"title": title}, choices=[turn.choice("choice.show-list", "watchlist_show")]
            )
        else:
            which_to_remove(turn, lists)


class WatchlistShow(Handler):
    """ "What's on my watchlist?"."""

    intent = "watchlist_show"

    async def handle(self, turn: Turn) -> None:
        """Say the first few of the list named, or of every list that has something on it."""
        named = turn.entity("playlist")
        name = named if named in LISTS else list_said(turn) or (find_list(turn, named) if named else "")
        lists = [name] if name else filled(turn)
        if not any(kept(turn, each) for each in lists):
            key = "list.empty" if name else "list.none"
            turn.say(key, fields={"list": list_title(turn, name or "watch")}, choices=starters(turn, name))
            return
        items = [item for each in lists for entry in kept(turn, each) if (item := entry_item(turn, each, entry))]
        turn.answer(
            ("" if turn.language == "zh" else " ").join(list_told(turn, each) for each in lists),
            cards=[item_card(item, turn.language, turn.services.catalogue) for item in items[:SHOWN]],
            choices=[Choice(titled(item, turn.language), "details", {"item": item.id}) for item in items[:SHOWN]],
        )


class RemindMe(Handler):
    """ "Remind me to watch Dune on Friday": it is put on the list with the time; nothing rings yet."""

    intent = "remind_me"

    async def handle(self, turn: Turn) -> None:
        """Put it on the list and say so."""
        meant = await item_meant(turn)
        if meant.item is None and (not meant.named or meant.among):
            say_not_known(turn, meant, self.intent, "remind.of-what")
            return
        name = list_said(turn, meant.named) or list_for(meant.item)
        title = titled(meant.item, turn.language) if meant.item else meant.named
        when = (turn.entity("time") or turn.entity("duration")).strip()[:40]
        plain = meant.item.title.in_language(turn.language) if meant.item else meant.named
        entry = (
            turn.phrase("remind.entry", title=plain[:120], when=when)
            if when
            else meant.item.id
            if meant.item
            else plain
        )
        fields: dict[str, object] = {"title": title, "when": when, "list": list_title(turn, name)}
        choices = [Choice(turn.phrase("choice.show-list"), "watchlist_show", {"playlist": name})]
        if turn.services.people.keep(turn.person, name, entry):
            note_list(turn, name, [entry], added=True, shown=title)
            choices.append(turn.choice("choice.undo", "undo"))
        turn.say("remind.noted-when" if when else "remind.noted", fields=fields, choices=choices)


class AddToPlaylist(Handler):
    """ "Save this to my running playlist", "make a playlist called Road trip"."""

    intent = "add_to_playlist"

    async def handle(self, turn: Turn) -> None:
        """Keep what plays or is named under the playlist's name."""
        name = find_list(turn, turn.entity("playlist")) or FAVOURITES
        named = turn.entity("item") or turn.entity("title") or turn.entity("artist") or turn.entity("album")
        on = await playing(turn)
        if _MAKE.search(turn.text) and not named:
            make_playlist(turn, name, on)
            return
        tracks = named_tracks(turn) if named else playing_tracks(turn, on)
        if not tracks:
            key = "playlist.not-found" if named else "playlist.nothing-on"
            fields: dict[str, object] = {"title": turn.entity("title") or turn.entity("album") or turn.entity("artist")}
            turn.say(key, fields=fields, choices=[turn.choice("choice.my-music", "play_music")])
            return
        add_tracks(turn, name, tracks)


# --- the lists -------------------------------------------------------------------------------------------------------


def list_said(turn: Turn, title: str = "") -> str:
    """Return the list that the words name, if they do."""
    if turn.entity("playlist") in LISTS:
        return turn.entity("playlist")
    text = turn.text.replace(title, " ") if title else turn.text
    return next((name for name, words in _WORDS.items() if words.search(text)), "")


def list_for(item: Item | None) -> str:
    """Return the list that `item` belongs on."""
    return next((name for name, kinds in LISTS.items() if item is not None and item.kind in kinds), "watch")


def list_title(turn: Turn, name: str) -> str:
    """Return what a list is called in a sentence."""
    if name in LISTS:
        return turn.phrase(f"list.name-{name}")
    return turn.phrase("playlist.favourites") if name == FAVOURITES else turn.phrase("playlist.name", name=name)


def kept(turn: Turn, name: str) -> list[str]:
    """Return what is on a list, in order."""
    return turn.services.people.kept(turn.person, name)


def filled(turn: Turn) -> list[str]:
    """Return those of the lists to watch, read, play and hear that have something on them."""
    there = turn.services.people.lists(turn.person)
    return [name for name in LISTS if name in there]


def fullest(turn: Turn) -> str:
    """Return the list that "my list" means: of those with something on them, the one to watch first."""
    return next(iter(filled(turn)), "watch")


def find_list(turn: Turn, said: str) -> str:
    """Return the playlist called `said` as the person spells it, or `said` for a new one."""
    plain = normalise(said)
    if plain in {normalise(turn.phrase("playlist.favourites")), "favorites", FAVOURITES, "收藏", "我的收藏", "最爱"}:
        return FAVOURITES
    known = turn.services.people.lists(turn.person)
    return next((name for name in known if name not in LISTS and normalise(name) == plain), said.strip()[:60])


# --- what is on them -------------------------------------------------------------------------------------------------


def entry_item(turn: Turn, name: str, entry: str) -> Item | None:
    """Return the item that an entry of the list `name` stands for, if it is one: an id, or a title with a time."""
    if (item := item_of(turn, entry)) is not None:
        return item
    known = turn.services.catalogue.titles.exact(_WHEN.sub("", entry))
    return next((item for item in known if item.kind in LISTS.get(name, ())), next(iter(known), None))


def entry_title(turn: Turn, name: str, entry: str) -> str:
    """Return an entry as it is said: its title, with the time of a reminder."""
    item = entry_item(turn, name, entry)
    when = _WHEN.search(entry)
    if item is None:
        return entry
    title = titled(item, turn.language)
    return turn.phrase("remind.entry", title=title, when=when[1]) if when and item.id != entry else title


def entry_of(turn: Turn, name: str, item: Item) -> str | None:
    """Return the entry that stands for `item` on the list `name`, or None."""
    return next(
        (entry for entry in kept(turn, name) if (of := entry_item(turn, name, entry)) and of.id == item.id), None
    )


def entry_said(turn: Turn, name: str) -> str | None:
    """Return the entry of the list `name` that the words mean, by title or place."""
    entries = kept(turn, name)
    if chosen := turn.entity("item"):
        return next((entry for entry in entries if chosen in {entry, _id(entry_item(turn, name, entry))}), None)
    said = turn.entity("title") or turn.text
    for entry in entries:
        item = entry_item(turn, name, entry)
        if is_named(said, *((item.title.en, item.title.zh, *item.aliases) if item else (entry,))):
            return entry
    place = place_of(turn, len(entries), strict=True)
    return entries[place] if place is not None and not turn.entity("title") else None


def _id(item: Item | None) -> str:
    return item.id if item else ""


def list_told(turn: Turn, name: str) -> str:
    """Return a sentence on what is on the list."""
    entries = kept(turn, name)
    titles = [entry_title(turn, name, entry) for entry in entries[:SHOWN]]
    told = "、".join(titles) if turn.language == "zh" else joined(titles, "en")
    more = turn.phrase("list.more", n=len(entries) - SHOWN) if len(entries) > SHOWN else ""
    return turn.phrase("list.shown", list=list_title(turn, name), titles=told, more=more)


def starters(turn: Turn, name: str) -> list[Choice]:
    """Return what to do about an empty list."""
    intents = {"read": "recommend_book", "play": "recommend_game", "hear": "recommend_music"}
    intent = intents.get(name, "recommend_film")
    return [turn.choice(f"choice.a-{intent.removeprefix('recommend_').replace('music', 'album')}", intent)]


# --- taking off ------------------------------------------------------------------------------------------------------


def take_off(turn: Turn, name: str, entry: str) -> None:
    """Take one entry off a list and say so."""
    title = entry_title(turn, name, entry)
    turn.services.people.drop(turn.person, name, entry)
    note_list(turn, name, [entry], added=False, shown=title)
    choices = [turn.choice("choice.undo", "undo")]
    turn.say("list.removed", fields={"title": title, "list": list_title(turn, name)}, choices=choices)


def which_to_remove(turn: Turn, lists: Sequence[str]) -> None:
    """Ask what to take off, offering what is there."""
    entries = [(name, entry) for name in lists for entry in kept(turn, name)][:SHOWN]
    if not entries:
        turn.say("list.none", choices=starters(turn, next(iter(lists), "")))
        return
    choices = [
        Choice(
            turn.phrase("choice.remove-named", title=entry_title(turn, name, entry)),
            "watchlist_remove",
            {"item": _id(entry_item(turn, name, entry)) or entry},
        )
        for name, entry in entries
    ]
    turn.say("list.remove-which", choices=choices)


def ask_to_empty(turn: Turn, name: str) -> None:
    """Ask whether to empty a list."""
    n = len(kept(turn, name))
    fields: dict[str, object] = {"list": list_title(turn, name), "n": n}
    if not n:
        turn.say("list.empty", fields=fields, choices=starters(turn, name))
        return
    turn.remember("pending", {"kind": EMPTYING, "list": name})
    choices = [turn.choice("choice.empty-yes", "affirm"), turn.choice("choice.empty-no", "deny")]
    turn.say("list.empty-sure", fields=fields, choices=choices, expects="affirm")


def empty_agreed(turn: Turn, pending: dict[str, Any]) -> None:
    """Take everything off the list that was asked about."""
    name = pending["list"]
    entries = [entry for entry in kept(turn, name) if turn.services.people.drop(turn.person, name, entry)]
    note_list(turn, name, entries, added=False, shown=list_title(turn, name))
    fields: dict[str, object] = {"list": list_title(turn, name), "n": len(entries)}
    turn.say("list.emptied", fields=fields, choices=[turn.choice("choice.undo", "undo")])


AGREED[EMPTYING] = empty_agreed
DECLINED[EMPTYING] = "list.left"


# --- playlists -------------------------------------------------------------------------------------------------------


def playlist(people: PeopleStore, person: str, said: str) -> list[str]:
    """Return the ids of the tracks on the person's playlist called `said`, in order; none if there is no such one."""
    plain = normalise(said)
    names = [name for name in people.lists(person) if name not in LISTS and normalise(name) == plain]
    return [item for name in names[:1] for item in people.kept(person, name)]


def named_tracks(turn: Turn) -> list[Item]:
    """Return the tracks of the library that the words name: one by title, all of an album or an artist."""
    if chosen := turn.entity("item"):
        item = item_of(turn, chosen)
        return [item] if item is not None and item.kind in {"track", "sound"} else []
    title, album, artist = turn.entity("title"), turn.entity("album"), turn.entity("artist")
    ask = Ask(title or album, artist)
    return [track.item for track in turn.services.playback.library.find(ask, turn.key).tracks][:TRACKS_MOST]


def playing_tracks(turn: Turn, on: Item | None) -> list[Item]:
    """Return what plays or, where the words speak of the album, all of the album that it is on."""
    if on is None:
        return []
    library = turn.services.playback.library
    track = library.get(on.id)
    if track is None or not track.album or not _WHOLE_ALBUM.search(turn.text):
        return [on]
    same = [each for each in library.index.tracks if (each.album, each.artist) == (track.album, track.artist)]
    return [each.item for each in sorted(same, key=lambda each: (each.disc, each.number, each.path))][:TRACKS_MOST]


def add_tracks(turn: Turn, name: str, tracks: Sequence[Item]) -> None:
    """Put tracks on a playlist and say how many that was."""
    people = turn.services.people
    new = [item for item in tracks if people.keep(turn.person, name, item.id)]
    title = titled(tracks[0], turn.language)
    fields: dict[str, object] = {"title": title, "list": list_title(turn, name), "n": len(new)}
    if not new:
        turn.say("playlist.has-it", fields=fields)
        return
    note_list(turn, name, [item.id for item in new], added=True, shown=title)
    key = "playlist.added" if len(new) == 1 else "playlist.added-several"
    turn.say(key, fields=fields, choices=[turn.choice("choice.undo", "undo")])


def make_playlist(turn: Turn, name: str, on: Item | None) -> None:
    """Say how a playlist begins, and offer to begin it with what plays."""
    fields: dict[str, object] = {"list": list_title(turn, name)}
    if kept(turn, name):
        turn.say("playlist.there-is", fields=fields)
    elif on is None:
        turn.say("playlist.begins", fields=fields, choices=[turn.choice("choice.my-music", "play_music")])
    else:
        begin = Choice(turn.phrase("choice.begin-playlist"), "add_to_playlist", {"playlist": name, "item": on.id})
        turn.say(
            "playlist.begin-with",
            fields={**fields, "title": titled(on, turn.language)},
            choices=[begin, turn.choice("choice.begin-no", "deny")],
            expects="affirm",
        )
