"""What goes out: posted, redrawn, whispered, found again; and what every failure means for the message."""

from __future__ import annotations

from datetime import timedelta

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.adapter import Slack
from adapters.slack.errors import meaning
from bot.conversation.event import Place
from bot.conversation.message import Message, Text
from bot.ports import Later, Never, Post, Profile, Uncertain
from tests.adapters.corpus import CORPUS, LONG
from tests.adapters.slack.conftest import NOW, Desk, say
from tests.servers.slack import BOT_TOKEN, SlackHuman, SlackServer
from tests.servers.slack_records import Channel


def to(human: SlackHuman, message: Message, key: str = "k", **more: object) -> Post:
    return Post(key, Place("slack", human.id), message, **more)


def into(channel: Channel, message: Message, key: str = "k", **more: object) -> Post:
    return Post(key, Place("slack", channel.id, direct=False), message, **more)


# --- redrawing ----------------------------------------------------------------------------------------------------------------------


async def test_a_message_is_redrawn_in_place(adapter: Slack, slack: SlackServer) -> None:
    bob = slack.human("Bob")
    receipt = await adapter.send(to(bob, say("before")))
    heard = await bob.hears_one()
    assert await adapter.send(to(bob, say("after"), "k2", edits=receipt)) == receipt
    assert (await bob.sees_edit(heard)).text == "after"
    assert len(slack.posts(bob.dm)) == 1


async def test_a_message_that_is_gone_is_said_anew(adapter: Slack, slack: SlackServer) -> None:
    bob = slack.human("Bob")
    receipt = await adapter.send(to(bob, say("before")))
    slack.posts(bob.dm)[0].deleted = True
    again = await adapter.send(to(bob, say("after"), "k2", edits=receipt))
    assert again != receipt
    assert [m.text for m in slack.posts(bob.dm)] == ["after"]


def long(parts: int, word: str) -> Message:
    return Message("long", blocks=tuple(Text(f"{word} {n} " + LONG) for n in range(parts * 3)))


@pytest.mark.parametrize(("before", "after"), [(1, 4), (4, 1), (3, 3)])
async def test_a_message_in_parts_grows_and_shrinks(adapter: Slack, slack: SlackServer, before: int, after: int) -> None:
    bob = slack.human("Bob")
    receipt = await adapter.send(to(bob, long(before, "old")))
    old = len(slack.posts(bob.dm))
    await adapter.send(to(bob, long(after, "new"), edits=receipt))
    texts = [h.text for h in await bob.hears(len(slack.posts(bob.dm)))]
    assert not any("old" in text for text in texts)
    for number in range(after * 3):
        assert sum(f"new {number} " in text for text in texts) == 1
    assert (len(texts) > old) == (after > before)


async def test_a_press_in_a_part_redraws_all_parts(adapter: Slack, slack: SlackServer, desk: Desk) -> None:
    bob = slack.human("Bob")
    button = CORPUS["everything"].blocks[-1]
    await adapter.send(to(bob, Message("long", blocks=(*long(3, "old").blocks, button))))
    parts = len(slack.posts(bob.dm))
    assert parts > 1
    await bob.press("Later")
    await adapter.send(to(bob, say("done"), "k2", edits=desk.events[0].source))
    assert [h.text for h in bob.unheard()] == ["done"]


# --- in channels --------------------------------------------------------------------------------------------------------------------


async def test_a_private_answer_in_a_channel_is_seen_by_one(adapter: Slack, slack: SlackServer, desk: Desk) -> None:
    bob, eve = slack.human("Bob"), slack.human("Eve")
    sales = slack.channel("sales", bob, eve)
    receipt = await adapter.send(into(sales, CORPUS["everything"], only=bob.id))
    private = await bob.hears_one()
    assert private.ephemeral
    assert eve.unheard(channel=sales) == []
    await bob.press("Later", private)
    event = desk.events[0]
    assert (event.place, event.via.keys()) == (Place("slack", sales.id, direct=False), {"trigger", "answer"})
    edited = await adapter.send(into(sales, say("done"), "k2", only=bob.id, edits=event.source, via=event.via))
    assert (await bob.sees_edit(private)).text == "done"
    assert "only=" in receipt + edited
    with pytest.raises(Never):
        await adapter.find(into(sales, say("x"), only=bob.id))


