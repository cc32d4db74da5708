"""A line that is cut thirty times while people write, and a hundred events delivered again: nothing is lost, nothing comes twice."""

from __future__ import annotations

import asyncio

import pytest

from bot.conversation.event import Event, Said
from bot.conversation.message import Message, Text
from tests.adapters.contract.conftest import World
from tests.adapters.contract.houses import LINES

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.parametrize("shared", LINES, indirect=True)]
CUTS, EVENTS = 30, 100


def answer(event: Event) -> Message:
    assert isinstance(event.content, Said)
    return Message(f"Heard {event.content.text}", blocks=(Text(f"Heard {event.content.text}."),))


async def all_heard(world: World, count: int) -> None:
    """What went down with a line comes again, as the platform does it, as often as it does it."""
    for _ in range(3):
        try:
            async with asyncio.timeout(1):
                await world.desk.hears(count)
        except TimeoutError:
            await world.house.redeliver()
    await world.desk.hears(count)


async def test_thirty_cuts_lose_nothing_and_repeat_nothing(world: World) -> None:
    bob = world.person()
    world.desk.answer = answer
    acks = []
    for cut in range(CUTS):
        world.clock.forward(6)
        acks += [asyncio.ensure_future(await bob.types(f"{cut}.{n}")) for n in range(2)]
        await world.house.breaks()
        acks += [asyncio.ensure_future(await bob.types(f"{cut}.2"))]
        await all_heard(world, 3 * (cut + 1))
    await world.desk.until(lambda: len(world.desk.receipts) == 3 * CUTS)
    wanted = {f"{cut}.{n}" for cut in range(CUTS) for n in range(3)}
    assert sorted(world.desk.said) == sorted(wanted)
    heard = [shown.text.strip() for shown in bob.sees()]
    assert len(heard) == 3 * CUTS
    assert all(sum(f"Heard {words}." in text for text in heard) == 1 for words in wanted)
    for ack in acks:
        ack.cancel()
    await asyncio.gather(*acks, return_exceptions=True)


async def test_a_hundred_events_delivered_again_change_nothing(world: World) -> None:
    bob = world.person()
    world.desk.answer = answer
    deliveries = []
    for number in range(EVENTS):
        world.clock.forward(2)  # nobody types faster, and platforms let a bot answer no faster
        deliveries.append(await bob.says(f"<{number}>"))
    await asyncio.gather(*(world.house.again(delivery) for delivery in deliveries))
    await world.desk.until(lambda: len(world.desk.receipts) == EVENTS)
    assert world.desk.said == [f"<{n}>" for n in range(EVENTS)]
    assert world.desk.repeated == EVENTS
    assert len(bob.sees()) == EVENTS
