"""A Slack on loopback and the adapter connected to it, over a line or over HTTP; the engine's part is played by each test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette

from adapters.http import listen, serving
from adapters.slack.adapter import Slack
from bot.conversation.event import Event
from bot.conversation.message import Message, Text
from bot.ports import Outcome, Post
from tests.servers.slack import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, SlackServer

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
Answer = Callable[[Event], Message | Outcome | None]


class Clock:
    """Stands still."""

    def now(self) -> datetime:
        return NOW


class Desk:
    """Receives as the engine does: remembers every event once, and sends what `answer` says by way of the adapter."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.seen: set[str] = set()
        self.repeated = 0
        self.receipts: list[str] = []
        self.answer: Answer = lambda _: None
        self.failing = 0
        self.before: Callable[[Event], Awaitable[None]] | None = None
        self.adapter: Slack | None = None
        self.changed = asyncio.Condition()

    async def receive(self, event: Event) -> Outcome:
        if self.before:
            await self.before(event)
        if self.failing:
            self.failing -= 1
            raise RuntimeError("disk full")
        if event.id in self.seen:
            self.repeated += 1
            await self._wake()
            return Outcome(duplicate=True)
        self.seen.add(event.id)
        self.events.append(event)
        said = self.answer(event)
        if isinstance(said, Message):
            asyncio.get_running_loop().create_task(self._send(event, said))
            said = Outcome(reply=said)
        await self._wake()
        return said or Outcome()

    async def _send(self, event: Event, message: Message) -> None:
        assert self.adapter is not None
        self.receipts.append(await self.adapter.send(Post(f"reply:{event.id}", event.place, message, event.via)))
        await self._wake()

    async def _wake(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    async def until(self, true: Callable[[], object]) -> None:
        """Waits for events, never for time."""
        async with self.changed, asyncio.timeout(20):
            await self.changed.wait_for(true)


@asynccontextmanager
async def adapter_for(server: SlackServer, desk: Desk, mode: str = "socket", **more: object) -> AsyncIterator[Slack]:
    secret = {"app_token": APP_TOKEN} if mode == "socket" else {"signing_secret": SIGNING_SECRET}
    options = {"bot_token": BOT_TOKEN, "api_url": server.api_url, "ping": 0.2} | secret | more
    adapter = Slack(Clock(), **options)
    desk.adapter = adapter
    async with AsyncExitStack() as stack:
        if mode == "http":
            sock = listen("127.0.0.1", 0)
            await stack.enter_async_context(serving(Starlette(routes=list(adapter.routes())), sock))
            server.use_http(f"http://127.0.0.1:{sock.getsockname()[1]}/slack/events")
        await adapter.start(desk.receive)
        try:
            if mode == "socket":
                await server.socket.connected()
            yield adapter
        finally:
            await server.transport.quiet()
            await adapter.stop()


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture(params=["socket", "http"])
async def either(request: pytest.FixtureRequest, slack: SlackServer, desk: Desk) -> AsyncIterator[Slack]:
    """The adapter in each of its modes."""
    async with adapter_for(slack, desk, request.param) as adapter:
        yield adapter


@pytest.fixture
async def adapter(slack: SlackServer, desk: Desk) -> AsyncIterator[Slack]:
    async with adapter_for(slack, desk) as connected:
        yield connected


def say(text: str) -> Message:
    return Message(text, blocks=(Text(text),))