async def test_a_private_answer_that_cannot_be_replaced_any_more_is_said_again(adapter: Slack, slack: SlackServer) -> None:
    bob = slack.human("Bob")
    sales = slack.channel("sales", bob)
    receipt = await adapter.send(into(sales, say("before"), only=bob.id))
    await adapter.send(into(sales, say("after"), "k2", only=bob.id, edits=receipt))
    assert [h.text for h in await bob.hears(2)] == ["before", "after"]


@pytest.mark.parametrize("private", [True, False])
async def test_a_command_is_answered_where_the_bot_is_no_member(adapter: Slack, slack: SlackServer, desk: Desk, private: bool) -> None:
    bob, eve = slack.human("Bob"), slack.human("Eve")
    secret = slack.channel("secret", bob, eve, bot=False, private=True)
    await bob.commands("team", channel=secret)
    event = desk.events[0]
    only = bob.id if private else None
    await adapter.send(Post("k", event.place, say("the team"), event.via, only=only))
    assert [h.text for h in bob.unheard(channel=secret)] == ["the team"]
    assert [h.text for h in eve.unheard(channel=secret)] == ([] if private else ["the team"])


async def test_an_answer_in_a_thread_is_found_in_the_thread(adapter: Slack, slack: SlackServer) -> None:
    bob = slack.human("Bob")
    sales = slack.channel("sales", bob)
    parent = slack.workspace.post(sales, bob.id, "what about this?")
    post = Post("k", Place("slack", sales.id, direct=False, thread=parent.ts), say("here"))
    slack.faults.add("drop_after", "chat.postMessage")
    with pytest.raises(Uncertain):
        await adapter.send(post)
    assert await adapter.find(post) == f"{sales.id}:{slack.posts(sales)[0].ts}"


# --- failures -----------------------------------------------------------------------------------------------------------------------


async def test_a_message_whose_answer_was_lost_is_found_and_not_sent_twice(adapter: Slack, slack: SlackServer) -> None:
    bob = slack.human("Bob")
    slack.faults.add("drop_after", "chat.postMessage")
    with pytest.raises(Uncertain):
        await adapter.send(to(bob, say("once")))
    for number in range(3):
        await adapter.send(to(bob, say("others"), f"other{number}"))
    receipt = await adapter.find(to(bob, say("once")))
    first = slack.posts(bob.dm)[0]
    assert receipt == f"{bob.dm.id}:{first.ts}"
    assert [m.text for m in slack.posts(bob.dm)] == ["once", "others", "others", "others"]


async def test_a_message_that_never_went_out_is_surely_not_there(adapter: Slack, slack: SlackServer) -> None:
    bob = slack.human("Bob")
    slack.faults.add("drop_before", "chat.postMessage")
    with pytest.raises(Uncertain):
        await adapter.send(to(bob, say("lost")))
    assert await adapter.find(to(bob, say("lost"))) is None


async def test_it_is_found_pages_back(adapter: Slack, slack: SlackServer) -> None:
    bob = slack.human("Bob")
    slack.faults.add("drop_after", "chat.postMessage")
    with pytest.raises(Uncertain):
        await adapter.send(to(bob, say("once")))
    for number in range(450):
        slack.workspace.post(bob.dm, bob.id, f"chatter {number}")
    assert await adapter.find(to(bob, say("once"))) == f"{bob.dm.id}:{slack.posts(bob.dm)[0].ts}"


