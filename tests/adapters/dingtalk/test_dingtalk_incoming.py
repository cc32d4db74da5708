"""What comes in: direct, in groups, by voice, from outsiders; own, repeated, foreign and malformed things change nothing."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from structlog.testing import capture_logs

from bot.conversation.event import Event, Mention, Place, Said
from bot.conversation.message import Button, Buttons, Message
from bot.ports import Outcome, Post
from tests.adapters.dingtalk.conftest import Open, World
from tests.servers.dingtalk import DingTalkServer
from tests.servers.dingtalk_company import BOT_ID
from tests.servers.dingtalk_frames import robot_message


def said(event: Event) -> Said:
    assert isinstance(event.content, Said)
    return event.content


async def test_a_direct_message(world: World) -> None:
    bob = world.server.human("Bob")
    push = await bob.says(" 进度 70%\n好的 ")
    assert await push.ack() is None
    (event,) = await world.desk.hears()
    assert (event.place, event.sender.account, event.sender.name) == (Place("dingtalk", bob.id), bob.id, "Bob")
    assert said(event).text == "进度 70%\n好的"
    assert event.at == world.clock.now()
    assert event.via["chat"] == bob.id


async def test_in_a_group_it_hears_its_mention_and_who_else_is_mentioned(world: World) -> None:
    bob, ann = world.server.human("Bob"), world.server.human("安妮")
    group = world.server.group("Team", bob, ann)
    await bob.mentions("/okr @安妮", group, ann)
    await bob.mentions("nudge them", group, ann)
    first, second = (await world.desk.hears(2))[:2]
    assert first.place == Place("dingtalk", group.id, direct=False)
    assert (said(first).text, said(first).mentions) == ("/okr @安妮", (Mention(ann.id, "安妮"),))
    assert (said(second).text, said(second).mentions) == (f"nudge them @{ann.id}", (Mention(ann.id, ann.id),))


async def test_voice_and_pasted_text_are_words(world: World) -> None:
    bob = world.server.human("Bob")
    await bob.speaks("进度百分之七十")
    await bob.pastes("KR1 ", "70%")
    assert [said(e).text for e in await world.desk.hears(2)] == ["进度百分之七十", "KR1 70%"]


async def test_words_copied_from_the_bot_are_what_they_seem(world: World) -> None:
    await world.server.human("Bob").says("ask @\u200bAnn about example.\u200bcom\x00")
    assert said((await world.desk.hears())[0]).text == "ask @Ann about example.com"


async def test_an_outsider_is_told_kindly(world: World) -> None:
    guest = world.server.human("Guest", outside=True)
    push = await guest.says("/okr")
    await push.ack()
    heard = await guest.hears_one()
    assert "members of this company" in heard.text
    assert "本公司" in heard.text
    assert not world.desk.events


async def test_a_userid_of_another_company_is_nobodys_here(world: World) -> None:
    """userIds are a company's own: in a group with outsiders somebody else's may be one of ours."""
    bob = world.server.human("Bob")
    group = world.server.group("Shared", bob)
    webhook = world.server.robot.new_session(bob.dm)
    data = robot_message(world.server.company, bob.person, world.server.client_id, webhook, None, text={"content": "/okr"})
    await (await world.server.gateway.send("robot", data | {"senderCorpId": "ding0elsewhere"})).ack()
    assert "members of this company" in (await bob.hears_one()).text
    press = {"type": "actionCallback", "outTrackId": "okrb-1.0.1", "userId": bob.id, "corpId": "ding0elsewhere"}
    content = json.dumps({"cardPrivateData": {"params": {"says": "x", "at": urlencode({"g": group.id})}}})
    assert await (await world.server.gateway.send("card", press | {"content": content})).ack() == {}
    assert not world.desk.events


async def test_a_picture_is_answered_and_no_event(world: World) -> None:
    bob = world.server.human("Bob")
    await bob.sends_picture()
    assert "文字" in (await bob.hears_one()).text
    assert not world.desk.events


async def test_the_same_again_is_one_event(world: World) -> None:
    bob = world.server.human("Bob")
    push = await bob.says("once")
    await push.ack()
    for _ in range(100):
        await (await world.server.gateway.again(push)).ack()
    assert (len(world.desk.events), world.desk.duplicates) == (1, 100)


async def test_an_outsider_whose_message_comes_again_is_told_once(world: World) -> None:
    guest = world.server.human("Guest", outside=True)
    push = await guest.says("/okr")
    for _ in range(3):
        await (await world.server.gateway.again(push)).ack()
    await guest.hears_one()
    await (await guest.says("/okr once more")).ack()
    await guest.hears_one()
    assert guest.unheard() == []


async def test_what_is_not_said_of_a_message_is_done_without(world: World) -> None:
    bob = world.server.human("Bob")
    webhook = world.server.robot.new_session(bob.dm)
    data = robot_message(world.server.company, bob.person, world.server.client_id, webhook, None, text={"content": "hi"})
    for left_out in ("senderId", "sessionWebhookExpiredTime", "createAt", "robotCode", "chatbotUserId"):
        del data[left_out]
    await (await world.server.gateway.send("robot", data)).ack()
    (event,) = await world.desk.hears()
    await world.adapter.send(Post("k", event.place, Message("hello"), via=event.via))
    assert (await bob.hears_one()).text == "hello"
    assert not world.server.called("/v1.0/robot/oToMessages/batchSend")


@pytest.mark.parametrize(
    "change",
    [
        {"robotCode": "another-app"},
        {"senderId": BOT_ID},
        {"conversationType": "3"},
        {"msgId": ""},
        {"text": None},
        {"text": {}},
        {"msgtype": None, "content": 7},
        {"createAt": "yesterday"},
        {"atUsers": ["x"]},
        {"msgtype": "richText", "content": {}},
    ],
)
async def test_foreign_own_and_malformed_messages_are_acknowledged_and_nothing_else(world: World, change: dict[str, Any]) -> None:
    bob = world.server.human("Bob")
    data = robot_message(world.server.company, bob.person, world.server.client_id, ("http://x/", 1), None, text={"content": "hi"})
    push = await world.server.gateway.send("robot", data | change)
    assert await push.ack() is None
    assert not world.desk.events


@pytest.mark.parametrize(
    "change",
    [
        {"type": "other"},
        {"userId": ""},
        {"content": "no JSON", "value": ""},
        {"content": "{}"},
        {"content": '{"cardPrivateData":{"params":{}}}'},
        {"content": '{"cardPrivateData":{"params":{"says":"x","at":"%%%"}}}'},
        {"userIdType": 2},
        {"outTrackId": ""},
    ],
)
async def test_malformed_presses_are_answered_and_nothing_else(world: World, change: dict[str, Any]) -> None:
    data = {"type": "actionCallback", "outTrackId": "okrb-1.0.1", "userId": "u1", "content": '{"cardPrivateData":{"params":{"says":"x"}}}'}
    push = await world.server.gateway.send("card", data | change)
    assert await push.ack() == {}
    assert not world.desk.events


async def test_what_one_person_says_is_handled_in_order_and_people_do_not_wait_for_each_other(world: World) -> None:
    bob, ann = world.server.human("Bob"), world.server.human("Ann")
    gate = asyncio.Event()

    async def slowly(event: Event) -> Outcome:
        if said(event).text == "1":
            await gate.wait()
        return Outcome()

    world.desk.answer = slowly
    for number in range(1, 6):
        await bob.says(str(number))
    await ann.says("me too")
    await world.desk.hears(1)
    assert [said(e).text for e in world.desk.events] == ["me too"]
    gate.set()
    assert [said(e).text for e in (await world.desk.hears(6))[1:]] == ["1", "2", "3", "4", "5"]


async def test_what_could_not_be_stored_is_not_acknowledged_and_comes_again(world: World) -> None:
    bob, failed = world.server.human("Bob"), asyncio.Event()

    async def fail(_: Event) -> Outcome:
        failed.set()
        raise RuntimeError("disk full")

    world.desk.answer = fail
    push = await bob.says("keep me")
    await failed.wait()
    world.desk.answer = None
    assert not push.acked
    assert await world.server.gateway.redeliver() == 1
    await push.ack()
    assert [said(e).text for e in world.desk.events] == ["keep me"]


async def test_a_press_that_could_not_be_stored_is_answered_as_failed(world: World) -> None:
    async def fail(_: Event) -> Outcome:
        raise RuntimeError("disk full")

    world.desk.answer = fail
    data = {"outTrackId": "okrb-1.0.1", "userId": "u1", "content": '{"cardPrivateData":{"params":{"says":"x"}}}'}
    push = await world.server.gateway.send("card", data)
    await world.server.gateway.quiet()
    assert world.server.gateway.refused == [push]


async def test_it_is_acknowledged_only_when_it_is_stored(world: World) -> None:
    stored = asyncio.Event()

    async def slowly(_: Event) -> Outcome:
        await stored.wait()
        return Outcome()

    world.desk.answer = slowly
    push = await world.server.human("Bob").says("wait")
    await world.server.gateway.ping()
    assert not push.acked
    stored.set()
    await push.ack()


async def test_a_quote_names_a_robots_message_a_card_or_just_its_moment(world: World) -> None:
    bob = world.server.human("Bob")
    card = Message("pick", blocks=(Buttons((Button("yes", "yes"),)),))
    place = Place("dingtalk", bob.id)
    key = await world.adapter.send(Post("q-1", place, Message("only words")))
    track = await world.adapter.send(Post("q-2", place, card))
    plain, drawn = (heard.message for heard in await bob.hears(2))
    for message in (plain, drawn):
        await (await bob.quotes("I will help", message)).ack()
    world.adapter._sending.cards.carriers.clear()  # as after a restart
    await (await bob.quotes("and again", drawn)).ack()
    quoted = [event.quoted for event in await world.desk.hears(3)]
    assert key in quoted[0].marks
    assert track in quoted[1].marks
    assert track not in quoted[2].marks or world.level == "plain"
    assert quoted[2].at == world.clock.now()


async def test_another_robots_code_stands_in_the_log_once(server: DingTalkServer, opened: Open) -> None:
    bob = server.human("Bob")
    data = robot_message(server.company, bob.person, server.client_id, ("", 0), None, text={"content": "hi"})
    with capture_logs() as logs:
        async with opened("plain"):
            await server.gateway.connected()
            for number in range(3):
                push = await server.gateway.send("robot", data | {"robotCode": "ding-other", "msgId": f"m{number}"})
                assert await push.ack() is None
    told = [entry for entry in logs if entry["event"] == "another_robot"]
    assert [(entry["robot_code"], "DINGTALK_ROBOT_CODE" in entry["mend"]) for entry in told] == [("ding-other", True)]
