"""`WS /v1/session`: one face of a conversation over a websocket, sub-protocol `encore.v1`."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import yaml
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from assistant import __version__
from assistant.hub import Hub
from assistant.listening import Listening
from assistant.server import wire
from assistant.server.codes import STATUS, detail_of, stable_code
from assistant.server.limits import allowed
from assistant.session import QUEUED_TURNS, Message, Session

log = logging.getLogger(__name__)

SUBPROTOCOL = "encore.v1"
HELLO_WITHIN_S = 10.0
QUEUED_OUT = 1000
MAX_FRAME = 64 * 1024
MAX_AUDIO_MS = 200
LONGEST_UTTERANCE_S = 120
PING_EVERY_S = 20.0
KEPT_IDS = 1000
AT_ONCE = 8
SLOW = {"player-command", "feedback"}
"""Messages that are done beside the others: a command waits for what the player in this very client reports."""
GOING_AWAY, POLICY, TOO_SLOW = 1001, 1008, 1013
_DISCLOSURE = Path(__file__).with_name("disclosure.yml")

_done: WeakKeyDictionary[Session, OrderedDict[str, None]] = WeakKeyDictionary()
"""Ids of the messages that were done, by session: a client that reconnects sends again what was not acknowledged."""


def disclosure(language: str, has_writer: bool) -> str:
    """Return what a person is told about whom they talk to; `has_writer` if an endpoint writes the stories."""
    return _disclosures()["writer" if has_writer else "local"]["zh" if language == "zh" else "en"]


@lru_cache(maxsize=1)
def _disclosures() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.safe_load(_DISCLOSURE.read_text("utf-8"))
    return loaded


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
        self._utterance_bytes = 0
        self._was_listening = self._open_ended = False
        self._turns = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._handlers: dict[Any, Callable[[Any], Awaitable[None]]] = {
            wire.Text: self._text,
            wire.Choice: self._choice,
            wire.AudioStart: self._audio_start,
            wire.Image: self._image,
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
            if await self._said_hello(event):
                return True

    async def _said_hello(self, event: Mapping[str, Any]) -> bool:
        number: str | None = None
        try:
            if not self._in_time():
                raise wire.WireError("too-fast")
            kind, message = wire.decode(_text_of(event))
            number = message.id
            if kind != "hello":
                raise wire.WireError("missing-field", "hello comes first")
            await self._hello(message)
        except Exception as error:
            # Nothing that a stranger sends may end more than their own socket.
            self._failed(error, getattr(error, "re", None) or number)
        else:
            return True
        return False

    async def _hello(self, hello: wire.Hello) -> None:
        audio = hello.audio or wire.Audio()
        if not all(way.usable for way in (audio.input, audio.output) if way is not None):
            raise wire.WireError("unsupported-audio", "pcm_s16le at 8000 to 96000 Hz")
        session = await self._hub.session(hello.session, hello.person)
        faces = sum(len(open_session.faces) for open_session in self._hub.of_person(session.person))
        if faces >= self._hub.settings.sockets_a_person:
            raise wire.WireError("busy", f"{faces} faces of this person are connected already")
        self._session = session
        if hello.language != "auto":
            self._language = session.language = hello.language
        self._rate = audio.input.rate if audio.input else 16000
        self._face.wants_audio = audio.output is not None
        self._face.has_player = hello.player
        self._face_name = hello.face or "websocket"
        missed = None if hello.resume_after is None else session.replay(hello.resume_after)
        if missed is None:
            snapshot = await session.snapshot()
            self._tell(self._welcome(session))
            self._tell(snapshot)
        else:
            # Numbers rise, so the welcome takes the one after which the client goes on.
            for message in ({**self._welcome(session), "seq": hello.resume_after}, *missed):
                self._face.send(message)
        # In the same step as the end of the snapshot, so that no message falls between the two.
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
                "audio_frame_ms": MAX_AUDIO_MS,
                "messages_a_minute": settings.messages_a_minute,
                "sockets_a_person": settings.sockets_a_person,
                "queue": QUEUED_TURNS,
            },
            "disclosure": disclosure(session.language, bool(settings.writer_url)),
        }

    # --- what arrives ----------------------------------------------------------------------------------------

    async def _received(self, event: Mapping[str, Any]) -> None:
        if event["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(event.get("code", GOING_AWAY))
        if event.get("bytes") is not None:
            await self._sound(event["bytes"])
            return
        try:
            if not self._in_time():
                self._error("too-fast", retry_after=self._free_in())
                return
            kind, message = wire.decode(_text_of(event))
            if kind in SLOW:
                self._handle_beside(kind, message)
            else:
                await self._handle(kind, message)
        except wire.WireError as error:
            self._failed(error, error.re)

    def _handle_beside(self, kind: str, message: Any) -> None:
        if len(self._tasks) >= AT_ONCE:
            raise wire.WireError("busy", re=message.id)
        task = asyncio.create_task(self._handle(kind, message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _handle(self, kind: str, message: Any) -> None:
        if kind == "ping":
            self._tell({"type": "pong", **({"re": message.id} if message.id else {})})
            return
        done = _done.setdefault(self._here, OrderedDict())
        if message.id is not None and message.id in done:
            self._ack(message.id)
            return
        if message.id is not None:
            done[message.id] = None
            if len(done) > KEPT_IDS:
                done.popitem(last=False)
        try:
            await self._handler(kind, message)(message)
        except Exception as error:
            # A message that cannot be done is answered, and may be sent again; the conversation goes on.
            done.pop(message.id, None)
            self._failed(error, message.id)
        else:
            self._ack(message.id)

    def _handler(self, kind: str, message: Any) -> Callable[[Any], Awaitable[None]]:
        if kind == "audio-stop":
            return self._audio_stop
        handler = self._handlers.get(type(message))
        if handler is None:
            raise wire.WireError("unknown-type", f"{kind} was said already")
        return handler

    def _in_time(self) -> bool:
        now = time.monotonic()
        while self._arrivals and now - self._arrivals[0] > 60:
            self._arrivals.popleft()
        if len(self._arrivals) >= self._hub.settings.messages_a_minute:
            return False
        self._arrivals.append(now)
        return True

    def _free_in(self) -> int:
        """Return the seconds until another message is taken."""
        return max(1, round(60 - (time.monotonic() - self._arrivals[0])))

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

    async def _image(self, _: wire.Image) -> None:
        raise wire.WireError("unsupported-image")

    async def _interrupt(self, message: wire.Interrupt) -> None:
        self._here.speaking.stop("interrupted", message.heard_ms)

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
        if message.child:
            raise wire.WireError("bad-type", "there is no child mode yet")
        if message.language in {"en", "zh"}:
            self._language = self._here.language = message.language
            words = disclosure(message.language, bool(self._hub.settings.writer_url))
            self._tell({"type": "notice", "kind": "disclosure", "text": words})
        if message.voice is not None:
            self._here.speaking.voice = message.voice or None
        if message.rate is not None:
            self._here.speaking.rate = message.rate
        if message.speak is not None:
            self._here.speak = message.speak
            self._face.wants_audio = message.speak
            if not message.speak:
                self._here.speaking.stop("interrupted")

    # --- the microphone --------------------------------------------------------------------------------------

    async def _audio_start(self, message: wire.AudioStart) -> None:
        if self._hub.recognizers is None:
            raise wire.WireError("no-model")
        if self._listening is not None:
            self._listening.cancel()
        self._here.speaking.stop("interrupted")
        stream = await self._hub.recognizers.open(self._rate, self._language)
        self._was_listening, self._open_ended, self._utterance_bytes = True, message.mode == "open", 0
        self._listening = Listening(
            stream,
            open_ended=self._open_ended,
            # Only partial transcripts go this way, and they have no number.
            send=self._face.send,
            heard=self._heard,
            failed=self._stopped_hearing,
        )
        self._tell({"type": "listening-start"})

    async def _audio_stop(self, _: wire.Bare) -> None:
        """Stop listening; no effect when nothing is listened to, as when the server stopped by itself."""
        await self._finish_listening("end")

    async def _finish_listening(self, reason: str) -> None:
        listening, self._listening = self._listening, None
        if listening is not None:
            self._tell({"type": "listening-stop", "reason": reason})
            await listening.stop()

    def _stop_listening(self, reason: str) -> None:
        listening, self._listening = self._listening, None
        if listening is not None:
            listening.cancel()
            self._tell({"type": "listening-stop", "reason": reason})

    def _stopped_hearing(self, code: str) -> None:
        """Take note that listening ended by itself."""
        if self._listening is not None:
            self._listening = None
            self._tell({"type": "listening-stop", "reason": "cut"})
        self._error(code if code in STATUS else "internal")

    async def _sound(self, pcm: bytes) -> None:
        if self._listening is None:
            # Frames that were on their way when listening ended are no mistake; sound out of the blue is.
            if not self._was_listening:
                self._was_listening = True
                self._error("missing-field", detail="audio-start comes before sound")
            return
        if len(pcm) > self._rate * 2 * MAX_AUDIO_MS // 1000:
            self._stop_listening("cut")
            self._error("too-large", detail=f"a frame holds at most {MAX_AUDIO_MS} ms")
        elif len(pcm) % 2:
            self._stop_listening("cut")
            self._error("bad-audio", detail="16-bit samples have an even number of bytes")
        elif not self._listening.feed(pcm):
            self._stop_listening("busy")
            self._error("busy")
        else:
            await self._limit_utterance(len(pcm))

    async def _limit_utterance(self, added: int) -> None:
        self._utterance_bytes += added
        too_long = self._utterance_bytes > LONGEST_UTTERANCE_S * self._rate * 2
        if too_long and not self._open_ended:
            await self._finish_listening("limit")

    async def _heard(self, transcript: Any) -> None:
        key = self._key(None)
        words = [{"word": w.word, "start": w.start, "end": w.end, "conf": w.conf} for w in transcript.words]
        self._tell(
            {
                "type": "final",
                "turn": key,
                "text": transcript.text,
                "language": transcript.language,
                "confidence": transcript.confidence,
                "words": words,
            }
        )
        await self._here.say(transcript.text, key=key, face=f"{self._face_name}-voice")

    # --- answers ---------------------------------------------------------------------------------------------

    def _ack(self, number: str | None) -> None:
        if number is not None:
            self._tell({"type": "ack", "re": number})

    def _failed(self, error: Exception, number: str | None) -> None:
        code = stable_code(error)
        if code == "internal" and not getattr(error, "code", ""):
            log.error("a message failed", exc_info=error)
        self._error(code, number, detail=detail_of(error))

    def _error(self, code: str, number: str | None = None, **more: Any) -> None:
        language = self._session.language if self._session else self._language
        message = {"type": "error", **self._hub.error(code, language), **({"re": number} if number else {})}
        self._tell({**message, **{name: value for name, value in more.items() if value}})

    def _tell(self, message: Message) -> None:
        """Send what is for this face alone."""
        self._face.send(self._session.numbered(message) if self._session else message)


def _text_of(event: Mapping[str, Any]) -> str:
    text = event.get("text")
    if text is None:
        raise wire.WireError("bad-type", "a message is a text frame; binary frames are sound")
    if len(text.encode()) > MAX_FRAME:
        raise wire.WireError("too-large", f"{MAX_FRAME} bytes at most")
    return str(text)


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