async def test_nothing_older_than_the_first_attempt_is_searched(adapter: Slack, slack: SlackServer) -> None:
    bob, now = slack.human("Bob"), [NOW.timestamp() - 3600]
    slack.workspace.clock = lambda: now[0]
    await adapter.send(to(bob, say("an hour ago")))
    now[0] = NOW.timestamp()
    for number in range(1200):
        slack.workspace.post(bob.dm, bob.id, f"chatter {number}")
    assert await adapter.find(to(bob, say("x"), since=NOW)) is None
    assert await adapter.find(to(bob, say("x"), since=NOW - timedelta(hours=2))) == f"{bob.dm.id}:{slack.posts(bob.dm)[0].ts}"
    assert await adapter.find(to(bob, say("x"))) is None


async def test_of_a_message_in_parts_only_the_missing_ones_are_sent_again(adapter: Slack, slack: SlackServer) -> None:
    bob, message = slack.human("Bob"), long(4, "part")
    whole = len((await adapter.send(to(slack.human("Eve"), message))).split(","))
    assert whole >= 3
    posted: list[object] = []
    slack.faults.add("drop_before", "chat.postMessage", when=lambda args: posted.append(args) or len(posted) == 2)
    with pytest.raises(Uncertain):
        await adapter.send(to(bob, message))
    assert await adapter.find(to(bob, message)) is None
    receipt = await adapter.send(to(bob, message, attempt=2))
    assert len(slack.posts(bob.dm)) == whole
    assert receipt == f"{bob.dm.id}:{','.join(m.ts for m in slack.posts(bob.dm))}"
    texts = [h.text for h in await bob.hears(whole)]
    assert [text.index("part") for text in texts] == [0] * whole


@pytest.mark.parametrize("fault", ["status", "html", "cut_off", "error_after"])
async def test_an_answer_that_is_none_leaves_the_outcome_open(adapter: Slack, slack: SlackServer, fault: str) -> None:
    bob = slack.human("Bob")
    slack.faults.add(fault, "chat.postMessage")
    with pytest.raises(Uncertain):
        await adapter.send(to(bob, say("x")))


@pytest.mark.parametrize("code", ["account_inactive", "token_revoked", "invalid_auth"])
async def test_a_token_that_is_refused_is_no_health_until_it_is_taken_again(adapter: Slack, slack: SlackServer, code: str) -> None:
    bob = slack.human("Bob")
    slack.faults.add("error", "chat.postMessage", code=code)
    with pytest.raises(Later, match=code):
        await adapter.send(to(bob, say("x")))
    (problem,) = adapter.health()
    assert (problem.where, code in problem.what) == ("SLACK_BOT_TOKEN", True)
    await adapter.send(to(bob, say("x")))
    assert adapter.health() == ()


async def test_ok_and_nothing_else_is_looked_for(adapter: Slack, slack: SlackServer) -> None:
    bob = slack.human("Bob")
    slack.faults.add("bare", "chat.postMessage")
    with pytest.raises(Uncertain):
        await adapter.send(to(bob, say("x")))
    assert await adapter.find(to(bob, say("x"))) == f"{bob.dm.id}:{slack.posts(bob.dm)[0].ts}"


async def test_an_answer_through_its_own_address_waits_as_long_as_slack_says(adapter: Slack, slack: SlackServer, desk: Desk) -> None:
    bob = slack.human("Bob")
    secret = slack.channel("secret", bob, bot=False, private=True)
    await bob.commands("team", channel=secret)
    post = Post("k", desk.events[0].place, say("the team"), desk.events[0].via, only=bob.id)
    slack.responses.busy = 1
    with pytest.raises(Later) as later:
        await adapter.send(post)
    assert later.value.seconds == 7
    await adapter.send(post)
    assert [h.text for h in bob.unheard(channel=secret)] == ["the team"]


@pytest.mark.parametrize("code", ["org_login_required", "team_added_to_org", "accesslimited", "external_channel_migrating"])
async def test_what_passes_is_waited_for(adapter: Slack, slack: SlackServer, code: str) -> None:
    bob = slack.human("Bob")
    slack.faults.add("error", "chat.postMessage", code=code)
    with pytest.raises(Later, match=code):
        await adapter.send(to(bob, say("x")))
    await adapter.send(to(bob, say("x")))
    assert [h.text for h in await bob.hears(1)] == ["x"]


