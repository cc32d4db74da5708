"""The long connection stays up: whatever cuts, refuses, hangs or silences it, the bot is back, and nothing is lost or doubled."""

from __future__ import annotations

import asyncio

import pytest

from adapters.feishu.adapter import Feishu
from adapters.feishu.line import Timing
from tests.adapters.feishu.conftest import Desk, Hour, adapter_for, say
from tests.servers.feishu import FeishuServer
from tests.servers.feishu_frames import DATA, Frame


async def heard_again(feishu: FeishuServer, desk: Desk, opened: int) -> None:
    await feishu.socket.reopened(opened)
    bob = feishu.human(f"Bob{opened}")
    await (await bob.says("are you there")).ack()
    assert desk.said[-1] == "are you there"


async def test_a_cut_line_is_opened_anew(adapter: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    feishu.socket.drop()
    await heard_again(feishu, desk, 2)


def test_as_it_is_set_the_bot_is_back_within_fifteen_seconds_of_whatever_happens() -> None:
    at = Timing()
    half_open, deaf, hanging = 2 * at.keepalive, at.ping + at.pong, at.discovery + at.handshake
    assert max(half_open, deaf, hanging) + at.retry <= 15


async def test_a_line_closed_in_good_order_is_opened_anew(adapter: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    await feishu.socket.hang_up()
    await heard_again(feishu, desk, 2)


async def test_a_line_that_fell_silent_is_noticed(adapter: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    feishu.socket.deafen()
    await heard_again(feishu, desk, 2)


async def test_a_line_whose_pings_are_not_answered_is_given_up(feishu: FeishuServer, desk: Desk, hour: Hour) -> None:
    from tests.adapters.feishu.conftest import QUICK  # the transport answers here, the platform behind it does not

    patient = type(QUICK)(**{f: getattr(QUICK, f) for f in QUICK.__slots__} | {"keepalive": 60.0})
    async with adapter_for(feishu, desk, hour, timing=patient):
        feishu.socket.connections[0].no_pongs = True
        await heard_again(feishu, desk, 2)


@pytest.mark.parametrize(
    "refusal",
    [{"status": 403}, {"status": 514, "auth_code": 1000040350}, {"status": 514, "auth_code": 1000040343}, {"status": 500}],
)
async def test_a_refused_reconnect_is_tried_again(adapter: Feishu, feishu: FeishuServer, desk: Desk, refusal: dict[str, int]) -> None:
    feishu.socket.refuse(times=2, **refusal)
    feishu.socket.drop()
    await heard_again(feishu, desk, 2)


@pytest.mark.parametrize(
    "answer", [{"code": 1, "msg": "system busy"}, {"code": 1000040344, "msg": "no"}, {"status": 502}, {"code": 0, "data": {}}]
)
async def test_a_refused_discovery_is_tried_again(adapter: Feishu, feishu: FeishuServer, desk: Desk, answer: dict[str, object]) -> None:
    feishu.socket.discovery_answers += [dict(answer), dict(answer)]
    feishu.socket.drop()
    await heard_again(feishu, desk, 2)


async def test_a_discovery_that_hangs_is_given_up(adapter: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    asked = feishu.socket.discoveries
    feishu.socket.hang_discovery()
    feishu.socket.drop()
    await feishu.socket.asked(asked + 2)
    assert adapter.health() != ()
    feishu.socket.discovery_gate.set()
    await heard_again(feishu, desk, 2)


async def test_the_platforms_own_wishes_do_not_keep_the_bot_away(adapter: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    feishu.socket.config |= {"ReconnectNonce": 3600, "ReconnectInterval": 3600, "ReconnectCount": 0, "PingInterval": 3600}
    feishu.socket.pong_config = True
    await feishu.socket.pinged(feishu.socket.pings + 2)
    feishu.socket.drop()
    await heard_again(feishu, desk, 2)


@pytest.mark.parametrize("config", [{}, {"PingInterval": None}, {"PingInterval": "often"}, {"PingInterval": 0}, {"PingInterval": -1}])
async def test_settings_that_mean_nothing_change_nothing(
    adapter: Feishu, feishu: FeishuServer, desk: Desk, config: dict[str, object]
) -> None:
    feishu.socket.config, feishu.socket.pong_config = config, True  # type: ignore[assignment]
    asked = feishu.socket.discoveries
    await feishu.socket.pinged(feishu.socket.pings + 3)
    assert (adapter.health(), feishu.socket.discoveries) == ((), asked)
    feishu.socket.drop()
    await heard_again(feishu, desk, 2)


async def test_pieces_that_cannot_be_put_together_break_nothing(adapter: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    for pieces, number in ((10**9, 0), (2, 2), (2, -1), (-3, 0)):
        headers = {"type": "event", "message_id": f"m{pieces}", "sum": str(pieces), "seq": str(number), "trace_id": "t"}
        await feishu.socket.connections[0].send(Frame(DATA, headers, b"{}"))
    await (await feishu.human("Bob").says("still there?")).ack()
    assert desk.said == ["still there?"]


async def test_health_says_what_is_wrong(adapter: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    assert adapter.health() == ()
    asked = feishu.socket.discoveries
    feishu.socket.refuse(403, times=10**6, msg="the app is disabled")
    feishu.socket.drop()
    await feishu.socket.asked(asked + 2)
    (problem,) = adapter.health()
    assert "the app is disabled" in problem.what


async def test_a_wrong_secret_starts_and_says_so(feishu: FeishuServer, desk: Desk, hour: Hour) -> None:
    async with adapter_for(feishu, desk, hour, app_secret="wrong") as adapter:
        (problem,) = adapter.health()
        assert "app_secret" in problem.what
        assert "wrong" not in repr(adapter)


async def test_thirty_cuts_and_a_hundred_repeats_lose_and_double_nothing(adapter: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    desk.answer = lambda event: say(f"heard {event.content.text}")  # type: ignore[union-attr]
    bob = feishu.human("Bob")
    said = []
    for cut in range(30):
        for n in range(4):
            said.append(f"{cut}.{n}")
            await bob.says(said[-1])
        feishu.socket.drop()
        await feishu.socket.reopened(cut + 2)
        await feishu.transport.redeliver()
    while feishu.socket.unacked:
        await feishu.transport.redeliver()
        await feishu.transport.quiet()
    assert sorted(desk.said) == sorted(said)
    answers = [h.text for h in await bob.hears(len(said))]
    assert sorted(answers) == sorted(f"heard {s}" for s in said)
    assert bob.unheard() == []


async def test_a_hundred_events_delivered_again_count_once(adapter: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    bob = feishu.human("Bob")
    deliveries = [await bob.says(str(n)) for n in range(100)]
    await feishu.transport.quiet()
    for delivery in deliveries:
        await (await feishu.transport.again(delivery)).ack()
    assert sorted(desk.said, key=int) == [str(n) for n in range(100)]
    assert desk.repeated == 100


async def test_an_event_in_pieces_is_put_together(adapter: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    feishu.socket.pieces = 7
    await (await feishu.human("Bob").says("进展 40% " * 500)).ack()
    assert desk.said == [("进展 40% " * 500).strip()]


async def test_stopping_lets_what_is_under_way_end(feishu: FeishuServer, desk: Desk, hour: Hour) -> None:
    gate, began = asyncio.Event(), asyncio.Event()

    async def wait(event: object) -> None:
        began.set()
        await gate.wait()

    desk.before = wait
    async with adapter_for(feishu, desk, hour) as adapter:
        delivery = await feishu.human("Bob").says("last words")
        await began.wait()
        stopping = asyncio.create_task(adapter.stop())
        await asyncio.sleep(0)
        gate.set()
        await stopping
        assert await delivery.ack() == 200
        assert adapter.health() != ()
    assert desk.said == ["last words"]


async def test_stopping_while_discovery_hangs_does_not_hang(feishu: FeishuServer, desk: Desk, hour: Hour) -> None:
    feishu.socket.hang_discovery()
    from tests.adapters.feishu.conftest import QUICK

    slow = type(QUICK)(**{f: getattr(QUICK, f) for f in QUICK.__slots__} | {"discovery": 600.0, "first": 0.05})
    async with adapter_for(feishu, desk, hour, timing=slow) as adapter:
        assert adapter.health() != ()
