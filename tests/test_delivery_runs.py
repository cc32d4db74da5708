"""Delivery as it runs: who is slow holds up nobody else, prompts hold up no answer, what cannot be redrawn soon is said anew."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.conversation.event import Place
from bot.conversation.message import Message
from bot.delivery import LEASE
from bot.ports import Outgoing, Pace, Post
from tests.dialogues.paper import Paper
from tests.dialogues.stage import Stage


@dataclass
class Slow(Paper):
    """Paper on which some addresses take for ever, until they are let go."""

    stuck: dict[str, asyncio.Event] = field(default_factory=dict)
    arrived: dict[str, asyncio.Event] = field(default_factory=dict)

    async def send(self, post: Post) -> str:
        if post.place.address in self.stuck:
            await self.stuck[post.place.address].wait()
        receipt = await super().send(post)
        self.arrived.setdefault(post.key, asyncio.Event()).set()
        return receipt

    async def gets(self, key: str) -> None:
        async with asyncio.timeout(20):
            await self.arrived.setdefault(key, asyncio.Event()).wait()


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    opened = Stage(tmp_path / "runs.db", "en")
    opened.paper = Slow()
    await opened.open()
    running = asyncio.create_task(opened.delivery.run())
    yield opened
    running.cancel()
    await asyncio.wait([running])
    await opened.delivery.stop()
    await opened.close()


def slow(stage: Stage) -> Slow:
    assert isinstance(stage.paper, Slow)
    return stage.paper


async def post(stage: Stage, key: str, to: str) -> None:
    row = Outgoing(key, stage.clock.now(), "edit", place=Place("paper", to), message=Message(key), priority=3)
    await stage.store.write(lambda tx: tx.post(row))
    stage.delivery.wake()


async def test_who_is_slow_holds_up_nobody_else(stage: Stage) -> None:
    slow(stage).stuck["li"] = asyncio.Event()
    await post(stage, "slow", "li")
    await post(stage, "behind", "li")
    for n in range(3):
        await post(stage, f"quick {n}", "han")
        await slow(stage).gets(f"quick {n}")
    assert "slow" not in slow(stage).arrived
    slow(stage).stuck["li"].set()
    await slow(stage).gets("behind")
    assert [sheet.message.summary for sheet in slow(stage).log if sheet.address == "li"] == ["slow", "behind"]


async def test_an_answer_goes_ahead_of_a_thousand_prompts(stage: Stage) -> None:
    rows = [Outgoing(f"p{n}", stage.clock.now(), "x", place=Place("paper", f"a{n}"), message=Message("?"), priority=3) for n in range(1000)]
    await stage.store.write(lambda tx: [tx.post(row) for row in rows])
    stage.delivery.wake()
    answer = Outgoing("answer", stage.clock.now(), place=Place("paper", "li"), message=Message("here"), state="sending")
    row = await stage.store.write(lambda tx: replace(answer, id=tx.post(answer)))
    stage.delivery.push((row,))
    await slow(stage).gets("answer")
    assert len(slow(stage).log) < 1000


async def test_an_answer_that_would_wait_to_redraw_its_card_is_said_anew(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "pace.db", "en")
    stage.paper = Slow(pace=Pace((10**6, 1.0), (10**6, 1.0), edits=(1, 3600.0), burst=1))
    await stage.open()
    await post(stage, "card", "li")
    while await stage.delivery.step():
        pass
    for key in ("first", "second"):
        edit = Outgoing(key, stage.clock.now(), place=Place("paper", "li"), message=Message(key), edits_receipt="0", state="sending")
        row = await stage.store.write(lambda tx, edit=edit: replace(edit, id=tx.post(edit)))  # type: ignore[misc]
        stage.delivery.push((row,))
        await slow(stage).gets(key)
    assert [sheet.message.summary for sheet in slow(stage).sheets] == ["first", "second"]
    await stage.close()


async def test_what_a_paused_process_still_holds_is_not_sent_after_its_lease(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "paused.db", "en")
    stage.paper = Slow()
    await stage.open()
    answer = Outgoing("answer", stage.clock.now(), place=Place("paper", "li"), message=Message("here"), state="sending")
    row = await stage.store.write(lambda tx: replace(answer, id=tx.post(answer)))
    stage.clock.at += LEASE
    stage.delivery.push((row,))
    await stage.delivery.drain()
    assert slow(stage).log == []
    while await stage.delivery.step():
        pass
    assert [sheet.post.key for sheet in slow(stage).log] == ["answer"]
    await stage.close()
