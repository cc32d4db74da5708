"""A replica that was stopped for minutes comes back: what it still holds it does not send, what it says late is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.company import Setup
from bot.conversation.event import Place
from bot.conversation.message import Message
from bot.delivery import LEASE, Delivery
from bot.flows.catalogue import FLOWS
from bot.flows.known import Company
from bot.ports import Outgoing, Post, Store
from storage.store import open_store
from tests.dialogues.paper import Paper
from tests.dialogues.stage import SetClock
from tests.ready import sentences


@dataclass
class Replica:
    """One process with its own connections; all of them share the platform and the clock."""

    store: Store
    delivery: Delivery
    name: str


@dataclass
class Room:
    """Several replicas on one database."""

    url: str
    clock: SetClock = field(default_factory=SetClock)
    paper: Paper = field(default_factory=Paper)
    replicas: list[Replica] = field(default_factory=list)

    def replica(self, name: str) -> Replica:
        store = open_store(self.url, migrate=False)
        setup = Setup(sentences(), FLOWS, Company("Asia/Shanghai", "en", "CN"), {"paper": self.paper.abilities})
        self.replicas.append(Replica(store, Delivery(setup, store, self.clock, {"paper": self.paper}, name), name))
        return self.replicas[-1]

    async def post(self, *keys: str) -> None:
        for key in keys:
            row = Outgoing(key, self.clock.now(), place=Place("paper", key), message=Message(key))
            await self.replicas[0].store.write(lambda tx, row=row: tx.post(row))  # type: ignore[misc]

    def arrived(self) -> list[str]:
        return sorted(sheet.post.key for sheet in self.paper.sheets)


@pytest.fixture
async def room(url: str) -> AsyncIterator[Room]:
    opened = Room(url)
    yield opened
    for replica in opened.replicas:
        await replica.delivery.drain()
        await replica.store.close()


async def test_stopped_between_claim_and_sending(room: Room) -> None:
    """SIGSTOP after the claim was committed; the other takes over when the lease is over; SIGCONT changes nothing."""
    stopped, other = room.replica("stopped"), room.replica("other")
    await room.post("a", "b")
    held = (await stopped.delivery._claiming.claim("paper", 10)).going
    assert len(held) == 2
    await other.delivery.step()
    assert room.arrived() == [], "nobody else sends what is leased"
    room.clock.at += LEASE + timedelta(minutes=3)
    while await other.delivery.step():
        pass
    assert room.arrived() == ["a", "b"]
    for going in held:
        await stopped.delivery._sending.send(going)
    await stopped.delivery.receipts.written()
    assert room.arrived() == ["a", "b"], "once each"


async def test_stopped_between_the_platforms_answer_and_the_receipt(room: Room) -> None:
    """It went out; who takes over asks the platform and finds it; the late receipt changes nothing, a late failure neither."""
    stopped, other = room.replica("stopped"), room.replica("other")
    await room.post("a", "b")
    held = (await stopped.delivery._claiming.claim("paper", 10)).going
    for going in held:
        row = going.row
        assert row.place
        assert row.message
        await room.paper.send(Post(row.key, row.place, row.message))
    room.clock.at += LEASE + timedelta(minutes=3)
    while await other.delivery.step():
        pass
    assert room.arrived() == ["a", "b"], "found, not sent again"
    first, second = held
    stopped.delivery._sending.settle(first, "sent", receipt="late")
    stopped.delivery._sending.settle(second, "ready", error="broken off", due=room.clock.now())
    await stopped.delivery.receipts.written()
    for key in ("a", "b"):
        stored = await other.store.read(lambda tx, key=key: tx.outgoing(key))  # type: ignore[misc]
        assert stored
        assert (stored.state, stored.receipt) != ("sent", "late")
        assert stored.state == "sent"


async def test_stopped_before_its_claim_it_takes_nothing_that_is_gone(room: Room) -> None:
    stopped, other = room.replica("stopped"), room.replica("other")
    await room.post("a")
    due = await stopped.store.read(lambda tx: tx.next_due(room.clock.now(), ("paper",)))
    assert due is not None, "it has seen that something is due, and is stopped"
    await other.delivery.step()
    room.clock.at += timedelta(minutes=10)
    assert (await stopped.delivery._claiming.claim("paper", 10)).going == ()
    assert room.arrived() == ["a"]


async def test_only_whoever_serves_a_file_alone_knows_that_nobody_else_does(url: str, backend: str) -> None:
    first, second = open_store(url, migrate=False), open_store(url, migrate=False)
    assert await first.alone() is (backend == "sqlite")
    assert not await second.alone()
    await first.close()
    third = open_store(url, migrate=False)
    assert not await third.alone(), "the second is still there"
    for store in (second, third):
        await store.close()
    last = open_store(url, migrate=False)
    assert await last.alone() is (backend == "sqlite")
    await last.close()
