"""Cards: redrawn in place, pressed in order, and simpler messages by themselves wherever DingTalk refuses them."""

from __future__ import annotations

import asyncio
import json

import pytest

from adapters.dingtalk.limits import CARDS_PAUSE, QUOTA_PAUSE
from bot.conversation.event import Event, Place
from bot.conversation.message import Button, Buttons, Image, Message, Text
from bot.ports import Never, Outcome, Post
from tests.adapters.corpus import png
from tests.adapters.dingtalk.conftest import Clock, Desk, Open, World
from tests.adapters.dingtalk.messages import board, choices, form
from tests.servers.dingtalk import DingTalkHuman, DingTalkServer

CARD, CARDS, BATCH = "/v1.0/card/instances/createAndDeliver", "/v1.0/card/instances", "/v1.0/robot/oToMessages/batchSend"
DONE = Message("done", "Done", "good", (Text("thank you"),))


def to(human: DingTalkHuman, message: Message, key: str = "k", **more: str) -> Post:
    return Post(key, Place("dingtalk", human.id), message, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("level", ["buttons", "form"])
async def test_a_card_is_redrawn_in_place(server: DingTalkServer, opened: Open, level: str) -> None:
    bob = server.human("Bob")
    async with opened(level, start=False) as adapter:
        receipt = await adapter.send(to(bob, choices(3)))
        (heard,) = bob.unheard()
        assert await adapter.send(to(bob, DONE, "k2", edits=receipt)) == receipt
        (now,) = bob.unheard()
    assert (heard.labels, now.labels) == (["选项 1", "选项 2", "选项 3"], [])
    assert now.text == "🟢 Done\nthank you"


@pytest.mark.parametrize("level", ["buttons", "form"])
async def test_the_receipt_of_a_pressed_card_redraws_it(server: DingTalkServer, opened: Open, desk: Desk, level: str) -> None:
    bob = server.human("Bob")
    async with opened(level) as adapter:
        await server.gateway.connected()

        async def answer(event: Event) -> Outcome:
            task = asyncio.create_task(adapter.send(to(bob, DONE, "k2", edits=str(event.source))))
            redrawing.append(task)
            await asyncio.sleep(0)
            return Outcome()

        redrawing: list[asyncio.Task[str]] = []
        desk.answer = answer
        await adapter.send(to(bob, choices(2)))
        heard = await bob.hears_one()
        await bob.press("选项 2", heard)
        await redrawing[0]
        assert bob.look(heard.message).text == "🟢 Done\nthank you"
        assert not server.cards.changed_while_answering


@pytest.mark.parametrize("level", ["buttons", "form"])
async def test_a_board_of_several_cards_grows_and_shrinks(server: DingTalkServer, opened: Open, desk: Desk, level: str) -> None:
    bob = server.human("Bob")
    group = server.group("Team", bob)
    place = Place("dingtalk", group.id, direct=False)
    async with opened(level) as adapter:
        await server.gateway.connected()
        receipt = await adapter.send(Post("k", place, board(300)))
        many = bob.unheard(group=group)
        assert len(many) > 2
        await bob.press("地图", many[-1])
        (event,) = await desk.hears()
        smaller = await adapter.send(Post("k2", place, board(3), edits=event.source))
        assert smaller == receipt
        shrunk = bob.unheard(group=group)
        assert "同事 2：" in shrunk[0].text
        assert [h.text for h in shrunk[1:]] == ["–"] * (len(many) - 1)
        await adapter.send(Post("k3", place, board(600), edits=receipt))
        grown = bob.unheard(group=group)
        assert len(grown) > len(many)
        assert "同事 599：" in "\n".join(h.text for h in grown)


async def test_pressing_twice_is_two_events_and_the_same_press_again_is_one(world: World) -> None:
    if world.level == "plain":
        return
    bob = world.server.human("Bob")
    await world.adapter.send(to(bob, choices(1)))
    heard = await bob.hears_one()
    push = await bob.press("选项 1", heard)
    world.clock.forward(2)
    await bob.press("选项 1", heard)
    assert len(world.desk.events) == 2
    assert push.acked


async def test_without_the_permission_plain_messages_say_the_same(server: DingTalkServer, opened: Open, clock: Clock) -> None:
    bob = server.human("Bob")
    server.api.refused_scopes.add("Card.Instance.Write")
    async with opened("form", start=False) as adapter:
        assert adapter.abilities.forms
        await adapter.send(to(bob, choices(2)))
        await adapter.send(to(bob, form(), "k2"))
        first, second = bob.unheard()
        assert first.labels == ["选项 1", "选项 2"]
        assert "Progress (55%" in second.text
        assert len(server.called(CARD)) == 1
        assert (adapter.abilities.forms, adapter.abilities.edits) == (False, False)
        problems = await adapter.check()
        assert any("Card.Instance.Write" in p.what for p in problems)
        server.api.refused_scopes.clear()
        clock.forward(CARDS_PAUSE + 1)
        assert adapter.abilities.forms
        await adapter.send(to(bob, form(), "k3"))
    assert bob.unheard()[-1].fields


async def test_without_the_form_template_the_public_one_is_used(server: DingTalkServer, opened: Open) -> None:
    bob = server.human("Bob")
    async with opened("form", start=False, form_template="deleted.schema") as adapter:
        await adapter.send(to(bob, choices(2)))
        (heard,) = bob.unheard()
        assert heard.message.card is not None
        assert heard.message.card.out_track_id.startswith("okrb")
        assert not adapter.abilities.forms
        assert adapter.abilities.edits


async def test_what_is_too_long_for_a_card_becomes_plain_and_the_next_is_a_card_again(server: DingTalkServer, opened: Open) -> None:
    bob = server.human("Bob")
    server.cards.value_bytes = 1024
    long = Message("long", blocks=(Text("长" * 600), Buttons((Button("ok", "ok"),))))
    async with opened("form", start=False) as adapter:
        await adapter.send(to(bob, long))
        await adapter.send(to(bob, choices(1), "k2"))
        first, second = bob.unheard()
        assert (first.message.kind, first.labels) == ("sampleActionCard", ["ok"])
        assert second.message.kind == "card"
        assert adapter.abilities.forms


async def test_a_months_calls_used_up_leave_the_sessions(server: DingTalkServer, opened: Open, desk: Desk, clock: Clock) -> None:
    bob = server.human("Bob")
    async with opened("buttons") as adapter:
        await server.gateway.connected()
        server.limits.month = 0
        await bob.says("hi")
        (event,) = await desk.hears()
        await adapter.send(Post("k", event.place, choices(2), event.via))
        assert bob.unheard()[0].message.via == "webhook"
        with pytest.raises(Never, match="month"):
            await adapter.send(to(bob, DONE, "k2"))
        assert not adapter.abilities.edits
        server.limits.month = None
        clock.forward(QUOTA_PAUSE + 1)
        assert adapter.abilities.edits


async def test_a_card_that_cannot_be_changed_any_more_is_said_anew(server: DingTalkServer, opened: Open) -> None:
    bob = server.human("Bob")
    async with opened("buttons", start=False) as adapter:
        receipt = await adapter.send(to(bob, choices(1)))
        server.company.cards.clear()
        await adapter.send(to(bob, DONE, "k2", edits=receipt))
    assert [h.text for h in bob.unheard()][-1] == "🟢 Done\nthank you"


async def test_a_card_for_somebody_who_left_is_never(world: World) -> None:
    with pytest.raises(Never, match="left"):
        await world.adapter.send(Post("k", Place("dingtalk", "gone"), choices(1)))


async def test_notifications_say_the_point_and_nobody_is_called(server: DingTalkServer, opened: Open) -> None:
    bob = server.human("Bob")
    async with opened("buttons", start=False) as adapter:
        await adapter.send(to(bob, Message("@所有人 70%", blocks=choices(1).blocks)))
    (body,) = server.called(CARD)
    assert body["imRobotOpenSpaceModel"]["notification"]["alertContent"] == "@\u200b所有人 70%"
    assert "atUserIds" not in json.dumps(body)


async def test_pictures_are_uploaded_once_and_words_stand_in_where_they_cannot_be(server: DingTalkServer, opened: Open) -> None:
    bob = server.human("Bob")
    shown = Message("chart", blocks=(Image(png(), "the chart"),))
    async with opened("plain", start=False) as adapter:
        server.faults.add("status", "/media/upload", status=500)
        for key in ("k1", "k2", "k3"):
            await adapter.send(to(bob, shown, key))
    assert len(server.company.media) == 1
    texts = [h.message.body["text"] for h in bob.unheard()]
    assert texts[0] == "［the chart］"
    assert texts[1] == texts[2] == f"![the chart]({next(iter(server.company.media))})"
