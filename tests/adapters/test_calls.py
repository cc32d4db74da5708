"""Calls of an API over real sockets: what is sent, what comes back, the environment's proxy, and what surely never left."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from aiohttp import web

from adapters.calls import Calls, NoAnswer
from adapters.http import listen


class Echo:
    """Answers with what it was asked; as a proxy it is asked for others."""

    def __init__(self) -> None:
        self.asked: list[web.Request] = []
        self.bodies: list[bytes] = []
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        self.asked.append(request)
        self.bodies.append(await request.read())
        if request.path == "/slow":
            await asyncio.sleep(1)
        if request.path == "/cut" and request.transport:
            request.transport.abort()
        if request.path == "/moved":
            raise web.HTTPFound("/elsewhere")
        return web.json_response({"ok": True}, headers={"X-Left": "7", "Set-Cookie": "who=me"})


@pytest.fixture
async def echo() -> AsyncIterator[Echo]:
    found, app = Echo(), web.Application()
    app.router.add_route("*", "/{tail:.*}", found.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield found
    await runner.cleanup()


@pytest.fixture(params=[False, True])
async def calls(request: pytest.FixtureRequest) -> AsyncIterator[Calls]:
    found = Calls(4, proxied=request.param)
    yield found
    await found.close()


async def test_what_is_asked_arrives_and_the_answer_is_told_as_it_is(echo: Echo, calls: Calls) -> None:
    answer = await calls.ask("POST", f"{echo.url}/a", headers={"Key": "k"}, params={"n": 5, "who": ["x", "y"]}, json={"text": "目标 <&>"})
    assert (answer.status, answer.body, answer.headers["x-left"]) == (200, b'{"ok": true}', "7")
    asked = echo.asked[0]
    assert (asked.headers["Key"], asked.content_type, asked.query.getall("who"), asked.query["n"]) == (
        "k",
        "application/json",
        ["x", "y"],
        "5",
    )
    assert await asked.json() == {"text": "目标 <&>"}
    assert (await calls.ask("GET", f"{echo.url}/moved")).status == 302
    assert [(one.method, one.headers.get("Cookie")) for one in echo.asked] == [("POST", None), ("GET", None)]


async def test_files_travel_in_a_form(echo: Echo, calls: Calls) -> None:
    await calls.ask("POST", f"{echo.url}/upload", files={"kind": "message", "image": ("p.png", b"\x89PNG", "image/png")})
    assert echo.asked[0].content_type == "multipart/form-data"
    for part in (b'name="kind"', b"message", b'filename="p.png"', b"image/png", b"\x89PNG"):
        assert part in echo.bodies[0]


async def test_the_proxy_of_the_environment(echo: Echo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", echo.url.replace("://", "://me:secret@"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    through, past = Calls(4, proxied=True), Calls(4, proxied=False)
    try:
        await through.ask("GET", "http://api.example/far")
        await through.ask("GET", f"{echo.url}/near")
        await past.ask("GET", f"{echo.url}/near")
    finally:
        await through.close()
        await past.close()
    hosts = [(one.headers["Host"], one.headers.get("Proxy-Authorization")) for one in echo.asked]
    near = (echo.url.removeprefix("http://"), None)
    assert hosts == [("api.example", "Basic bWU6c2VjcmV0"), near, near]


async def test_nobody_there_means_that_nothing_arrived(calls: Calls) -> None:
    sock = listen("127.0.0.1", 0)
    port = sock.getsockname()[1]
    sock.close()
    with pytest.raises(NoAnswer, match="ClientConnectorError") as raised:
        await calls.ask("GET", f"http://127.0.0.1:{port}/")
    assert not raised.value.reached


@pytest.mark.parametrize("path", ["/cut", "/slow"])
async def test_a_call_without_an_answer_may_have_arrived(echo: Echo, path: str) -> None:
    calls = Calls(4, proxied=False, timeout=httpx.Timeout(0.05, connect=5.0))
    with pytest.raises(NoAnswer) as raised:
        await calls.ask("GET", f"{echo.url}{path}")
    await calls.close()
    assert raised.value.reached
    assert echo.asked


@pytest.mark.parametrize("url", ["nowhere", "http://", "ftp://127.0.0.1/"])
async def test_what_is_no_address_is_no_fault_of_ours(calls: Calls, url: str) -> None:
    with pytest.raises(NoAnswer) as raised:
        await calls.ask("GET", url)
    assert not raised.value.reached
