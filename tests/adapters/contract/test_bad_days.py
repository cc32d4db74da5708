"""What people meet on a bad day, with the whole bot behind it: an old card, somebody who has left, a group that threw the bot out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.ports import Outcome
from tests.adapters.contract.house_stage import HouseStage
from tests.adapters.contract.houses import build
from tests.adapters.contract.transcripts import OneClock
from tests.dialogues.stage import play
from tests.servers.slack_records import BOT_USER

PLATFORMS = ("slack", "feishu", "dingtalk-buttons")
SUBMITTED = r"""
li> new OKR
li> O: Customers get an answer while they still ask\nKR1: First reply time from 9 hours to 2 hours
li> stretch
li> that's all
li> submit
"""


@pytest.fixture(params=PLATFORMS)
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[HouseStage]:
    clock = OneClock()
    house = build(request.param, tmp_path, clock)
    stage = await HouseStage(tmp_path / "bad.db", "en", clock=clock, house=house).open()
    yield stage
    await stage.close()
    await house.stop()


def thrown_out(stage: HouseStage, *, out: bool = True) -> None:
    server: Any = stage.house.server  # type: ignore[union-attr]
    match stage.house.platform:  # type: ignore[union-attr]
        case "slack":
            channel = server.workspace.channels[stage.room]
            channel.kind = "group"
            (channel.members.discard if out else channel.members.add)(BOT_USER)
        case "feishu":
            server.tenant.chats[stage.room].bot = not out
        case "dingtalk":
            server.company.groups[stage.room].bot = not out


async def stuck(stage: HouseStage) -> list[tuple[str, str]]:
    return [(row.kind, row.error or "") for row in await stage.store.read(lambda tx: tx.stuck(9))]


async def test_a_decision_on_a_card_that_can_be_redrawn_no_more_counts_and_is_said_anew(stage: HouseStage) -> None:
    await play(stage, SUBMITTED)
    server: Any = stage.house.server  # type: ignore[union-attr]
    stage.clock.forward(15 * 86400)
    if stage.house.platform == "dingtalk":  # type: ignore[union-attr]
        server.company.cards.clear()
    if stage.house.platform == "slack":  # type: ignore[union-attr]
        server.faults.add("error", "chat.update", code="edit_window_closed", times=2)
    before = len(stage.hands["wang"].sees())
    await play(stage, "wang! Agree\nli> okr\n| agreed")
    assert any("Agreed" in shown.text for shown in stage.hands["wang"].sees()[before:])
    assert await stuck(stage) == []


async def test_who_has_left_changes_nothing_by_an_old_card_or_by_words(stage: HouseStage) -> None:
    await play(stage, SUBMITTED + "wang> agree\nli> okr\n| First reply time\nwang> okr")
    await stage.move("li", {"active": "no"})
    li, before, seen = stage.hands["li"], await stage.state(), len(stage.hands["li"].sees())
    await play(stage, "li! Check in\nli> KR1 4 hours, confidence 6\nli> okr")
    assert await stage.state() == before
    told = [shown.text for shown in li.sees()[seen:]]
    assert len(told) == 3
    assert all(li.account in text and "First reply time" not in text for text in told)


async def test_a_board_whose_group_threw_the_bot_out_is_told_to_the_lead_and_comes_again(stage: HouseStage) -> None:
    await play(stage, SUBMITTED + "wang> agree")
    thrown_out(stage)
    await play(stage, "[2026-10-09 17:31]\nli| Check-in\nwang| I could not post the board of Support")
    ((kind, why),) = await stuck(stage)
    assert kind == "board"
    assert why
    assert "\n" not in why
    thrown_out(stage, out=False)
    await play(stage, "[2026-10-16 17:31]\n#support| Support · OKR board")
    assert len(await stuck(stage)) == 1


async def test_thirty_cuts_and_a_hundred_repeats_are_heard_and_answered_once_each(stage: HouseStage) -> None:
    """As the storms of test_storms.py, with the store and the outbox behind it."""
    house, li = stage.house, stage.hands["li"]
    assert house is not None
    outcomes: list[bool] = []  # of every event that came in, whether it was known already
    more = asyncio.Event()

    def note(outcome: Outcome) -> None:
        outcomes.append(outcome.duplicate)
        more.set()

    async def heard(count: int) -> None:
        while outcomes.count(False) < count:
            more.clear()
            await more.wait()

    stage.note = note
    acks = []
    for cut in range(30):
        stage.clock.forward(10)
        acks += [asyncio.ensure_future(await li.types("okr")) for _ in range(2)]
        await house.breaks()
        acks.append(asyncio.ensure_future(await li.types("okr")))
        for _ in range(3):
            try:
                await asyncio.wait_for(heard(3 * (cut + 1)), 1)
            except TimeoutError:
                await house.redeliver()
        await asyncio.wait_for(heard(3 * (cut + 1)), 10)
    deliveries = []
    for _ in range(100):
        stage.clock.forward(4)
        deliveries.append(await li.says("okr"))
    again = outcomes.count(True)
    await asyncio.gather(*(house.again(delivery) for delivery in deliveries))
    for _ in range(3):
        stage.clock.forward(60)  # an answer that went down with a line is tried again
        await stage.settle()
    assert (outcomes.count(False), outcomes.count(True) - again) == (190, 100)
    assert await stage.store.read(lambda tx: dict(tx.deliveries())) == {"sent": 190}
    assert len(li.sees()) == 190
    for ack in acks:
        ack.cancel()
    await asyncio.gather(*acks, return_exceptions=True)


async def test_an_answer_that_the_audit_refuses_is_not_met_with_silence_late_at_night_either(stage: HouseStage) -> None:
    server: Any = stage.house.server  # type: ignore[union-attr]
    match stage.house.platform:  # type: ignore[union-attr]
        case "slack":
            server.faults.add("error", "chat.postMessage", code="restricted_action", times=1)
        case "feishu":
            server.faults.add("refuse", "POST /im/v1/messages", code=230022, times=1)
        case "dingtalk":
            server.faults.add("error", "/v1.0/card/instances/createAndDeliver", code="content.illegal", status=400)
            server.faults.add("error", "/robot/sendBySession", code=300001)
            server.robot.banned.add("no OKR")
    await play(stage, "[2026-10-05 22:30]\nli> okr\n| I had an answer, and\n| did not let me send it")
    assert [kind for kind, _ in await stuck(stage)] == ["reply"]
