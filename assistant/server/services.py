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

from assistant.hub import IDENTIFIER, Hub
from assistant.server import wire

TURN_WITHIN_S = 120
Handler = Callable[[Request], Awaitable[Response]]
STATUS = {
    "bad-json": 400,
    "bad-type": 400,
    "missing-field": 400,
    "empty": 400,
    "no-speech": 400,
    "bad-audio": 400,
    "unsupported-audio": 415,
    "too-large": 413,
    "too-long": 413,
    "too-fast": 429,
    "busy": 429,
    "forbidden": 403,
    "not-found": 404,
    "no-model": 503,
    "waking": 503,
    "brain-restarted": 503,
    "upstream-timeout": 504,
    "upstream-failed": 502,
    "storage-full": 507,
}


def language_of(request: Request) -> str:
    """Return the language to speak to the caller in."""
    return "zh" if request.headers.get("accept-language", "").lower().startswith("zh") else "en"


def problem(code: str, language: str, detail: str = "") -> Response:
    """Return a problem+json answer."""
    message = Hub.error(code, language)["message"]
    body = {"type": "about:blank", "title": message, "status": STATUS.get(code, 500), "code": code}
    content = {**body, **({"detail": detail} if detail else {})}
    return JSONResponse(content, STATUS.get(code, 500), media_type="application/problem+json")


