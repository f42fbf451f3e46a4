"""The edge's side of the brain: starts it, watches over it, and talks to it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from assistant.brain.wire import MAX_LINE, Channel, Message

log = logging.getLogger(__name__)

BrainState = Literal["waking", "ready", "down"]
UNKNOWN_SESSION = "unknown-session"
"""Code of a turn that was sent without events to a brain that has lost, or never had, the session."""
_UNSOLICITED = 0
_SHORTEST_BACKOFF_S, _LONGEST_BACKOFF_S = 0.2, 10.0
_FAILURES_TO_GIVE_NOTICE = 3


class BrainError(Exception):
    """The brain could not do it; `code` is one of the protocol's stable error codes."""

    def __init__(self, message: str, code: str = "internal") -> None:
        super().__init__(message)
        self.code = code


class BrainDied(BrainError):
    """The brain's process ended before it had answered; ask again once it is ready."""

    def __init__(self) -> None:
        super().__init__("The brain stopped before it had answered; it is being restarted.", "brain-restarted")


class BrainFails(BrainError):
    """The brain has failed to start again and again; it is tried further, but waiting may be long."""

    def __init__(self) -> None:
        super().__init__("The brain does not start; what the server printed says why.", "waking")


@dataclass(frozen=True)
class TurnRequest:
    """One turn for the brain."""

    key: str
    """Idempotency key: the same key has one effect, however often it is sent."""
    session: str
    person: str
    text: str
    language: str
    """"en" or "zh"."""
    face: str = "chat"
    has_player: bool = False
    """Whether a face of the session plays music itself."""
    events: list[dict[str, Any]] | None = None
    """Dialogue events so far, for a brain that does not know the session."""
    choice: dict[str, Any] | None = None
    """`{"intent", "entities"}` of a pressed choice."""


@dataclass(frozen=True)
class BrainConfig:
    """What the child process needs to know; all of it JSON."""

    model: str
    """Path of the trained Rasa archive."""
    data_dir: str
    library_folders: tuple[str, ...] = ()
    writer_url: str = ""
    """Base address of an OpenAI-compatible endpoint; empty for the embedded writers."""
    writer_model: str = ""
    writer_key: str = ""
    database_url: str = ""
    """Of the people store; empty for a file in `data_dir`."""
    audio_output: str = ""
    """mpv's `--ao`; empty lets mpv choose."""
    environment: dict[str, str] = field(default_factory=dict)


