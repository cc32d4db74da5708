"""One-time codes: one a person, used up once however many try, tries that count for a while."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.okr.model import Person
from bot.okr.model_accounts import LinkCode
from bot.ports import Store
from tests.storage.store_samples import NOW

LATER = NOW + timedelta(minutes=15)


async def test_a_person_has_one_code_and_only_one_can_use_it(store: Store) -> None:
    await store.write(lambda tx: tx.save_person(Person("li", "Li Lei")))
    for digest in ("old", "new"):
        await store.write(lambda tx, digest=digest: tx.save_link_code(LinkCode(digest, "li", LATER)))
    assert await store.read(lambda tx: (tx.link_code("old"), tx.link_code("new"))) == (None, LinkCode("new", "li", LATER))
    taken = await asyncio.gather(*(store.write(lambda tx: tx.take_link_code("new")) for _ in range(4)))
    assert sorted(taken) == [False, False, False, True]
    assert await store.read(lambda tx: tx.link_code("new")) is None


async def test_tries_count_for_as_long_as_the_first_said(store: Store) -> None:
    for minutes in (0, 10):
        at = NOW + timedelta(minutes=minutes)
        await store.write(lambda tx, at=at: tx.count_link_try("slate", "x", at, at + timedelta(minutes=15)))
    found = await store.read(lambda tx: [tx.link_tries("slate", who, NOW + timedelta(minutes=n)) for who in ("x", "y") for n in (11, 16)])
    assert found == [2, 0, 0, 0]
    await store.write(lambda tx: tx.count_link_try("slate", "x", LATER, LATER + timedelta(minutes=15)))
    assert await store.read(lambda tx: tx.link_tries("slate", "x", LATER)) == 1
