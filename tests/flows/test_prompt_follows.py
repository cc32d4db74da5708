"""The week's prompt follows its answer, however it is given; and from a new prompt on, old check-ins are over."""

from __future__ import annotations

from pathlib import Path

from tests.dialogues.paper import Sheet
from tests.dialogues.stage import Stage, local
from tests.flows.test_checkin_effort import first_line, five_key_results


async def prompted(stage: Stage, friday: str) -> int:
    await stage.until(local(f"{friday} 16:00"))
    return next(n for n, sheet in reversed(list(enumerate(stage.paper.sheets))) if sheet.address == "li")


def card(stage: Stage, number: int) -> Sheet:
    return stage.paper.sheets[number]


async def test_answered_by_typing_the_card_says_so_and_follows_corrections(tmp_path: Path) -> None:
    stage = await Stage(tmp_path / "card.db").open()
    try:
        await stage.store.write(five_key_results)
        number = await prompted(stage, "2026-10-09")
        await stage.says("li", first_line("en"))
        assert "All unchanged" not in card(stage, number).text
        await stage.says("li", "yes")
        assert "Stored for week 41" in card(stage, number).text
        await stage.says("li", "correction: KR1 is 7 hours")
        await stage.says("li", "yes")
        assert "7 hours" in card(stage, number).text
        await stage.says("li", "undo")
        assert "Taken back" in card(stage, number).text
    finally:
        await stage.close()


async def test_a_week_that_is_left_out_stands_on_the_card(tmp_path: Path) -> None:
    stage = await Stage(tmp_path / "card.db").open()
    try:
        await stage.store.write(five_key_results)
        number = await prompted(stage, "2026-10-09")
        await stage.says("li", "skip this week: on training")
        assert "no check-in for week 41" in card(stage, number).text
    finally:
        await stage.close()


async def test_what_is_said_after_a_prompt_belongs_to_its_week(tmp_path: Path) -> None:
    stage = await Stage(tmp_path / "card.db").open()
    try:
        await stage.store.write(five_key_results)
        await prompted(stage, "2026-10-09")
        await stage.says("li", "check-in")
        await prompted(stage, "2026-10-16")
        await stage.says("li", first_line("en"))
        await stage.says("li", "yes")
        stored = await stage.store.read(lambda tx: tx.check_ins(["o1k0"]))
        assert [report.week for report in stored] == ["2026-W42"]
    finally:
        await stage.close()
