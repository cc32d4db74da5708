"""A reminder belongs to its prompt: never before it, never without it; and `okrbot schedule` says the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import pytest

from bot.forecast import Forecasting
from bot.okr.cycles import cycle_of
from bot.okr.model import Leave
from bot.ports import Tx
from bot.ticking import refresh_rhythms
from tests.dialogues.stage import Stage, local
from tests.flows.test_checkin_effort import five_key_results

AWAY = (Leave(date(2026, 12, 3), date(2026, 12, 3)),)
MORNING_AFTER = [
    ("board", local("2026-12-04 01:29")),
    ("prompt", local("2026-12-04 08:30")),
    ("reminder", local("2026-12-04 10:50")),
]

BOARD = [("board", local("2027-04-01 01:29"))]


@pytest.mark.parametrize(
    ("cycle", "weekday", "first", "last", "expected"),
    [
        pytest.param("2026Q4", 3, "2026-11-30 00:00", "2026-12-06 00:00", MORNING_AFTER, id="away on the day that is over soon"),
        pytest.param("2027Q2", 2, "2027-03-29 00:00", "2027-04-05 00:00", BOARD, id="the cycle begins between both"),
    ],
)
async def test_what_is_sent_and_what_was_foreseen(
    tmp_path: Path, cycle: str, weekday: int, first: str, last: str, expected: list[tuple[str, datetime]]
) -> None:
    stage = await Stage(tmp_path / "reminders.db", "en").open()
    start, end = local(first), local(last)

    def move_in(tx: Tx) -> None:
        """Asked a minute before midnight, and nobody's quiet hours keep the reminder for the morning."""
        five_key_results(tx)
        tx.save_cycle(cycle_of(cycle))
        for one in tx.objectives():
            tx.save_objective(replace(one, cycle=cycle))
        team, li = tx.team("support"), tx.person("li")
        assert team
        assert li
        tx.save_team(replace(team, weekday=weekday, prompt_time=time(23, 59)))
        tx.save_person(replace(li, leave=AWAY, quiet_from=time(0), quiet_until=time(0)))
        refresh_rhythms(stage.setup, tx, start)

    def foresee(tx: Tx) -> list[tuple[str, datetime]]:
        found = Forecasting(stage.setup, tx, start).between(start, end)
        return [(one.kind, one.at) for one in found.sendings if one.kind in ("prompt", "reminder", "board")]

    try:
        stage.clock.at = start
        await stage.store.write(move_in)
        assert await stage.store.read(foresee) == expected
        assert await _sent(stage, end) == expected
    finally:
        await stage.close()


async def _sent(stage: Stage, end: datetime) -> list[tuple[str, datetime]]:
    """Each prompt, reminder and board with its moment, from one at which something is due to the next."""
    found: list[tuple[str, datetime]] = []
    while stage.clock.at < end:
        seen = len(stage.paper.log)
        await stage.until(min(end, await stage.store.read(stage._next_moment) or end))
        kinds = [one.post.key.split(":")[0] for one in stage.paper.log[seen:]]
        found += [(kind, stage.clock.at) for kind in kinds if kind in ("prompt", "reminder", "board")]
    return found
