"""The doctor: everything an operator has to mend is named, with what to do; and nobody gets a message for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.adapters.dingtalk.conftest import Clock, Open
from tests.servers.dingtalk import DingTalkServer


async def test_all_is_well(server: DingTalkServer, opened: Open) -> None:
    bob = server.human("Bob")
    async with opened("form", start=False) as adapter:
        found = await adapter.check()
    assert found == ()
    assert not bob.unheard()


@pytest.mark.parametrize(("seconds", "way"), [(400, "400 s fast"), (-7200, "7200 s slow")])
async def test_a_clock_that_is_wrong(opened: Open, clock: Clock, seconds: int, way: str) -> None:
    async with opened(start=False, now=lambda: clock.now() + timedelta(seconds=seconds)) as adapter:
        (problem,) = await adapter.check()
    assert (problem.where, way in problem.what) == ("clock", True)


async def test_wrong_keys(server: DingTalkServer, opened: Open) -> None:
    async with opened(start=False, client_secret="oops-secret") as adapter:
        (problem,) = await adapter.check()
    assert "DINGTALK_CLIENT_SECRET" in problem.where
    assert "oops-secret" not in repr(problem)


async def test_nobody_there(opened: Open) -> None:
    async with opened(start=False, api_base="http://127.0.0.1:9") as adapter:
        (problem,) = await adapter.check()
    assert problem.where == "DINGTALK_API_BASE"


async def test_an_answer_that_breaks_off_is_told(server: DingTalkServer, opened: Open) -> None:
    server.faults.add("cut_off", "/topapi/v2/user/list")
    server.faults.add("html", "/v1.0/gateway/connections/open", status=503)
    async with opened("plain", start=False) as adapter:
        found = await adapter.check()
    assert [p.what.partition(":")[0] for p in found] == ["DingTalk does not answer", "the Stream cannot be opened"]


async def test_every_missing_permission_with_its_page(server: DingTalkServer, opened: Open) -> None:
    scopes = {"qyapi_robot_sendmsg", "Card.Instance.Write", "qyapi_get_member", "qyapi_get_department_list"}
    server.api.refused_scopes |= scopes
    async with opened(start=False) as adapter:
        found = await adapter.check()
    for scope in scopes:
        (problem,) = [p for p in found if scope in p.what]
        assert problem.mend.startswith("apply for it at https://open-dev.dingtalk.com/")


@pytest.mark.parametrize(
    ("setting", "where"),
    [
        ({"robot_code": "another"}, "DINGTALK_ROBOT_CODE"),
        ({"form_template": "gone.schema"}, "DINGTALK_FORM_TEMPLATE"),
        ({"card_template": "gone.schema"}, "DINGTALK_CARD_TEMPLATE"),
        ({"callback_secret": "x"}, "OKRBOT_PUBLIC_URL"),
    ],
)
async def test_what_was_copied_wrong_or_is_missing_is_named(
    server: DingTalkServer, opened: Open, setting: dict[str, str], where: str
) -> None:
    async with opened(start=False, **setting) as adapter:
        (problem,) = await adapter.check()
    assert problem.where == where
    assert not any(card.delivered for card in server.company.cards.values())


async def test_a_gateway_that_names_no_address(server: DingTalkServer, opened: Open) -> None:
    gateway = ("POST", "/v1.0/gateway/connections/open")
    server.api.new[gateway] = replace(server.api.new[gateway], answer=lambda _: {})
    async with opened("plain", start=False) as adapter:
        (problem,) = await adapter.check()
    assert "names no address" in problem.what


async def test_an_address_that_is_not_let_in(server: DingTalkServer, opened: Open) -> None:
    server.faults.add("error", "/v1.0/robot/oToMessages/batchSend", code="Forbidden.AccessDenied.IpNotInWhiteList", status=403)
    async with opened("plain", start=False) as adapter:
        (problem,) = await adapter.check()
    assert "服务器出口IP" in problem.what


async def test_a_token_that_is_refused_for_another_reason_than_the_keys(server: DingTalkServer, opened: Open) -> None:
    server.faults.add("error", "/v1.0/oauth2/accessToken", code="system.error", status=400)
    async with opened("plain", start=False) as adapter:
        (problem,) = await adapter.check()
    assert (problem.where, "system.error" in problem.what) == ("DINGTALK_API_BASE", True)


async def test_a_used_up_month(server: DingTalkServer, opened: Open) -> None:
    server.limits.month = 0
    async with opened("plain", start=False) as adapter:
        found = await adapter.check()
    assert any(p.where == "dingtalk quota" for p in found)
