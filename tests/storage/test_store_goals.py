"""Objectives, check-ins and the audit trail come back as they were saved; nobody overwrites what they have not seen."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.okr.model import Happening
from bot.ports import Clash, Done, Store, Tx
from tests.storage.store_samples import CLOSED, KR1, KR2, NOW, O1, PAST, Q4, check_in, objective


async def save(store: Store, *objectives: object) -> None:
    def work(tx: Tx) -> None:
        for one in objectives:
            tx.save_objective(one)  # type: ignore[arg-type]

    await store.write(work)


async def test_cycles_come_back_in_order_of_time(store: Store) -> None:
    def work(tx: Tx) -> None:
        for cycle in (Q4, CLOSED, PAST, replace(Q4, closed=True), Q4):
            tx.save_cycle(cycle)

    await store.write(work)
    cycles = await store.read(lambda tx: tx.cycles())
    assert cycles[0] == PAST
    assert set(cycles) == {PAST, Q4, CLOSED}


async def test_every_field_of_an_objective_comes_back(store: Store) -> None:
    await save(store, O1)
    assert await store.read(lambda tx: (tx.objective("o1"), tx.objective("o2"))) == (O1, None)


async def test_saving_again_replaces_what_changed(store: Store) -> None:
    await save(store, O1)
    third = replace(KR2, id="o1.3", position=1)
    changed = replace(
        O1,
        text="else",
        score=None,
        key_results=(third, replace(KR1, position=2, confidence=None, score=None, history=(*KR1.history, *KR1.history))),
        events=(*O1.events, Happening(NOW, "lin", "changed")),
    )
    await save(store, changed)
    assert await store.read(lambda tx: tx.objective("o1")) == changed
    await save(store, O1)
    await save(store, O1)
    assert await store.read(lambda tx: tx.objective("o1")) == O1


async def test_filters_of_objectives(store: Store) -> None:
    mine, theirs = objective("o2", "ann", team="t2"), objective("o3", "bob", cycle=PAST.key)
    second = objective("o4", "ann", position=2)
    await save(store, second, theirs, mine, O1)

    def look(tx: Tx) -> None:
        assert tx.objectives() == (mine, second, theirs, O1)
        assert tx.objectives(owners=["ann", "bob"], cycles=[Q4.key]) == (mine, second)
        assert tx.objectives(teams=["t1", "t2"]) == (mine, O1)
        assert tx.objectives(ids=["o3", "o1", "no"]) == (theirs, O1)
        assert tx.objectives(ids=["o1"], owners=["ann"], teams=["t1"], cycles=[Q4.key]) == ()
        assert tx.objectives(owners=[]) == ()
        assert tx.owned(["ann"], [Q4.key]) == (mine, second, O1)
        assert tx.owned(["ann", "lin", "bob"], [PAST.key]) == (theirs,)

    await store.read(look)


async def test_who_saves_what_somebody_else_changed_clashes_and_sees_it_the_second_time(store: Store) -> None:
    await save(store, O1)
    seen = []

    def slow(tx: Tx) -> None:
        found = tx.objective("o1")
        assert found is not None
        seen.append(found.text)
        if len(seen) == 1:
            # What another connection would do in between; only a revision tells.
            tx._db.connection.execute("UPDATE objectives SET text = 'theirs', rev = rev + 1")  # type: ignore[attr-defined]
        tx.save_objective(replace(found, kind="aspirational"))

    await store.write(slow)
    assert seen == [O1.text, O1.text]  # the first try was undone with everything in it
    assert await store.read(lambda tx: tx.objective("o1")) == replace(O1, kind="aspirational")


async def test_twenty_at_once_lose_nothing(store: Store) -> None:
    await save(store, replace(O1, events=()))

    def add(number: int) -> None:
        def work(tx: Tx) -> None:
            found = tx.objective("o1")
            assert found is not None
            tx.save_objective(replace(found, events=(*found.events, Happening(NOW, "lin", str(number)))))

        return work  # type: ignore[return-value]

    async def patiently(number: int) -> None:
        while True:
            try:
                return await store.write(add(number))  # type: ignore[arg-type]
            except Clash:
                continue

    await asyncio.gather(*(patiently(number) for number in range(20)))
    found = await store.read(lambda tx: tx.objective("o1"))
    assert found is not None
    assert sorted(int(event.what) for event in found.events) == list(range(20))


async def test_check_ins(store: Store) -> None:
    weeks = ("2026-W45", "2026-W46", "2026-W47")
    await save(store, O1)

    def work(tx: Tx) -> None:
        for week in reversed(weeks):
            tx.save_check_in(check_in(week))
        tx.save_check_in(check_in("2026-W44", "o1.2"))
        tx.save_check_in(replace(check_in("2026-W45"), confidence=None, value=0, note=None, help=(), edits=()))

    await store.write(work)

    def look(tx: Tx) -> None:
        first = replace(check_in("2026-W45"), confidence=None, value=0, note=None, help=(), edits=())
        assert tx.check_ins(["o1.1"]) == (first, check_in("2026-W46"), check_in("2026-W47"))
        assert tx.check_ins(["o1.1", "o1.2"], ["2026-W44", "2026-W47"]) == (check_in("2026-W44", "o1.2"), check_in("2026-W47"))
        assert tx.last_check_ins(["o1.1", "o1.2", "no"], "2026-W47") == {"o1.1": check_in("2026-W46"), "o1.2": check_in("2026-W44", "o1.2")}
        assert tx.last_check_ins(["o1.1"], "2026-W45") == {}

    await store.read(look)
    await store.write(lambda tx: tx.drop_check_in("o1.1", "2026-W46"))
    found = await store.read(lambda tx: tx.check_ins(["o1.1"]))
    assert [one.week for one in found] == ["2026-W45", "2026-W47"]


async def test_a_key_result_with_check_ins_cannot_vanish(store: Store) -> None:
    await save(store, O1)
    await store.write(lambda tx: tx.save_check_in(check_in("2026-W47")))
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await save(store, replace(O1, key_results=(KR2,)))
    assert await store.read(lambda tx: tx.objective("o1")) == O1


async def test_the_audit_trail_is_newest_first(store: Store) -> None:
    trail = [
        Done(NOW + timedelta(minutes=n), by, what, to, note)
        for n, (by, what, to, note) in enumerate(
            [("lin", "submitted", "o1", None), ("boss", "returned", "o1", "why"), ("lin", "submitted", "o2", None)]
        )
    ]

    def work(tx: Tx) -> None:
        for done in trail:
            tx.log(done)

    await store.write(work)
    first, second, third = trail
    assert await store.read(lambda tx: tx.done()) == (third, second, first)
    assert await store.read(lambda tx: tx.done(limit=1)) == (third,)
    assert await store.read(lambda tx: tx.done(by="lin")) == (third, first)
    assert await store.read(lambda tx: tx.done(subject="o1")) == (second, first)
    assert await store.read(lambda tx: tx.done(by="lin", subject="o1")) == (first,)
