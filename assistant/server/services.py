"""The HTTP services: every capability for other programs."""

from __future__ import annotations

import asyncio
import io
import json
import secrets
import wave
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse

from actions.catalogue.items import KINDS
from assistant.brain.client import Brain, BrainError
from assistant.hub import IDENTIFIER, Hub
from assistant.server import wire
from assistant.server.codes import STATUS, detail_of, stable_code
from assistant.settings import load

TURN_WITHIN_S = 120
AWAKE_WITHIN_S = 60
"""How long a request waits for a brain that is still waking up."""
BODY = 256 * 1024
"""Longest JSON body in bytes."""
MAX_QUERY = 200
DRAINED = 4
"""How many times the longest body is read and thrown away, so that the refusal is read and not a broken pipe."""
Handler = Callable[[Request], Awaitable[Response]]


def language_of(request: Request) -> str:
    """Return the language to speak to the caller in."""
    return "zh" if request.headers.get("accept-language", "").lower().startswith("zh") else "en"


def problem(code: str, language: str, detail: str = "", headers: dict[str, str] | None = None) -> Response:
    """Return a problem+json answer."""
    status = STATUS.get(code, 500)
    body = {"type": "about:blank", "title": Hub.error(code, language)["message"], "status": status, "code": code}
    content = {**body, **({"detail": detail} if detail else {})}
    return JSONResponse(content, status, headers=headers, media_type="application/problem+json")


