"""Replicas that cannot share moments share out the limit: who comes is counted, who goes is forgotten, nobody takes another's part."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.pacing import Pacer
from bot.ports import Pace, Store
from bot.sharing import SETTLE, TERM, Page, Sharing
from storage.store import open_store
from tests.storage.store_samples import NOW

A_SECOND = timedelta(seconds=1)


class Replica:
    """One that looks when it is told to."""

    def __init__(self, name: str, store: Store) -> None:
        self.store, self.told = store, list[int]()
        self.sharing = Sharing(name, Pacer({"p": Pace(app=(20, 1.0), share=self.told.append)}))

    async def looks(self, seconds: float, free: float | None = None) -> Page:
        now = NOW + seconds * A_SECOND
        page = await self.store.write(lambda tx: self.sharing.open(tx, "p", now))
        self.sharing.close("p", page, None if free is None else NOW + free * A_SECOND)
        return page


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'sharing.db'}", migrate=True)
    yield opened
    await opened.close()


async def test_who_is_alone_has_all_of_it_until_somebody_comes(store: Store) -> None:
    first, second = Replica("a", store), Replica("b", store)
    assert (await first.looks(0)).settled
    assert first.told == [20]
    assert not (await second.looks(0.1)).settled, "the first does not know of it yet"
    assert (await first.looks(0.2)).settled
    assert (first.told, second.told) == ([20, 10], [10])
    assert not (await second.looks(1.9)).settled
    assert (await second.looks(0.1 + SETTLE.total_seconds())).settled


async def test_who_goes_leaves_its_part_and_has_to_come_anew(store: Store) -> None:
    first, second = Replica("a", store), Replica("b", store)
    term = int(TERM.total_seconds())
    await second.looks(0)
    for second_ in range(term):
        await first.looks(second_ + 0.5)
    assert first.told == [10]
    for second_ in range(term, term + 3):
        assert (await first.looks(second_ + 0.5)).settled
    assert first.told == [10, 20]
    assert not (await second.looks(term + 4)).settled, "it was away for so long that it was forgotten"
    await first.looks(term + 4.5)
    assert first.told == [10, 20, 10]


async def test_a_clock_that_was_ahead_is_forgotten_and_ones_own_going_back_harms_nobody(store: Store) -> None:
    astray, replica = Replica("z", store), Replica("a", store)
    await astray.looks(3600)
    assert (await replica.looks(0)).part == 20
    assert (await replica.looks(-1800)).settled
    assert (await replica.looks(-1799)).part == 20


async def test_own_moments_are_kept_and_shared_ones_written_down(store: Store) -> None:
    replica = Replica("a", store)
    await replica.looks(0, free=1)
    assert (await replica.looks(1)).free == NOW + A_SECOND
    assert await store.write(lambda tx: tx.pace("p", "")) is None
    shared = Sharing("a", Pacer({"p": Pace(app=(20, 1.0))}))
    page = await store.write(lambda tx: shared.open(tx, "p", NOW))
    await store.write(lambda tx: shared.note(tx, "p", page, NOW + A_SECOND))
    assert (await store.write(lambda tx: shared.open(tx, "p", NOW))).free == NOW + A_SECOND
