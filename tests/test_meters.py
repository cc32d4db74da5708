"""What an operator reads at /metrics: events and messages counted, the outbox as it is now, nothing that anybody typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families as parsed

from bot.cli.measuring import Measuring
from bot.conversation.event import Event, Place, Said, Sender
from bot.conversation.message import Message
from bot.ports import Outgoing
from bot.running import Running
from tests.dialogues.stage import Stage


async def numbers(measuring: Measuring) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels."""
    await measuring.measure()
    text = generate_latest(measuring.registry).decode()
    assert "conf 6" not in text
    return {(s.name, *sorted(s.labels.values())): s.value for family in parsed(text) for s in family.samples}


async def test_what_is_counted(tmp_path: Path) -> None:
    stage = await Stage(tmp_path / "meters.db", "en").open()
    running = Running(stage.setup, stage.store, stage.clock, {"paper": stage.paper}, "r")
    measuring = Measuring(lambda: running)
    receive = running.meters.timed(running.engine.receive)
    event = Event("e1", Place("paper", "li"), Sender("li"), Said("kr1 40%, conf 6"), stage.clock.now())
    await receive(event)
    assert (await receive(event)).duplicate
    await running.delivery.drain()
    await running.tick()
    old = await stage.store.write(
        lambda tx: tx.post(Outgoing("old", stage.clock.now(), place=Place("paper", "wang"), message=Message("word")))
    )
    stage.clock.at += timedelta(minutes=3)
    found = await numbers(measuring)
    assert found["okrbot_events_total", "new", "paper"] == found["okrbot_events_total", "again", "paper"] == 1
    assert found["okrbot_event_seconds_count",] == found["okrbot_event_seconds_bucket", "+Inf"] == 2
    assert found["okrbot_messages_total", "paper", "sent"] == 1
    assert found["okrbot_outbox_rows", "ready"] == 1
    assert found["okrbot_outbox_rows", "failed"] == 0
    assert found["okrbot_outbox_late_seconds",] == 180
    assert found["okrbot_platform_up", "paper"] == 1
    assert found["okrbot_last_tick_timestamp_seconds",] == (stage.clock.now() - timedelta(minutes=3)).timestamp()
    await stage.store.write(lambda tx: tx.keep(replace(event, id="e2"), stage.clock.now() - timedelta(seconds=7)))
    await stage.store.write(lambda tx: tx.settle(old, "dropped", stage.clock.now()))
    found = await numbers(measuring)
    assert (found["okrbot_outbox_rows", "ready"], found["okrbot_outbox_late_seconds",]) == (0, 0)
    assert found["okrbot_events_late_seconds",] == 7
    await stage.close()