def guarded(handler: Handler) -> Handler:
    """Let every failure of `handler` become a problem with a code."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except Exception as error:
            code = getattr(error, "code", "")
            if not isinstance(code, str) or not code:
                raise
            return problem(code, language_of(request), getattr(error, "detail", ""))

    return answer


async def _bytes(request: Request, longest: int) -> bytes:
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > longest:
            raise wire.WireError("too-large")
    return data


async def _body(request: Request, kind: type[Any]) -> Any:
    return wire.body(await _bytes(request, 256 * 1024), kind)


def _hub(request: Request) -> Hub:
    hub: Hub = request.app.state.hub
    return hub


async def turns(request: Request) -> Response:
    """`POST /v1/turns`."""
    hub, body = _hub(request), await _body(request, wire.TurnBody)
    text = wire.checked_text(body.text, hub.settings.max_text)
    session = await hub.session(body.session, body.person)
    key = body.key or request.headers.get("idempotency-key") or secrets.token_urlsafe(12)
    said_in = body.language if body.language in {"en", "zh"} else ""
    turn, future = await session.say(text, key=key, face="http", language=said_in)
    try:
        answer = await asyncio.wait_for(future, TURN_WITHIN_S)
    except asyncio.TimeoutError:
        raise wire.WireError("upstream-timeout") from None
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


async def understand(request: Request) -> Response:
    """`POST /v1/understand`."""
    hub, body = _hub(request), await _body(request, wire.UnderstandBody)
    text = wire.checked_text(body.text, hub.settings.max_text)
    language = body.language if body.language in {"en", "zh"} else ""
    return JSONResponse(await hub.brain.call("understand", text=text, language=language))


async def recommend(request: Request) -> Response:
    """`POST /v1/recommend`."""
    hub, body = _hub(request), await _body(request, wire.RecommendBody)
    if not body.text.strip() and body.wish is None:
        raise wire.WireError("missing-field", "text or wish")
    fields = {name: getattr(body, name) for name in body.__struct_fields__}
    return JSONResponse(await hub.brain.call("recommend", **fields))


async def write(request: Request) -> Response:
    """`POST /v1/write`: the piece, or server-sent events while it is written."""
    hub, body = _hub(request), await _body(request, wire.WriteBody)
    arguments = {
        "kind": body.kind,
        "about": body.about,
        "for": body.audience,
        "hero": body.hero,
        "length": body.length,
        "language": body.language,
    }
    if body.stream or "text/event-stream" in request.headers.get("accept", ""):
        return StreamingResponse(_events(hub, arguments, language_of(request)), media_type="text/event-stream")
    async for message in hub.brain.stream("write", **arguments):
        if message["type"] == "piece":
            return JSONResponse(message["piece"])
    raise wire.WireError("internal")


async def _events(hub: Hub, arguments: dict[str, Any], language: str) -> AsyncIterator[str]:
    try:
        async for message in hub.brain.stream("write", **arguments):
            yield f"event: {message['type']}\ndata: {json.dumps(message, ensure_ascii=False)}\n\n"
    except Exception as error:
        # The answer has begun, so the failure has to be an event of it.
        problem_event = Hub.error(str(getattr(error, "code", "internal")), language)
        yield f"event: error\ndata: {json.dumps(problem_event, ensure_ascii=False)}\n\n"


async def transcribe(request: Request) -> Response:
    """`POST /v1/transcribe`: a sound file as the body, or raw PCM with `?rate=`."""
    hub = _hub(request)
    if hub.recognizers is None:
        raise wire.WireError("no-model")
    data = await _bytes(request, hub.settings.max_upload)
    language = request.query_params.get("language", "en")
    pcm, rate = await asyncio.to_thread(_decoded, data, request)
    stream = await hub.recognizers.open(rate, language)
    heard = []
    for start in range(0, len(pcm), rate):
        heard += [transcript for transcript in await stream.accept(pcm[start : start + rate]) if transcript.final]
    heard.append(await stream.finish())
    words = [asdict(word) for transcript in heard for word in transcript.words]
    text = " ".join(transcript.text for transcript in heard if transcript.text)
    return JSONResponse({"text": text, "words": words, "language": language})


def _decoded(data: bytes, request: Request) -> tuple[bytes, int]:
    from voice.decode import decode_audio, pcm16

    if "rate" in request.query_params:
        rate = request.query_params["rate"]
        if not rate.isdigit() or not 8000 <= int(rate) <= 96000:
            raise wire.WireError("unsupported-audio")
        if not data:
            raise wire.WireError("no-speech")
        return data, int(rate)
    samples, found = decode_audio(data)
    return pcm16(samples), found


async def speak(request: Request) -> Response:
    """`POST /v1/speak`: sound, streamed sentence by sentence as PCM, or whole as WAV."""
    hub, body = _hub(request), await _body(request, wire.SpeakBody)
    text = wire.checked_text(body.text, hub.settings.max_text)
    if hub.synthesizer is None:
        raise wire.WireError("no-model")
    chunks = hub.synthesizer.speak(text, body.language or "en", body.voice or None, body.rate)
    if body.format == "pcm":
        return StreamingResponse((chunk.pcm async for chunk in chunks), media_type="audio/L16; rate=22050; channels=1")
    sentences = [chunk async for chunk in chunks]
    return Response(
        _wav(b"".join(c.pcm for c in sentences), sentences[0].rate if sentences else 22050), media_type="audio/wav"
    )


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
    query = request.query_params
    limit = int(query["limit"]) if query.get("limit", "").isdigit() else 20
    found = await _hub(request).brain.call(
        "catalogue", query=query.get("q", ""), kind=query.get("kind", ""), limit=max(1, min(limit, 200))
    )
    return JSONResponse(found)


async def person(request: Request) -> Response:
    """`GET` and `DELETE /v1/people/{id}`: everything kept about somebody, or its end."""
    hub, who = _hub(request), request.path_params["person"]
    if not IDENTIFIER.match(who):
        raise wire.WireError("bad-type")
    if request.method == "DELETE":
        sessions = await hub.journalled("sessions", who)
        await hub.journalled("erase", who)
        await hub.brain.call("people-erase", person=who, sessions=sessions)
        return Response(status_code=204)
    kept = await hub.brain.call("people-export", person=who)
    return JSONResponse({**kept, "turns": await hub.journalled("export", who)})


async def player(request: Request) -> Response:
    """`GET /v1/player?session=`."""
    return JSONResponse(await _hub(request).brain.call("player", session=request.query_params.get("session", "")))


async def media(request: Request) -> Response:
    """`GET /v1/media/{token}`: sound for a browser's player, in ranges."""
    found = await _hub(request).brain.call("media", token=request.path_params["token"])
    path = Path(found["path"])
    if not path.is_file():
        raise wire.WireError("not-found")
    return FileResponse(path)
