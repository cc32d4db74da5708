"""One house a platform and module, opened once; each test gets people of its own and an empty desk."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import pytest_asyncio

from bot.conversation.event import Event, Place
from bot.conversation.message import Message
from bot.ports import Outcome, Post
from tests.adapters.clocks import StillClock
from tests.adapters.contract.house import Hand, House, Shown
from tests.adapters.contract.houses import build
from tests.adapters.desk import Desk

NUMBERS = itertools.count(1)


@dataclass
class World:
    """A platform that is connected to the desk."""

    name: str
    house: House
    clock: StillClock
    desk: Desk = field(default_factory=Desk)

    async def receive(self, event: Event) -> Outcome:
        return await self.desk.receive(event)

    def person(self, name: str = "Bob") -> Hand:
        return self.house.person(f"{name}{next(NUMBERS)}")

    def place(self, hand: Hand, room: str = "") -> Place:
        return Place(self.house.platform, room or hand.account, direct=not room)

    async def shows(self, hand: Hand, message: Message, room: str = "", edits: str | None = None) -> tuple[list[Shown], str]:
        """Sends it; all of its parts as they are seen, and the receipt."""
        before = len(hand.sees(room))
        receipt = await self.house.adapter.send(Post(f"k{next(NUMBERS)}", self.place(hand, room), message, edits=edits))
        return hand.sees(room)[before:], receipt


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    clock = StillClock()
    world = World(request.param, build(request.param, tmp_path_factory.mktemp("house"), clock), clock)
    await world.house.open(world.receive)
    try:
        yield world
    finally:
        await world.house.shut()
        await world.house.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def world(shared: World) -> World:
    shared.desk = Desk()
    shared.desk.adapter = shared.house.adapter
    return shared
