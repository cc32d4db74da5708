"""What could not be delivered is shown to an operator, who sends it again or gives it up."""

from __future__ import annotations

from datetime import timedelta

from bot.ports import Outgoing, Store, Tx
from tests.storage.store_samples import NOW, group

LATER = NOW + timedelta(hours=1)


def settled(tx: Tx) -> None:
    for number, (state, due) in enumerate([("failed", None), ("uncertain", None), ("uncertain", LATER), ("sent", None)]):
        row = tx.post(group(f"row{number}", expires=LATER))
        if state == "uncertain" and due is None:
            tx.give_up(row, NOW, "cannot be asked")
        else:
            tx.settle(row, state, NOW, error="why", due=due)  # type: ignore[arg-type]


def keys(tx: Tx) -> list[tuple[str, str]]:
    return [(row.key, row.state) for row in tx.stuck(10)]


async def test_what_failed_or_cannot_be_asked_about_is_stuck(store: Store) -> None:
    await store.write(settled)
    assert await store.read(keys) == [("row0", "failed"), ("row1", "uncertain")]
    assert [row.key for row in await store.read(lambda tx: tx.stuck(1))] == ["row0"]


async def test_retried_it_goes_out_once_more_however_late(store: Store) -> None:
    await store.write(settled)
    after = LATER + timedelta(days=1)
    assert await store.write(lambda tx: tx.retry("row0", after))
    assert not await store.write(lambda tx: tx.retry("row3", after) or tx.retry("nothing", after))
    await store.write(lambda tx: tx.abandon("row2", after))  # it holds its conversation back while it is asked about
    claimed = await store.write(lambda tx: tx.claim(["alpha", "beta"], after, after + timedelta(minutes=1), "me", 10))
    assert [(row.key, row.error) for row in claimed] == [("row0", None)]
    assert await store.read(keys) == [("row1", "uncertain")]


async def test_given_up_it_is_gone(store: Store) -> None:
    await store.write(settled)
    assert await store.write(lambda tx: tx.abandon("row1", NOW))
    assert not await store.write(lambda tx: tx.abandon("row3", NOW))
    assert await store.read(keys) == [("row0", "failed")]
    assert await store.read(lambda tx: tx.deliveries()) == {"failed": 1, "dropped": 1, "uncertain": 1, "sent": 1}


async def test_what_waits_for_its_moment_and_goes_to_nobody_yet_is_no_message(store: Store) -> None:
    await store.write(lambda tx: tx.post(Outgoing("campaign:1", LATER, "campaign_due", flow="campaign")))
    assert await store.read(lambda tx: tx.deliveries()) == {}
