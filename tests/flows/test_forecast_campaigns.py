"""`okrbot schedule` foresees a cycle's messages: when, to how many, who is left out; what is switched off is not there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from bot.campaigning import Campaigning
from bot.forecast import Forecast, Forecasting
from bot.okr.cycles import cycle_of
from bot.okr.model import Leave
from bot.okr.model_ending import CampaignPlan
from bot.ports import Tx
from tests.dialogues.stage import Stage
from tests.flows.test_checkin_effort import five_key_results


async def foreseen(stage: Stage, first: datetime, last: datetime) -> Forecast:
    return await stage.store.read(lambda tx: Forecasting(stage.setup, tx, stage.clock.at).between(first, last))


async def test_a_cycles_messages_are_foreseen(tmp_path: Path) -> None:
    stage = await Stage(tmp_path / "forecast.db", "en").open()
    try:

        def away(tx: Tx) -> None:
            li = tx.person("li")
            assert li is not None
            tx.save_person(replace(li, leave=(Leave(date(2027, 1, 4), date(2027, 1, 15)),)))

        await stage.store.write(away)
        found = await foreseen(stage, datetime(2026, 12, 16, tzinfo=UTC), datetime(2027, 1, 12, tzinfo=UTC))
        sent = {(s.kind, s.at): len(s.to) for s in found.sendings if s.kind.startswith("campaign")}
        assert sent == {
            ("campaign_opens", datetime(2026, 12, 17, 2, tzinfo=UTC)): 6,
            ("campaign_half", datetime(2026, 12, 29, 2, tzinfo=UTC)): 6,
            ("campaign_last_day", datetime(2027, 1, 8, 2, tzinfo=UTC)): 5,
            ("campaign_overdue", datetime(2027, 1, 11, 2, tzinfo=UTC)): 2,
        }
        assert [one.why for one in found.left_out if one.who.key == "li" and one.moments] == ["leave"]

        def off(tx: Tx) -> None:
            tx.save_campaign_plan(CampaignPlan("2027Q1", "half", on=False))
            tx.save_campaign_plan(CampaignPlan("2027Q1", "last_day", day=date(2027, 1, 7)))

        await stage.store.write(off)
        found = await foreseen(stage, datetime(2026, 12, 28, tzinfo=UTC), datetime(2027, 1, 9, tzinfo=UTC))
        days = {(s.kind, s.at.date()) for s in found.sendings if s.kind.startswith("campaign")}
        assert days == {("campaign_last_day", date(2027, 1, 7))}
    finally:
        await stage.close()


async def test_planning_twice_plans_once(tmp_path: Path) -> None:
    stage = await Stage(tmp_path / "twice.db", "en").open()
    try:
        before = await stage.store.read(lambda tx: dict(tx.deliveries()))
        await stage.store.write(lambda tx: Campaigning(stage.setup.company, tx, stage.clock.at).plan())
        assert await stage.store.read(lambda tx: dict(tx.deliveries())) == before
    finally:
        await stage.close()


async def test_reviews_are_foreseen_for_whoever_has_something_agreed(tmp_path: Path) -> None:
    stage = await Stage(tmp_path / "reviews.db", "en").open()
    try:
        await stage.store.write(five_key_results)
        await stage.store.write(lambda tx: tx.save_cycle(replace(cycle_of("2026Q4"), review="monthly")))
        found = await foreseen(stage, datetime(2026, 10, 20, tzinfo=UTC), datetime(2026, 12, 10, tzinfo=UTC))
        sent = [(s.at, [one.key for one in s.to]) for s in found.sendings if s.kind == "campaign_review"]
        assert sent == [(datetime(2026, 11, 2, 2, tzinfo=UTC), ["li"]), (datetime(2026, 12, 1, 2, tzinfo=UTC), ["li"])]
    finally:
        await stage.close()
