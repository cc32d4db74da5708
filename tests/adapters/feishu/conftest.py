"""A Feishu on loopback and the adapter connected to it, over its long connection or its webhook; each test plays the engine's part."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette

from adapters.feishu.adapter import Feishu
from adapters.feishu.line import Timing
from adapters.http import listen, serving
from bot.conversation.event import Event
from bot.conversation.message import Message, Text
from bot.ports import Outcome, Post
from tests.servers.feishu import APP_ID, APP_SECRET, ENCRYPT_KEY, VERIFICATION_TOKEN, FeishuServer

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
QUICK = Timing(discovery=0.5, handshake=2, keepalive=0.3, ping=0.3, pong=0.2, retry=0.05, drain=2, first=5)
Answer = Callable[[Event], Message | Outcome | None]


class Hour:
    """The time of everybody in a test: the platform's clock and the adapter's are the same."""

    def __init__(self) -> None:
        self.at = NOW.timestamp()

    def seconds(self) -> float:
        return self.at

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)


class Desk:
    """Receives as the engine does: remembers every event once, and sends what `answer` says by way of the adapter."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.seen: set[str] = set()
        self.repeated = self.failing = 0
        self.receipts: list[str] = []
        self.answer: Answer = lambda _: None
        self.in_place = False
        self.before: Callable[[Event], Awaitable[None]] | None = None
        self.adapter: Feishu | None = None
        self.changed = asyncio.Condition()
        self.sending: set[asyncio.Task[None]] = set()

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
            task = asyncio.get_running_loop().create_task(self._send(event, said))
            self.sending.add(task)
            task.add_done_callback(self.sending.discard)
            await asyncio.sleep(0)  # as from an outbox: the sending begins before the event is acknowledged
            said = Outcome(reply=said)
        await self._wake()
        return said or Outcome()

    async def _send(self, event: Event, message: Message) -> None:
        assert self.adapter is not None
        edits = event.source if self.in_place else None
        self.receipts.append(await self.adapter.send(Post(f"reply:{event.id}", event.place, message, event.via, edits)))
        await self._wake()

    async def _wake(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    async def until(self, true: Callable[[], object]) -> None:
        """Waits for events, never for time."""
        async with self.changed, asyncio.timeout(20):
            await self.changed.wait_for(true)

    @property
    def said(self) -> list[str]:
        return [event.content.text for event in self.events]  # type: ignore[union-attr]


@asynccontextmanager
async def adapter_for(server: FeishuServer, desk: Desk, hour: Hour, mode: str = "socket", **more: object) -> AsyncIterator[Feishu]:
    """`mode`: socket, signed (webhook with an encrypt key) or token (webhook with the verification token only)."""
    webhook: dict[str, dict[str, object]] = {
        "socket": {},
        "signed": {"encrypt_key": ENCRYPT_KEY, "verification_token": VERIFICATION_TOKEN},
        "token": {"verification_token": VERIFICATION_TOKEN},
    }
    options = {"app_id": APP_ID, "app_secret": APP_SECRET, "domain": server.domain, "now": hour.now, "limited": False, "timing": QUICK}
    adapter = Feishu(**(options | webhook[mode] | more))  # type: ignore[arg-type]
    desk.adapter = adapter
    async with AsyncExitStack() as stack:
        if mode != "socket":
            sock = listen("127.0.0.1", 0)
            await stack.enter_async_context(serving(Starlette(routes=list(adapter.routes())), sock))
            server.use_webhook(f"http://127.0.0.1:{sock.getsockname()[1]}", str(webhook[mode].get("encrypt_key", "")))
        await adapter.start(desk.receive)
        try:
            yield adapter
        finally:
            if desk.sending:
                await asyncio.wait(desk.sending)
            await adapter.stop()


@pytest.fixture
def hour() -> Hour:
    return Hour()


@pytest.fixture
async def feishu(hour: Hour) -> AsyncIterator[FeishuServer]:
    async with FeishuServer(hour.seconds) as server:
        yield server


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture(params=["socket", "signed", "token"])
async def every(request: pytest.FixtureRequest, feishu: FeishuServer, desk: Desk, hour: Hour) -> AsyncIterator[Feishu]:
    """The adapter in each of its modes."""
    async with adapter_for(feishu, desk, hour, request.param) as adapter:
        yield adapter


@pytest.fixture
async def adapter(feishu: FeishuServer, desk: Desk, hour: Hour) -> AsyncIterator[Feishu]:
    async with adapter_for(feishu, desk, hour) as connected:
        yield connected


def say(text: str) -> Message:
    return Message(text, blocks=(Text(text),))
