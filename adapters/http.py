"""The one HTTP door: health, readiness, metrics, and whatever routes the adapters bring."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path

import structlog
import uvicorn
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Scope
from starlette.types import Receive as AsgiReceive
from starlette.types import Send as AsgiSend

from bot.ports import Problem

log = structlog.get_logger("http")

GRACE = 2
"""Seconds that requests under way are given when the server stops."""

LARGEST = 4 * 2**20
"""Bytes of a body: no platform sends more, and whoever sends has not proven yet who they are."""

Ready = Callable[[], Awaitable[Sequence[Problem]]]
"""What keeps the bot from being ready at this moment: database, platforms."""

Measure = Callable[[], Awaitable[None]]
"""Brings the registry's gauges up to date before they are read."""


def application(*, ready: Ready, registry: CollectorRegistry, measure: Measure, routes: Sequence[BaseRoute] = ()) -> ASGIApp:
    """The ASGI application: GET /healthz, /readyz, /metrics, and `routes`. What fails is answered 500 and one line in the log."""

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_: Request) -> Response:
        problems = await ready()
        return JSONResponse([asdict(problem) for problem in problems], status_code=503 if problems else 200)

    async def metrics(request: Request) -> Response:
        await measure()
        encode, media_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(registry), headers={"Content-Type": media_type})

    own = [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]
    return _Contained(Starlette(routes=[*own, *routes], exception_handlers={Exception: _failed}, max_body_size=LARGEST))


async def _failed(*_: object) -> Response:
    return JSONResponse({"error": "failed"}, status_code=500)


class _Contained:
    """Starlette answers a failure and raises it again; here it ends as one line that holds nothing of the request but its path."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: AsgiReceive, send: AsgiSend) -> None:
        try:
            await self._app(scope, receive, send)
        except Exception as error:  # noqa: BLE001 - an operator never reads a traceback
            log.error("request failed", path=scope["path"], error=type(error).__name__, at=_place(error))  # noqa: TRY400 - nor is one logged


def _place(error: Exception) -> str:
    """The innermost line that raised it."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"


class _Server(uvicorn.Server):
    """uvicorn inside a loop that is not its own: the composition root listens for signals, and wants to know when the server is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.up.set()


async def bounded(request: Request, most: int) -> bytes | None:
    """The request's body; None as soon as it is larger than `most` bytes."""
    pieces: list[bytes] = []
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def listen(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 takes a free one (`getsockname()[1]`). Raises OSError when the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=2048)


@asynccontextmanager
async def serving(app: ASGIApp, sock: socket.socket) -> AsyncIterator[None]:
    """Serves in the running loop as long as the block lasts, then lets what is under way end.

    Adapters are stopped inside the block, so that what they keep open (streams) ends by itself and not at the end of the grace.
    """
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        proxy_headers=False,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[sock]))
    up = asyncio.create_task(server.up.wait())
    await asyncio.wait({task, up}, return_when=asyncio.FIRST_COMPLETED)
    up.cancel()
    if task.done():
        task.result()
    try:
        yield
    finally:
        server.should_exit = True
        await task