class Brain:
    """Keeps one brain process alive and answers through it."""

    def __init__(self, config: BrainConfig, command: tuple[str, ...] = ()) -> None:
        self._config = config
        self._command = command or (sys.executable, "-m", "assistant.brain.process")
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Queue[Message | None]] = {}
        self._turns: dict[str, int] = {}
        self._ready = asyncio.Event()
        self._settled = asyncio.Event()
        self._failures = 0
        self._channel: Channel | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._supervisor: asyncio.Task[None] | None = None
        self.state: BrainState = "down"
        self.on_event: Callable[[Message], None] = lambda message: None
        """Called with player messages that belong to no open turn."""
        self.on_state: Callable[[BrainState], None] = lambda state: None
        """Called whenever `state` changes."""
        self.starts = 0
        """How many processes were started; each knows nothing of earlier sessions."""

    async def start(self) -> None:
        """Start the process and its supervisor; returns at once, while it wakes up."""
        if self._supervisor is None:
            self._supervisor = asyncio.create_task(self._supervise(), name="brain supervisor")

    async def stop(self) -> None:
        """End the process within a second and a half; idempotent."""
        supervisor, self._supervisor = self._supervisor, None
        if supervisor is not None:
            supervisor.cancel()
            await asyncio.gather(supervisor, return_exceptions=True)
        await self._end_process()
        self._fail_waiting()
        self._set_state("down")

    def reconfigure(self, **changes: Any) -> None:
        """Use changed settings from the next start of the process on."""
        self._config = replace(self._config, **changes)

    async def ready(self, *, patiently: bool = False) -> None:
        """Wait until the brain can answer. Raises BrainFails, unless `patiently`, when it keeps failing to start."""
        await (self._ready if patiently else self._settled).wait()
        if not patiently and not self._ready.is_set():
            raise BrainFails

    @property
    def pid(self) -> int | None:
        """Process id of the child, if one runs."""
        return self._process.pid if self._process else None

    async def turn(self, request: TurnRequest) -> AsyncIterator[Message]:
        """Yield what the turn brings, ending with `done`. Raises BrainDied, BrainError."""
        async for message in self._ask("turn", asdict(request), request.session):
            yield message

    async def call(self, op: str, **arguments: Any) -> Any:
        """Return the value of one operation. Raises BrainDied, BrainError."""
        async for message in self._ask(op, arguments):
            if message["type"] == "result":
                return message["value"]
        raise BrainDied

    async def stream(self, op: str, **arguments: Any) -> AsyncIterator[Message]:
        """Yield the items of a streamed operation. Raises BrainDied, BrainError."""
        async for message in self._ask(op, arguments):
            if message["type"] == "result":
                return
            yield message

    async def _ask(self, op: str, arguments: dict[str, Any], session: str = "") -> AsyncIterator[Message]:
        await self.ready()
        channel = self._channel
        if channel is None:
            raise BrainDied
        number = next(self._ids)
        inbox: asyncio.Queue[Message | None] = asyncio.Queue()
        self._waiting[number] = inbox
        if session:
            self._turns[session] = number
        try:
            channel.post({"request": number, "op": op, "arguments": arguments})
            async for message in self._answers(inbox):
                yield message
        finally:
            del self._waiting[number]
            if self._turns.get(session) == number:
                del self._turns[session]

    @staticmethod
    async def _answers(inbox: asyncio.Queue[Message | None]) -> AsyncIterator[Message]:
        while True:
            message = await inbox.get()
            if message is None:
                raise BrainDied
            if message["type"] == "error":
                raise BrainError(message["message"], message.get("code", "internal"))
            yield message
            if message["type"] in {"done", "result"}:
                return

    async def _supervise(self) -> None:
        backoff = _SHORTEST_BACKOFF_S
        while True:
            try:
                await self._run_once()
            except OSError as error:
                log.warning("the brain could not be started: %s", error)
            except Exception:
                # Whatever it said that could not be understood: a fresh one may do better.
                log.exception("the brain is not understood")
            self._failures += 1
            self._fail_waiting()
            self._set_state("down")
            backoff = _SHORTEST_BACKOFF_S if self._failures == 1 else min(2 * backoff, _LONGEST_BACKOFF_S)
            log.warning("the brain ended; starting it again in %.1f s", backoff)
            if self._failures >= _FAILURES_TO_GIVE_NOTICE:
                self._settled.set()
            await asyncio.sleep(backoff)

    async def _run_once(self) -> None:
        if self._failures < _FAILURES_TO_GIVE_NOTICE:
            self._set_state("waking")
        ours, theirs = socket.socketpair()
        try:
            self._process = await self._spawn(theirs)
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        self.starts += 1
        reader, writer = await asyncio.open_unix_connection(sock=ours, limit=MAX_LINE)
        self._channel = Channel(reader, writer)
        self._channel.post({"request": _UNSOLICITED, "op": "configure", "arguments": asdict(self._config)})
        try:
            while (message := await self._channel.receive()) is not None:
                self._deliver(message)
        finally:
            self._ready.clear()
            self._settled.clear()
            self._channel.close()
            self._channel = None
            await self._end_process()

    async def _spawn(self, theirs: socket.socket) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *self._command,
            str(theirs.fileno()),
            pass_fds=(theirs.fileno(),),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            env={**os.environ, **self._config.environment, "ENCORE_BRAIN": "1"},
            start_new_session=True,
            cwd=str(Path(__file__).resolve().parents[2]),
        )

    def _deliver(self, message: Message) -> None:
        number = message.pop("request", _UNSOLICITED)
        if number == _UNSOLICITED and message["type"] == "ready":
            self._failures = 0
            self._set_state("ready")
            self._ready.set()
            self._settled.set()
            return
        if number == _UNSOLICITED and message["type"] == "error":
            log.error("the brain cannot start: %s", message["message"])
            return
        if number == _UNSOLICITED:
            number = self._turns.get(message.get("session", ""), _UNSOLICITED)
        inbox = self._waiting.get(number)
        if inbox is not None:
            inbox.put_nowait(message)
        else:
            self.on_event(message)

    def _fail_waiting(self) -> None:
        for inbox in self._waiting.values():
            inbox.put_nowait(None)

    def _set_state(self, state: BrainState) -> None:
        if state != self.state:
            self.state = state
            self.on_state(state)

    async def _end_process(self) -> None:
        process = self._process
        if process is None:
            return
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), 1.0)
        except asyncio.TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        # Only now: whoever cancels this in the middle has to find the process again.
        self._process = None
