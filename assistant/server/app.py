"""The Starlette application and the process that serves it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.bootstrap import hub as build_hub
from assistant.hub import Hub
from assistant.server import services, websocket
from assistant.server.limits import allowed
from assistant.settings import Settings

log = logging.getLogger(__name__)

WIDGET = Path(__file__).resolve().parents[1] / "widget"
SHOWN = {".js", ".css", ".svg", ".html"}
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "permissions-policy": "microphone=(self)",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    # A page elsewhere loads the widget and plays its media; who may talk to the server is decided by Origin.
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": "no-cache",
}


class OnlyOurs:
    """Refuses requests under foreign names and from foreign pages; adds the safety headers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if not allowed(request.headers, self._settings):
            await services.problem("forbidden", services.language_of(request))(scope, receive, send)
            return
        headers = {**HEADERS, **_embedding(request, self._settings)}

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                have = {name for name, _ in message["headers"]}
                extra = ((k.encode(), v.encode()) for k, v in headers.items())
                message["headers"] = [*message["headers"], *((k, v) for k, v in extra if k not in have)]
            await send(message)

        await self._app(scope, receive, with_headers)


def _embedding(request: Request, settings: Settings) -> dict[str, str]:
    """Return the headers with which a page that may embed the chat can load its files."""
    origin = request.headers.get("origin")
    if origin not in settings.allowed_origins:
        return {}
    return {"access-control-allow-origin": str(origin), "vary": "origin"}


def app(hub: Hub) -> ASGIApp:
    """Return the application."""

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await hub.start()
        try:
            yield
        finally:
            await hub.stop()

    posts = ("turns", "understand", "recommend", "write", "transcribe", "speak")
    routes = [
        Route("/", _page),
        Mount("/widget", _Widget(directory=WIDGET)),
        *(Route(f"/v1/{name}", services.guarded(getattr(services, name)), methods=["POST"]) for name in posts),
        Route("/v1/catalogue", services.guarded(services.catalogue)),
        Route("/v1/people/{person}", services.guarded(services.person), methods=["GET", "DELETE"]),
        Route("/v1/player", services.guarded(services.player)),
        Route("/v1/library", services.guarded(services.library)),
        Route("/v1/library/scan", services.guarded(services.library_scan), methods=["POST"]),
        Route("/v1/media/{token:path}", services.guarded(services.media)),
        WebSocketRoute("/v1/session", websocket.endpoint),
        Route("/healthz", _health),
        Route("/readyz", _ready),
        Route("/metrics", _metrics),
    ]
    handlers: Any = {404: _not_found, 405: _wrong_method, 500: _broken}
    application = Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers)
    application.state.hub = hub
    return OnlyOurs(application, hub.settings)


class _Widget(StaticFiles):
    """Serves the widget's files and nothing else of its package."""

    def lookup_path(self, path: str) -> Any:
        """Return where `path` lies."""
        return super().lookup_path(path) if Path(path).suffix in SHOWN else ("", None)


async def _page(_: Request) -> Response:
    return FileResponse(WIDGET / "index.html")


async def _health(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _ready(request: Request) -> Response:
    state = request.app.state.hub.brain.state
    return JSONResponse({"brain": state}, 200 if state == "ready" else 503)


async def _metrics(request: Request) -> Response:
    return PlainTextResponse(request.app.state.hub.metrics(), media_type="text/plain; version=0.0.4")


async def _not_found(request: Request, _: Exception) -> Response:
    return services.problem("not-found", services.language_of(request))


async def _wrong_method(request: Request, error: Any) -> Response:
    return services.problem("wrong-method", services.language_of(request), headers=error.headers)


async def _broken(request: Request, error: Exception) -> Response:
    log.error("a request failed", exc_info=error)
    return services.problem("internal", services.language_of(request))


def serve(settings: Settings) -> int:
    """Serve until interrupted; return the exit status."""
    import uvicorn

    if not settings.model.is_file():
        _say_no_model(settings)
        return 1
    listener = _listener(settings)
    if listener is None:
        return 1
    port = listener.getsockname()[1]
    config = uvicorn.Config(
        app(build_hub(settings)),
        ws="wsproto",
        log_level="warning",
        ws_max_size=websocket.MAX_FRAME * 2,
        ws_ping_interval=websocket.PING_EVERY_S,
        ws_ping_timeout=2 * websocket.PING_EVERY_S,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=1,
        server_header=False,
    )
    server = uvicorn.Server(config)
    print(f"Encore · 安可: http://{settings.host}:{port}", flush=True)  # noqa: T201
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(server.serve(sockets=[listener]))
    return 0


def _say_no_model(settings: Settings) -> None:
    print(  # noqa: T201
        f"encore: there is no language model at {settings.model}; make one with `make train`.\n"
        f"{settings.model} 没有语言模型，请用 make train 训练一个。",
        file=sys.stderr,
    )


def _listener(settings: Settings) -> socket.socket | None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # Named as TCP, because asyncio sets TCP_NODELAY on no other: without it answers wait 40 ms for the client's ACK.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        print(  # noqa: T201
            f"encore: cannot listen on {settings.host}:{settings.port} ({error.strerror}); "
            "is Encore running already? Another port: ENCORE_PORT=8081.\n"
            f"无法监听 {settings.host}:{settings.port}，安可是不是已经在运行？换个端口：ENCORE_PORT=8081。",
            file=sys.stderr,
        )
        return None
    listener.listen(128)
    return listener
