"""The echo: whatever control is drawn, pressing it as DingTalk would hands the engine exactly what the control says."""

from __future__ import annotations

import pytest

from adapters.dingtalk.wire import read_standing
from bot.conversation.event import Filled, Place, Said
from bot.conversation.message import Button, Buttons, Form, Message, controls
from bot.ports import Outcome, Post
from tests.adapters.dingtalk.conftest import World
from tests.adapters.dingtalk.messages import CORPUS, REF, form
from tests.servers.dingtalk import DingTalkHuman, Heard


async def sent(world: World, human: DingTalkHuman, message: Message, key: str = "k1") -> list[Heard]:
    """All parts of the message as the person sees them."""
    await world.adapter.send(Post(key, Place("dingtalk", human.id), message))
    return human.unheard()


@pytest.mark.parametrize("name", CORPUS)
async def test_every_control_says_what_it_says(world: World, name: str) -> None:
    message, bob = CORPUS[name], world.server.human("Bob")
    parts = await sent(world, bob, message)
    pressable = [(c, heard) for heard in parts for c in heard.controls if c.kind != "input"]
    wanted = controls(message)
    text = "\n".join(heard.text for heard in parts)
    drawn = {c.params["says"] if c.kind == "button" else read_standing(c.says)[0] for c, _ in pressable}
    assert all(b.says in drawn or f"「{b.says}」" in text for b in wanted)
    for number, (control, heard) in enumerate(pressable, 1):
        await bob.use(control, heard)
        event = (await world.desk.hears(number))[-1]
        assert isinstance(event.content, Said)
        said, ref = (control.params["says"], REF) if control.kind == "button" else read_standing(control.says)
        assert event.content.text == said
        assert (event.place, event.sender.account) == (Place("dingtalk", bob.id), bob.id)
        if world.level == "plain":
            assert (event.content.ref, event.content.pressed, event.source) == (ref, ref is not None, None)
        else:
            assert (event.content.ref, event.content.pressed) == (REF, True)


async def test_a_form_comes_back_as_it_was_filled_in(world: World) -> None:
    bob = world.server.human("Bob")
    (heard,) = await sent(world, bob, form())
    if world.level != "form":
        assert "Progress (55%" in heard.text
        assert not heard.fields
        return
    assert await bob.fill({"Ship the new desk · Progress": "70％", "Confidence": "信心 8", "note": "第一行"}) == {}
    (event,) = await world.desk.hears()
    assert isinstance(event.content, Filled)
    expected = {"kr1.value": "70％", "kr1.confidence": "8", "kr1.due": "2026-12-31", "note": "第一行"}
    assert dict(event.content.values) == expected
    assert (event.content.ref, event.place) == (REF, Place("dingtalk", bob.id))


async def test_a_form_of_defaults_needs_nothing_but_sending(world: World) -> None:
    if world.level != "form":
        return
    bob = world.server.human("Bob")
    await sent(world, bob, form(optional=False))
    assert list(await bob.fill({})) == ["Help · Who can help"]
    assert await bob.fill({"who": "Ann"}) == {}
    (event,) = await world.desk.hears()
    assert isinstance(event.content, Filled)
    assert event.content.values["kr1.value"] == "55%"


async def test_in_a_group_it_is_pressed_or_typed_with_a_mention(world: World) -> None:
    bob = world.server.human("Bob")
    group = world.server.group("Team", bob)
    message = CORPUS["five buttons"]
    await world.adapter.send(Post("k1", Place("dingtalk", group.id, direct=False), message))
    (heard,) = bob.unheard(group=group)
    if world.level == "plain":
        assert f"「{controls(message)[1].says}」" in heard.text
        await bob.mentions(controls(message)[1].says, group)
    else:
        await bob.press("选项 2", heard)
    (event,) = await world.desk.hears()
    assert isinstance(event.content, Said)
    assert event.content.text == controls(message)[1].says
    assert event.place == Place("dingtalk", group.id, direct=False)


async def test_in_a_group_words_are_offered_and_how_to_say_them(world: World) -> None:
    if world.level != "plain":
        return
    bob = world.server.human("Bob")
    group = world.server.group("Team", bob)
    message = CORPUS["one button"]
    await world.adapter.send(Post("k1", Place("dingtalk", group.id, direct=False), message))
    assert f"@我 说：\n「{controls(message)[0].says}」" in bob.unheard(group=group)[0].text


async def test_what_is_wrong_in_a_form_is_said_in_it_and_what_was_typed_stays(world: World) -> None:
    if world.level != "form":
        return
    bob, message = world.server.human("Bob"), form()

    async def refuse(_: object) -> Outcome:
        return Outcome(errors={"kr1.value": "say a *number*"}, reply=message)

    world.desk.answer = refuse
    (heard,) = await sent(world, bob, message)
    await bob.fill({"Ship the new desk · Progress": "soon"}, heard)
    changed = await bob.sees_change(heard)
    assert "Ship the new desk · Progress say a ＊number＊" in changed.text
    assert changed.shown is not None
    assert not changed.shown.form_disabled
    assert changed.shown.form == heard.shown.form if heard.shown else False
    world.desk.answer = None
    await bob.fill({"Ship the new desk · Progress": "7"}, changed)
    done = await bob.sees_change(changed)
    assert done.shown is not None
    assert done.shown.form_disabled
    assert "number" not in done.text


async def test_a_press_that_writes_a_message_says_words_and_never_an_id(world: World) -> None:
    bob = world.server.human("Bob")
    exact = Button("Change KR1", "change bob.2026Q4.1.1", spoken="change KR1")
    (heard,) = await sent(world, bob, Message("m", blocks=(Buttons((exact,)),)))
    await bob.press("Change KR1", heard)
    (event,) = await world.desk.hears()
    assert event.content.text == (exact.spoken if world.level == "plain" else exact.says)  # type: ignore[union-attr]


async def test_short_links_stand_side_by_side(world: World) -> None:
    if world.level != "plain":
        return
    bob = world.server.human("Bob")
    labels = [*map(str, range(1, 11)), "这周不报", "Leave the rest of it as it was before"]
    (heard,) = await sent(world, bob, Message("m", blocks=(Buttons(tuple(Button(label, label) for label in labels)),)))
    assert heard.labels == labels
    rows = heard.text.split("\n\n")
    assert [row.split(" ｜ ") for row in rows] == [labels[:5], labels[5:10], labels[10:11], labels[11:]]


def test_forms_are_in_the_corpus() -> None:
    assert any(isinstance(block, Form) for message in CORPUS.values() for block in message.blocks)
