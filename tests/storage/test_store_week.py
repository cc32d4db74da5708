"""What is said of a week comes back as it was saved; the outbox tells the states of the rows asked for."""

from __future__ import annotations

from dataclasses import replace

from bot.okr.model_week import NoteLine, WeekNote
from bot.ports import Outgoing, Store, Tx
from tests.storage.store_samples import NOW

SKIP = WeekNote("li", "2026-W47", "skip", "li", NOW, (NoteLine("a week of training"),))
LINES = (NoteLine("签下第一家客户", "P1", "open"), NoteLine("write it up", "P2", "done"))
TASKS = WeekNote("li", "2026-W47", "priorities", "li", NOW, LINES)
HEALTH = WeekNote("support", "2026-W46", "health", "wang", NOW, (NoteLine("tired", "Team", "yellow"),))


async def test_notes_of_a_week_come_back(store: Store) -> None:
    def work(tx: Tx) -> None:
        for note in (SKIP, HEALTH, TASKS, replace(SKIP, week="2026-W46", lines=())):
            tx.save_week_note(note)
        tx.save_week_note(replace(TASKS, lines=TASKS.lines[:1]))
        tx.drop_week_note("li", "skip", "2026-W46")

    await store.write(work)
    found = await store.read(lambda tx: (tx.week_notes(), tx.week_notes(["li"]), tx.week_notes(["support", "li"], ["2026-W46"])))
    tasks = replace(TASKS, lines=TASKS.lines[:1])
    assert found == ((HEALTH, tasks, SKIP), (tasks, SKIP), (HEALTH,))


async def test_states_of_rows(store: Store) -> None:
    await store.write(lambda tx: tx.post(Outgoing("nudge:li:2026-11-20", NOW, "nudge", "li", flow="nudged")))
    found = await store.read(lambda tx: tx.states(["nudge:li:2026-11-20", "nudge:han:2026-11-20"]))
    assert found == {"nudge:li:2026-11-20": "ready"}
