"""Playback as handlers, controls and faces use it: which player is meant, its queue, and what it reports."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from actions.catalogue.items import Item
from actions.playback import sounds
from actions.playback.browser import BrowserPlayer
from actions.playback.deck import Deck
from actions.playback.library import Library
from actions.playback.media import MediaAddresses, UnknownMedia
from actions.playback.mpv import MpvPlayer
from actions.playback.player import PlayerState

log = logging.getLogger(__name__)

OnChange = Callable[[str, PlayerState], None]
SendToBrowser = Callable[[str, dict[str, Any]], None]
MAX_PAGES = 200
MAX_LISTENERS = 200
OWN_AGAIN_S = 1.0


class BadCommand(Exception):
    """A control asked for something that players cannot do."""

    code = "bad-type"


class Playback:
    """One player of the house, mpv, and one in each page that plays for its own session."""

    def __init__(self, library: Library, mpv: MpvPlayer, data_dir: Path) -> None:
        self.library = library
        self._sounds = data_dir / "sounds"
        self._queue_file = data_dir / "queue.json"
        self._addresses = MediaAddresses(data_dir / "media.key")
        self._mpv = mpv
        self._house = Deck(mpv, self._changed)
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
        """Stop all that `session` hears; idempotent."""
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

    # --- inside ----------------------------------------------------------------------------------------------

    def _page(self, session: str) -> Deck:
        deck = self._pages.get(session)
        if deck is None:
            player = BrowserPlayer(
                send=lambda command: self._send(session, command),
                url_of=lambda item: self._addresses.address(item.id),
                find=self.item,
            )
            deck = self._pages[session] = Deck(player, self._changed)
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
