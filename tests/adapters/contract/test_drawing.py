"""Every platform draws every block and the largest board: complete, within its limits (its server refuses what is not), and inert."""

from __future__ import annotations

import json
import re

import pytest

from bot.conversation.message import Button, Buttons, Fact, Facts, Field, Form, Message, Option, Progress, Section, Table, Text
from bot.conversation.message import dump as dumped
from bot.conversation.message import load as loaded
from tests.adapters.contract.conftest import World
from tests.adapters.contract.house import squeezed
from tests.adapters.contract.houses import DRAWN
from tests.adapters.corpus import CORPUS, NASTY, REF

HOSTILE_LINES = (
    NASTY,
    "@所有人 ＠all <at id=all></at> <at user_id='all'>all</at> <person id=ou_x></person> [x](https://evil.example) www.evil.com ![p](x)",
    "~~no~~",
    "<font color=red>x</font> <a href='https://e'>e</a> ${title} [微笑] dtmd://dingtalkclient/sendMessage?content=x &#60;at id=all&#62;",
    "# head",
    "> quote",
    "- list",
    "1. one",
    "    indented",
    "a",
    "===",
    "| a | b |",
    "|---|---|",
    ":DONE: $x$ [ref]: http://x.y",
)
HOSTILE = json.dumps("\n".join(HOSTILE_LINES), ensure_ascii=False)[1:-1]
HARMLESS = json.dumps("\n".join("words" for line in "\n".join(HOSTILE_LINES).splitlines()))[1:-1]

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.parametrize("shared", DRAWN, indirect=True)]


def words_of(message: Message) -> list[str]:
    """What must stand on the screen, in this order."""
    return [block.text for block in message.blocks if isinstance(block, Text)]


@pytest.mark.parametrize("name", CORPUS)
@pytest.mark.parametrize("where", ["direct", "room"])
async def test_every_message_is_drawn_complete(world: World, name: str, where: str) -> None:
    message, bob = CORPUS[name], world.person()
    parts, receipt = await world.shows(bob, message, world.house.room(f"r-{name[:3]}", bob) if where == "room" else "")
    title = squeezed(message.title or message.summary)  # may stand over every part
    shown, at = "".join(squeezed(part.text).removeprefix(title) for part in parts), 0
    assert receipt
    assert parts
    for words in words_of(message) if name != "nasty" else ():
        at = shown.index(squeezed(words), at)


async def test_nothing_typed_comes_alive(world: World) -> None:
    """Drawn with hostile words, a message has exactly the markup, links and mentions it has with harmless ones of the same shape."""
    bob = world.person()
    hostile, harmless = (
        loaded(dumped(CORPUS["nasty"]).replace(json.dumps(NASTY, ensure_ascii=False)[1:-1], words)) for words in (HOSTILE, HARMLESS)
    )
    found = []
    for message in (hostile, harmless):
        parts, _ = await world.shows(bob, message)
        found.append(sorted(str(alive[0] if isinstance(alive, tuple) else alive) for part in parts for alive in part.alive))
    assert found[0] == found[1]


@pytest.mark.parametrize("name", ["everything", "small form", "no blocks", "board"])
async def test_what_was_sent_can_be_redrawn_as_anything(world: World, name: str) -> None:
    bob = world.person()
    _, receipt = await world.shows(bob, CORPUS["everything"])
    before = len(bob.sees())
    await world.shows(bob, CORPUS[name], edits=receipt)
    after = Message("Done", blocks=(Text("It is done."), Buttons((Button("Next", "next"),))), ref=REF)
    await world.shows(bob, after, edits=receipt)
    assert any("It is done." in shown.text for shown in bob.sees())
    if world.house.adapter.abilities.edits:
        assert len(bob.sees()) <= before + 6
        assert "Somebody's words" not in bob.sees()[0].text


ZH = Message(
    "本周更新",
    "本周",
    "good",
    (
        Text("进展如何？"),
        Facts((Fact("负责人", "王芳"),)),
        Progress("关键结果一", None),
        Progress("关键结果二", 0.5, "五成"),
        Table(("谁", "进度"), (("王芳", ""),)),
        Form(
            "更新",
            (Section("关键结果一", (Field("a", "进度", "number", "5"), Field("b", "信心", "choice", "6", options=(Option("六", "6"),)))),),
            "提交",
        ),
        Buttons(tuple(Button(f"选项{n}", f"选{n}") for n in range(20))),
    ),
    REF,
    language="zh-CN",
)
EN = Message(
    "This week",
    "Week",
    "good",
    (
        Text("How is it going?"),
        Facts((Fact("Owner", "Ann"),)),
        Progress("KR1", None),
        Table(("Who", "Progress"), (("Ann", ""),)),
        Form("Check-in", (Section("KR1", (Field("a", "Progress", "number", "5"), Field("d", "Due", "date", optional=True))),), "Send"),
        Buttons(tuple(Button(f"Choice {n}", f"choose {n}") for n in range(20))),
    ),
    REF,
)


@pytest.mark.parametrize("where", ["direct", "room"])
async def test_an_adapters_own_words_are_in_the_messages_language(world: World, where: str) -> None:
    bob = world.person("王")
    room = world.house.room("lang", bob) if where == "room" else ""
    chinese, _ = await world.shows(bob, ZH, room)
    english, _ = await world.shows(bob, EN, room)
    assert re.findall(r"[A-Za-z]{3,}", "\n".join(part.text for part in chinese)) == []
    assert re.findall(r"[\u4e00-\u9fff]+", "\n".join(part.text for part in english)) == []


async def test_a_form_does_not_repeat_the_title_above_it(world: World) -> None:
    bob = world.person()
    form = Form("Week 47", (Section("KR1", (Field("a", "Progress", "number", "5"),)),), "Send")
    parts, _ = await world.shows(bob, Message("Week", "Week 47", "neutral", (Text("How is it going?"), form), REF))
    assert sum(part.text.count("Week 47") for part in parts) == 1