@pytest.mark.parametrize("metadata", [None, {}, {"messages": None}, {"messages": ["too long"]}])
def test_a_refusal_says_what_slack_says_of_it(metadata: object) -> None:
    answer = AsyncSlackResponse(
        client=None,
        http_verb="POST",
        api_url="",
        req_args={},
        data={"ok": False, "error": "invalid_blocks", "response_metadata": metadata},
        headers={},
        status_code=200,
    )
    found = meaning(SlackApiError("x", answer), repeatable=False)
    assert isinstance(found, Never)
    assert found.reason == ("slack: invalid_blocks: too long" if metadata == {"messages": ["too long"]} else "slack: invalid_blocks")


async def test_an_edit_is_simply_tried_again(adapter: Slack, slack: SlackServer) -> None:
    bob = slack.human("Bob")
    receipt = await adapter.send(to(bob, say("a")))
    waits = []
    for attempt in (1, 2, 3):
        slack.faults.add("drop_after", "chat.update")
        with pytest.raises(Later) as later:
            await adapter.send(to(bob, say("b"), edits=receipt, attempt=attempt))
        waits.append(later.value.seconds)
    assert waits == [5, 10, 20]
    assert await adapter.find(to(bob, say("b"), edits=receipt)) is None


async def test_slack_says_how_long_to_wait_and_for_whom(adapter: Slack, slack: SlackServer) -> None:
    bob, eve = slack.human("Bob"), slack.human("Eve")
    slack.faults.add("ratelimited", "chat.postMessage", seconds=30)
    with pytest.raises(Later) as whole:
        await adapter.send(to(bob, say("x")))
    assert (whole.value.seconds, whole.value.scope, whole.value.reason) == (30, "app", "ratelimited")
    await adapter.send(to(eve, say("x")))
    for _ in range(2):
        slack.faults.add("ratelimited", "chat.postMessage", seconds=2)
        with pytest.raises(Later) as one:
            await adapter.send(to(eve, say("y")))
        assert (one.value.seconds, one.value.scope) == (2, "conversation")


async def test_real_rate_limits_lose_nothing(adapter: Slack, slack: SlackServer) -> None:
    people = [slack.human(f"P{n}") for n in range(80)]
    now = [0.0]
    slack.limits.clock = lambda: now[0]
    waiting = [to(p, say("prompt"), p.id) for p in people]
    while waiting:
        post = waiting.pop(0)
        try:
            await adapter.send(post)
        except Later as later:
            now[0] += later.seconds
            waiting.append(post)
    assert [len(slack.posts(p.dm)) for p in people] == [1] * 80
    assert slack.limits.refused > 0


async def test_what_slack_will_never_take_is_said_in_one_line(adapter: Slack, slack: SlackServer) -> None:
    slack.human("Gone", deleted=True)
    old, hidden = slack.channel("old", archived=True), slack.channel("hidden", private=True, bot=False)
    reasons = []
    for place in (Place("slack", "UGONE"), Place("slack", "U404"), *(Place("slack", c, direct=False) for c in (old.id, hidden.id, "C404"))):
        with pytest.raises(Never) as never:
            await adapter.send(Post("k", place, say("x")))
        reasons.append(never.value.reason)
    assert reasons == [
        "slack: user_disabled: the account is deactivated in Slack",
        "slack: channel_not_found: invite the bot to the channel, or correct its id",
        "slack: is_archived: unarchive the channel, or name another one",
        "slack: channel_not_found: invite the bot to the channel, or correct its id",
        "slack: channel_not_found: invite the bot to the channel, or correct its id",
    ]
    slack.api.messages_tab_enabled = False
    with pytest.raises(Never, match="Messages Tab"):
        await adapter.send(to(slack.human("Bob"), say("x")))


