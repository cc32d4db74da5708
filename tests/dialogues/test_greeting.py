"""Brought into a group, the bot introduces itself once, with the next step; what it offers there works when it is pressed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.conversation.event import Added, Event, Place, Removed, Sender
from bot.conversation.message import controls
from tests.dialogues.stage import Stage, play

TOLD = {
    "en": ("Hello, I keep this company's OKRs", "its lead or HR mentions me with: board here", "write to me directly"),
    "zh-CN": ("大家好，我是 OKR 助手", "请团队负责人或 HR @我 说：看板发这里", "起草、每周更新和审批都在私聊里进行"),
}
PRESSED = {
    "en": "wang#care! Board here Support\n#care| From now on the board of Support appears here",
    "zh-CN": "wang#care! 看板发这里 Support\n#care| 的看板每次更新后发到这里",
}


async def brought(stage: Stage, who: str, event: str, room: str = "#care") -> None:
    await stage.engine.receive(Event(event, Place("paper", room, direct=False), Sender(who), Added(), stage.clock.now()))
    await stage.settle()


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_it_introduces_itself_once_and_its_offer_works(tmp_path: Path, language: str) -> None:
    stage = await Stage(tmp_path / "greeting.db", language).open()
    await brought(stage, "wang", "1")
    await brought(stage, "wang", "1")  # redelivered
    await brought(stage, "li", "2")  # taken out and brought in again
    assert [sheet.address for sheet in stage.paper.log] == ["#care"]
    assert all(words in stage.paper.log[0].text for words in TOLD[language])
    await play(stage, PRESSED[language])
    await brought(stage, "nobody known", "3", "#support-2")
    await brought(stage, "#care", "4", "#new")
    assert [sheet.address for sheet in stage.paper.log[-2:]] == ["#support-2", "#new"]
    await stage.close()


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_without_a_word_it_says_what_can_be_said(tmp_path: Path, language: str) -> None:
    stage = await Stage(tmp_path / "greeting.db", language).open()
    says = {"en": ("new OKR", "I read words only", "skip"), "zh-CN": ("写 OKR", "我只看得懂文字", "跳过")}[language]
    await play(stage, f"li> {says[0]}\nli> \n| {says[1]}\nli#care> \n#care| {TOLD[language][0]}")
    assert (await stage.store.read(lambda tx: tx.talks("li")))[0].flow == "draft"
    await stage.close()


async def test_where_a_board_appears_already_it_says_so(tmp_path: Path) -> None:
    stage = await Stage(tmp_path / "greeting.db").open()
    await brought(stage, "li", "1", "#support")
    assert "The board of Support appears in this group" in stage.paper.log[0].text
    assert "board here" not in stage.paper.log[0].text.casefold()
    await stage.close()


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_taken_out_of_a_group_whose_board_it_posts_it_tells_the_lead_at_once(tmp_path: Path, language: str) -> None:
    stage = await Stage(tmp_path / "greeting.db", language).open()
    for event, room in (("1", "#support"), ("1", "#support"), ("2", "#elsewhere")):
        await stage.engine.receive(Event(event, Place("paper", room, direct=False), Sender("li"), Removed(), stage.clock.now()))
        await stage.settle()
    says, off, ended = {
        "en": ("I was taken out of the group in which the board of Support appears", "No board any more", "posted nowhere any more"),
        "zh-CN": ("我被移出了 Support 的看板所在的群", "", "不再发到任何群"),
    }[language]
    assert [(sheet.address, says in sheet.text) for sheet in stage.paper.log] == [("wang", True)]
    label = next(b.label for b in controls(stage.paper.log[0].message))
    assert language != "en" or label == off
    dissolved = Removed(dissolved=True)
    await stage.engine.receive(Event("3", Place("paper", "#support", direct=False), Sender("li"), dissolved, stage.clock.now()))
    await stage.settle()
    gone = {"en": "The group in which the board of Support appears has been dissolved", "zh-CN": "Support 的看板所在的群已经解散"}[language]
    assert gone in stage.paper.log[-1].text
    await play(stage, f"wang! {label}\n| {ended}")
    await stage.close()
