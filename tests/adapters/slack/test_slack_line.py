"""The line to Slack breaks in every way it can; nothing is lost, nothing is heard twice, and it is always back."""

from __future__ import annotations

import asyncio

import pytest

from adapters.slack.adapter import Slack
from tests.adapters.slack.conftest import Desk, adapter_for, say
from tests.servers.slack import APP_TOKEN, BOT_TOKEN, SlackServer


@pytest.mark.parametrize("way", ["refresh", "drop", "hang_up", "deafen"])
async def test_it_is_back_after_every_kind_of_break(adapter: Slack, slack: SlackServer, desk: Desk, way: str) -> None:
    bob = slack.human("Bob")
    if way == "refresh":
        await slack.socket.say_disconnect()
    elif way == "hang_up":
        await slack.socket.hang_up()
    else:
        getattr(slack.socket, way)()
    await slack.socket.reopened(2)
    await (await bob.says("still there?")).ack()
    assert len(desk.events) == 1


async def test_thirty_breaks_lose_nothing_and_repeat_nothing(slack: SlackServer, desk: Desk) -> None:
    bob = slack.human("Bob")
    desk.answer = lambda event: say(f"heard {event.content.text}")
    async with adapter_for(slack, desk, ping=0.05):
        deliveries = []
        for number in range(30):
            deliveries.append(await bob.says(f"{number} before"))
            if number % 2:
                slack.socket.drop()
            else:
                await slack.socket.say_disconnect()
            deliveries.append(await bob.says(f"{number} after"))
            await slack.socket.reopened(number + 2)
        for delivery in deliveries:
            await delivery.ack()
        await bob.hears(60)
    said = [f"{n} {when}" for n in range(30) for when in ("before", "after")]
    assert sorted(e.content.text for e in desk.events) == sorted(said)
    assert len(slack.posts(bob.dm)) == 60


async def test_a_refused_line_gets_a_new_address(adapter: Slack, slack: SlackServer, desk: Desk) -> None:
    slack.socket.refuse_lines = 2
    slack.socket.drop()
    await slack.socket.reopened(2)
    assert slack.socket.refuse_lines == 0


async def test_a_line_whose_ticket_has_run_out_gets_a_new_one(adapter: Slack, slack: SlackServer, desk: Desk) -> None:
    give, spoiled = slack.socket.new_ticket, []

    def spoil() -> str:
        ticket = give()
        if len(spoiled) < 2:
            spoiled.append(ticket)
            slack.socket._tickets.clear()
        return ticket

    slack.socket.new_ticket = spoil
    slack.socket.drop()
    await slack.socket.reopened(2)
    assert len(spoiled) == 2


@pytest.mark.parametrize("fault", ["error", "html", "ratelimited", "drop_before"])
async def test_a_failing_address_service_is_asked_again(adapter: Slack, slack: SlackServer, desk: Desk, fault: str) -> None:
    slack.faults.add(fault, "apps.connections.open")
    slack.socket.drop()
    await slack.socket.reopened(2)


async def test_it_starts_though_slack_is_down_and_says_so(slack: SlackServer, desk: Desk) -> None:
    slack.faults.add("status", "auth.test", times=1)
    slack.faults.add("status", "apps.connections.open", times=1)
    async with adapter_for(slack, desk, ping=0.05) as adapter:
        assert slack.socket.opened == 1
        assert {p.where for p in adapter.health()} == {"SLACK_API_URL"}


async def test_health_says_what_is_wrong_and_when_it_is_right_again(adapter: Slack, slack: SlackServer, desk: Desk) -> None:
    assert adapter.health() == ()
    slack.socket.refuse_lines = 1000
    slack.socket.drop()
    asked = slack.api.counts["apps.connections.open"]
    await slack.socket.signals.until("asked", lambda: slack.api.counts["apps.connections.open"] > asked + 1)
    assert "line" in adapter.health()[0].what
    slack.socket.refuse_lines = 0
    await slack.socket.reopened(2)
    await (await slack.human("Bob").says("hello")).ack()
    pinged = slack.socket.pings
    await slack.socket.signals.until("pings", lambda: slack.socket.pings > pinged + 2)
    assert adapter.health() == ()


async def test_a_wrong_token_is_named(slack: SlackServer, desk: Desk) -> None:
    slack.api.tokens[BOT_TOKEN].refusal = "account_inactive"
    slack.api.tokens[APP_TOKEN].refusal = "invalid_auth"
    adapter = Slack(_NoClock(), bot_token=BOT_TOKEN, app_token=APP_TOKEN, api_url=slack.api_url, ping=0.05)
    await adapter.start(desk.receive)
    found = {p.where: p.what for p in adapter.health()}
    await adapter.stop()
    assert found == {
        "SLACK_BOT_TOKEN": "Slack refuses the token (account_inactive)",
        "SLACK_APP_TOKEN": "Slack refuses the token (invalid_auth)",
    }
    assert BOT_TOKEN not in repr(adapter) + str(adapter.health())


class _NoClock:
    """Not looked at here."""


async def test_a_revoked_token_is_noticed(adapter: Slack, slack: SlackServer) -> None:
    await (await slack.emit({"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"]}})).ack()
    assert [p.where for p in adapter.health()] == ["SLACK_BOT_TOKEN"]


async def test_stopping_finishes_what_is_under_way(slack: SlackServer, desk: Desk) -> None:
    bob, go, reached = slack.human("Bob"), asyncio.Event(), asyncio.Event()

    async def slow(_: object) -> None:
        reached.set()
        await go.wait()

    desk.before = slow
    async with adapter_for(slack, desk) as adapter:
        delivery = await bob.says("just in time")
        await reached.wait()
        stopping = asyncio.create_task(adapter.stop())
        await asyncio.sleep(0)
        go.set()
        await stopping
        assert len(desk.events) == 1
        assert delivery.acked