async def test_a_bad_token_keeps_the_message_and_a_missing_scope_is_named(adapter: Slack, slack: SlackServer) -> None:
    bob = slack.human("Bob")
    slack.api.tokens[BOT_TOKEN].scopes.discard("chat:write")
    with pytest.raises(Later) as later:
        await adapter.send(to(bob, say("x")))
    assert (later.value.scope, "add chat:write at https://api.slack.com/apps" in later.value.reason) == ("app", True)
    slack.api.tokens[BOT_TOKEN].refusal = "token_revoked"
    with pytest.raises(Later) as later:
        await adapter.send(to(bob, say("x")))
    assert "SLACK_BOT_TOKEN" in later.value.reason


async def test_slack_that_cannot_be_reached_keeps_the_message(slack: SlackServer) -> None:
    adapter = Slack(_Clock(), bot_token=BOT_TOKEN, signing_secret="s", api_url="http://127.0.0.1:9/api/")
    await adapter.start(_nobody)
    with pytest.raises(Later) as later:
        await adapter.send(Post("k", Place("slack", "UBOB"), say("x")))
    assert later.value.scope == "app"
    assert [p.what for p in adapter.health()] == ["Slack cannot be reached"]
    await adapter.stop()


async def _nobody(_: object) -> None:
    raise AssertionError


class _Clock:
    def now(self) -> object:
        return NOW


# --- pictures, people, doctor -------------------------------------------------------------------------------------------------------


async def test_a_picture_is_uploaded_and_shown(adapter: Slack, slack: SlackServer) -> None:
    bob = slack.human("Bob")
    await adapter.send(to(bob, CORPUS["everything"]))
    (file,) = slack.workspace.files.values()
    assert file["bytes"].startswith(b"\x89PNG")
    assert "[A board]" in (await bob.hears_one()).text


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
async def test_a_picture_that_cannot_be_uploaded_sends_nothing(adapter: Slack, slack: SlackServer, method: str) -> None:
    bob = slack.human("Bob")
    slack.faults.add("drop_after", method)
    with pytest.raises(Later):
        await adapter.send(to(bob, CORPUS["everything"]))
    assert slack.posts(bob.dm) == []


async def test_people_are_listed_with_who_has_left_and_without_bots(adapter: Slack, slack: SlackServer) -> None:
    slack.human("Ann", real_name="Ann Abel", tz="America/New_York", locale="en-US")
    slack.human("Li", real_name="李雷", deleted=True)
    for number in range(450):
        slack.human(f"P{number}")
    people = {p.account: p for p in await adapter.people()}
    assert len(people) == 452
    assert people["UANN"] == Profile("UANN", "Ann Abel", "ann@example.com", "en", "America/New_York")
    assert people["ULI"].active is False


async def test_doctor_finds_nothing_where_nothing_is_wrong(adapter: Slack, slack: SlackServer) -> None:
    slack.workspace.clock = NOW.timestamp
    assert [p for p in await adapter.check() if p.where != "clock"] == []


async def test_doctor_names_every_problem_with_the_setting_to_change(adapter: Slack, slack: SlackServer) -> None:
    slack.api.tokens[BOT_TOKEN].scopes -= {"im:write", "files:write"}
    slack.api.tokens["xapp-1-A0LOOPBACK-loopback-app"].refusal = "invalid_auth"
    found = {p.where: p.what for p in await adapter.check()}
    assert found["SLACK_BOT_TOKEN"] == "scopes are missing: im:write, files:write"
    assert found["SLACK_APP_TOKEN"] == "Slack refuses the token (invalid_auth)"
    assert "clock is" in found["clock"]
    slack.api.tokens[BOT_TOKEN].refusal = "account_inactive"
    found = {p.where: p.what for p in await adapter.check()}
    assert found["SLACK_BOT_TOKEN"] == "Slack refuses the token (account_inactive)"
