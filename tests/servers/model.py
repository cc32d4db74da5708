"""A chat-completions endpoint on loopback: answers well, or in one of the many ways in which such endpoints do not."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

KEY, NAME = "sk-hush-hush-4711", "small-1"
LARGEST = 64 * 1024


def completion(content: Any) -> dict[str, Any]:
    """What the endpoint answers when the model says this."""
    message = {"role": "assistant", "content": content}
    return {"id": "c1", "object": "chat.completion", "model": NAME, "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}


def proposals(*texts: str) -> str:
    """What a model that does as it is told says."""
    return json.dumps({"proposals": texts}, ensure_ascii=False)


class ModelServer:
    """`says` is what the model says (or what makes it, given the sentence); `does` how the endpoint behaves otherwise."""

    def __init__(self) -> None:
        self.says: Any = proposals()
        self.does: str | int = "ok"
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.elsewhere = 0  # requests that followed a redirect
        self.reached = asyncio.Event()
        self.released = asyncio.Event()
        self.url = ""

    @property
    def sentence(self) -> dict[str, str]:
        """What was sent last, as the model sees it."""
        found: dict[str, str] = json.loads(self.asked[-1]["messages"][-1]["content"])
        return found

    async def completions(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        self.headers.append(dict(request.headers))
        self.reached.set()
        if request.headers.get("Authorization") != f"Bearer {KEY}" or self.does == 401:
            return web.json_response(
                {"error": {"message": f"Incorrect API key provided: {KEY}", "type": "invalid_request_error"}}, status=401
            )
        if self.asked[-1]["model"] != NAME:
            return web.json_response({"error": {"message": "no such model", "code": "model_not_found"}}, status=400)
        return await self._behaving(request)

    async def _behaving(self, request: web.Request) -> web.StreamResponse:
        match self.does:
            case "slow":
                await self.released.wait()
            case "trickle":
                return await self._trickle(request)
            case "huge":
                return web.json_response(completion(proposals("x" * LARGEST)))
            case "malformed":
                return web.Response(text='{"choices": [{"mess', content_type="application/json")
            case "html":
                return web.Response(text="<html>Gateway</html>", content_type="text/html")
            case "deep":
                return web.Response(text="[" * 60_000, content_type="application/json")
            case "packed":
                packed = gzip.compress(b" " * 5_000_000)
                return web.Response(body=packed, headers={"Content-Encoding": "gzip", "Content-Type": "application/json"})
            case "cut":
                assert request.transport
                request.transport.abort()
            case "redirect":
                return web.Response(status=302, headers={"Location": "/elsewhere"})
            case int():
                return web.json_response({"error": {"message": "no"}}, status=self.does, headers={"Retry-After": "1"})
        said: Callable[[dict[str, str]], str] | Any = self.says
        return web.json_response(completion(said(self.sentence) if callable(said) else said))

    async def _trickle(self, request: web.Request) -> web.StreamResponse:
        """Begins to answer and never ends."""
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        await response.write(b"{")
        await self.released.wait()
        return response

    async def _elsewhere(self, _: web.Request) -> web.Response:
        self.elsewhere += 1
        return web.json_response(completion(self.says))


@asynccontextmanager
async def model_server() -> AsyncIterator[ModelServer]:
    server = ModelServer()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", server.completions)
    app.router.add_route("*", "/elsewhere", server._elsewhere)
    runner = web.AppRunner(app, shutdown_timeout=1, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    try:
        yield server
    finally:
        server.released.set()
        await runner.cleanup()
