"""A manager of many reads one short message: who needs them first, then of everybody the largest step."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.okr.model import CheckIn, KeyResult, Objective, Person
from bot.ports import Tx
from bot.ticking import refresh_rhythms
from tests.dialogues.stage import Stage, local

PEOPLE = 15


def settle_in(tx: Tx) -> None:
    """Fifteen people with three key results each: one is at risk, the last three are silent, all others have moved everything."""
    for n in range(PEOPLE):
        key = f"p{n:02}"
        tx.save_person(Person(key, f"Colleague {n:02}", manager="wang", team="support", accounts={"paper": key}))
        krs = tuple(KeyResult(f"{key}.{k}", key, f"Result {k}", key, position=k, progress=0.1, confidence=6) for k in (1, 2, 3))
        tx.save_objective(Objective(key, key, "2026Q4", "Goal", "support", kind="committed", state="agreed", key_results=krs))
        for kr in krs:
            tx.save_check_in(CheckIn(kr.id, "2026-W41", datetime(2026, 10, 9, 9, tzinfo=UTC), key, progress=0.1, confidence=6))
            if n < PEOPLE - 3:
                low = n == 0 and kr.position == 1
                now = CheckIn(
                    kr.id,
                    "2026-W42",
                    datetime(2026, 10, 16, 9, tzinfo=UTC),
                    key,
                    progress=0.1 + kr.position / 10,
                    confidence=2 if low else 7,
                    blocker="no rota" if low else None,
                )
                tx.save_check_in(now)


async def test_one_message_of_a_readable_length(tmp_path: Path) -> None:
    stage = await Stage(tmp_path / "digest.db").open()
    try:
        await stage.store.write(settle_in)
        await stage.store.write(lambda tx: refresh_rhythms(stage.setup, tx, stage.clock.now()))
        await stage.until(local("2026-10-19 09:30"))
        (text,) = [sheet.text for sheet in stage.paper.log if sheet.post.key == "digest:wang:2026-W42"]
    finally:
        await stage.close()
    moved = [line for line in text.splitlines() if line.startswith("• ")]
    assert len(moved) == PEOPLE - 3
    assert all("Result 3" in line for line in moved), "the largest step of each"
    assert "and 2 more" in moved[-1]
    assert text.index("no rota") < text.index("Colleague 14") < text.index("What moved")
