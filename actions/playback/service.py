"""Playback as handlers, controls and faces use it: which player is meant, its queue, and what it reports."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from actions.catalogue.items import Item
from actions.playback import sounds
from actions.playback.browser import BrowserPlayer
from actions.playback.deck import Deck
from actions.playback.library import Library
from actions.playback.media import MediaAddresses, UnknownMedia
from actions.playback.mpv import MpvPlayer
from actions.playback.player import PlayerState
from actions.playback.timers import Clock, SleepTimers

log = logging.getLogger(__name__)

OnChange = Callable[[str, PlayerState], None]
SendToBrowser = Callable[[str, dict[str, Any]], None]
Place = Literal["house", "page"]
MAX_PAGES = 200
MAX_LISTENERS = 200
OWN_AGAIN_S = 1.0
MAX_LYRICS = 20_000
_LYRICS = re.compile(r"(?:USLT|SYLT)|\xa9lyr$|(?:WM/|UNSYNCED ?)?LYRICS$", re.IGNORECASE)
_STAMP = re.compile(r"^(?:\[\d+:\d+(?:[.:]\d+)?\]|\[[a-z]+:.*?\]) ?", re.MULTILINE)
_CHAPTER = re.compile(r"CHAPTER\d+", re.IGNORECASE)
_TIME = re.compile(r"(\d+):(\d+):(\d+(?:\.\d+)?)")


class BadCommand(Exception):
    """A control asked for something that players cannot do."""

    code = "bad-type"


class Playback:
    """One player of the house, mpv, and one in each page that plays for its own session."""

    def __init__(self, library: Library, mpv: MpvPlayer, data_dir: Path, clock: Clock | None = None) -> None:
        self.library = library
        self._clock = clock or Clock()
        self.sleep_timers = SleepTimers(self.acting, self._silence, self._clock)
        self._sounds = data_dir / "sounds"
        self._queue_file = data_dir / "queue.json"
        self._addresses = MediaAddresses(data_dir / "media.key")
        self._mpv = mpv
        self._house = Deck(mpv, self._changed, self._clock.sleep)
        self._pages: OrderedDict[str, Deck] = OrderedDict()
        self._listeners: OrderedDict[str, None] = OrderedDict()
        """Sessions that used the house's player lately, and are told of it."""
        self._on_change: OnChange = lambda session, state: None
        self._send: SendToBrowser = lambda session, command: None
        self._scanning: asyncio.Task[None] | None = None
        self._attached = False

    async def open(self, *, on_change: OnChange, send_to_browser: SendToBrowser) -> None:
        """Start to report: `on_change(session, state)`, and commands for pages, `send_to_browser(session, command)`.

        Takes over an mpv that plays already and looks through the library's folders in the background.
        """
        self._on_change, self._send = on_change, send_to_browser
        await self._attach()
        self._scanning = asyncio.create_task(self._scan_quietly())

    async def close(self) -> None:
        """End playing in an orderly way; a brain that merely dies leaves mpv playing for the next one."""
        if self._scanning is not None:
            self._scanning.cancel()
        await self.sleep_timers.close()
        for deck in (self._house, *self._pages.values()):
            await deck.close()
        await self._mpv.quit()
        self._queue_file.unlink(missing_ok=True)
        self.library.close()

    # --- players ---------------------------------------------------------------------------------------------

    def deck(self, session: str, *, in_browser: bool) -> Deck:
        """Return where something new plays for `session`: in its page, if it has one, else in the house."""
        if in_browser:
            return self._page(session)
        self._listens(session)
        return self._house

    async def acting(self, session: str, *, in_browser: bool = False) -> Deck:
        """Return the deck that words and controls of `session` mean: the one where something is on."""
        page = self._pages.get(session)
        if page is not None and (await page.state()).active:
            return page
        await self._attach()
        if page is None and not in_browser:
            return self._house
        if session in self._listeners and (await self._house.state()).active:
            return self._house
        return self._page(session)

    async def stop(self, session: str) -> None:
        """Stop all that `session` hears, and its sleep timer with it; idempotent."""
        await self._silence(session)
        await self.sleep_timers.cancel(session)

    def place(self, deck: Deck) -> Place:
        """Return where `deck` plays."""
        return "house" if deck is self._house else "page"

    async def move(self, session: str, place: Place) -> PlayerState:
        """Go on at `place` with what `session` hears, where it was; return what that player reports.

        Raises PlaybackError, and then it plays on where it did.
        """
        source = await self.acting(session)
        target = self.deck(session, in_browser=place == "page")
        before = await source.state()
        if source is target or before.item is None:
            return before
        started = await target.play(*source.queue)
        if started.item == before.item:
            await target.seek(before.position_s)
        if before.status == "paused":
            await target.pause()
        target.take_on(source)
        await source.stop()
        return await target.state()

    async def _silence(self, session: str) -> None:
        page = self._pages.get(session)
        if page is not None:
            await page.stop()
        if page is None or session in self._listeners:
            await self._attach()
            await self._house.stop()

    async def state(self, session: str) -> PlayerState:
        """Return what the session's player reports."""
        return await (await self.acting(session)).state()

    async def command(self, session: str, command: str, **arguments: Any) -> PlayerState:
        """Do what a touched control says; return what the player reports then. Raises BadCommand, PlaybackError."""
        deck = await self.acting(session)
        if command == "volume":
            return await deck.set_volume(round(_number(arguments, "volume")))
        if command == "seek":
            return await deck.seek(_number(arguments, "position_s"))
        if command == "stop":
            await self.stop(session)
            return await deck.state()
        plain = {
            "pause": deck.pause,
            "resume": deck.resume,
            "play": deck.resume,
            "next": deck.next,
            "previous": deck.previous,
        }
        if command not in plain:
            raise BadCommand(f"A player can {', '.join([*plain, 'stop', 'volume', 'seek'])}; it cannot {command!r}.")
        await plain[command]()
        return await deck.state()

    def report(self, session: str, event: dict[str, Any]) -> None:
        """Take the truth about itself from the player in a page."""
        deck = self._page(session)
        assert isinstance(deck.player, BrowserPlayer)  # noqa: S101 - pages have no other
        taken_over = deck.player.report(event)
        if taken_over is not None:
            deck.take_over([taken_over], 0)

    # --- what there is to play -------------------------------------------------------------------------------

    async def sound(self, name: str) -> Item:
        """Return the built-in sound as an item; it is made at its first use."""
        return await asyncio.to_thread(sounds.item, name, self._sounds)

    async def scan(self, folders: Iterable[str] | None = None) -> dict[str, Any]:
        """Look through the library's folders (through `folders` from now on, if given); return the counts.

        Raises LibraryBusy when another process owns the library.
        """
        paths = None if folders is None else [Path(folder) for folder in folders]
        return asdict(await asyncio.to_thread(self.library.scan, paths))

    async def library_status(self) -> dict[str, Any]:
        """Return the library's folders and counts."""
        return await asyncio.to_thread(self.library.status)

    def media_path(self, token: str) -> Path:
        """Return the file behind an address that a page was given. Raises UnknownMedia."""
        item = self.item(self._addresses.item_id(token))
        path = Path(item.uri) if item is not None else None
        if path is None or not path.is_file():
            raise UnknownMedia
        return path

    def item(self, item_id: str) -> Item | None:
        """Return the track or built-in sound with this id, or None."""
        kind, _, name = item_id.partition("/")
        if kind == "sound" and name in sounds.catalogue():
            return sounds.item(name, self._sounds)
        track = self.library.get(item_id)
        return track.item if track is not None else None

    async def lyrics(self, item: Item) -> str:
        """Return the words that the item's own file carries; empty where it has none."""
        return await asyncio.to_thread(_lyrics, item.uri) if item.kind == "track" else ""

    async def chapters(self, item: Item) -> list[float]:
        """Return where the chapters of the item's file begin, in seconds; none where it says nothing of any."""
        return await asyncio.to_thread(_chapters, item.uri) if item.kind == "track" else []

    # --- inside ----------------------------------------------------------------------------------------------

    def _page(self, session: str) -> Deck:
        deck = self._pages.get(session)
        if deck is None:
            player = BrowserPlayer(
                send=lambda command: self._send(session, command),
                url_of=lambda item: self._addresses.address(item.id),
                find=self.item,
            )
            deck = self._pages[session] = Deck(player, self._changed, self._clock.sleep)
        self._pages.move_to_end(session)
        while len(self._pages) > MAX_PAGES:
            self._pages.popitem(last=False)
        return deck

    def _listens(self, session: str) -> None:
        self._listeners[session] = None
        self._listeners.move_to_end(session)
        while len(self._listeners) > MAX_LISTENERS:
            self._listeners.popitem(last=False)

    def _changed(self, deck: Deck, state: PlayerState) -> None:
        if deck is not self._house:
            for session in [session for session, page in self._pages.items() if page is deck]:
                self._on_change(session, state)
            return
        self._keep_queue()
        for session in self._listeners:
            self._on_change(session, state)

    async def _attach(self) -> None:
        """Take over what mpv plays already, with its queue."""
        if self._attached:
            return
        self._attached = True
        await self._mpv.attach(self._item_at)
        state = await self._mpv.state()
        if state.item is not None:
            items, at = self._kept_queue()
            if not (0 <= at < len(items)) or items[at].id != state.item.id:
                items, at = [state.item], 0
            self._house.take_over(items, at)

    def _item_at(self, path: str) -> Item | None:
        track = self.library.at(path)
        if track is not None:
            return track.item
        if Path(path).parent == self._sounds.resolve():
            return next((self.item(f"sound/{name}") for name in sounds.catalogue() if name in Path(path).name), None)
        return None

    def _keep_queue(self) -> None:
        """Write the house's queue down, so that it outlives the brain."""
        items, at = self._house.queue
        with contextlib.suppress(OSError):
            temporary = self._queue_file.with_suffix(".new")
            temporary.write_text(json.dumps({"items": [item.id for item in items], "at": at}), "utf-8")
            temporary.replace(self._queue_file)

    def _kept_queue(self) -> tuple[list[Item], int]:
        try:
            kept = json.loads(self._queue_file.read_text("utf-8"))
            items = [self.item(item_id) for item_id in kept["items"]]
            return [item for item in items if item is not None], int(kept["at"])
        except (OSError, ValueError, KeyError, TypeError):
            return [], 0

    async def _scan_quietly(self) -> None:
        try:
            while not self.library.own():  # noqa: ASYNC110 - another process, a command that scans, cannot tell us
                await asyncio.sleep(OWN_AGAIN_S)
            await self.scan()
        except Exception:
            # A failed scan must not keep the brain from answering; `encore library scan` shows what is wrong.
            log.exception("the library could not be scanned")


