"""The wide views: all that is agreed, everybody by name, and a mark that moves when something was done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta, timezone
from random import Random

from bot.okr.model import Alignment, Change, CheckIn, Happening, KeyResult, Objective, Score
from bot.okr.model_week import WeekNote
from bot.okr.participation_outline import outlined
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
        "roll_up": False,
    }
    assert lin == replace(lean, key_results=tuple(replace(kr, **bare) for kr in O1.key_results))  # type: ignore[arg-type]


async def test_everybody_by_name(store: Store) -> None:
    await store.write(_move_in)
    found = await store.read(lambda tx: tx.roster())
    assert [(p.key, p.name, p.manager, p.team, p.active, p.timezone, p.leave) for p in found] == [
        (p.key, p.name, p.manager, p.team, p.active, p.timezone, p.leave) for p in (ANN, BOSS, GONE, LIN)
    ]


async def test_an_outline_is_that_of_the_objectives(store: Store) -> None:
    """Whatever they look like, the store makes the same of its rows as of the objectives themselves."""
    drawn = Random(62)
    zones = (UTC, timezone(timedelta(hours=-9)))

    def some(number: int) -> Objective:
        def line(at: int) -> KeyResult:
            score = drawn.choice((None, Score(0.7, NOW, "lin")))
            owner, state = drawn.choice(("lin", "ann", "boss")), drawn.choice(("active", "active", "dropped"))
            steps = [(drawn.choice(("owner", "target")), NOW - timedelta(hours=drawn.randrange(900))) for _ in range(drawn.randrange(3))]
            history = tuple(Change(when.astimezone(drawn.choice(zones)), "boss", what, "a", owner) for what, when in steps)
            return KeyResult(f"r{number}.{at}", f"r{number}", "x", owner, at, state=state, score=score, history=history)

        said = [drawn.choice(("submitted", "returned", "agreed")) for _ in range(drawn.randrange(4))]
        events = tuple(
            Happening((NOW - timedelta(hours=drawn.randrange(900))).astimezone(drawn.choice(zones)), "lin", what) for what in said
        )
        above = tuple(
            Alignment(f"r{other}", drawn.choice((None, f"r{other}.1", f"r{other}.2")))
            for other in drawn.sample(range(40), drawn.randrange(3))
        )
        state = drawn.choice(("draft", "submitted", "returned", "agreed", "closed", "dropped"))
        lines = tuple(line(at) for at in range(1, 1 + drawn.randrange(4)))
        source, cycle = drawn.choice(("own", "split", "support")), drawn.choice((Q4.key, "2026Q3"))
        return replace(
            objective(f"r{number}", drawn.choice(("lin", "ann")), cycle=cycle, state=state),
            source=source, key_results=lines, aligned_to=above, events=events,
        )  # fmt: skip

    every = [some(number) for number in range(40)]

    def move_in(tx: Tx) -> None:
        for one in every:
            tx.save_objective(one)
        for week, kind in (("2026-W46", "skip"), ("2026-W47", "skip"), ("2026-W46", "plans")):
            tx.save_week_note(WeekNote("lin", week, kind, "lin", NOW))

    await store.write(move_in)
    found = await store.read(lambda tx: tx.outline(Q4.key))
    wanted = outlined(one for one in every if one.cycle == Q4.key)
    assert sorted(found.aims, key=str) == sorted(wanted.aims, key=str)
    assert sorted(found.hands, key=str) == sorted(wanted.hands, key=str)
    assert any(taken_over for *_, taken_over in found.hands)
    assert found.served == wanted.served > 0
    assert await store.read(lambda tx: tx.outline("2026Q1")) == outlined(())
    assert await store.read(lambda tx: tx.skipped(["2026-W46", "2026-W45"])) == {("2026-W46", "lin")}


async def test_by_what_rhythm_everybody_active_is_asked(store: Store) -> None:
    def work(tx: Tx) -> None:
        for person in (BOSS, LIN, ANN, GONE):
            tx.save_person(person)
        for key in ("lin", "ann", GONE.key):
            tx.set_rhythm("person", key, f"rhythm of {key}")

    await store.write(work)
    assert await store.read(lambda tx: tx.person_rhythms()) == {"lin": "rhythm of lin", "ann": "rhythm of ann"}


async def test_who_owns_holds_and_has_answered_what_counts(store: Store) -> None:
    def work(tx: Tx) -> None:
        _move_in(tx)
        dropped = KeyResult("o5k1", "o5", "Dropped", "ann", 1, state="dropped")
        tx.save_objective(replace(objective("o5", "ann", state="agreed"), key_results=(dropped,)))
        tx.save_objective(objective("o6", "boss", state="returned"))
        for key_result, by in ((O1.key_results[0].id, "lin"), ("o5k1", "ann")):
            tx.save_check_in(CheckIn(key_result, "2026-W47", NOW, by, 1.0, 0.1, 6))

    await store.write(work)
    assert await store.read(lambda tx: tx.owners([Q4.key])) == {(kr.owner, Q4.key) for kr in O1.key_results if kr.state == "active"}
    assert await store.read(lambda tx: tx.holders([Q4.key])) == {(O1.owner, Q4.key, O1.visibility)}
    assert "boss" in await store.read(lambda tx: tx.writers([Q4.key]))
    assert await store.read(lambda tx: tx.writers(["2026Q3"])) == frozenset()
    assert await store.read(lambda tx: tx.answered([Q4.key], "2026-W47")) == {"lin"}
    assert await store.read(lambda tx: tx.answered([Q4.key], "2026-W46")) == frozenset()
    assert await store.read(lambda tx: tx.answered(["2026Q3"], "2026-W47")) == frozenset()


async def test_the_mark_moves_with_every_deed(store: Store) -> None:
    before = await store.read(lambda tx: tx.newest_deed())
    await store.write(lambda tx: tx.log(Done(NOW, "lin", "drafted", "o1")))
    after = await store.read(lambda tx: tx.newest_deed())
    assert before != after == await store.read(lambda tx: tx.newest_deed())
