"""Improvements, examples and readiness come back as they were saved; a lead finds what is undecided."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.okr.model import Team
from bot.okr.model_learning import Example, Improvement, Readiness
from bot.ports import Store, Tx
from tests.storage.store_samples import NOW

ONE = Improvement("i1", "support", "2026-11", "li", NOW, "十分钟站会")
TWO = replace(ONE, id="i2", at=NOW + timedelta(hours=1), state="later", decided_by="wang", decided_at=NOW, note="next time")
DONE = replace(ONE, id="i3", state="accepted")
ELSEWHERE = replace(ONE, id="i4", team="product")
BEFORE = Readiness(NOW, "lin", {"pain": "no"})
AFTER = Readiness(NOW + timedelta(days=30), "lin", {"pain": "yes", "top": "partly"})


async def test_what_is_learnt_comes_back(store: Store) -> None:
    def work(tx: Tx) -> None:
        tx.save_team(Team("support", "Support", lead="wang"))
        tx.save_team(Team("product", "Product", lead="zhao"))
        for one in (replace(TWO, state="proposed"), ONE, DONE, ELSEWHERE, TWO):
            tx.save_improvement(one)
        tx.save_example(Example("o1", "lin", NOW))
        tx.save_example(Example("o1", "coach", NOW, shown=False))
        tx.save_example(Example("o2", "lin", NOW + timedelta(hours=1)))
        tx.save_readiness(BEFORE)
        tx.save_readiness(AFTER)

    await store.write(work)
    assert await store.read(lambda tx: tx.improvements()) == (ONE, DONE, ELSEWHERE, TWO)
    assert await store.read(lambda tx: tx.improvements("team", ["product"])) == (ELSEWHERE,)
    assert await store.read(lambda tx: tx.improvements("id", ["i2", "none"])) == (TWO,)
    assert await store.read(lambda tx: tx.undecided_improvements("wang")) == (ONE, TWO)
    assert await store.read(lambda tx: tx.undecided_improvements("li")) == ()
    assert await store.read(lambda tx: [(one.objective, one.by, one.shown) for one in tx.examples()]) == [
        ("o2", "lin", True),
        ("o1", "coach", False),
    ]
    assert await store.read(lambda tx: tx.readiness()) == (AFTER, BEFORE)
