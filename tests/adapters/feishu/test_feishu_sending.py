"""What goes out: once, in place where it can be, and with the truth about whether it arrived."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.feishu import wire
from adapters.feishu.adapter import Feishu
from adapters.feishu.pace import calls, messages
from bot.conversation.event import Place
from bot.conversation.message import Button, Buttons, Image, Message, Text
from bot.ports import Later, Never, Post, Uncertain
from tests.adapters.corpus import EVERYTHING, board
from tests.adapters.feishu.conftest import Desk, Hour, adapter_for, say
from tests.servers.feishu import FeishuServer
from tests.servers.feishu_limits import RateLimits

CREATE, PATCH, TOKEN = "POST /im/v1/messages", "PATCH /im/v1/messages/:id", "POST /auth/v3/tenant_access_token/internal"


def to(account: str, message: Message, key: str = "k", **more: object) -> Post:
    return Post(key, Place("feishu", account), message, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "cut_off", "html", "html_after", "empty"])
async def test_a_lost_answer_sends_nothing_twice(adapter: Feishu, feishu: FeishuServer, kind: str) -> None:
    bob = feishu.human("Bob")
    feishu.faults.add(kind, CREATE)  # type: ignore[arg-type]
    receipt = await adapter.send(to(bob.id, say("once")))
    assert [m.id for m in feishu.posts(bob.dm)] == [receipt]


async def test_what_stays_without_an_answer_is_uncertain_and_can_be_asked_about(adapter: Feishu, feishu: FeishuServer) -> None:
    bob = feishu.human("Bob")
    feishu.faults.add("drop_after", CREATE, times=2)
    with pytest.raises(Uncertain):
        await adapter.send(to(bob.id, say("once")))
    receipt = await adapter.find(to(bob.id, say("once")))
    assert [m.id for m in feishu.posts(bob.dm)] == [receipt]


async def test_what_never_arrived_is_sent_when_it_is_asked_about(adapter: Feishu, feishu: FeishuServer) -> None:
    bob = feishu.human("Bob")
    feishu.faults.add("drop_before", CREATE, times=2)
    with pytest.raises(Uncertain):
        await adapter.send(to(bob.id, say("once")))
    assert await adapter.find(to(bob.id, say("once")))
    assert len(feishu.posts(bob.dm)) == 1


async def test_after_an_hour_nobody_can_be_asked(adapter: Feishu, feishu: FeishuServer, hour: Hour) -> None:
    bob = feishu.human("Bob")
    feishu.faults.add("drop_after", CREATE, times=2)
    with pytest.raises(Uncertain):
        await adapter.send(to(bob.id, say("once")))
    hour.at += 3601
    with pytest.raises(Never, match="for an hour only"):
        await adapter.find(to(bob.id, say("once")))
    assert len(feishu.posts(bob.dm)) == 1


async def test_after_a_restart_the_hour_counts_from_the_first_try(feishu: FeishuServer, desk: Desk, hour: Hour) -> None:
    bob = feishu.human("Bob")
    async with adapter_for(feishu, desk, hour) as first:
        receipt = await first.send(to(bob.id, say("once")))  # the process died before it was written down
    tried = hour.now()
    async with adapter_for(feishu, desk, hour) as second:
        hour.at += 600
        assert await second.find(to(bob.id, say("once"), since=tried)) == receipt
        with pytest.raises(Never):
            await second.find(to(bob.id, say("once")))
        with pytest.raises(Never):
            await second.find(to(bob.id, say("once"), since=tried - timedelta(hours=1)))
    assert len(feishu.posts(bob.dm)) == 1


async def test_while_the_same_is_being_sent_it_waits(adapter: Feishu, feishu: FeishuServer) -> None:
    bob = feishu.human("Bob")
    fault = feishu.faults.add("hang", CREATE)
    first = asyncio.create_task(adapter.send(to(bob.id, say("once"))))
    await fault.came.wait()
    with pytest.raises(Later) as later:
        await adapter.send(to(bob.id, say("once")))
    assert later.value.scope == "conversation"
    fault.released.set()
    assert await adapter.send(to(bob.id, say("once"))) == await first


async def test_nothing_was_sent_when_nobody_is_there(feishu: FeishuServer, desk: Desk, hour: Hour) -> None:
    async with adapter_for(feishu, desk, hour, domain="http://127.0.0.1:9") as adapter:
        with pytest.raises(Later) as later:
            await adapter.send(to("ou_bob", say("x")))
    assert later.value.scope == "app"


@pytest.mark.parametrize(("reset", "waits"), [("inf", 60), ("1e18", 60), ("nan", 0.2), ("-5", 0.2), ("soon", 1)])
async def test_a_wait_that_makes_no_sense_is_not_believed(adapter: Feishu, feishu: FeishuServer, reset: str, waits: float) -> None:
    feishu.faults.add("refuse", times=1, code=99991400, status=429, headers={"x-ogw-ratelimit-reset": reset})
    with pytest.raises(Later) as later:
        await adapter.send(to(feishu.human("Bob").id, say("x")))
    assert later.value.seconds == waits


@pytest.mark.parametrize(
    ("code", "status", "scope"), [(99991400, 429, "api"), (99991400, 400, "api"), (230020, 400, "conversation"), (11232, 400, "app")]
)
async def test_too_fast_waits_as_long_as_the_platform_says(
    adapter: Feishu, feishu: FeishuServer, code: int, status: int, scope: str
) -> None:
    bob = feishu.human("Bob")
    feishu.faults.add("refuse", CREATE, code=code, status=status, headers={"x-ogw-ratelimit-reset": "7"})
    with pytest.raises(Later) as later:
        await adapter.send(to(bob.id, say("x")))
    assert (later.value.scope, later.value.seconds, later.value.reason) == (scope, 7, "ratelimited")
    assert await adapter.send(to(bob.id, say("x")))


@given(st.lists(st.floats(0, 0.1), min_size=1, max_size=1500))
@settings(max_examples=25)
def test_calls_stay_below_what_the_platform_allows(gaps: list[float]) -> None:
    windows, theirs, now = calls(), RateLimits(lambda: at), 0.0
    for gap in gaps:
        now += gap
        at = now + (windows.take("POST", now) or 0)
        theirs.api("POST")
    assert theirs.refused == 0


@given(st.lists(st.floats(0, 0.3), min_size=1, max_size=100))
def test_messages_to_one_person_keep_their_distance(gaps: list[float]) -> None:
    windows, theirs, now = messages(), RateLimits(lambda: at), 0.0
    for gap in gaps:
        now += gap
        at = now + (windows.take("ou_bob", now) or 0)
        theirs.target("ou_bob")
    assert theirs.refused == 0


async def test_a_paced_adapter_sends_everything(feishu: FeishuServer, desk: Desk, hour: Hour) -> None:
    bob = feishu.human("Bob")
    async with adapter_for(feishu, desk, hour, limited=True) as adapter:
        await asyncio.gather(*(adapter.send(to(bob.id, say(str(n)), f"k{n}")) for n in range(4)))
    assert [bob.look(m).text for m in feishu.posts(bob.dm)] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (230002, "add it again"),
        (230013, "availability"),
        (230022, "audit"),
        (230028, "content rules"),
        (230001, "not valid"),
        (230029, "has left"),
        (230053, "switched the bot's messages off"),
        (232009, "dissolved"),
        (1, "refused"),
    ],
)
async def test_what_will_never_go_says_why(adapter: Feishu, feishu: FeishuServer, code: int, says: str) -> None:
    bob = feishu.human("Bob")
    feishu.faults.add("refuse", CREATE, times=3, code=code)
    with pytest.raises(Never) as never:
        await adapter.send(to(bob.id, say("x")))
    assert says in never.value.reason
    assert "\n" not in never.value.reason


async def test_people_and_groups_that_are_gone(adapter: Feishu, feishu: FeishuServer) -> None:
    gone, bob = feishu.human("Gone", resigned=True), feishu.human("Bob")
    team = feishu.channel("Team", bob, bot=False)
    with pytest.raises(Never, match="has left"):
        await adapter.send(to(gone.id, say("x")))
    with pytest.raises(Never, match="not in the group"):
        await adapter.send(Post("k2", Place("feishu", team.id, direct=False), say("x")))


async def test_a_missing_scope_is_named_with_the_page_to_grant_it(adapter: Feishu, feishu: FeishuServer) -> None:
    feishu.api.scopes.clear()
    with pytest.raises(Never) as never:
        await adapter.send(to(feishu.human("Bob").id, say("x")))
    assert "im:message" in never.value.reason
    assert f"{feishu.domain}/app/cli_loopback/auth" in never.value.reason


async def test_a_refused_token_is_fetched_anew_once_for_everybody(adapter: Feishu, feishu: FeishuServer) -> None:
    people = [feishu.human(f"p{n}") for n in range(20)]
    before = feishu.api.calls[TOKEN]
    feishu.api.revoke_tokens()
    await asyncio.gather(*(adapter.send(to(p.id, say("x"), f"k{p.id}")) for p in people))
    assert feishu.api.calls[TOKEN] == before + 1
    assert all(len(feishu.posts(p.dm)) == 1 for p in people)


@pytest.mark.parametrize("code", [99991663, 99991664])
async def test_a_token_refused_as_soon_as_it_is_given_holds_nobody_up_for_long(adapter: Feishu, feishu: FeishuServer, code: int) -> None:
    feishu.faults.add("refuse", "POST /im/v1/messages", times=2, code=code, msg="Invalid access token")
    with pytest.raises(Later) as later:
        await adapter.send(to(feishu.human("Bob").id, say("x")))
    assert later.value.seconds <= 5


@pytest.mark.parametrize(
    "trouble", [{"kind": "html"}, {"kind": "cut_off"}, {"kind": "refuse", "code": 1000}, {"kind": "refuse", "code": 10014}]
)
async def test_without_a_token_nothing_was_sent_and_nothing_is_given_up(
    adapter: Feishu, feishu: FeishuServer, trouble: dict[str, object]
) -> None:
    bob = feishu.human("Bob")
    feishu.api.revoke_tokens()
    feishu.faults.add(api=TOKEN, times=2, **trouble)
    with pytest.raises(Later) as later:
        await adapter.send(to(bob.id, say("x")))
    assert later.value.scope == "app"
    feishu.faults.clear()
    assert await adapter.send(to(bob.id, say("x")))


async def test_a_machine_that_is_on_no_list_is_told_where_it_is_let_in(adapter: Feishu, feishu: FeishuServer) -> None:
    feishu.faults.add("refuse", times=9, code=99991401, msg="ip 1.2.3.4 is denied by app setting")
    with pytest.raises(Later, match=r"/app/cli_loopback/safe \(IP 白名单"):
        await adapter.send(to(feishu.human("Bob").id, say("x")))
    (problem,) = await adapter.check()
    assert problem.mend.startswith(f"add it at {feishu.domain}/app/cli_loopback/safe")


async def test_a_month_whose_calls_are_used_up_loses_nothing_and_is_told(adapter: Feishu, feishu: FeishuServer) -> None:
    feishu.faults.add("refuse", "POST /im/v1/messages", code=99991403, msg="This month's API call quota has been exceeded")
    bob = feishu.human("Bob")
    with pytest.raises(Later, match="used up: raise the plan") as later:
        await adapter.send(to(bob.id, say("x")))
    assert (later.value.scope, bool(await adapter.send(to(bob.id, say("x"))))) == ("app", True)
    for api in ("GET /bot/v3/info", "GET /application/v6/scopes"):
        feishu.faults.add("refuse", api, code=99991403, msg="This month's API call quota has been exceeded")
    (problem,) = await adapter.check()
    assert (problem.where, problem.mend) == ("feishu plan", "raise the plan, or wait for the next month")


async def test_a_token_is_fetched_once_by_many_at_once(feishu: FeishuServer, desk: Desk, hour: Hour) -> None:
    feishu.api.latency = 0.01
    people = [feishu.human(f"p{n}") for n in range(20)]
    async with adapter_for(feishu, desk, hour) as adapter:
        await asyncio.gather(*(adapter.send(to(p.id, say("x"), f"k{p.id}")) for p in people))
    assert feishu.api.calls[TOKEN] == 1


# --- redrawing -----------------------------------------------------------------------------------------------------------------


async def test_a_card_is_redrawn_in_place(adapter: Feishu, feishu: FeishuServer) -> None:
    bob = feishu.human("Bob")
    receipt = await adapter.send(to(bob.id, say("before")))
    heard = await bob.hears_one()
    assert await adapter.send(to(bob.id, say("after"), "k2", edits=receipt)) == receipt
    assert (await bob.sees_edit(heard)).text == "after"


async def test_a_board_in_parts_grows_and_shrinks(adapter: Feishu, feishu: FeishuServer) -> None:
    bob = feishu.human("Bob")
    receipt = await adapter.send(to(bob.id, board(20, 10)))
    parts = len(wire.parts(receipt))
    assert parts > 2
    smaller = await adapter.send(to(bob.id, board(2, 2), "k2", edits=receipt))
    assert smaller == receipt
    texts = [bob.look(m).text for m in feishu.posts(bob.dm)]
    assert [t for t in texts[1:] if t != "–"] == []
    larger = await adapter.send(to(bob.id, board(40, 10), "k3", edits=smaller))
    assert wire.parts(larger)[:parts] == wire.parts(receipt)
    assert len(wire.parts(larger)) == len(feishu.posts(bob.dm)) > parts


async def test_a_press_on_one_part_redraws_all_of_them(adapter: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    bob = feishu.human("Bob")
    big = board(20, 10)
    message = replace(big, blocks=(*big.blocks, Buttons((Button("More", "more"),))))
    receipt = await adapter.send(to(bob.id, message))
    await bob.press("More")
    assert desk.events[0].source == receipt


async def test_a_card_older_than_fourteen_days_is_sent_anew(adapter: Feishu, feishu: FeishuServer, hour: Hour) -> None:
    bob = feishu.human("Bob")
    receipt = await adapter.send(to(bob.id, say("before")))
    hour.at += 14 * 86400 + 1
    again = await adapter.send(to(bob.id, say("after"), "k2", edits=receipt))
    assert again != receipt
    assert [bob.look(m).text for m in feishu.posts(bob.dm)] == ["before", "after"]


async def test_a_card_that_is_not_there_is_sent_anew(adapter: Feishu, feishu: FeishuServer) -> None:
    bob = feishu.human("Bob")
    feishu.faults.add("refuse", "PATCH /im/v1/messages/:id", code=99992354, msg="not a valid {open_message_id} or not exists")
    anew = await adapter.send(to(bob.id, say("the answer"), edits="om_of_another_app"))
    assert [message.id for message in feishu.posts(bob.dm)] == [anew]


async def test_a_recalled_card_is_not_redrawn(adapter: Feishu, feishu: FeishuServer) -> None:
    bob = feishu.human("Bob")
    receipt = await adapter.send(to(bob.id, say("before")))
    feishu.tenant.messages[receipt].recalled = True
    with pytest.raises(Never, match="recalled"):
        await adapter.send(to(bob.id, say("after"), "k2", edits=receipt))


async def test_a_redraw_without_an_answer_is_simply_tried_again(adapter: Feishu, feishu: FeishuServer) -> None:
    bob = feishu.human("Bob")
    receipt = await adapter.send(to(bob.id, say("before")))
    feishu.faults.add("html", PATCH, times=2)
    with pytest.raises(Later):
        await adapter.send(to(bob.id, say("after"), "k2", edits=receipt))
    assert await adapter.find(to(bob.id, say("after"), "k2", edits=receipt)) == receipt


@pytest.mark.parametrize("code", [230019, 230071, 230110])
async def test_an_answer_to_what_is_gone_otherwise_goes_to_the_group_too(adapter: Feishu, feishu: FeishuServer, code: int) -> None:
    bob = feishu.human("Bob")
    team = feishu.channel("Team", bob)
    feishu.faults.add("refuse", "POST /im/v1/messages/:id/reply", times=2, code=code)
    place = Place("feishu", team.id, direct=False, thread="om_topic")
    assert await adapter.send(Post("k", place, say("The board"), {"reply": "om_gone"}))
    assert len(feishu.posts(team)) == 1


async def test_an_answer_to_a_recalled_question_goes_to_the_group(adapter: Feishu, feishu: FeishuServer, desk: Desk) -> None:
    bob = feishu.human("Bob")
    team = feishu.channel("Team", bob)
    delivery = await bob.mentions("team", team)
    await delivery.ack()
    event = desk.events[0]
    feishu.tenant.messages[event.id].recalled = True
    await adapter.send(Post("k", event.place, say("The board"), event.via))
    assert (await bob.hears_one(channel=team)).shown.reply_to is None


# --- pictures ------------------------------------------------------------------------------------------------------------------


async def test_pictures_are_uploaded_once(adapter: Feishu, feishu: FeishuServer) -> None:
    bob = feishu.human("Bob")
    for number in range(3):
        await adapter.send(to(bob.id, EVERYTHING, f"k{number}"))
    assert feishu.api.calls["POST /im/v1/images"] == 1
    assert "[A board]" in (await bob.hears_one()).text


async def test_a_picture_the_platform_does_not_take_becomes_its_words(adapter: Feishu, feishu: FeishuServer) -> None:
    bob = feishu.human("Bob")
    broken = Message("x", blocks=(Text("See"), Image("bm8gcGljdHVyZQ==", "A chart of confidence")))
    await adapter.send(to(bob.id, broken))
    assert (await bob.hears_one()).text == "See\n[A chart of confidence]"


async def test_what_a_large_picture_says_is_no_part_of_its_card_unless_it_takes_the_pictures_place(
    adapter: Feishu, feishu: FeishuServer
) -> None:
    bob = feishu.human("Bob")
    words = "\n".join(f"KR{n} 把部署时间从 60 分钟降到 10 分钟" for n in range(3000))
    picture = next(block for block in EVERYTHING.blocks if isinstance(block, Image))
    board = Message("The board", blocks=(replace(picture, alt=words),))
    assert len(wire.parts(await adapter.send(to(bob.id, board)))) == 1
    refused = replace(board, blocks=(Image("bm8gcGljdHVyZQ==", words),))
    await bob.hears(1)
    parts = wire.parts(await adapter.send(to(bob.id, refused, "k2")))
    assert len(parts) > 1
    assert all(m.kind == "interactive" for m in feishu.posts(bob.dm))
    assert "KR2999 " in "".join(heard.text for heard in await bob.hears(len(parts)))


def test_a_uuid_is_short_and_its_own() -> None:
    keys = ["k", "k" * 300, "checkin:李雷:2026-W47"]
    made = {wire.uuid(key, part) for key in keys for part in range(12)}
    assert len(made) == 36
    assert max(map(len, made)) <= 50
