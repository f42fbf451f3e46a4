"""What clients may send, checked before anything is done with it."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any, Literal

import msgspec

from actions.catalogue.items import Kind

MAX_ID = 128
JOINERS = "\u200c\u200d"
"""Invisible, but they belong to the word or the emoji around them."""
FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols that nobody can see."""
RATES = range(8000, 96001)
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_ID)]
Name = Annotated[str, msgspec.Meta(max_length=64)]
Face = Annotated[str, msgspec.Meta(max_length=32)]
Language = Literal["en", "zh", "auto", ""]
Pace = Annotated[int, msgspec.Meta(ge=80, le=400)]


class WireError(Exception):
    """A message cannot be used."""

    def __init__(self, code: str, detail: str = "", re: str | None = None) -> None:
        super().__init__(detail or code)
        self.code = code
        self.detail = detail
        self.re = re


class AudioFormat(msgspec.Struct):
    """How sound is sent."""

    rate: int = 16000
    encoding: str = "pcm_s16le"

    @property
    def usable(self) -> bool:
        """Whether sound of this kind can be heard."""
        return self.rate in RATES and self.encoding == "pcm_s16le"


class Audio(msgspec.Struct):
    """What a face sends and takes."""

    input: AudioFormat | None = None
    output: AudioFormat | None = None


class Hello(msgspec.Struct):
    """The first message."""

    protocol: Literal[1]
    session: Name = ""
    resume_after: int | None = None
    person: Name = ""
    token: str = ""
    language: Literal["auto", "en", "zh"] = "auto"
    face: Face = "websocket"
    audio: Audio | None = None
    player: bool = False
    id: Id | None = None


class Text(msgspec.Struct):
    """A turn in writing."""

    text: str
    id: Id | None = None


class Choice(msgspec.Struct):
    """A pressed button."""

    choice: Annotated[str, msgspec.Meta(max_length=64)]
    id: Id | None = None


class AudioStart(msgspec.Struct):
    """Sound follows."""

    mode: Literal["push", "open"] = "push"
    id: Id | None = None


class Bare(msgspec.Struct):
    """A message without data."""

    id: Id | None = None


class Interrupt(msgspec.Struct):
    """Stop speaking."""

    reply: str = ""
    heard_ms: float | None = None
    id: Id | None = None


class Feedback(msgspec.Struct):
    """An opinion without a turn."""

    item: Annotated[str, msgspec.Meta(max_length=200)]
    value: Literal["like", "dislike", "never", "seen", "undo"]
    rating: Annotated[float, msgspec.Meta(ge=0, le=5)] | None = None
    id: Id | None = None


class PlayerEvent(msgspec.Struct):
    """A player in the client tells the truth about itself."""

    state: Literal["idle", "loading", "playing", "paused", "stopped", "error"]
    item: str | None = None
    position_s: float = 0.0
    duration_s: float | None = None
    volume: float | None = None
    reason: str = ""
    error: str = ""
    id: Id | None = None


class PlayerCommand(msgspec.Struct):
    """A control was touched."""

    command: Literal["pause", "resume", "stop", "next", "previous", "volume", "seek", "play"]
    volume: Annotated[float, msgspec.Meta(ge=0, le=100)] | None = None
    position_s: Annotated[float, msgspec.Meta(ge=0)] | None = None
    id: Id | None = None


class SettingsChange(msgspec.Struct):
    """The person changed something."""

    language: Literal["auto", "en", "zh"] | None = None
    voice: Name | None = None
    rate: Pace | None = None
    speak: bool | None = None
    child: bool | None = None
    id: Id | None = None


class Image(msgspec.Struct):
    """A turn with a picture."""

    upload: Annotated[str, msgspec.Meta(max_length=200)]
    text: str = ""
    id: Id | None = None


MESSAGES: dict[str, type[msgspec.Struct]] = {
    "hello": Hello,
    "text": Text,
    "choice": Choice,
    "audio-start": AudioStart,
    "audio-stop": Bare,
    "interrupt": Interrupt,
    "feedback": Feedback,
    "player-event": PlayerEvent,
    "player-command": PlayerCommand,
    "settings": SettingsChange,
    "image": Image,
    "ping": Bare,
}


class TurnBody(msgspec.Struct):
    """`POST /v1/turns`."""

    text: str
    session: Name = ""
    person: Name = ""
    language: Language = ""
    key: Id | None = None


class UnderstandBody(msgspec.Struct):
    """`POST /v1/understand`."""

    text: str
    language: Language = ""


class RecommendBody(msgspec.Struct):
    """`POST /v1/recommend`."""

    text: str = ""
    wish: dict[str, Any] | None = None
    person: Name = ""
    n: Annotated[int, msgspec.Meta(ge=1, le=50)] = 5
    language: Language = ""
    kind: Kind | Literal[""] = ""


class WriteBody(msgspec.Struct):
    """`POST /v1/write`."""

    kind: str
    about: Annotated[str, msgspec.Meta(max_length=300)] = ""
    audience: Annotated[str, msgspec.Meta(max_length=40)] = msgspec.field(default="", name="for")
    hero: Name = ""
    length: Annotated[int, msgspec.Meta(ge=5, le=900)] = 60
    language: Language = ""
    stream: bool = False


class SpeakBody(msgspec.Struct):
    """`POST /v1/speak`."""

    text: str
    language: Language = ""
    voice: str = ""
    rate: Pace | None = None
    format: Literal["wav", "pcm"] = "wav"


def decode(data: str | bytes) -> tuple[str, Any]:
    """Return the type and the content of a websocket message. Raises WireError."""
    raw = parse(data)
    number = raw.get("id") if isinstance(raw.get("id"), str) else None
    kind = raw.get("type")
    if not isinstance(kind, str):
        raise WireError("missing-field" if kind is None else "bad-type", "type", number)
    if kind not in MESSAGES:
        raise WireError("unknown-type", kind[:40], number)
    try:
        return kind, msgspec.convert(raw, MESSAGES[kind])
    except msgspec.ValidationError as error:
        raise WireError(_code(error), str(error), number) from error


def body(data: bytes, kind: type[msgspec.Struct]) -> Any:
    """Return the content of a request. Raises WireError."""
    raw = parse(data)
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        raise WireError(_code(error), str(error)) from error


def parse(data: str | bytes) -> dict[str, Any]:
    """Return a JSON object. Raises WireError."""
    try:
        raw = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise WireError("bad-json", str(error)) from error
    if not isinstance(raw, dict):
        raise WireError("bad-type", "an object is expected")
    return raw


def _code(error: msgspec.ValidationError) -> str:
    if "missing required field" in str(error):
        return "missing-field"
    return "too-long" if "`str` of length <=" in str(error) else "bad-type"


def checked_text(text: str, longest: int) -> str:
    """Return `text` without what nobody can see. Raises WireError for nothing, or for too much."""
    shown = "".join(c for c in text if c in "\n\t" or c in JOINERS or c.isprintable()).strip()
    if not any(_visible(character) for character in shown):
        raise WireError("empty")
    if len(shown) > longest:
        raise WireError("too-long", f"{len(shown)} characters, and {longest} at most")
    return shown


def _visible(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNPS" and character not in FILLERS
