"""`WS /v1/session`: one face of a conversation over a websocket, sub-protocol `encore.v1`."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections import deque
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from assistant import __version__
from assistant.brain.client import BrainDied, BrainError
from assistant.hub import Hub
from assistant.listening import Listening
from assistant.server import wire
from assistant.server.limits import allowed
from assistant.session import Message, Session

log = logging.getLogger(__name__)

SUBPROTOCOL = "encore.v1"
HELLO_WITHIN_S = 10.0
QUEUED_OUT = 1000
MAX_FRAME = 64 * 1024
MAX_AUDIO_MS = 1000
GOING_AWAY, POLICY, TOO_SLOW = 1001, 1008, 1013
DISCLOSURE = {
    "en": "Encore is a program. What you say stays on the machine that runs it.",
    "zh": "安可是一个程序，你说的话只留在运行它的机器上。",
}


class SocketFace:
    """What the server sends goes through a bounded queue; a client that does not read is let go."""

    def __init__(self, socket: WebSocket) -> None:
        self.wants_audio = False
        self.has_player = False
        self._socket = socket
        self._out: asyncio.Queue[Message | bytes] = asyncio.Queue(QUEUED_OUT)
        self._task = asyncio.create_task(self._pump())

    def send(self, message: Message) -> None:
        """Queue a message."""
        self._put(message)

    def send_audio(self, pcm: bytes) -> None:
        """Queue sound, in frames of at most 64 KiB."""
        for start in range(0, len(pcm), MAX_FRAME):
            self._put(pcm[start : start + MAX_FRAME])

    async def close(self) -> None:
        """Stop sending."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def _put(self, data: Message | bytes) -> None:
        try:
            self._out.put_nowait(data)
        except asyncio.QueueFull:
            self._task.cancel()

    async def _pump(self) -> None:
        try:
            while True:
                data = await self._out.get()
                if isinstance(data, bytes):
                    await self._socket.send_bytes(data)
                else:
                    await self._socket.send_text(json.dumps(data, ensure_ascii=False))
        except asyncio.CancelledError:
            if self._out.full() and self._socket.application_state is WebSocketState.CONNECTED:
                await self._socket.close(TOO_SLOW)
            raise
        except (RuntimeError, WebSocketDisconnect, OSError):
            return


