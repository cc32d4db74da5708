"""Going out: through the session or by API, one by one or twenty people a call; refusals, lost answers, and what may be sent again."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.conversation.event import Event, Place
from bot.conversation.message import Button, Buttons, Message, Text
from bot.ports import Later, Never, Outcome, Post, Uncertain
from tests.adapters.dingtalk.conftest import Clock, Desk, Open, World
from tests.adapters.dingtalk.messages import LONG_LINE
from tests.servers.dingtalk import DingTalkHuman, DingTalkServer

BATCH, GROUP = "/v1.0/robot/oToMessages/batchSend", "/v1.0/robot/groupMessages/send"
CARD, CARDS, WEBHOOK = "/v1.0/card/instances/createAndDeliver", "/v1.0/card/instances", "/robot/sendBySession"
LOGIN = "/v1.0/oauth2/accessToken"
HELLO = Message("hello", blocks=(Text("hello"),))
PRESS = Message("press", blocks=(Text("press"), Buttons((Button("ok", "ok"),))))


def to(human: DingTalkHuman, message: Message = HELLO, key: str = "k", **more: Any) -> Post:
    return Post(key, Place("dingtalk", human.id), message, **more)


async def via(server: DingTalkServer, desk: Desk, human: DingTalkHuman) -> dict[str, str]:
    """How to answer what this person has just said."""
    before = len(desk.events)
    await human.says("hi")
    return dict((await desk.hears(before + 1))[-1].via)


async def test_a_reply_goes_through_its_session_and_costs_no_call(world: World) -> None:
    bob = world.server.human("Bob")
    how = await via(world.server, world.desk, bob)
    await world.adapter.send(to(bob, via=how))
    assert bob.unheard()[0].message.via == "webhook"
    assert world.server.limits.metered == 0


async def test_an_ended_session_is_passed_over(world: World) -> None:
    bob = world.server.human("Bob")
    how = await via(world.server, world.desk, bob)
    world.clock.forward(5400)
    await world.adapter.send(to(bob, via=how))
    assert bob.unheard()[0].message.via == "batchSend"
    assert not world.server.called(WEBHOOK)


async def test_a_session_that_refuses_is_passed_over_and_not_tried_again(world: World) -> None:
    bob = world.server.human("Bob")
    how = await via(world.server, world.desk, bob)
    world.server.robot.sessions.clear()
    await world.adapter.send(to(bob, via=how))
    await world.adapter.send(to(bob, key="k2", via=how))
    assert [h.message.via for h in bob.unheard()] == ["batchSend", "batchSend"]
    assert len(world.server.called(WEBHOOK)) == 1


async def test_a_session_answers_only_where_it_belongs(world: World) -> None:
    bob, ann = world.server.human("Bob"), world.server.human("Ann")
    how = await via(world.server, world.desk, bob)
    await world.adapter.send(to(ann, via=how))
    await world.adapter.send(to(ann, key="k2", via=how | {"chat": ann.id, "webhook": "http://evil.example/robot/sendBySession"}))
    assert [h.message.via for h in ann.unheard()] == ["batchSend", "batchSend"]
    assert not bob.unheard()


async def test_in_a_busy_conversation_the_api_helps_out(server: DingTalkServer, opened: Open, desk: Desk) -> None:
    bob = server.human("Bob")
    async with opened("plain"):
        await server.gateway.connected()
        how = await via(server, desk, bob)
    server.limits.clock = asyncio.get_running_loop().time
    async with opened("plain", start=False) as adapter:
        for number in range(25):
            await adapter.send(to(bob, key=f"k{number}", via=how))
    ways = [h.message.via for h in bob.unheard()]
    assert (ways[:18], set(ways[18:])) == (["webhook"] * 18, {"batchSend"})
    assert server.limits.refused == 0


async def test_a_group_gets_it_by_api_and_what_only_one_may_see_goes_to_them(world: World) -> None:
    bob = world.server.human("Bob")
    group = world.server.group("Team", bob)
    place = Place("dingtalk", group.id, direct=False)
    await world.adapter.send(Post("k1", place, HELLO))
    await world.adapter.send(Post("k2", place, Message("secret"), only=bob.id))
    assert [h.text for h in bob.unheard(group=group)] == ["hello"]
    assert [h.text for h in bob.unheard()] == ["secret"]


async def test_equal_messages_go_out_twenty_people_a_call(server: DingTalkServer, opened: Open) -> None:
    people = [server.human(f"P{n}") for n in range(45)]
    async with opened("buttons", start=False) as adapter:
        await asyncio.gather(*(adapter.send(to(p, key=p.id)) for p in people), adapter.send(to(people[0], Message("other"))))
    sizes = sorted(len(body["userIds"]) for body in server.called(BATCH))
    assert sizes == [1, 5, 20, 20]
    assert all(len(p.unheard()) == (2 if p is people[0] else 1) for p in people)


async def test_who_is_refused_does_not_keep_the_others_from_it(server: DingTalkServer, opened: Open) -> None:
    ann, bob = server.human("Ann"), server.human("Bob")
    async with opened("plain", start=False) as adapter:
        server.faults.add("error", BATCH, code="staffId.notExisted", status=400)
        posts = [Post(who, Place("dingtalk", who), HELLO) for who in (ann.id, bob.id, "left-long-ago")]
        got = await asyncio.gather(*map(adapter.send, posts), return_exceptions=True)
    assert [type(one) for one in got] == [str, str, Never]
    assert [len(who.unheard()) for who in (ann, bob)] == [1, 1]
    assert [len(body["userIds"]) for body in server.called(BATCH)] == [3, 1, 1, 1]


async def test_what_several_have_got_is_not_taken_back_for_one(server: DingTalkServer, opened: Open) -> None:
    ann, bob = server.human("Ann"), server.human("Bob")
    async with opened("plain", start=False) as adapter:
        first, _ = await asyncio.gather(adapter.send(to(ann, key="a")), adapter.send(to(bob, key="b")))
        await adapter.send(to(ann, Message("changed"), "c", edits=first))
    assert [heard.text for heard in ann.unheard()] == ["hello", "changed"]
    assert [heard.text for heard in bob.unheard()] == ["hello"]


async def test_people_left_out_of_a_call_are_known_one_by_one(server: DingTalkServer, opened: Open) -> None:
    ann, bob, eve = (server.human(n) for n in ("Ann", "Bob", "Eve"))
    server.robot.flow_controlled.add(bob.id)
    server.robot.filtered.add(eve.id)
    gone = Post("gone", Place("dingtalk", "left-long-ago"), HELLO)
    async with opened("plain", start=False) as adapter:
        posts = (to(ann, key="a"), to(bob, key="b"), to(eve, key="e"), gone)
        got = await asyncio.gather(*map(adapter.send, posts), return_exceptions=True)
    assert isinstance(got[0], str)
    assert isinstance(got[1], Later)
    assert isinstance(got[2], Never)
    assert "visible range" in got[2].reason
    assert isinstance(got[3], Never)
    assert "left-long-ago" in got[3].reason
    assert len(server.called(BATCH)) == 1


@pytest.mark.parametrize(
    ("fault", "raised", "arrived"),
    [
        ({"kind": "drop_before"}, Uncertain, False),
        ({"kind": "drop_after"}, Uncertain, True),
        ({"kind": "cut_off"}, Uncertain, True),
        ({"kind": "gateway_timeout"}, Uncertain, True),
        ({"kind": "status", "status": 500}, Uncertain, False),
        ({"kind": "html", "status": 502}, Uncertain, False),
        ({"kind": "html", "status": 200}, Uncertain, False),
        ({"kind": "status", "status": 503}, Later, False),
        ({"kind": "html", "status": 403}, Later, False),
        ({"kind": "punish"}, Later, False),
        ({"kind": "error", "code": "Forbidden.AccessDenied.QpsLimitForApi", "status": 403}, Later, False),
        ({"kind": "error", "code": "send.too.fast", "status": 400}, Later, False),
        ({"kind": "error", "code": "content.illegal", "status": 400}, Never, False),
    ],
)
async def test_every_way_to_fail_has_its_meaning(
    server: DingTalkServer, opened: Open, fault: dict[str, Any], raised: type[Exception], arrived: bool
) -> None:
    bob = server.human("Bob")
    async with opened("plain", start=False) as adapter:
        server.faults.add(api=BATCH, **fault)
        with pytest.raises(raised):
            await adapter.send(to(bob))
        assert len(bob.unheard()) == int(arrived)
        await adapter.send(to(bob, key="next"))


async def test_the_firewall_and_silence_make_the_whole_app_wait_longer_each_time(server: DingTalkServer, opened: Open) -> None:
    bob = server.human("Bob")
    async with opened("plain", start=False) as adapter:
        server.faults.add("status", BATCH, times=2, status=503)
        waits = []
        for attempt in (1, 4):
            with pytest.raises(Later) as later:
                await adapter.send(to(bob, attempt=attempt))
            waits.append((later.value.scope, later.value.seconds))
    assert waits == [("app", 5), ("app", 40)]


@pytest.mark.parametrize("token", [{}, {"accessToken": "x", "expireIn": "soon"}, {"result": ["x"]}])
async def test_a_token_that_is_none_keeps_nobody_waiting_for_ever(server: DingTalkServer, opened: Open, token: dict[str, Any]) -> None:
    bob = server.human("Bob")
    right = server.api.new[("POST", LOGIN)]
    server.api.new[("POST", LOGIN)] = replace(right, answer=lambda _: token)
    async with opened("plain", start=False) as adapter:
        with pytest.raises(Later, match="no token"):
            await asyncio.wait_for(adapter.send(to(bob)), 5)
        server.api.new[("POST", LOGIN)] = right
        await adapter.send(to(bob))
    assert bob.unheard()[0].text == "hello"


@pytest.mark.parametrize(
    "answer", [{"result": "x"}, {"result": [1]}, {"result": {"deliverResults": [None]}}, {"result": {"deliverResults": 7}}]
)
async def test_a_card_of_which_nothing_is_told_is_uncertain(server: DingTalkServer, opened: Open, answer: dict[str, Any]) -> None:
    bob = server.human("Bob")
    right = server.api.new[("POST", CARD)]
    server.api.new[("POST", CARD)] = replace(right, answer=lambda _: answer)
    async with opened(start=False) as adapter:
        with pytest.raises(Uncertain):
            await adapter.send(to(bob, PRESS))


async def test_who_may_not_call_from_here_still_answers_and_loses_nothing(world: World) -> None:
    bob, server = world.server.human("Bob"), world.server
    how = await via(server, world.desk, bob)
    for api in (CARD, BATCH):
        server.faults.add("error", api, code="Forbidden.AccessDenied.IpNotInWhiteList", status=403)
    await world.adapter.send(to(bob, PRESS, via=how))
    assert [h.message.via for h in bob.unheard()] == ["webhook"]
    with pytest.raises(Later, match="服务器出口IP") as later:
        await world.adapter.send(to(bob, PRESS, "prompt"))
    assert later.value.scope == "app"
    await world.adapter.send(to(bob, HELLO, "answer", via=how))
    assert [problem.where for problem in world.adapter.health()] == ["dingtalk address"]
    await world.adapter.send(to(bob, PRESS, "prompt"))
    assert world.adapter.health() == ()


async def test_a_secret_that_was_reset_is_told_while_the_line_still_stands(world: World) -> None:
    bob = world.server.human("Bob")
    world.server.faults.add("error", LOGIN, code="invalidClientIdOrSecret", status=400)
    with pytest.raises(Later):
        await world.adapter.send(to(bob))
    (problem,) = world.adapter.health()
    assert "DINGTALK_CLIENT_SECRET" in problem.where
    await world.adapter.send(to(bob))
    assert world.adapter.health() == ()


async def test_a_session_that_wants_a_token_is_passed_over(world: World) -> None:
    bob = world.server.human("Bob")
    how = await via(world.server, world.desk, bob)
    world.server.faults.add("error", WEBHOOK, code=40014)
    await world.adapter.send(to(bob, via=how))
    assert [h.message.via for h in bob.unheard()] == ["batchSend"]


async def test_nobody_there_means_nothing_was_sent(opened: Open, server: DingTalkServer) -> None:
    bob = server.human("Bob")
    async with opened("plain", start=False, api_base="http://127.0.0.1:9") as adapter:
        with pytest.raises(Later) as later:
            await adapter.send(to(bob))
    assert later.value.scope == "app"


async def test_a_refused_token_is_fetched_again_once_for_all(server: DingTalkServer, opened: Open) -> None:
    people = [server.human(f"P{n}") for n in range(10)]
    async with opened("buttons", start=False) as adapter:
        await asyncio.gather(*(adapter.send(to(p, PRESS, key=p.id)) for p in people))
        server.api.expire_tokens()
        await asyncio.gather(*(adapter.send(to(p, PRESS, key=f"2{p.id}")) for p in people))
    assert len(server.called("/v1.0/oauth2/accessToken")) == 2
    assert all(len(p.unheard()) == 2 for p in people)


async def test_a_token_is_renewed_before_it_ends(server: DingTalkServer, opened: Open, clock: Clock) -> None:
    bob = server.human("Bob")
    async with opened("plain", start=False) as adapter:
        await adapter.send(to(bob))
        clock.forward(7200 - 290)
        await adapter.send(to(bob, key="k2"))
    assert len(server.called("/v1.0/oauth2/accessToken")) == 2
    assert len(server.called(BATCH)) == 2


async def test_a_missing_permission_is_named_with_the_page_that_grants_it(server: DingTalkServer, opened: Open) -> None:
    server.api.refused_scopes.add("qyapi_robot_sendmsg")
    async with opened("plain", start=False) as adapter:
        with pytest.raises(Never, match=r"qyapi_robot_sendmsg.*https://open-dev\.dingtalk\.com"):
            await adapter.send(to(server.human("Bob")))


async def test_parts_that_went_out_are_not_sent_again(server: DingTalkServer, opened: Open) -> None:
    bob = server.human("Bob")
    async with opened("plain", start=False) as adapter:
        server.faults.add("error", BATCH, code="Forbidden.AccessDenied.QpsLimitForApi", status=403, when=lambda _: len(bob.unheard()) == 2)
        with pytest.raises(Later):
            await adapter.send(to(bob, LONG_LINE))
        assert len(bob.unheard()) == 2
        await adapter.send(to(bob, LONG_LINE, attempt=2))
    words = "".join(h.text for h in bob.unheard()).replace("\n", "")
    assert (words.count("长"), words.count("x")) == (40_000, 40_000)


async def test_an_uncertain_card_is_sent_again_and_is_one_card(server: DingTalkServer, opened: Open) -> None:
    bob = server.human("Bob")
    async with opened("buttons", start=False) as adapter:
        server.faults.add("drop_after", CARD)
        with pytest.raises(Uncertain):
            await adapter.send(to(bob, PRESS))
        assert await adapter.find(to(bob, PRESS)) is None
        await adapter.send(to(bob, PRESS, attempt=2))
        assert len(bob.unheard()) == 1


async def test_an_uncertain_plain_message_cannot_be_asked_about(server: DingTalkServer, opened: Open) -> None:
    bob = server.human("Bob")
    async with opened("buttons", start=False) as adapter:
        server.faults.add("drop_after", BATCH)
        with pytest.raises(Uncertain):
            await adapter.send(to(bob))
        with pytest.raises(Never):
            await adapter.find(to(bob))


async def test_a_plain_message_is_edited_by_taking_it_back(server: DingTalkServer, opened: Open) -> None:
    bob = server.human("Bob")
    async with opened("plain", start=False) as adapter:
        receipt = await adapter.send(to(bob))
        await adapter.send(to(bob, Message("better"), "k2", edits=receipt))
    assert [h.text for h in bob.unheard()] == ["better"]


async def test_a_bot_thrown_out_of_a_group_is_told_so(world: World) -> None:
    group = world.server.group("Team", bot=False)
    with pytest.raises(Never):
        await world.adapter.send(Post("k", Place("dingtalk", group.id, direct=False), HELLO))


async def test_what_would_wait_too_long_for_its_turn_is_put_off(server: DingTalkServer, opened: Open) -> None:
    people = [server.human(f"P{n}") for n in range(150)]
    async with opened("buttons", start=False) as adapter:
        sends = [asyncio.create_task(adapter.send(to(p, PRESS, key=p.id))) for p in people]
        done, waiting = await asyncio.wait(sends, return_when=asyncio.FIRST_EXCEPTION)
        later = next(task.exception() for task in done if task.exception())
        assert isinstance(later, Later)
        assert (later.scope, later.reason) == ("conversation", "ratelimited")
        for task in waiting:
            task.cancel()
        await asyncio.gather(*sends, return_exceptions=True)


async def test_replies_are_heard_while_calls_hang(server: DingTalkServer, opened: Open, desk: Desk) -> None:
    """An API that does not answer keeps nobody from being acknowledged."""
    bob = server.human("Bob")
    async with opened("buttons") as adapter:
        await server.gateway.connected()
        hanging = server.faults.add("slow", CARD)

        async def answer(event: Event) -> Outcome:
            return Outcome()

        desk.answer = answer
        stuck = asyncio.create_task(adapter.send(to(bob, PRESS)))
        await hanging.arrived.wait()
        await (await bob.says("hello")).ack()
        assert not stuck.done()
        hanging.released.set()
        await stuck
