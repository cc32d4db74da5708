"""Who hears of a report: manager and coach, once a key result and week, also after undo; what is corrected in time is not told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.okr.model import Leave
from bot.ports import Tx
from tests.dialogues.stage import Stage, local
from tests.flows.test_checkin_effort import first_line, five_key_results


def coached(tx: Tx) -> None:
    five_key_results(tx)
    team = tx.team("support")
    assert team is not None
    tx.save_team(replace(team, coach="lin"))


def alerts(stage: Stage, who: str) -> list[str]:
    return [sheet.text for sheet in stage.paper.sheets if sheet.address == who and sheet.post.key.startswith("alert:")]


async def report(stage: Stage, text: str) -> None:
    await stage.says("li", text)
    for _ in range(3):
        newest = next(sheet for sheet in reversed(stage.paper.log) if sheet.address == "li")
        if "What is in the way?" not in newest.text:
            break
        await stage.says("li", "skip")
    await stage.says("li", "yes")


async def test_manager_and_coach_hear_once_a_key_result_and_week(tmp_path: Path) -> None:
    stage = await Stage(tmp_path / "alert.db").open()
    try:
        await stage.store.write(coached)
        await stage.until(local("2026-10-09 16:00"))
        await report(stage, first_line("en"))
        assert not alerts(stage, "wang")
        await stage.until(local("2026-10-16 16:00"))
        await report(stage, "KR1 8 hours, confidence 2, blocked by the rota; KR2 72%, confidence 3, nobody answers; rest same")
        for who in ("wang", "lin"):
            (told,) = alerts(stage, who)
            assert "blocked by the rota" in told
            assert "nobody answers" in told
        await stage.says("li", "undo")
        await report(stage, "KR1 8 hours, confidence 1, blocked by the rota; KR3 20 calls, confidence 2, no list; rest same")
        _, second = alerts(stage, "wang")
        assert "no list" in second
        assert "blocked by the rota" not in second, "of that key result the manager has heard this week"
        assert not alerts(stage, "chen")
    finally:
        await stage.close()


async def test_who_is_asked_and_is_the_manager_gets_one_message(tmp_path: Path) -> None:
    stage = await Stage(tmp_path / "alert.db").open()
    try:
        await stage.store.write(coached)
        await stage.until(local("2026-10-09 16:00"))
        await report(stage, "KR1 8 hours, confidence 2, blocked by the rota; KR2 72%, confidence 6, need @Wang Fang to ask finance")
        (told,) = alerts(stage, "wang")
        assert "blocked by the rota" in told
        assert "ask finance" in told
        (coach,) = alerts(stage, "lin")
        assert "ask finance" not in coach
    finally:
        await stage.close()


async def test_what_is_corrected_before_it_could_be_told_is_not_told(tmp_path: Path) -> None:
    stage = await Stage(tmp_path / "alert.db").open()
    try:
        await stage.store.write(coached)
        await stage.until(local("2026-10-09 22:00"))
        await report(stage, "KR1 8 hours, confidence 2, blocked by the rota; rest same")
        assert not alerts(stage, "wang"), "it is their quiet time"
        await report(stage, "correction: KR1 confidence 6")
        await stage.until(local("2026-10-12 09:00"))
        assert not alerts(stage, "wang")
    finally:
        await stage.close()


async def test_what_is_for_the_managers_alone_the_coach_does_not_hear(tmp_path: Path) -> None:
    stage = await Stage(tmp_path / "alert.db").open()
    try:
        await stage.store.write(coached)
        await stage.store.write(lambda tx: tx.save_person(replace(tx.person("lin"), roles=frozenset({"coach"}))))  # type: ignore[type-var]
        await stage.store.write(lambda tx: [tx.save_objective(replace(o, visibility="chain")) for o in tx.objectives(owners=["li"])])
        await stage.until(local("2026-10-09 16:00"))
        await report(stage, first_line("en"))
        await report(stage, "correction: KR1 confidence 2, blocked by the rota")
        assert alerts(stage, "wang")
        assert not alerts(stage, "lin")
        await stage.until(local("2026-10-12 09:30"))
        digest = [sheet.text for sheet in stage.paper.sheets if sheet.address == "lin" and sheet.post.key.startswith("digest:")]
        assert not any("rota" in text or "reply time" in text or "Li Lei" in text for text in digest)
    finally:
        await stage.close()


async def test_where_the_manager_has_left_or_is_away_somebody_hears_all_the_same(tmp_path: Path) -> None:
    stage = await Stage(tmp_path / "alert.db").open()
    try:
        await stage.store.write(five_key_results)
        await stage.until(local("2026-10-09 16:00"))
        await report(stage, first_line("en"))
        await stage.move("wang", {"active": "no"})
        await report(stage, "correction: KR1 confidence 2, blocked by the rota")
        assert "blocked by the rota" in alerts(stage, "chen")[0]
        await stage.move("wang", {"active": "yes", "stand_in": "han"})
        away = (Leave(date(2026, 10, 12), date(2026, 10, 23)),)
        await stage.store.write(lambda tx: tx.save_person(replace(tx.person("wang"), leave=away)))  # type: ignore[type-var]
        await stage.until(local("2026-10-16 16:00"))
        await report(stage, "KR1 8 hours, confidence 1, blocked by nobody; rest same")
        assert "blocked by nobody" in alerts(stage, "han")[0]
    finally:
        await stage.close()


async def test_help_that_is_taken_back_before_it_could_be_told_is_not_told(tmp_path: Path) -> None:
    stage = await Stage(tmp_path / "alert.db").open()
    try:
        await stage.store.write(five_key_results)
        await stage.until(local("2026-10-09 16:00"))
        await report(stage, first_line("en"))
        await stage.until(local("2026-10-16 22:00"))
        await report(
            stage, "KR1 8 hours, confidence 2, blocked by the rota, need @Han Mei to swap Monday; KR2 72%, confidence 2, no list; rest same"
        )
        await stage.says("li", "undo")
        await report(stage, "KR1 8 hours, confidence 6, need @Wang Fang to ask finance; KR2 72%, confidence 2, no list; rest same")
        await stage.until(local("2026-10-17 09:00"))
        assert not alerts(stage, "han")
        told = "\n".join(alerts(stage, "wang"))
        assert "no list" in told
        assert "ask finance" in told
        assert "rota" not in told, "of KR1 nothing is at risk any more"
    finally:
        await stage.close()