class Connection:
    """One websocket from its hello to its end."""

    def __init__(self, hub: Hub, socket: WebSocket) -> None:
        self._hub = hub
        self._socket = socket
        self._face = SocketFace(socket)
        self._session: Session | None = None
        self._listening: Listening | None = None
        self._rate = 16000
        self._face_name = "websocket"
        self._language = "en"
        self._arrivals: deque[float] = deque()
        self._done: set[str] = set()
        self._turns = 0
        self._handlers = {
            wire.Text: self._text,
            wire.Choice: self._choice,
            wire.AudioStart: self._audio_start,
            wire.Interrupt: self._interrupt,
            wire.Feedback: self._feedback,
            wire.PlayerEvent: self._player_event,
            wire.PlayerCommand: self._player_command,
            wire.SettingsChange: self._settings,
        }

    async def run(self) -> None:
        """Serve the socket until it closes."""
        try:
            if await self._greeted():
                while True:
                    await self._received(await self._socket.receive())
        except WebSocketDisconnect:
            pass
        finally:
            if self._listening is not None:
                self._listening.cancel()
            if self._session is not None:
                self._session.detach(self._face)
            await self._face.close()

    async def _greeted(self) -> bool:
        deadline = time.monotonic() + HELLO_WITHIN_S
        while True:
            try:
                left = deadline - time.monotonic()
                event = await asyncio.wait_for(self._socket.receive(), max(left, 0.01))
            except asyncio.TimeoutError:
                await self._socket.close(POLICY, "say hello within 10 seconds")
                return False
            if event["type"] == "websocket.disconnect":
                return False
            try:
                _, message = wire.decode(event.get("text") or event.get("bytes") or "")
                if not isinstance(message, wire.Hello):
                    raise wire.WireError("missing-field", "hello comes first", getattr(message, "id", None))
                await self._hello(message)
                return True
            except wire.WireError as error:
                self._error(error.code, error.re)
            except Exception as error:
                if not getattr(error, "code", ""):
                    raise
                self._error(str(error.code), None)  # type: ignore[attr-defined]

    async def _hello(self, hello: wire.Hello) -> None:
        session = self._session = await self._hub.session(hello.session, hello.person)
        if (
            len([s for s in self._hub.of_person(session.person) for _ in s.faces])
            >= self._hub.settings.sockets_a_person
        ):
            raise wire.WireError("busy", "too many sockets", hello.id)
        if hello.language != "auto":
            self._language = session.language = hello.language
        audio = hello.audio or wire.Audio()
        self._rate = audio.input.rate if audio.input else 16000
        self._face.wants_audio = audio.output is not None
        self._face.has_player = hello.player
        self._face_name = hello.face or "websocket"
        self._face.send(self._welcome(session))
        await self._catch_up(session, hello.resume_after)
        session.attach(self._face)
        session.state()
        self._ack(hello.id)

    def _welcome(self, session: Session) -> Message:
        settings = self._hub.settings
        return {
            "type": "welcome",
            "session": session.id,
            "protocol": 1,
            "server": f"encore/{__version__}",
            "limits": {
                "text": settings.max_text,
                "frame": MAX_FRAME,
                "messages_a_minute": settings.messages_a_minute,
                "queue": 8,
            },
            "disclosure": DISCLOSURE[session.language],
        }

    async def _catch_up(self, session: Session, after: int | None) -> None:
        missed = session.replay(after) if after is not None else None
        if missed is None:
            self._face.send(await session.snapshot())
        for message in missed or ():
            self._face.send(message)

    # --- what arrives ----------------------------------------------------------------------------------------

    async def _received(self, event: Message) -> None:
        if event["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(event.get("code", GOING_AWAY))
        if event.get("bytes") is not None:
            self._sound(event["bytes"])
            return
        data = event.get("text") or ""
        if len(data) > MAX_FRAME:
            self._error("too-large", None)
            return
        if not self._in_time():
            self._error("too-fast", None, retry_after=60)
            return
        try:
            kind, message = wire.decode(data)
            await self._handle(kind, message)
        except wire.WireError as error:
            self._error(error.code, error.re)

    async def _handle(self, kind: str, message: Any) -> None:
        if kind == "ping":
            self._face.send({"type": "pong", **({"re": message.id} if message.id else {})})
            return
        if message.id is not None and message.id in self._done:
            self._ack(message.id)
            return
        try:
            await (self._audio_stop(message) if kind == "audio-stop" else self._handler(message)(message))
        except BrainDied:
            self._error("brain-restarted", message.id)
        except (BrainError, Exception) as error:
            code = getattr(error, "code", "")
            if not code:
                log.exception("message %s failed", kind)
            self._error(str(code or "internal"), message.id)
        else:
            if message.id is not None:
                self._done.add(message.id)
            self._ack(message.id)

    def _handler(self, message: Any) -> Any:
        handler = self._handlers.get(type(message))
        if handler is None:
            raise wire.WireError("unknown-type", re=message.id)
        return handler

    def _in_time(self) -> bool:
        now = time.monotonic()
        while self._arrivals and now - self._arrivals[0] > 60:
            self._arrivals.popleft()
        if len(self._arrivals) >= self._hub.settings.messages_a_minute:
            return False
        self._arrivals.append(now)
        return True

    @property
    def _here(self) -> Session:
        assert self._session is not None, "hello comes first"  # noqa: S101
        return self._session

    def _key(self, number: str | None) -> str:
        self._turns += 1
        return number or f"{id(self):x}-{time.time_ns():x}-{self._turns}"

    async def _text(self, message: wire.Text) -> None:
        text = wire.checked_text(message.text, self._hub.settings.max_text)
        await self._here.say(text, key=self._key(message.id), face=self._face_name)

    async def _choice(self, message: wire.Choice) -> None:
        await self._here.choose(message.choice, key=self._key(message.id), face=self._face_name)

    async def _interrupt(self, _: wire.Interrupt) -> None:
        self._here.speaking.stop("interrupted")

    async def _feedback(self, message: wire.Feedback) -> None:
        await self._hub.brain.call(
            "feedback",
            person=self._here.person,
            item=message.item,
            value=message.value,
            rating=message.rating,
            key=self._key(message.id),
        )

    async def _player_event(self, message: wire.PlayerEvent) -> None:
        event = {name: getattr(message, name) for name in message.__struct_fields__ if name != "id"}
        await self._hub.brain.call("player-event", session=self._here.id, **event)

    async def _player_command(self, message: wire.PlayerCommand) -> None:
        arguments = {n: v for n in ("volume", "position_s") if (v := getattr(message, n)) is not None}
        await self._hub.brain.call("player-command", session=self._here.id, command=message.command, **arguments)

    async def _settings(self, message: wire.SettingsChange) -> None:
        if message.language in {"en", "zh"}:
            self._language = self._here.language = message.language
        if message.speak is not None:
            self._here.speak = message.speak
            self._face.wants_audio = message.speak
            if not message.speak:
                self._here.speaking.stop("interrupted")

    # --- the microphone --------------------------------------------------------------------------------------

    async def _audio_start(self, message: wire.AudioStart) -> None:
        if self._hub.recognizers is None:
            raise wire.WireError("no-model", re=message.id)
        if self._listening is not None:
            self._listening.cancel()
        self._here.speaking.stop("interrupted")
        stream = await self._hub.recognizers.open(self._rate, self._language)
        self._listening = Listening(
            stream,
            open_ended=message.mode == "open",
            send=self._face.send,
            heard=self._heard,
            failed=lambda code: self._error(code, None),
        )
        self._face.send({"type": "listening-start"})

    async def _audio_stop(self, _: wire.Bare) -> None:
        listening, self._listening = self._listening, None
        if listening is not None:
            self._face.send({"type": "listening-stop", "reason": "end"})
            await listening.stop()

    def _sound(self, pcm: bytes) -> None:
        if len(pcm) > min(MAX_FRAME, self._rate * 2 * MAX_AUDIO_MS // 1000):
            self._error("too-large", None)
        elif self._listening is not None and not self._listening.feed(pcm):
            self._listening.cancel()
            self._listening = None
            self._face.send({"type": "listening-stop", "reason": "busy"})

    async def _heard(self, transcript: Any) -> None:
        words = [{"word": w.word, "start": w.start, "end": w.end, "conf": w.conf} for w in transcript.words]
        self._face.send(
            {
                "type": "final",
                "text": transcript.text,
                "language": transcript.language,
                "confidence": transcript.confidence,
                "words": words,
            }
        )
        await self._here.say(transcript.text, key=self._key(None), face=f"{self._face_name}-voice")

    # --- answers ---------------------------------------------------------------------------------------------

    def _ack(self, number: str | None) -> None:
        if number is not None:
            self._face.send({"type": "ack", "re": number})

    def _error(self, code: str, number: str | None, **more: Any) -> None:
        language = self._session.language if self._session else self._language
        error = {"type": "error", **self._hub.error(code, language), **more}
        self._face.send({**error, "re": number} if number else error)


async def endpoint(socket: WebSocket) -> None:
    """Serve one websocket."""
    hub: Hub = socket.app.state.hub
    if not allowed(socket.headers, hub.settings):
        await socket.close(POLICY)
        return
    offered = socket.scope.get("subprotocols", [])
    await socket.accept(SUBPROTOCOL if SUBPROTOCOL in offered else None)
    with contextlib.suppress(RuntimeError):
        await Connection(hub, socket).run()
