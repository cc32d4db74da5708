"""A campaign to a whole company is posted in parts: nobody waits for all of it, a death between two loses and doubles nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.campaigning import AT_ONCE
from bot.composing import Composing
from bot.okr.model import Person
from bot.okr.model_ending import Broadcast
from bot.ports import Outgoing, Tx
from bot.sending import LEASE
from tests.dialogues.stage import Stage

PEOPLE = tuple(f"w{number:03}" for number in range(2 * AT_ONCE + 40))


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    opened = await Stage(tmp_path / "campaign.db", "en").open()
    await opened.store.write(_many)
    await opened.settle()
    yield opened
    await opened.close()


def _many(tx: Tx) -> None:
    for key in PEOPLE:
        tx.save_person(Person(key, f"Worker {key}", manager="chen", accounts={"paper": key}))


async def announce(stage: Stage) -> None:
    """As HR does, to everybody."""
    now = stage.clock.now()

    def work(tx: Tx) -> None:
        tx.save_broadcast(Broadcast("b1", "lin", now, now, "word", None, {"en": "Lunch is on us"}))
        tx.post(Outgoing("campaign:b1", now, "campaign_due", flow="campaign", about={"broadcast": "b1"}, priority=1))

    await stage.store.write(work)


async def posted(stage: Stage) -> int:
    return len(await stage.store.read(lambda tx: tx.fates([f"broadcast:b1:{person.key}" for person in tx.people()])))


def heard(stage: Stage) -> Counter[str]:
    return Counter(sheet.address for sheet in stage.paper.log if sheet.post.key.startswith("broadcast:") and sheet.address in PEOPLE)


async def claims(stage: Stage, replica: str, times: int) -> None:
    """A process that takes what is due and then dies before it could send any of it."""
    for _ in range(times):
        stage.clock.at += timedelta(seconds=1)
        rows = await stage.store.write(lambda tx: tx.claim(("paper",), stage.clock.at, stage.clock.at + LEASE, replica, 20))
        for row in rows:
            await stage.store.write(lambda tx, row=row: _settled(stage, tx, row, replica))


def _settled(stage: Stage, tx: Tx, row: Outgoing, replica: str) -> None:
    became = Composing(stage.setup, tx, stage.clock.at).compose(row)
    if row.kind == "campaign_due":
        tx.settle(row.id, "dropped", stage.clock.at, error=getattr(became, "reason", None), owner=replica)


async def test_what_dies_between_two_parts_loses_and_doubles_nothing(stage: Stage) -> None:
    await announce(stage)
    await claims(stage, "dead", 1)
    assert await posted(stage) == AT_ONCE
    await claims(stage, "dead too", 1)
    assert await posted(stage) == 2 * AT_ONCE
    with pytest.raises(RuntimeError, match="power cut"):
        await stage.store.write(lambda tx: _cut_off(stage, tx))
    assert await posted(stage) == 2 * AT_ONCE, "a part is posted whole or not at all"
    assert not heard(stage)
    await stage.close()

    await stage.open(fresh=False)
    await stage.settle()
    stage.clock.at += LEASE + timedelta(seconds=1)
    await stage.settle()
    assert heard(stage) == dict.fromkeys(PEOPLE, 1)
    found = await stage.store.read(lambda tx: tx.broadcast("b1"))
    assert found is not None
    assert set(PEOPLE) < set(found.targeted), "and those of the company besides"


def _cut_off(stage: Stage, tx: Tx) -> None:
    (row,) = (row for row in tx.claim(("paper",), stage.clock.at, stage.clock.at + LEASE, "cut", 3) if row.kind == "campaign_due")
    Composing(stage.setup, tx, stage.clock.at).compose(row)
    raise RuntimeError("power cut")


async def test_a_campaign_that_is_stopped_goes_to_nobody_more(stage: Stage) -> None:
    await announce(stage)
    await claims(stage, "first", 1)

    def stop(tx: Tx) -> None:
        one = tx.broadcast("b1")
        assert one is not None
        tx.save_broadcast(replace(one, stopped=True))

    await stage.store.write(stop)
    stage.clock.at += LEASE + timedelta(seconds=1)
    await stage.settle()
    assert await posted(stage) == AT_ONCE
    assert not heard(stage)
