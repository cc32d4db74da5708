"""The Stream holds: pings both ways, forced disconnects, cut and half-open lines, gateways that refuse; nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from adapters.dingtalk.stream import backoff
from bot.conversation.event import Event, Listed, ListedTeam, Place, Said
from bot.ports import Outcome
from tests.adapters.dingtalk.conftest import Desk, Open
from tests.servers.dingtalk import DingTalkServer

GATEWAY = "/v1.0/gateway/connections/open"


def texts(desk: Desk) -> list[str]:
    return [e.content.text for e in desk.events if isinstance(e.content, Said)]


async def test_the_platforms_pings_are_answered(server: DingTalkServer, opened: Open) -> None:
    async with opened() as adapter:
        await server.gateway.connected()
        await server.gateway.ping()
        assert adapter.health() == ()


async def test_the_new_line_is_open_before_the_old_is_left(server: DingTalkServer, opened: Open, desk: Desk) -> None:
    bob, gate = server.human("Bob"), asyncio.Event()

    async def slowly(_: Event) -> Outcome:
        await gate.wait()
        return Outcome()

    async with opened():
        await server.gateway.connected()
        desk.answer = slowly
        before = await bob.says("on the old line")
        await server.gateway.say_disconnect()
        await server.gateway.connected()
        assert len(server.gateway.connections) == 2
        gate.set()
        await before.ack()
        await (await bob.says("on the new line")).ack()
        await server.gateway.close_leaving()
        await server.gateway.only(1)
    assert texts(desk) == ["on the old line", "on the new line"]


async def test_a_line_that_is_left_and_never_closed_is_closed_by_us(server: DingTalkServer, opened: Open) -> None:
    async with opened(drain=0.01):
        for opened_before in range(1, 4):
            await server.gateway.reopened(opened_before)
            await server.gateway.say_disconnect()
            for timer in server.gateway._timers:
                timer.cancel()
        await server.gateway.reopened(4)
        await server.gateway.only(1)


async def test_whatever_a_gateway_answers_it_is_asked_again(server: DingTalkServer, opened: Open) -> None:
    right = server.api.new[("POST", GATEWAY)]
    odd: list[Any] = [{"endpoint": "ws://[", "ticket": "t"}, {"endpoint": None}, {"endpoint": 7, "ticket": []}, {}]

    def answer(call: Any) -> Any:
        return odd.pop() if odd else right.answer(call)

    server.api.new[("POST", GATEWAY)] = replace(right, answer=answer)
    async with opened() as adapter:
        await server.gateway.connected()
        await server.gateway.ping()
        assert adapter.health() == ()
    assert not odd


async def test_while_the_only_line_is_leaving_it_is_not_ready(server: DingTalkServer, opened: Open) -> None:
    async with opened() as adapter:
        await server.gateway.connected()
        hanging = server.faults.add("slow_before", GATEWAY)
        await server.gateway.say_disconnect()
        await hanging.arrived.wait()
        assert "cut" in adapter.health()[0].what
        hanging.released.set()
        await server.gateway.connected()
        await server.gateway.ping()
        assert adapter.health() == ()


async def test_thirty_forced_disconnects_lose_nothing_and_double_nothing(server: DingTalkServer, opened: Open, desk: Desk) -> None:
    bob = server.human("Bob")
    ways: list[Any] = [server.gateway.say_disconnect, server.gateway.hang_up, None]
    async with opened():
        for number in range(30):
            await server.gateway.connected()
            await bob.says(f"line {number}")
            way, opened_before = ways[number % 3], server.gateway.opened
            if way is None:
                server.gateway.drop()
            else:
                await way()
            await server.gateway.reopened(opened_before + 1)
            await server.gateway.connected()
            await server.gateway.redeliver()
            await server.gateway.quiet()
        await server.gateway.close_leaving()
    assert texts(desk) == [f"line {number}" for number in range(30)]
    assert not server.gateway.lost


async def test_a_half_open_line_is_noticed_by_its_silence(server: DingTalkServer, opened: Open, desk: Desk) -> None:
    bob = server.human("Bob")
    async with opened(ping=(0.2, 1.0)):
        await server.gateway.connected()
        server.gateway.deafen()
        await server.gateway.signals.until("lines", lambda: [c.deaf for c in server.gateway.connections] == [False])
        await bob.says("hello?")
        await server.gateway.redeliver()
        await desk.hears()
    assert texts(desk) == ["hello?"]


async def test_a_gateway_that_refuses_is_asked_again(server: DingTalkServer, opened: Open, desk: Desk) -> None:
    for kind in ("drop_before", "html", "status", "cut_off"):
        server.faults.add(kind, GATEWAY, status=503)  # type: ignore[arg-type]
    async with opened() as adapter:
        assert "cannot be opened: no answer" in adapter.health()[0].what
        await server.gateway.connected()
        await server.gateway.ping()
        assert adapter.health() == ()
        server.gateway.refuse_lines = 2
        server.gateway.drop()
        await server.gateway.reopened(2)
        await (await server.human("Bob").says("back")).ack()
    assert texts(desk) == ["back"]


async def test_wrong_keys_are_named_without_showing_them(server: DingTalkServer, opened: Open) -> None:
    async with opened(client_secret="not-the-secret") as adapter:
        (problem,) = adapter.health()
        assert "DINGTALK_CLIENT_SECRET" in problem.where
        assert "not-the-secret" not in repr((problem, adapter))


async def test_stopping_lets_what_is_under_way_end(server: DingTalkServer, opened: Open, desk: Desk) -> None:
    gate = asyncio.Event()

    async def slowly(_: Event) -> Outcome:
        await gate.wait()
        return Outcome()

    async with opened() as adapter:
        await server.gateway.connected()
        desk.answer = slowly
        push = await server.human("Bob").says("last words")
        await server.gateway.ping()
        stopping = asyncio.create_task(adapter.stop())
        await asyncio.sleep(0)
        gate.set()
        await push.ack()
        await stopping
        assert adapter.health() != ()
    assert texts(desk) == ["last words"]


async def test_frames_that_are_none_and_topics_unknown_do_no_harm(server: DingTalkServer, opened: Open, desk: Desk) -> None:
    async with opened():
        await server.gateway.connected()
        (connection,) = server.gateway.connections
        for raw in ("", "no JSON", "[]", '{"type":"CALLBACK"}', '{"headers":{"messageId":"1"},"type":"CALLBACK","data":"[]"}'):
            await connection.send(raw)
        await (await server.human("Bob").says("still there?")).ack()
    assert texts(desk) == ["still there?"]


async def test_topics_nobody_subscribed_to_are_refused_as_such(server: DingTalkServer, opened: Open) -> None:
    async with opened():
        await server.gateway.connected()
        (connection,) = server.gateway.connections
        await connection.send('{"type":"CALLBACK","headers":{"messageId":"m1","topic":"/v1.0/other"},"data":"{}"}')
        await connection.send('{"type":"SYSTEM","headers":{"messageId":"m2","topic":"news"},"data":""}')
        await server.gateway.ping()
    assert [(ack["code"], ack["headers"]["messageId"]) for _, ack in server.gateway.bad_acks] == [(404, "m1")]


async def test_changes_in_the_address_book_are_handed_on_once_or_asked_for_again(server: DingTalkServer, opened: Open, desk: Desk) -> None:
    north = server.company.add_department("North")
    boss, rep = server.human("Boss"), server.human("Rep", depts=[north.id])
    north.managers.append(boss.id)
    broken = [True]

    async def answer(_: Event) -> Outcome:
        if broken.pop() if broken else False:
            raise RuntimeError("disk full")
        return Outcome()

    desk.answer = answer
    async with opened():
        await server.gateway.connected()
        push = await server.gateway.event("user_leave_org", {"timeStamp": "1", "userId": ["u1", "u2"]})
        await server.gateway.quiet()
        assert not push.acked
        await server.gateway.redeliver()
        assert (await push.ack())["status"] == "SUCCESS"
        await (await server.gateway.again(push)).ack()
        await (await server.gateway.event("org_dept_create", {"deptId": [1]})).ack()
        left = [(event.place, event.content) for event in desk.events]
        assert left == [(Place("dingtalk", who), Listed(active=False)) for who in ("u1", "u2")]
        await (await server.gateway.event("user_modify_org", {"timeStamp": "2", "userId": [rep.id, "nobody"]})).ack()
        moved, gone = (event.content for event in desk.events[2:])
        assert moved == Listed(True, "Rep", "zh-CN", None, boss.id, str(north.id))
        assert gone == Listed(active=False)
        server.api.refused_scopes.add("qyapi_get_member")
        await (await server.gateway.event("user_add_org", {"timeStamp": "3", "userId": [rep.id]})).ack()
        assert len(desk.events) == 4
        sales = server.company.add_department("Sales", managers=[boss.id])
        await (await server.gateway.event("org_dept_modify", {"timeStamp": "4", "deptId": [sales.id, 999]})).ack()
        north = server.company.add_department("Sales north", parent=sales.id)
        await (await server.gateway.event("org_dept_create", {"timeStamp": "6", "deptId": [north.id]})).ack()
        server.api.refused_scopes.add("qyapi_get_department_list")
        await (await server.gateway.event("org_dept_modify", {"timeStamp": "5", "deptId": [sales.id]})).ack()
    assert [event.content for event in desk.events[4:]] == [
        ListedTeam(str(sales.id), "Sales", boss.id),
        ListedTeam(str(north.id), "Sales north", above=str(sales.id), new=True),
    ]


@pytest.mark.parametrize(("failures", "least", "most"), [(0, 0, 0), (1, 0, 0), (2, 0.125, 0.25), (5, 1, 2), (60, 15, 30)])
def test_the_wait_grows_with_jitter_and_ends(failures: int, least: float, most: float) -> None:
    assert all(least <= backoff(failures) <= most for _ in range(50))
