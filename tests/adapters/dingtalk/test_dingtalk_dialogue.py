"""The real engine, store and delivery behind the adapter: an OKR drafted, agreed and checked in, at each card level to the same result."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.dingtalk.adapter import DingTalk
from bot.cli.serving import catalogue
from bot.company import Setup
from bot.flows.catalogue import FLOWS
from bot.flows.known import Company
from bot.okr.cycles import cycle_of
from bot.okr.model import Person, Team
from bot.ports import Tx
from bot.running import Running
from bot.ticking import Ticking, refresh_rhythms
from storage.store import open_store
from tests.adapters.dingtalk.conftest import FORM_TEMPLATE, LEVELS, Clock
from tests.servers.dingtalk import CLIENT_ID, CLIENT_SECRET, DingTalkHuman, DingTalkServer, Heard

DRAFTING = datetime(2026, 10, 8, 2, 0, tzinfo=UTC)
PROMPT = datetime(2026, 10, 16, 8, 0, tzinfo=UTC)  # Friday 16:00 in Shanghai


@dataclass
class Office:
    """Li and her manager Wang, both on DingTalk."""

    server: DingTalkServer
    clock: Clock
    running: Running
    li: DingTalkHuman
    wang: DingTalkHuman

    async def settle(self) -> None:
        """Until nothing is left to send now."""
        await self.server.gateway.quiet()
        await self.running.delivery.drain()
        while await self.running.delivery.step():
            await self.running.delivery.drain()

    async def reported(self) -> list[tuple[float, int | None, str | None]]:
        """Progress, confidence and next step of Li's check-ins as they are stored."""
        objectives = await self.running.store.read(lambda tx: tx.objectives(owners=("li",)))
        ids = [kr.id for objective in objectives for kr in objective.key_results]
        found = await self.running.store.read(lambda tx: tx.check_ins(ids))
        return [(round(one.progress or 0, 2), one.confidence, one.next) for one in sorted(found, key=lambda one: one.key_result)]

    async def at(self, moment: datetime) -> None:
        self.clock.at = moment
        await self.running.store.write(lambda tx: Ticking(self.running.setup, tx, moment).tick())
        await self.settle()

    async def says(self, human: DingTalkHuman, text: str) -> Heard:
        """What the bot answers; a card that was redrawn in place is an answer too."""
        await (await human.says(text)).ack()
        await self.settle()
        return human.newest(lambda _: True)

    async def presses(self, human: DingTalkHuman, label: str) -> Heard:
        await (await human.press(label)).ack()
        await self.settle()
        return human.newest(lambda _: True)


@asynccontextmanager
async def office(level: str, file: Path) -> AsyncIterator[Office]:
    clock = Clock()
    clock.at = DRAFTING
    async with DingTalkServer(clock.seconds) as server:
        li, wang = server.human("Li Lei"), server.human("Wang Fang")
        form = server.add_template(FORM_TEMPLATE) if level == "form" else None
        adapter = DingTalk(
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            now=clock.now,
            api_base=server.url,
            oapi_base=server.url,
            card_template="none" if level == "plain" else None,
            form_template=form,
        )
        setup = Setup(catalogue(), FLOWS, Company("Asia/Shanghai", "zh-CN", "CN"), {"dingtalk": adapter.abilities})
        store = open_store(f"sqlite:///{file}", migrate=True)
        running = Running(setup, store, clock, {"dingtalk": adapter}, "test")

        def move_in(tx: Tx) -> None:
            tx.save_team(Team("support", "客服", lead="wang"))
            boss = Person("wang", "Wang Fang", None, None, "support", frozenset({"employee", "manager"}), "zh-CN")
            tx.save_person(replace(boss, accounts={"dingtalk": wang.id}))
            tx.save_person(
                replace(boss, key="li", name="Li Lei", manager="wang", roles=frozenset({"employee"}), accounts={"dingtalk": li.id})
            )
            tx.save_cycle(cycle_of("2026Q4"))
            refresh_rhythms(setup, tx, clock.now())

        await store.write(move_in)
        await adapter.start(running.engine.receive)
        try:
            yield Office(server, clock, running, li, wang)
        finally:
            await running.delivery.drain()
            await adapter.stop()
            await store.close()
        assert not server.gateway.bad_acks
        assert not server.cards.changed_while_answering


async def agreed(here: Office) -> None:
    """Li drafts by typing, submits, and Wang agrees by pressing."""
    text = "O：让客户的问题当天就有答案\nKR1：首次响应时长从 9 小时降到 2 小时\nKR2：一次解决率从 71% 提升到 90%"
    await here.says(here.li, "写 OKR")
    assert "承诺" in (await here.says(here.li, text)).text
    await here.says(here.li, "挑战")
    await here.says(here.li, "不加了")
    assert "Wang Fang" in (await here.says(here.li, "提交")).text
    await here.presses(here.wang, "同意")
    assert "同意" in here.li.newest(lambda _: True).text


@pytest.mark.parametrize("level", LEVELS)
async def test_a_quarter_begins_and_the_first_friday_comes(level: str, tmp_path: Path) -> None:
    async with office(level, tmp_path / "okr.db") as here:
        await agreed(here)
        await here.at(PROMPT)
        prompt = here.li.newest(lambda _: True)
        assert "第42周" in prompt.text
        answer = "KR1 四成，信心 6，下周联调；KR2 74%，信心 5"
        shown = await here.says(here.li, answer)
        assert "40%" in shown.text
        await here.presses(here.li, shown.labels[0])
        assert await here.reported() == [(0.4, 6, "下周联调"), (0.16, 5, None)]


async def test_a_prompt_is_filled_in_on_one_card(tmp_path: Path) -> None:
    async with office("form", tmp_path / "okr.db") as here:
        await agreed(here)
        await here.at(PROMPT)
        prompt = here.li.newest(lambda h: bool(h.fields))
        first, second = (label for label in prompt.fields if label.startswith("KR"))
        assert await here.li.fill({first: "快一半了吧", second: "74"}, prompt) == {}
        await here.settle()
        wrong = here.li.look(prompt.message)
        assert wrong.shown is not None
        assert (wrong.shown.form_disabled, len(wrong.shown.markdown)) == (False, 2)
        assert await here.reported() == []
        assert await here.li.fill({first: "40%", second: "74", "信心": "6"}, prompt) == {}
        await here.settle()
        missing = here.li.look(prompt.message)
        assert "KR2 · 一次解决率从 71% 提升到 90% · 信心" in missing.text
        sure, unsure = (c.entry["name"] for c in missing.controls if c.label == "信心")
        assert await here.li.fill({first: "40%", second: "74", sure: "6", unsure: "5", "下一步": "下周联调"}, prompt) == {}
        await here.settle()
        shown = here.li.newest(lambda h: "对，存下来" in h.labels)
        await here.presses(here.li, shown.labels[0])
        assert await here.reported() == [(0.4, 6, "下周联调"), (0.16, 5, None)]