def guarded(handler: Handler) -> Handler:
    """Let every foreseen failure of `handler` become a problem with a code."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except Exception as error:
            code = stable_code(error)
            if code == "internal" and not getattr(error, "code", ""):
                raise
            return problem(code, language_of(request), detail_of(error))

    return answer


async def _bytes(request: Request, longest: int) -> bytes:
    data, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= longest:
            data += chunk
        elif size > DRAINED * longest:
            break
    if size > longest:
        raise wire.WireError("too-large", f"{longest} bytes at most")
    return bytes(data)


async def _body(request: Request, kind: type[Any]) -> Any:
    return wire.body(await _bytes(request, BODY), kind)


def _number(request: Request, name: str, default: int, allowed: range) -> int:
    given = request.query_params.get(name, str(default))
    if not (given.isascii() and given.isdigit() and len(given) < 10 and int(given) in allowed):
        raise wire.WireError("bad-type", f"{name} is a whole number from {allowed[0]} to {allowed[-1]}")
    return int(given)


async def _awake(hub: Hub) -> Brain:
    try:
        await asyncio.wait_for(hub.brain.ready(), AWAKE_WITHIN_S)
    except asyncio.TimeoutError:
        raise wire.WireError("waking") from None
    return hub.brain


async def _asked(request: Request, operation: str, **arguments: Any) -> Any:
    return await (await _awake(_hub(request))).call(operation, **arguments)


def _hub(request: Request) -> Hub:
    hub: Hub = request.app.state.hub
    return hub


async def turns(request: Request) -> Response:
    """`POST /v1/turns`: a turn in writing; the same key again gets the same answer and has no other effect."""
    hub, body = _hub(request), await _body(request, wire.TurnBody)
    text = wire.checked_text(body.text, hub.settings.max_text)
    key = body.key or request.headers.get("idempotency-key") or secrets.token_urlsafe(12)
    if len(key) > wire.MAX_ID:
        raise wire.WireError("too-long", "Idempotency-Key")
    session = await hub.session(body.session, body.person)
    turn, future = await session.say(text, key=key, face="http", language=_spoken(body.language))
    try:
        # Whoever else waits for this turn goes on waiting when this caller stops.
        answer = await asyncio.wait_for(asyncio.shield(future), TURN_WITHIN_S)
    except asyncio.TimeoutError:
        raise wire.WireError("upstream-timeout") from None
    if answer.failed:
        raise wire.WireError(answer.failed)
    understood = {name: answer.understood.get(name) for name in ("intent", "entities", "ranking")}
    return JSONResponse(
        {
            "session": session.id,
            "turn": turn.key,
            "replies": answer.replies,
            "understood": understood,
            "language": turn.language,
            "ms": answer.ms,
        }
    )


def _spoken(language: str) -> str:
    return language if language in {"en", "zh"} else ""


async def understand(request: Request) -> Response:
    """`POST /v1/understand`."""
    hub, body = _hub(request), await _body(request, wire.UnderstandBody)
    text = wire.checked_text(body.text, hub.settings.max_text)
    return JSONResponse(await _asked(request, "understand", text=text, language=_spoken(body.language)))


async def recommend(request: Request) -> Response:
    """`POST /v1/recommend`."""
    hub, body = _hub(request), await _body(request, wire.RecommendBody)
    if body.wish is None:
        if not body.text:
            raise wire.WireError("missing-field", "text or wish")
        body.text = wire.checked_text(body.text, hub.settings.max_text)
    body.language = _spoken(body.language)
    fields = {name: getattr(body, name) for name in body.__struct_fields__}
    return JSONResponse(await _asked(request, "recommend", **fields))


async def write(request: Request) -> Response:
    """`POST /v1/write`: the piece, or server-sent events while it is written."""
    hub, body = _hub(request), await _body(request, wire.WriteBody)
    arguments = {
        "kind": body.kind,
        "about": body.about,
        "for": body.audience,
        "hero": body.hero,
        "length": body.length,
        "language": _spoken(body.language),
    }
    messages = (await _awake(hub)).stream("write", **arguments)
    # Nothing is answered before the first part is there, so that a refusal still has its status.
    first = await anext(messages)
    if body.stream or "text/event-stream" in request.headers.get("accept", ""):
        return StreamingResponse(_events(first, messages, language_of(request)), media_type="text/event-stream")
    pieces = [message["piece"] async for message in _all(first, messages) if message["type"] == "piece"]
    return JSONResponse(pieces[-1])


async def _all(first: dict[str, Any], rest: AsyncIterator[dict[str, Any]]) -> AsyncIterator[dict[str, Any]]:
    yield first
    async for message in rest:
        yield message


async def _events(first: dict[str, Any], rest: AsyncIterator[dict[str, Any]], language: str) -> AsyncIterator[str]:
    try:
        async for message in _all(first, rest):
            yield _event(message["type"], message)
    except BrainError as error:
        # The answer has begun, so the failure has to be an event of it.
        yield _event("error", Hub.error(stable_code(error), language))


def _event(kind: str, data: dict[str, Any]) -> str:
    return f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


async def transcribe(request: Request) -> Response:
    """`POST /v1/transcribe?language=`: a sound file as the body, or raw PCM with `?rate=`."""
    hub = _hub(request)
    if hub.recognizers is None:
        raise wire.WireError("no-model")
    data = await _bytes(request, hub.settings.max_upload)
    language = request.query_params.get("language", "en")
    pcm, rate = await asyncio.to_thread(_decoded, data, request)
    stream = await hub.recognizers.open(rate, language)
    try:
        heard = [part async for part in _heard(stream, pcm, rate)]
    finally:
        await stream.close()
    words = [asdict(word) for transcript in heard for word in transcript.words]
    text = " ".join(transcript.text for transcript in heard if transcript.text)
    return JSONResponse({"text": text, "words": words, "language": language})


async def _heard(stream: Any, pcm: bytes, rate: int) -> AsyncIterator[Any]:
    half_a_second = rate // 2 * 2
    for start in range(0, len(pcm), half_a_second):
        for transcript in await stream.accept(pcm[start : start + half_a_second]):
            if transcript.final:
                yield transcript
    yield await stream.finish()


def _decoded(data: bytes, request: Request) -> tuple[bytes, int]:
    from voice.decode import decode_audio, pcm16

    if "rate" not in request.query_params:
        samples, found = decode_audio(data)
        return pcm16(samples), found
    try:
        rate = _number(request, "rate", 16000, wire.RATES)
    except wire.WireError as error:
        raise wire.WireError("unsupported-audio", error.detail) from None
    if not data:
        raise wire.WireError("no-speech")
    if len(data) % 2:
        raise wire.WireError("bad-audio", "16-bit samples have an even number of bytes")
    return data, rate


async def speak(request: Request) -> Response:
    """`POST /v1/speak`: sound, as PCM sentence by sentence while it is made, or whole as WAV."""
    hub, body = _hub(request), await _body(request, wire.SpeakBody)
    text = wire.checked_text(body.text, hub.settings.max_text)
    if hub.synthesizer is None:
        raise wire.WireError("no-model")
    chunks = hub.synthesizer.speak(text, _spoken(body.language) or "en", body.voice or None, body.rate)
    first = await anext(chunks, None)
    if first is None:
        raise wire.WireError("empty", "nothing in it can be spoken")
    if body.format == "pcm":
        media_type = f"audio/pcm; rate={first.rate}; channels=1; encoding=s16le"
        return StreamingResponse(_sound(first, chunks), media_type=media_type)
    pcm = b"".join([part async for part in _sound(first, chunks)])
    return Response(_wav(pcm, first.rate), media_type="audio/wav")


async def _sound(first: Any, rest: AsyncIterator[Any]) -> AsyncIterator[bytes]:
    yield first.pcm
    async for chunk in rest:
        yield chunk.pcm


def _wav(pcm: bytes, rate: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(pcm)
    return file.getvalue()


async def catalogue(request: Request) -> Response:
    """`GET /v1/catalogue?q=&kind=&limit=`."""
    kind = request.query_params.get("kind", "")
    if kind and kind not in KINDS:
        raise wire.WireError("bad-type", f"kind is one of {', '.join(KINDS)}")
    limit = _number(request, "limit", 20, range(1, 201))
    query = request.query_params.get("q", "")
    if len(query) > MAX_QUERY:
        raise wire.WireError("too-long", "q")
    return JSONResponse(await _asked(request, "catalogue", query=query, kind=kind, limit=limit))


async def person(request: Request) -> Response:
    """`GET` and `DELETE /v1/people/{id}`: everything kept about somebody, or its end."""
    hub, who = _hub(request), request.path_params["person"]
    if not IDENTIFIER.match(who):
        raise wire.WireError("bad-type", "an id is letters, digits and . _ @ : + -, 64 at most")
    if request.method == "DELETE":
        await _erase(hub, who)
        return Response(status_code=204)
    kept = await _asked(request, "people-export", person=who)
    turns = await hub.journalled("export", who)
    if not turns and kept["person"] is None:
        raise wire.WireError("not-found", "nothing is kept about anybody of that id")
    return JSONResponse({**kept, "turns": turns})


async def _erase(hub: Hub, who: str) -> None:
    sessions = await hub.journalled("sessions", who)
    await hub.journalled("erase", who)
    await (await _awake(hub)).call("people-erase", person=who, sessions=sessions)
    for session in hub.of_person(who):
        session.forget()


async def player(request: Request) -> Response:
    """`GET /v1/player?session=`."""
    return JSONResponse(await _asked(request, "player", session=request.query_params.get("session", "")))


async def library(request: Request) -> Response:
    """`GET /v1/library`: the folders of music and how much is in them."""
    return JSONResponse(await _asked(request, "library"))


async def library_scan(request: Request) -> Response:
    """`POST /v1/library/scan`: look through the folders that the settings name now."""
    folders = [str(folder) for folder in (await asyncio.to_thread(load)).library_folders]
    _hub(request).brain.reconfigure(library_folders=tuple(folders))
    return JSONResponse(await _asked(request, "library-scan", folders=folders))


async def media(request: Request) -> Response:
    """`GET /v1/media/{token}`: sound for a browser's player, in ranges."""
    found = await _asked(request, "media", token=request.path_params["token"])
    path = Path(found["path"])
    if not path.is_file():
        raise wire.WireError("not-found")
    return FileResponse(path)
