"""A person is nudged at most once a day, counted by the day on which it reaches them, whoever presses and however often."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from bot.conversation.event import Event, Place, Said, Sender
from bot.ports import Tx
from tests.dialogues.stage import Stage, local
from tests.flows.test_checkin_effort import five_key_results


def led_twice(tx: Tx) -> None:
    five_key_results(tx)
    team = tx.team("support")
    assert team is not None
    tx.save_team(replace(team, coach="lin"))


def nudges(stage: Stage) -> list[str]:
    return [sheet.post.key for sheet in stage.paper.sheets if sheet.address == "li" and sheet.post.key.startswith("nudge:")]


async def test_in_the_evening_and_next_morning_is_one_day(tmp_path: Path) -> None:
    stage = await Stage(tmp_path / "nudge.db").open()
    try:
        await stage.store.write(led_twice)
        await stage.until(local("2026-10-09 22:00"))
        await stage.says("wang", "nudge @Li Lei")
        assert "in their quiet hours now" in stage.paper.log[-1].text
        await stage.says("lin", "nudge @Li Lei")
        assert "Nudged today already" in stage.paper.log[-1].text
        await stage.until(local("2026-10-10 09:00"))
        assert len(nudges(stage)) == 1
        await stage.says("lin", "nudge @Li Lei")
        await stage.says("chen", "nudge @Li Lei")
        assert len(nudges(stage)) == 1
        await stage.until(local("2026-10-11 09:00"))
        await stage.says("lin", "nudge @Li Lei")
        assert len(nudges(stage)) == 2
    finally:
        await stage.close()


async def test_two_who_press_at_once_send_one(tmp_path: Path) -> None:
    stage = await Stage(tmp_path / "nudge.db").open()
    try:
        await stage.store.write(led_twice)
        await stage.until(local("2026-10-09 17:00"))
        at = stage.clock.now()
        said = [
            stage.engine.receive(Event(f"{who}{n}", Place("paper", who), Sender(who), Said("nudge @Li Lei"), at))
            for who in ("wang", "lin")
            for n in range(2)
        ]
        await asyncio.gather(*said)
        await stage.settle()
        assert len(nudges(stage)) == 1
    finally:
        await stage.close()
