"""HTTP callback mode: signed requests are taken, forged, stale and malformed ones are not, presses come back where they were registered."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from adapters.dingtalk.adapter import DingTalk
from adapters.http import application, listen, serving
from bot.conversation.event import Event, Place, Said
from bot.conversation.message import Message
from bot.ports import Outcome, Post
from tests.adapters.dingtalk.conftest import Clock, Desk, Open
from tests.adapters.dingtalk.messages import choices, form
from tests.servers.dingtalk import DingTalkServer
from tests.servers.dingtalk_frames import card_press, robot_message
from tests.servers.dingtalk_http import HttpMode, card_signature, robot_signature

SECRET = "what the cards are signed with"


@asynccontextmanager
async def called(server: DingTalkServer, opened: Open, desk: Desk, level: str = "buttons") -> AsyncIterator[tuple[DingTalk, HttpMode, str]]:
    """The adapter in HTTP mode behind the bot's own HTTP door; and DingTalk, which has been told where that is."""
    sock = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{sock.getsockname()[1]}"

    async def ready() -> tuple[()]:
        return ()

    async def measure() -> None: ...

    async with opened(level, start=False, callback_secret=SECRET, public_url=url) as adapter:
        app = application(ready=ready, registry=CollectorRegistry(), measure=measure, routes=adapter.routes())
        async with serving(app, sock):
            await adapter.start(desk.receive)
            yield adapter, server.use_http(f"{url}/dingtalk/messages"), url


@pytest.mark.parametrize("level", ["plain", "buttons", "form"])
async def test_said_answered_and_pressed(server: DingTalkServer, opened: Open, desk: Desk, level: str) -> None:
    bob = server.human("Bob")
    async with called(server, opened, desk, level) as (adapter, mode, _):
        push = await bob.says("hello")
        assert await push.ack() == {"msgtype": "empty"}
        (event,) = await desk.hears()
        await adapter.send(Post("k", event.place, choices(2), event.via))
        await bob.press("选项 2", await bob.hears_one())
        pressed = (await desk.hears(2))[1]
        assert isinstance(pressed.content, Said)
        assert pressed.content.text == choices(2).blocks[1].buttons[1].says  # type: ignore[union-attr]
        assert set(mode.statuses) == {200}
        assert adapter.health() == ()
    assert not server.gateway.opens


async def test_a_form_is_closed_by_the_answer(server: DingTalkServer, opened: Open, desk: Desk) -> None:
    bob = server.human("Bob")
    async with called(server, opened, desk, "form") as (adapter, _, _):
        await adapter.send(Post("k", Place("dingtalk", bob.id), form()))
        heard = await bob.hears_one()
        assert await bob.fill({"note": "x"}, heard) == {}
        shown = (await bob.sees_change(heard)).shown
        assert shown is not None
        assert shown.form_disabled


def wrong_ones(server: DingTalkServer, clock: Clock) -> dict[str, tuple[str, dict[str, str]]]:
    now = server.company.millis()
    hour = 3_700_000
    return {
        "no signature": ("messages", {}),
        "another secret": ("messages", robot_signature("x", now)),
        "an hour old": ("messages", robot_signature(server.client_secret, now - hour)),
        "an hour ahead": ("messages", robot_signature(server.client_secret, now + hour)),
        "time changed": ("messages", robot_signature(server.client_secret, now) | {"timestamp": str(now + 1)}),
        "no number": ("messages", robot_signature(server.client_secret, now) | {"timestamp": "soon"}),
        "cards: none": ("cards", {}),
        "cards: another secret": ("cards", card_signature(server.client_secret, now)),
        "cards: old": ("cards", card_signature(SECRET, now - hour)),
        "cards: like a message": ("cards", robot_signature(SECRET, now)),
        "not ascii": ("cards", {"x-ddpaas-signature-timestamp": "1", "x-ddpaas-signature": "\u00ff"}),
    }


