"""Webhook mode believes only the platform: challenges, signatures, encryption, tokens, old and broken requests."""

from __future__ import annotations

import json

import pytest

from adapters.feishu.adapter import Feishu
from adapters.feishu.webhook import MOST
from tests.adapters.feishu.conftest import Desk, Hour, adapter_for
from tests.servers.feishu import ENCRYPT_KEY, VERIFICATION_TOKEN, FeishuServer
from tests.servers.feishu_events import menu
from tests.servers.feishu_http import Webhook


def hook(feishu: FeishuServer) -> Webhook:
    assert isinstance(feishu.transport, Webhook)
    return feishu.transport


@pytest.mark.parametrize("mode", ["signed", "token"])
async def test_the_challenge_comes_back(feishu: FeishuServer, desk: Desk, hour: Hour, mode: str) -> None:
    async with adapter_for(feishu, desk, hour, mode) as adapter:
        assert await hook(feishu).challenge()
        assert not await hook(feishu).challenge("somebody else's token")
        assert adapter.health() == ()


async def test_forged_stale_and_broken_requests_change_nothing(feishu: FeishuServer, desk: Desk, hour: Hour) -> None:
    async with adapter_for(feishu, desk, hour, "signed"):
        web, payload = hook(feishu), menu(feishu.tenant, "ou_bob", "Bob", "inbox")
        good = web.body(payload)
        plain = json.dumps(payload).encode()
        other = Webhook(web.events, web.cards, hour.seconds, "another key")
        try:
            assert (await web.raw(good, key="another key"))[0] == 401
            assert (await web.raw(other.body(payload)))[0] == 401
            assert (await web.raw(plain))[0] == 401
            assert (await web.raw(good, age=301))[0] == 401
            assert (await web.raw(good, age=-301))[0] == 401
            assert (await web.raw(good, key=""))[0] == 401
            assert (await web.raw(good, **{"X-Lark-Signature": "ä"}))[0] == 401
            assert (await web.raw(good, **{"X-Lark-Request-Timestamp": "soon"}))[0] == 401
            assert (await web.raw(b'{"encrypt": "no base64"}'))[0] == 401
            assert (await web.raw(b'{"encrypt": 7}'))[0] == 401
            assert (await web.raw(b"not json"))[0] == 400
            assert (await web.raw(b"[]"))[0] == 400
            assert (await web.raw(b"[" * 100_000))[0] == 400
            assert (await web.raw(b" " * (MOST + 1)))[0] == 413
            wrong = payload | {"header": payload["header"] | {"token": "somebody else's"}}
            assert (await web.raw(web.body(wrong)))[0] == 401
            assert desk.events == []
            assert (await web.raw(good, age=299))[0] == 200
            assert (await web.raw(good, age=200))[0] == 200  # the same event once more
        finally:
            await other.close()
    assert desk.said == ["/okr inbox"]
    assert desk.repeated == 1


async def test_what_is_refused_is_told_to_the_operator(
    feishu: FeishuServer, desk: Desk, hour: Hour, capsys: pytest.CaptureFixture[str]
) -> None:
    async with adapter_for(feishu, desk, hour, "signed"):
        web = hook(feishu)
        good = web.body(menu(feishu.tenant, "ou_bob", "Bob", "inbox"))
        for sent, says in [
            ({"age": 301}, "compare its clock"),
            ({"key": "another key"}, "compare FEISHU_ENCRYPT_KEY"),
        ]:
            await web.raw(good, **sent)
            assert says in capsys.readouterr().out
        assert not await web.challenge("somebody else's token")
        assert "compare FEISHU_VERIFICATION_TOKEN" in capsys.readouterr().out


async def test_without_an_encrypt_key_the_token_is_the_proof(
    feishu: FeishuServer, desk: Desk, hour: Hour, capsys: pytest.CaptureFixture[str]
) -> None:
    async with adapter_for(feishu, desk, hour, "token"):
        web, payload = hook(feishu), menu(feishu.tenant, "ou_bob", "Bob", "inbox")
        for token in ("", "x", VERIFICATION_TOKEN + "x"):
            wrong = payload | {"header": payload["header"] | {"token": token}}
            assert (await web.raw(web.body(wrong)))[0] == 401
        assert (await web.raw(b'{"schema": "2.0"}'))[0] == 401
        assert (await web.raw(b'{"header": 1}'))[0] == 401
        assert (await web.raw(b'{"encrypt": "c2VjcmV0"}'))[0] == 401
        assert "copy the console's Encrypt Key to FEISHU_ENCRYPT_KEY" in capsys.readouterr().out
        assert desk.events == []
        assert (await web.raw(web.body(payload)))[0] == 200
    assert desk.said == ["/okr inbox"]


async def test_an_encrypt_key_alone_is_enough(feishu: FeishuServer, desk: Desk, hour: Hour) -> None:
    async with adapter_for(feishu, desk, hour, "signed", verification_token=""):
        await (await feishu.human("Bob").says("hello")).ack()
    assert desk.said == ["hello"]


async def test_health_says_when_the_platform_refuses_the_app(feishu: FeishuServer, desk: Desk, hour: Hour) -> None:
    async with adapter_for(feishu, desk, hour, "signed", app_secret="wrong") as adapter:
        (problem,) = adapter.health()
        assert "app secret invalid" in problem.what


async def test_the_long_connection_has_no_address(adapter: Feishu) -> None:
    assert list(adapter.routes()) == []


async def test_secrets_are_not_shown(feishu: FeishuServer, desk: Desk, hour: Hour) -> None:
    async with adapter_for(feishu, desk, hour, "signed") as adapter:
        shown = repr(adapter) + repr(adapter._seal) + repr(adapter._client)
    assert ENCRYPT_KEY not in shown
    assert VERIFICATION_TOKEN not in shown