def _number(arguments: dict[str, Any], name: str) -> float:
    value = arguments.get(name)
    if not isinstance(value, (int, float)):
        raise BadCommand(f"This command needs {name!r}, a number.")
    return float(value)


def _tags(path: str) -> Any:
    """Return the file as mutagen reads it, or None: what makes it raise has nothing to say."""
    import mutagen

    try:
        return mutagen.File(path)
    except Exception:
        log.info("the tags of a file could not be read", exc_info=True)
        return None


def _lyrics(path: str) -> str:
    """Return the lyrics in a file's tags as plain lines."""
    tags = getattr(_tags(path), "tags", None) or {}
    found = [value for name, value in dict(tags).items() if _LYRICS.match(str(name))]
    texts = (_text(value) for value in found)
    return next((text for text in texts if text), "")[:MAX_LYRICS]


def _text(value: Any) -> str:
    """Return a tag's text without the times that some programs write before every line."""
    value = getattr(value, "text", value)
    lines = value if isinstance(value, (list, tuple)) else [value]
    # Lyrics with times come as pairs of a text and its time.
    text = "\n".join(str(line[0] if isinstance(line, tuple) else line) for line in lines)
    return _STAMP.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def _chapters(path: str) -> list[float]:
    """Return where chapters begin: of MPEG-4's own list, of ID3's CHAP frames, of CHAPTER001 comments."""
    audio = _tags(path)
    if audio is None:
        return []
    own = getattr(audio, "chapters", None)
    if own:
        return [float(chapter.start) for chapter in own]
    tags = dict(audio.tags or {})
    frames = [tag.start_time / 1000 for name, tag in tags.items() if str(name).startswith("CHAP:")]
    stamps = [_TIME.fullmatch(_text(value)) for name, value in tags.items() if _CHAPTER.fullmatch(str(name))]
    comments = [3600 * int(at[1]) + 60 * int(at[2]) + float(at[3]) for at in stamps if at]
    return sorted(frames or comments)
