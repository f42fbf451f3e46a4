"""mpv over its JSON IPC: it outlives us, so that music goes on while the brain is restarted."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import logging
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from actions.catalogue.items import Item
from actions.playback.player import PlaybackError, PlayerState, PlayerStatus

log = logging.getLogger(__name__)

START_WITHIN_S = 8.0
PLAY_WITHIN_S = 10.0
ANSWER_WITHIN_S = 3.0
LOOK_EVERY_S = 0.02
DEFAULT_VOLUME = 70
OPTIONS = (
    "--idle=yes",
    "--no-video",
    "--no-terminal",
    "--no-config",
    "--load-scripts=no",
    "--ytdl=no",
    "--audio-fallback-to-null=yes",
    "--replaygain=track",
    f"--volume={DEFAULT_VOLUME}",
)


class MpvPlayer:
    """One mpv process, started when it is first needed and found again when it runs already."""

    name = "mpv"

    def __init__(self, socket_path: Path, *, audio_output: str = "", program: str = "mpv") -> None:
        self._path = socket_path
        self._audio_output = audio_output
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._item: Item | None = None
        self._status: PlayerStatus = "idle"
        self._attempt = 0
        self._current = -1
        """mpv's number of the entry it is at."""
        self._entry: int | None = None
        """mpv's number of the item that plays; None for whichever it is."""
        self._restarted: set[int] = set()
        self._ended: dict[int, str] = {}
        """Why entries ended, by mpv's number: "eof", "error: …"."""
        self.on_end: Callable[[], None] = lambda: None
        self.on_change: Callable[[], None] = lambda: None

    async def play(self, item: Item) -> PlayerState:
        """Load and start `item`; return only once mpv's clock moves. Raises PlaybackError."""
        self._attempt += 1
        attempt = self._attempt
        await self._connect()
        if attempt != self._attempt:
            raise PlaybackError("It was stopped.", "stopped")
        self._item, self._status, self._entry = item, "loading", -1
        self._restarted.clear()
        self._ended.clear()
        try:
            await self._load(item, attempt)
        except PlaybackError:
            if attempt == self._attempt:
                self._item, self._status = None, "error"
            raise
        if self._entry in self._ended:
            # Shorter than it takes to ask: it has played, and what follows may start.
            self._item, self._status = None, "idle"
            asyncio.get_running_loop().call_soon(self.on_end)
            return replace(await self.state(), item=item, status="playing")
        self._status = "playing"
        return await self.state()

    async def pause(self) -> PlayerState:
        """Pause; no effect when nothing plays."""
        return await self._set_pause(paused=True)

    async def resume(self) -> PlayerState:
        """Go on after a pause; no effect otherwise."""
        return await self._set_pause(paused=False)

    async def stop(self) -> PlayerState:
        """Stop, in any state; idempotent."""
        self._attempt += 1
        self._item, self._status, self._entry = None, "stopped", -1
        if self._writer is not None or self._path.exists():
            with contextlib.suppress(PlaybackError):
                await self._connect(start=False)
                await self._ask("stop")
        return await self.state()

    async def set_volume(self, volume: int) -> PlayerState:
        """Set the volume, 0–100."""
        await self._connect()
        await self._ask("set_property", "volume", max(0, min(100, volume)))
        return await self.state()

    async def seek(self, position_s: float) -> PlayerState:
        """Go to a position of the item that plays."""
        if self._item is not None and self._writer is not None:
            with contextlib.suppress(PlaybackError):
                # What is not seekable plays on.
                await self._ask("set_property", "time-pos", max(0.0, position_s))
        return await self.state()

    async def state(self) -> PlayerState:
        """Return the state as mpv reports it now."""
        asked = ("current-ao", "volume", "time-pos", "duration")
        output, volume, position, duration = await asyncio.gather(*map(self._told, asked))
        item = self._item
        return PlayerState(
            player=self.name,
            status=self._status,
            item=item,
            position_s=max(0.0, (position or 0.0) if item else 0.0),
            duration_s=duration if item else None,
            volume=DEFAULT_VOLUME if volume is None else round(volume),
            heard=self._audio_output == "null" or output != "null",
        )

    async def attach(self, find: Callable[[str], Item | None]) -> None:
        """Take over a running mpv, if there is one; `find` gives the item of a path."""
        if not self._path.exists():
            return
        with contextlib.suppress(PlaybackError):
            await self._connect(start=False)
            item = find(str(await self._ask("get_property", "path")))
            if item is not None:
                self._item, self._entry = item, None
                self._status = "paused" if await self._ask("get_property", "pause") else "playing"

    async def quit(self) -> None:
        """End mpv; idempotent."""
        if self._path.exists():
            with contextlib.suppress(PlaybackError):
                await self._connect(start=False)
                await self._ask("quit")
        await self.close()
        self._path.unlink(missing_ok=True)
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                await asyncio.to_thread(self._process.wait, 1)

    async def close(self) -> None:
        """Let go of mpv, which plays on."""
        if self._writer is not None:
            self._writer.close()
        if self._reading is not None:
            await asyncio.gather(self._reading, return_exceptions=True)

    # --- what mpv does ---------------------------------------------------------------------------------------

    async def _load(self, item: Item, attempt: int) -> None:
        await self._ask("set_property", "loop-file", "inf" if item.kind == "sound" else "no")
        loaded = await self._ask("loadfile", _address(item), "replace")
        if attempt != self._attempt:
            raise PlaybackError("It was stopped.", "stopped")
        entry = self._entry = int(loaded["playlist_entry_id"])
        await self._ask("set_property", "pause", False)
        try:
            await asyncio.wait_for(self._until_it_plays(entry, attempt), PLAY_WITHIN_S)
        except asyncio.TimeoutError:
            await self._ask("stop")
            raise PlaybackError("mpv did not start in time; try another one.") from None

    async def _until_it_plays(self, entry: int, attempt: int) -> None:
        """Return once the clock of `entry` moves or it has ended well. Raises PlaybackError."""
        while True:
            if attempt != self._attempt:
                raise PlaybackError("It was stopped.", "stopped")
            if self._writer is None:
                raise PlaybackError("mpv ended; try again.")
            if self._ended.get(entry, "eof") != "eof":
                raise PlaybackError(f"mpv could not play it ({self._ended[entry]}); try another one.", "unplayable")
            if entry in self._restarted and await self._has_begun(entry):
                return
            if entry not in self._restarted and entry in self._ended:
                raise PlaybackError("There is no sound in it; try another one.", "unplayable")
            await asyncio.sleep(LOOK_EVERY_S)

    async def _told(self, name: str) -> Any:
        """Return a property, or None while there is none."""
        if self._writer is None:
            return None
        with contextlib.suppress(PlaybackError):
            return await self._ask("get_property", name)
        return None

    async def _has_begun(self, entry: int) -> bool:
        if entry in self._ended:
            return True
        return float(await self._told("time-pos") or 0.0) > 0

    async def _set_pause(self, *, paused: bool) -> PlayerState:
        if self._item is not None and self._status in {"playing", "paused"}:
            await self._connect(start=False)
            await self._ask("set_property", "pause", paused)
            if self._item is not None:
                self._status = "paused" if paused else "playing"
        return await self.state()

    # --- the process -----------------------------------------------------------------------------------------

    async def _connect(self, *, start: bool = True) -> None:
        async with self._starting:
            if self._writer is not None:
                return
            reader = await self._opened() if self._path.exists() else None
            if reader is None and start:
                self._start()
                reader = await self._wait_for_socket()
            if reader is None:
                raise PlaybackError("mpv does not run; play something to start it.")
            self._reading = asyncio.create_task(self._read(reader))
            await self._ask("observe_property", 1, "pause")

    async def _opened(self) -> asyncio.StreamReader | None:
        try:
            reader, self._writer = await asyncio.open_unix_connection(str(self._path))
        except OSError:
            return None
        return reader

    async def _wait_for_socket(self) -> asyncio.StreamReader | None:
        deadline = asyncio.get_running_loop().time() + START_WITHIN_S
        while asyncio.get_running_loop().time() < deadline:
            if (reader := await self._opened()) is not None:
                return reader
            if self._process is not None and self._process.poll() is not None:
                raise PlaybackError(f"mpv could not be started (status {self._process.returncode}).", "missing")
            await asyncio.sleep(LOOK_EVERY_S)
        return None

    def _start(self) -> None:
        program = shutil.which(self._program)
        if program is None:
            raise PlaybackError(
                "mpv is not installed; install it (Debian: apt-get install mpv) and try again.", "missing"
            )
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path.unlink(missing_ok=True)
        output = (f"--ao={self._audio_output}",) if self._audio_output else ()
        # Not asyncio's subprocess: that one kills its child when it is thrown away, and mpv is to outlive us.
        self._process = subprocess.Popen(
            [program, *OPTIONS, *output, f"--input-ipc-server={self._path}"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    # --- the wire --------------------------------------------------------------------------------------------

    async def _ask(self, *command: Any) -> Any:
        if self._writer is None:
            raise PlaybackError("mpv ended; try again.")
        number = next(self._numbers)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        try:
            self._writer.write(json.dumps({"command": command, "request_id": number}).encode() + b"\n")
            return await asyncio.wait_for(answer, ANSWER_WITHIN_S)
        except asyncio.TimeoutError:
            raise PlaybackError("mpv does not answer; try again.") from None
        finally:
            self._answers.pop(number, None)

    async def _read(self, reader: asyncio.StreamReader) -> None:
        with contextlib.suppress(ConnectionError):
            while line := await reader.readline():
                self._take(json.loads(line))
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()
        self._restarted.clear()
        self._ended.clear()
        for answer in list(self._answers.values()):
            if not answer.done():
                answer.set_exception(PlaybackError("mpv ended; try again."))
        if self._item is not None and self._status in {"playing", "paused"}:
            self._item, self._status = None, "stopped"
            self.on_change()

    def _take(self, message: dict[str, Any]) -> None:
        event = message.get("event")
        if event is None:
            self._settle(message)
        elif event == "property-change":
            self._follow_pause(message)
        elif event == "start-file":
            self._current = message.get("playlist_entry_id", -1)
        elif event == "playback-restart":
            self._restarted.add(self._current)
        elif event == "end-file":
            self._take_end(message)

    def _follow_pause(self, message: dict[str, Any]) -> None:
        """Believe mpv when somebody else, a media key or another session, paused it."""
        if message["name"] == "pause" and self._status in {"playing", "paused"}:
            status: PlayerStatus = "paused" if message.get("data") else "playing"
            if status != self._status:
                self._status = status
                self.on_change()

    def _take_end(self, message: dict[str, Any]) -> None:
        entry, reason = message.get("playlist_entry_id", -1), message.get("reason")
        if reason == "error":
            self._ended[entry] = str(message.get("file_error", "unknown error"))
        elif reason == "eof":
            self._ended[entry] = "eof"
        if self._item is None or self._status not in {"playing", "paused"} or self._entry not in {None, entry}:
            return
        if reason in {"eof", "error"}:
            self._item, self._status = None, "idle"
            self.on_end()

    def _settle(self, message: dict[str, Any]) -> None:
        answer = self._answers.get(message.get("request_id", 0))
        if answer is None or answer.done():
            return
        if message.get("error") == "success":
            answer.set_result(message.get("data"))
        else:
            answer.set_exception(PlaybackError(f"mpv refused: {message.get('error')}."))


def _address(item: Item) -> str:
    """Return what mpv opens; never an option or a protocol of its own."""
    return str(Path(item.uri).resolve())
