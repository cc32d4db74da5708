"""A DingTalk on loopback, the adapter at each of its card levels, and an engine that remembers what it was handed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters.dingtalk.adapter import DingTalk
from adapters.dingtalk.template.build import FILE
from bot.conversation.event import Event
from bot.ports import Outcome
from tests.servers.dingtalk import CLIENT_ID, CLIENT_SECRET, DingTalkServer
from tests.servers.signals import Signals

LEVELS = ("plain", "buttons", "form")
FORM_TEMPLATE = FILE.read_text("utf-8")


class Clock:
    """Stands still unless it is moved; one time for the bot and the platform."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        return self.at.timestamp()

    def forward(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class Desk:
    """Receives events as the engine does: each id once, in the order in which they came; `answer` is awaited in between."""

    events: list[Event] = field(default_factory=list)
    duplicates: int = 0
    answer: Callable[[Event], Awaitable[Outcome]] | None = None
    signals: Signals = field(default_factory=Signals)

    async def receive(self, event: Event) -> Outcome:
        if any(event.id == known.id for known in self.events):
            self.duplicates += 1
            return Outcome(duplicate=True)
        outcome = await self.answer(event) if self.answer else Outcome()
        self.events.append(event)
        self.signals.changed("events")
        return outcome

    async def hears(self, count: int = 1) -> list[Event]:
        """Waits until so many events are there."""
        await self.signals.until("events", lambda: len(self.events) >= count, lambda: f"{len(self.events)} of {count}")
        return self.events


@dataclass
class World:
    """Everything a test needs."""

    server: DingTalkServer
    clock: Clock
    desk: Desk
    level: str
    adapter: DingTalk


Open = Callable[..., AbstractAsyncContextManager[DingTalk]]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def server(clock: Clock) -> AsyncIterator[DingTalkServer]:
    async with DingTalkServer(clock.seconds) as running:
        yield running


def settings(server: DingTalkServer, level: str) -> dict[str, Any]:
    """What makes the adapter draw at this level."""
    match level:
        case "plain":
            return {"card_template": "none"}
        case "form":
            return {"form_template": server.add_template(FORM_TEMPLATE)}
    return {}


@pytest.fixture
def opened(server: DingTalkServer, clock: Clock, desk: Desk) -> Open:
    """Opens an adapter, connected; `start=False` leaves it unconnected."""

    @asynccontextmanager
    async def open_adapter(level: str = "buttons", *, start: bool = True, **more: Any) -> AsyncIterator[DingTalk]:
        given: dict[str, Any] = {"retry": lambda failures: 0.01 * failures} | settings(server, level) | more
        base = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "api_base": server.url, "oapi_base": server.url}
        adapter = DingTalk(**({"now": clock.now} | base | given))
        if start:
            await adapter.start(desk.receive)
        try:
            yield adapter
        finally:
            await asyncio.wait_for(adapter.stop(), 10)

    return open_adapter


@pytest.fixture(params=LEVELS)
async def world(request: pytest.FixtureRequest, server: DingTalkServer, clock: Clock, desk: Desk, opened: Open) -> AsyncIterator[World]:
    """The same at each card level."""
    async with opened(request.param) as adapter:
        await server.gateway.connected()
        yield World(server, clock, desk, request.param, adapter)
        assert not server.gateway.bad_acks