async def test_forged_and_stale_requests_get_401_and_change_nothing(server: DingTalkServer, opened: Open, desk: Desk, clock: Clock) -> None:
    bob = server.human("Bob")
    data = robot_message(server.company, bob.person, server.client_id, ("", 0), None, text={"content": "hi"})
    press = card_press(server.company, bob.person, "okrb-1.0.1", f"IM_ROBOT.{bob.id}", "b0", {"says": "x"})
    async with called(server, opened, desk) as (_, mode, url):
        for where, headers in wrong_ones(server, clock).values():
            status, answer = await mode.post(f"{url}/dingtalk/{where}", data if where == "messages" else press, headers)
            assert status == 401
            assert "signature" in answer["error"]
        assert not desk.events
        assert (await mode.post(f"{url}/dingtalk/messages", data, robot_signature(server.client_secret, server.company.millis())))[0] == 200
        assert len(desk.events) == 1


@pytest.mark.parametrize("raw", [b"", b"no JSON", b"[]", b'{"a":', b"\xff\xfe", b"<html></html>"])
async def test_bodies_that_are_no_json_get_400(server: DingTalkServer, opened: Open, desk: Desk, raw: bytes) -> None:
    now = server.company.millis()
    async with called(server, opened, desk) as (_, mode, url):
        assert (await mode.post(f"{url}/dingtalk/messages", raw, robot_signature(server.client_secret, now)))[0] == 400
        assert (await mode.post(f"{url}/dingtalk/cards", raw, card_signature(SECRET, now)))[0] == 400
    assert not desk.events


async def test_what_could_not_be_stored_is_not_confirmed(server: DingTalkServer, opened: Open, desk: Desk) -> None:
    async def fail(_: Event) -> Outcome:
        raise RuntimeError("disk full")

    async with called(server, opened, desk) as (_, mode, _):
        desk.answer = fail
        push = await server.human("Bob").says("keep me")
        assert (mode.statuses, push.acked) == ([503], False)
        desk.answer = None
        await (await mode.again(push)).ack()
    assert len(desk.events) == 1


async def test_a_session_named_by_somebody_else_is_not_called(server: DingTalkServer, opened: Open, desk: Desk) -> None:
    """The signature of robot messages does not cover what they say."""
    bob = server.human("Bob")
    evil: dict[str, Any] = {"sessionWebhook": "http://127.0.0.1:1/steal", "sessionWebhookExpiredTime": server.company.millis() + 10**7}
    data = robot_message(server.company, bob.person, server.client_id, ("", 0), None, text={"content": "hi"}) | evil
    async with called(server, opened, desk) as (adapter, mode, url):
        await mode.post(f"{url}/dingtalk/messages", data, robot_signature(server.client_secret, server.company.millis()))
        (event,) = await desk.hears()
        await adapter.send(Post("k", event.place, Message("hello"), event.via))
        assert bob.unheard()[0].message.via == "batchSend"
        assert json.loads(json.dumps(dict(event.via)))["webhook"] == "http://127.0.0.1:1/steal"


async def test_without_a_public_address_cards_wait_for_a_route_made_by_hand(server: DingTalkServer, opened: Open, desk: Desk) -> None:
    bob = server.human("Bob")
    async with opened("buttons", start=False, callback_secret=SECRET) as adapter:
        await adapter.start(desk.receive)
        await adapter.send(Post("k", Place("dingtalk", bob.id), choices(1)))
        assert bob.unheard()[0].message.kind == "sampleActionCard"


async def test_that_dingtalk_was_not_told_where_presses_go_is_told(server: DingTalkServer, opened: Open, desk: Desk) -> None:
    server.api.refused_scopes.add("Card.Instance.Write")
    async with called(server, opened, desk) as (adapter, _, _):
        (problem,) = adapter.health()
        assert problem.what.startswith("it was not told where presses on cards go: the app lacks the permission Card.Instance.Write")


async def test_the_stream_needs_no_routes(opened: Open) -> None:
    async with opened(start=False) as adapter:
        assert adapter.routes() == ()
