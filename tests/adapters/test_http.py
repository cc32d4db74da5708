"""Health, readiness and metrics over real HTTP; the server starts and stops inside a loop that goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpx
import pytest
from prometheus_client import CollectorRegistry, Gauge
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import BaseRoute, Route

from adapters.http import LARGEST, application, listen, serving
from bot.ports import Problem


class Bot:
    """What the door is told about: problems and a gauge."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.registry = CollectorRegistry()
        self.queued = Gauge("okrbot_queued", "Messages that wait", registry=self.registry)
        self.waiting = 0

    async def ready(self) -> Sequence[Problem]:
        return self.problems

    async def measure(self) -> None:
        self.queued.set(self.waiting)


@asynccontextmanager
async def served(bot: Bot, *routes: BaseRoute) -> AsyncIterator[httpx.AsyncClient]:
    sock = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{sock.getsockname()[1]}"
    app = application(ready=bot.ready, registry=bot.registry, measure=bot.measure, routes=routes)
    async with serving(app, sock), httpx.AsyncClient(base_url=url) as client:
        yield client


async def test_alive_and_ready() -> None:
    bot = Bot()
    async with served(bot) as client:
        assert (await client.get("/healthz")).status_code == 200
        assert ((await client.get("/readyz")).status_code, (await client.get("/readyz")).json()) == (200, [])
        bot.problems = [Problem("SLACK_BOT_TOKEN", "Slack does not accept it", "copy it anew from the app's page")]
        answer = await client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json() == [
            {"where": "SLACK_BOT_TOKEN", "what": "Slack does not accept it", "mend": "copy it anew from the app's page"}
        ]
        assert (await client.get("/healthz")).status_code == 200


async def test_a_body_without_end_is_not_read_to_its_end() -> None:
    async def echo(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await request.body())))

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(2 * LARGEST // 65536):
            yield bytes(65536)

    async with served(Bot(), Route("/echo", echo, methods=["POST"])) as client:
        assert (await client.post("/echo", content=bytes(LARGEST))).text == str(LARGEST)
        assert (await client.post("/echo", content=bytes(LARGEST + 1))).status_code == 413
        assert (await client.post("/echo", content=endless())).status_code == 413


async def test_metrics_are_measured_when_they_are_asked_for() -> None:
    bot = Bot()
    async with served(bot) as client:
        bot.waiting = 17
        answer = await client.get("/metrics")
        assert answer.headers["content-type"].startswith("text/plain")
        assert "okrbot_queued 17.0" in answer.text
        bot.waiting = 3
        openmetrics = await client.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
        assert openmetrics.headers["content-type"].startswith("application/openmetrics-text")
        assert "okrbot_queued 3.0" in openmetrics.text


async def test_adapters_bring_their_routes() -> None:
    async def events(request: Request) -> PlainTextResponse:
        return PlainTextResponse(await request.body())

    async with served(Bot(), Route("/somewhere/events", events, methods=["POST"])) as client:
        assert (await client.post("/somewhere/events", content=b"hello")).text == "hello"
        assert (await client.get("/elsewhere")).status_code == 404


async def test_a_failure_is_one_line_without_what_was_sent(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    async def fails(request: Request) -> PlainTextResponse:
        raise ValueError((await request.body()).decode())

    async with served(Bot(), Route("/fails", fails, methods=["POST"])) as client:
        answer = await client.post("/fails", content=b"what somebody typed")
        assert (answer.status_code, answer.json()) == (500, {"error": "failed"})
        assert (await client.get("/healthz")).status_code == 200
    told = "".join(capsys.readouterr()) + caplog.text
    lines = [line for line in told.splitlines() if "request failed" in line]
    assert len(lines) == 1
    assert "ValueError" in lines[0]
    assert "/fails" in lines[0]
    assert "Traceback" not in told
    assert "typed" not in told


async def test_stopping_lets_what_is_under_way_end() -> None:
    asked, may_answer = asyncio.Event(), asyncio.Event()

    async def slow(request: Request) -> PlainTextResponse:
        asked.set()
        await may_answer.wait()
        return PlainTextResponse("answered")

    sock = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{sock.getsockname()[1]}"
    bot = Bot()
    async with httpx.AsyncClient() as client:
        async with serving(application(ready=bot.ready, registry=bot.registry, measure=bot.measure, routes=[Route("/slow", slow)]), sock):
            answer = asyncio.create_task(client.get(f"{url}/slow"))
            await asked.wait()
            asyncio.get_running_loop().call_soon(may_answer.set)
        assert (await answer).text == "answered"
        with pytest.raises(httpx.ConnectError):
            await client.get(f"{url}/healthz")


async def test_a_stream_that_is_ended_does_not_hold_the_stop_up() -> None:
    end = asyncio.Event()

    async def lines() -> AsyncIterator[str]:
        yield "one\n"
        await end.wait()
        yield "last\n"

    async def stream(request: Request) -> StreamingResponse:
        return StreamingResponse(lines())

    async with served(Bot(), Route("/stream", stream)) as client, client.stream("GET", "/stream") as response:
        heard = response.aiter_lines()
        assert await anext(heard) == "one"
        end.set()
        assert [line async for line in heard] == ["last"]


async def test_an_address_that_is_taken_is_an_error_before_anything_starts() -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(OSError, match="in use"):
        listen("127.0.0.1", taken.getsockname()[1])
