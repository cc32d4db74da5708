"""A turn that fails by a fault of ours: nothing is kept of it, whoever spoke is told once, and the log says where but not what."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.conversation.event import Event, Listed, Place, Said, Sender
from bot.conversation.flow import End, Flow, keep
from bot.flows.known import Ctx, FlowSpec
from bot.stumbling import forgiving
from tests.dialogues.stage import Stage


def broken(ctx: Ctx) -> Flow:
    yield from keep()
    return End((), {}["what was said"])


@pytest.mark.parametrize(("language", "told"), [("en", "went wrong on my side"), ("zh-CN", "在我这边出错了")])
async def test_it_is_told_once_and_nothing_is_kept(tmp_path: Path, language: str, told: str) -> None:
    stage = await Stage(tmp_path / "s.db", language).open()
    try:
        flows = {**stage.setup.flows, "home": FlowSpec("home", broken)}
        receive = forgiving(replace(stage.engine, setup=replace(stage.setup, flows=flows)))
        event = Event("e1", Place("paper", "li"), Sender("li"), Said("okr"), stage.clock.at)
        with capture_logs() as logged:
            first = await receive(event)
            again = await receive(event)
            in_a_room = await receive(replace(event, id="e2", place=Place("paper", "#support", direct=False)))
        await stage.settle()
        assert (first.duplicate, again.duplicate, in_a_room.duplicate) == (False, True, False)
        assert [told in sheet.text for sheet in stage.paper.log] == [True, True]
        assert [sheet.post.only for sheet in stage.paper.log] == [None, "li"]
        assert [(line["error"], line["where"].partition(":")[0]) for line in logged if line["event"] == "turn_failed"] == [
            ("KeyError", "test_stumbling.py")
        ] * 2
        assert "what was said" not in str(logged)
        assert await stage.store.read(lambda tx: tx.talks("li", states=("open", "parked", "done"))) == ()
        await receive(replace(event, id="e3", content=Said("help")))  # everything else works as ever
        await stage.settle()
        assert len(stage.paper.log) == 3
    finally:
        await stage.close()


def finds_nothing(ctx: Ctx) -> Flow:
    yield from keep()
    return End((), next(name for name in ctx.about if name == "nobody"))


async def test_what_is_not_found_in_a_flow_is_told_too(tmp_path: Path) -> None:
    stage = await Stage(tmp_path / "s.db").open()
    try:
        flows = {**stage.setup.flows, "home": FlowSpec("home", finds_nothing)}
        receive = forgiving(replace(stage.engine, setup=replace(stage.setup, flows=flows)))
        await receive(Event("e1", Place("paper", "li"), Sender("li"), Said("okr"), stage.clock.at))
        await stage.settle()
        assert ["went wrong on my side" in sheet.text for sheet in stage.paper.log] == [True]
    finally:
        await stage.close()


async def test_what_an_address_book_says_is_asked_for_again(tmp_path: Path) -> None:
    stage = await Stage(tmp_path / "s.db").open()
    try:
        engine = replace(stage.engine, setup=replace(stage.setup, company=None))
        event = Event("l1", Place("paper", "li"), Sender("li"), Listed(name="Li", timezone="Europe/Berlin"), stage.clock.at)
        with pytest.raises(AttributeError):
            await forgiving(engine)(event)
        await stage.engine.receive(event)
        assert not (await stage.engine.receive(event)).errors
    finally:
        await stage.close()
