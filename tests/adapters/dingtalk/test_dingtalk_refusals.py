"""What each of DingTalk's refusals means, and the pace that avoids most of them; purely."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.dingtalk.errors import BadToken, Refused, old_refusal, refusal, unreadable
from bot.ports import Later, Uncertain

PAGE = "https://open-dev.dingtalk.com/appscope/apply?content=x%23Card.Instance.Write"


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (401, "", BadToken),
        (400, "InvalidAuthentication", BadToken),
        (403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", Later),
        (403, "Forbidden.AccessDenied.QpsLimitForApi", Later),
        (429, "whatever", Later),
        (400, "Throttling.User", Later),
        (403, "Forbidden.AccessDenied.IpNotInWhiteList", Refused),
        (403, "Forbidden.AccessDenied.ApiCountLimitForOrg", Refused),
        (403, "Forbidden.AccessDenied.AccessTokenPermissionDenied", Refused),
        (400, "send.byToken.tooFast", Later),
        (400, "too.many.people", Later),
        (503, "", Later),
        (500, "ServiceUnavailable", Later),
        (504, "", Uncertain),
        (400, "ServiceTimeout", Uncertain),
        (500, "unknownError", Uncertain),
        (400, "staffId.notExisted", Refused),
    ],
)
def test_the_new_apis_refusals(status: int, code: str, kind: type[Exception]) -> None:
    assert type(refusal(status, {"code": code, "message": "m"})) is kind


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (40014, BadToken),
        (42001, BadToken),
        (90018, Later),
        (90002, Later),
        (130101, Later),
        (90020, Refused),
        (90030, Refused),
        (15, Uncertain),
        (60121, Refused),
        (None, Refused),
    ],
)
def test_the_old_hosts_refusals(code: Any, kind: type[Exception]) -> None:
    assert type(old_refusal({"errcode": code, "errmsg": "m"})) is kind


def test_a_missing_permission_is_found_wherever_it_stands() -> None:
    message = f"应用尚未开通所需的权限：[Card.Instance.Write]，点击链接申请并开通即可：{PAGE}"
    code = "Forbidden.AccessDenied.AccessTokenPermissionDenied"
    detailed = refusal(403, {"code": code, "message": message, "accessdenieddetail": {"requiredScopes": ["a.b", "c.d"]}})
    plain, old, bare = (
        refusal(403, {"code": code, "message": message}),
        old_refusal({"errcode": 88, "sub_code": 60011, "sub_msg": message}),
        refusal(403, {"code": code}),
    )
    assert isinstance(detailed, Refused)
    assert detailed.scope == "a.b, c.d"
    for found in (plain, old):
        assert isinstance(found, Refused)
        assert (found.scope, found.page) == ("Card.Instance.Write", PAGE)
    assert isinstance(bare, Refused)
    assert "developer console" in bare.page


@pytest.mark.parametrize(
    ("within", "kind"), [("90018", Later), (90002, Later), ("60121", Refused), ("60011", Refused), ("40014", BadToken), ("90020", Refused)]
)
def test_the_old_hosts_gateway_wraps_what_is_meant(within: Any, kind: type[Exception]) -> None:
    told = f"ding talk error[subcode={within},submsg=您的服务器调用钉钉开放平台的接口过于频繁]"
    for answer in ({"errcode": 88, "sub_code": within, "sub_msg": "m", "errmsg": told}, {"errcode": 88, "errmsg": told}):
        found = old_refusal(answer)
        assert type(found) is kind
        assert not isinstance(found, Refused) or bool(found.scope) is (str(within) == "60011")


def test_an_address_that_is_not_let_in_is_named_on_either_host() -> None:
    message = "访问ip不在白名单之中,request ip=198.51.100.7 appKey(ding1)"
    new = refusal(403, {"code": "Forbidden.AccessDenied.IpNotInWhiteList", "message": message})
    old = old_refusal({"errcode": 88, "sub_code": "60020", "sub_msg": message})
    bare = old_refusal({"errcode": 60020, "errmsg": "no"})
    assert all(isinstance(found, Refused) and found.shut_out for found in (new, old, bare))
    assert all("198.51.100.7" in str(found) and "服务器出口IP" in str(found) for found in (new, old))


@pytest.mark.parametrize(
    ("status", "text", "kind", "seconds"),
    [
        (200, 'var p={"status":1111,"punish":"deny"}', Later, 300),
        (403, "<html>", Later, 30),
        (503, "", Later, 5),
        (502, "<html>", Uncertain, 0),
        (200, '{"processQueryK', Uncertain, 0),
    ],
)
def test_answers_that_cannot_be_read(status: int, text: str, kind: type[Exception], seconds: float) -> None:
    found = unreadable(status, text)
    assert type(found) is kind
    assert getattr(found, "seconds", 0) == seconds
