"""The wide views: all that is agreed, everybody by name, and a mark that moves when something was done."""

from __future__ import annotations

from dataclasses import replace

from bot.ports import Done, Store, Tx
from tests.storage.store_samples import ANN, BOSS, GONE, LIN, NOW, O1, Q4, T1, objective


def _move_in(tx: Tx) -> None:
    for person in (BOSS, LIN, ANN, GONE):
        tx.save_person(person)
    tx.save_cycle(Q4)
    tx.save_team(T1)
    for one in (O1, objective("o2", "ann", state="draft"), objective("o3", "ann", cycle="2026Q3"), objective("o4", "boss", state="closed")):
        tx.save_objective(one)


async def test_what_is_carried_is_what_is_agreed_in_these_cycles(store: Store) -> None:
    await store.write(_move_in)
    boss, lin = await store.read(lambda tx: tx.carried([Q4.key]))
    assert boss.id == "o4"
    lean = replace(O1, unaligned_because=None, type=None, source="own", approver=None, advice=(), score=None, events=())
    bare = {
        "advice": (),
        "score": None,
        "history": (),
        "baseline": None,
        "target": None,
        "direction": "done",
        "due": None,
        "adjusted": False,
    }
    assert lin == replace(lean, key_results=tuple(replace(kr, **bare) for kr in O1.key_results))  # type: ignore[arg-type]


async def test_everybody_by_name(store: Store) -> None:
    await store.write(_move_in)
    found = await store.read(lambda tx: tx.roster())
    assert [(p.key, p.name, p.manager, p.team, p.active) for p in found] == [
        (p.key, p.name, p.manager, p.team, p.active) for p in (ANN, BOSS, GONE, LIN)
    ]


async def test_the_mark_moves_with_every_deed(store: Store) -> None:
    before = await store.read(lambda tx: tx.newest_deed())
    await store.write(lambda tx: tx.log(Done(NOW, "lin", "drafted", "o1")))
    after = await store.read(lambda tx: tx.newest_deed())
    assert before != after == await store.read(lambda tx: tx.newest_deed())
