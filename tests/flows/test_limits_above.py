"""A company that allows more key results than usual: drafting takes as many, and names what is over."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.okr.cycles import cycle_of
from bot.ports import Tx
from tests.dialogues.stage import Stage, play

KEY_RESULTS = (
    "First reply time from 9 hours to 2 hours",
    "Tickets solved in one contact from 71% to 90%",
    "Complaints per week from 20 to 5",
    "Refund time from 9 days to 2 days",
    "Returning customers from 30% to 45%",
    "Calls not answered from 12% to 3%",
    "Letters answered by hand from 40 to 10",
)


async def test_six_key_results_where_six_are_allowed(tmp_path: Path) -> None:
    stage = await Stage(tmp_path / "six.db", "en").open()
    try:
        await stage.store.write(_six)
        pasted = "\\n".join(f"KR{n}: {text}" for n, text in enumerate(KEY_RESULTS, start=1))
        await play(
            stage,
            f"""li> new OKR
li> O: Customers get an answer while they ask\\n{pasted}
li> stretch
| An objective takes 6 key results at most
| • Letters answered by hand from 40 to 10
li> submit
= li O1 state submitted live 6 parked 1
wang> agree
= li O1 state agreed""",
        )
    finally:
        await stage.close()


def _six(tx: Tx) -> None:
    tx.save_cycle(replace(cycle_of("2026Q4"), max_key_results=6))
