"""What people do in Slack becomes one event each, stored before it is acknowledged, in order, once."""

from __future__ import annotations

import asyncio
import json

import pytest

from adapters.slack.adapter import Slack
from bot.conversation.event import Added, Event, Listed, Mention, Opened, Place, Said, Sender
from tests.adapters.corpus import CORPUS
from tests.adapters.slack.conftest import NOW, Desk, adapter_for, say
from tests.servers.slack import SlackServer
from tests.servers.slack_events import message_event
from tests.servers.slack_records import BOT, BOT_USER, SlackError


async def test_words_in_the_direct_messages(either: Slack, slack: SlackServer, desk: Desk) -> None:
    bob = slack.human("Bob", real_name="Bob Bauer", tz="Europe/Berlin", locale="en-GB")
    desk.answer = lambda event: say(f"heard {event.content.text}")
    delivery = await bob.says("KR1 40% <!channel> & see https://example.com/x?a=1&b=2, example.com or bob@example.com")
    await delivery.ack()
    (event,) = desk.events
    assert event.id == delivery.payload["event_id"]
    assert event.place == Place("slack", bob.id)
    assert event.sender == Sender(bob.id, "Bob Bauer", "bob@example.com", "en", "Europe/Berlin")
    assert event.content == Said("KR1 40% <!channel> & see https://example.com/x?a=1&b=2, example.com or bob@example.com")
    assert abs(event.at.timestamp() - float(bob.dm.messages[0].ts)) < 1
    assert (await bob.hears_one()).text.startswith("heard KR1 40% <!channel> &")


async def test_emoji_formatting_and_the_names_of_things_arrive_as_they_were_seen(adapter: Slack, slack: SlackServer, desk: Desk) -> None:
    bob = slack.human("Bob")
    slack.channel("sales", bob)
    for text in ("🎉👍", "launch 👩‍💻 in #sales & *win* :partyparrot:", "5 * 3 <b>"):
        await (await bob.says(text)).ack()
    said = [e.content.text for e in desk.events]
    assert said == ["🎉👍", "launch 👩‍💻 in #sales & win :partyparrot:", "5 * 3 <b>"]


async def test_a_pasted_list_arrives_as_lines(adapter: Slack, slack: SlackServer, desk: Desk) -> None:
    bob = slack.human("Bob")

    def item(text: str) -> dict[str, object]:
        return {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}

    lists = [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "O: Win & keep", "style": {"bold": True}}]},
        {"type": "rich_text_list", "style": "bullet", "elements": [item("KR1: 8 → 40"), item("KR2: <2%")]},
        {"type": "rich_text_list", "style": "ordered", "indent": 1, "offset": 1, "elements": [item("then")]},
        {"type": "rich_text_quote", "elements": [{"type": "broadcast", "range": "here"}, {"type": "text", "text": " quoted"}]},
    ]
    event = {"type": "message", "channel_type": "im", "user": bob.id, "text": "*O: Win &amp; keep*", "ts": "1.1", "event_ts": "1.1"}
    await (await slack.emit(event | {"blocks": [{"type": "rich_text", "elements": lists}]})).ack()
    assert desk.events[0].content == Said("O: Win & keep\n- KR1: 8 → 40\n- KR2: <2%\n  2. then\n@here quoted")
    event["text"] = "<https://a.example|A &amp; B> <mailto:x@y.example|x@y.example> <!subteam^S1|@ops> <!here> <#C1|sales> <@UX> &lt;b&gt;"
    await (await slack.emit(event | {"ts": "1.3"})).ack()
    assert desk.events[1].content == Said("A & B x@y.example @ops @here #sales @UX <b>", mentions=(Mention("UX", "UX"),))
    event["text"] = "*O: Win &amp; keep*"
    unknown = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "hologram"}]}]}]
    await (await slack.emit(event | {"blocks": unknown, "ts": "1.2"})).ack()
    assert desk.events[2].content == Said("*O: Win & keep*")


async def test_a_mention_in_a_channel_is_heard_without_the_bots_name(either: Slack, slack: SlackServer, desk: Desk) -> None:
    bob, eve = slack.human("Bob"), slack.human("Eve", real_name="Eve Engel")
    sales = slack.channel("sales", bob, eve)
    await (await bob.mentions("team Sales, ask @Eve in #sales", sales)).ack()
    await (await bob.mentions("help", sales, thread="1700000000.000001")).ack()
    said = [e.content for e in desk.events]
    assert said[0] == Said("team Sales, ask @Eve Engel in #sales", mentions=(Mention(eve.id, "Eve Engel"),))
    assert desk.events[0].place == Place("slack", sales.id, direct=False)
    assert desk.events[1].place == Place("slack", sales.id, direct=False, thread="1700000000.000001")


async def test_a_slash_command_in_the_direct_messages_and_in_a_channel(either: Slack, slack: SlackServer, desk: Desk) -> None:
    bob, eve = slack.human("Bob"), slack.human("Eve", real_name="Eve Engel")
    sales = slack.channel("sales", bob)
    await bob.commands("@Eve")
    await bob.commands("", channel=sales, command="/okr-test")
    await bob.commands("leave 12-09..12-18", channel=sales)
    assert [e.content for e in desk.events] == [
        Said("/okr @Eve Engel", mentions=(Mention(eve.id, "Eve Engel"),)),
        Said("/okr"),
        Said("/okr leave 12-09..12-18"),
    ]
    assert [e.place for e in desk.events] == [Place("slack", bob.id), *[Place("slack", sales.id, direct=False)] * 2]
    assert desk.events[0].at == NOW
    assert len({e.id for e in desk.events}) == 3


async def test_opening_the_home_shows_an_overview_there_and_nowhere_else(either: Slack, slack: SlackServer, desk: Desk) -> None:
    bob = slack.human("Bob")
    desk.answer = lambda event: CORPUS["everything"] if isinstance(event.content, Opened) else say("no")
    home = await bob.opens_home()
    assert "A heading" in home.text
    assert slack.posts(bob.dm) == []
    await bob.press("Later", home)
    assert desk.events[1].content == Said("later", ref=CORPUS["everything"].ref, pressed=True)
    assert (desk.events[1].place, desk.events[1].source) == (Place("slack", bob.id), None)


async def test_opening_the_messages_tab_says_nothing(adapter: Slack, slack: SlackServer, desk: Desk) -> None:
    bob = slack.human("Bob")
    await (await slack.emit({"type": "app_home_opened", "user": bob.id, "channel": bob.dm.id, "tab": "messages", "event_ts": "1.1"})).ack()
    assert desk.events == []


async def test_being_invited_to_a_channel_is_heard_of(either: Slack, slack: SlackServer, desk: Desk) -> None:
    bob = slack.human("Bob")
    sales = slack.channel("sales", bob)
    joined = {"type": "member_joined_channel", "user": BOT_USER, "channel": sales.id, "channel_type": "C", "event_ts": "1.1"}
    await (await slack.emit(joined | {"inviter": bob.id})).ack()
    await (await slack.emit(joined)).ack()  # by itself
    here = Place("slack", sales.id, direct=False)
    assert [(e.place, e.sender.account, e.content) for e in desk.events] == [(here, bob.id, Added()), (here, BOT_USER, Added())]


IGNORED = {
    "our own message": {"user": BOT_USER, "bot_id": BOT, "text": "x"},
    "another bot's": {"user": "UOTHER", "bot_id": "B0OTHER", "text": "x"},
    "a bot message without a user": {"subtype": "bot_message", "bot_id": "B0OTHER", "text": "x"},
    "an edit": {"subtype": "message_changed", "message": {"user": "UBOB", "text": "x", "ts": "1.1"}},
    "a deletion": {"subtype": "message_deleted", "deleted_ts": "1.1", "user": "UBOB"},
    "no words at all": {"user": "UBOB", "text": ""},
    "a channel's message that does not mention us": {"user": "UBOB", "text": "x", "channel_type": "channel", "channel": "C1"},
    "somebody joining": {"type": "member_joined_channel", "user": "UBOB", "channel": "C1", "text": "x"},
    "a reaction": {"type": "reaction_added", "user": "UBOB", "item": {}},
    "something of next year": {"type": "brand_new", "user": "UBOB"},
    "something malformed": {"type": "message", "channel_type": "im", "user": "UBOB", "text": "x", "event_ts": "yesterday"},
    "something without a time": {"user": "UBOB", "text": "x", "event_ts": None},
}


@pytest.mark.parametrize("what", IGNORED)
async def test_what_is_not_for_us_is_acknowledged_and_ignored(either: Slack, slack: SlackServer, desk: Desk, what: str) -> None:
    slack.human("Bob")
    event = {"type": "message", "channel_type": "im", "channel": "D1", "ts": "1.1", "event_ts": "1.1"} | IGNORED[what]
    await (await slack.emit(event)).ack()
    assert desk.events == []
    assert slack.api.counts["users.info"] == 0


async def test_a_file_with_words_is_heard_by_its_words(adapter: Slack, slack: SlackServer, desk: Desk) -> None:
    bob = slack.human("Bob")
    event = {"type": "message", "subtype": "file_share", "channel_type": "im", "channel": bob.dm.id, "user": bob.id, "text": "KR1 40%"}
    await (await slack.emit(event | {"ts": "1.1", "event_ts": "1.1"})).ack()
    assert desk.events[0].content == Said("KR1 40%")


@pytest.mark.parametrize(
    "body", [b"{}", b"[]", b'{"type": "event_callback"}', b"payload=%7B%7D", b"not json", b'{"type":"block_actions","user":{"id":"U"}}']
)
async def test_malformed_requests_change_nothing(slack: SlackServer, desk: Desk, body: bytes) -> None:
    async with adapter_for(slack, desk, "http"):
        for kind in ("application/json", "application/x-www-form-urlencoded"):
            status, _ = await slack.transport.raw(body, kind)
            assert status in (200, 400, 500)
        assert desk.events == []
        bob = slack.human("Bob")
        await (await bob.says("still there?")).ack()
        assert len(desk.events) == 1


# --- once, in order, stored first ---------------------------------------------------------------------------------------------------


async def test_nothing_is_acknowledged_before_it_is_stored(either: Slack, slack: SlackServer, desk: Desk) -> None:
    bob, stored, reached = slack.human("Bob"), asyncio.Event(), asyncio.Event()

    async def slow(_: Event) -> None:
        reached.set()
        await stored.wait()

    desk.before = slow
    delivery = await bob.says("hello")
    command = asyncio.create_task(bob.commands("team"))
    await reached.wait()
    assert not delivery.acked
    stored.set()
    await delivery.ack()
    await command
    assert len(desk.events) == 2


async def test_what_could_not_be_stored_comes_again(either: Slack, slack: SlackServer, desk: Desk) -> None:
    bob = slack.human("Bob")
    desk.failing = 1
    refused = asyncio.Event()

    async def tell(_: Event) -> None:
        refused.set()

    desk.before = tell
    delivery = await bob.says("hello")
    await refused.wait()
    assert desk.events == []
    assert not delivery.acked
    await slack.transport.redeliver()
    await delivery.ack()
    assert [e.content for e in desk.events] == [Said("hello")]


async def test_a_press_that_could_not_be_stored_is_said_to_have_failed(slack: SlackServer, desk: Desk) -> None:
    bob = slack.human("Bob")
    async with adapter_for(slack, desk, "http"):
        desk.answer = lambda _: CORPUS["everything"]
        await bob.says("hi")
        await bob.hears()
        desk.failing = 1
        with pytest.raises(SlackError, match="dispatch_failed"):
            await bob.press("Later")


async def test_a_hundred_repeated_events_are_heard_once(either: Slack, slack: SlackServer, desk: Desk) -> None:
    bob = slack.human("Bob")
    deliveries = [await bob.says(str(n)) for n in range(100)]
    for delivery in deliveries:
        await delivery.ack()
    copies = [await slack.transport.again(delivery) for delivery in deliveries]
    for copy in copies:
        await copy.ack()
    assert [e.content.text for e in desk.events] == [str(n) for n in range(100)]
    assert desk.repeated == 100


async def test_one_persons_words_stay_in_order_though_looking_them_up_takes_time(adapter: Slack, slack: SlackServer, desk: Desk) -> None:
    bob, eve = slack.human("Bob"), slack.human("Eve")
    slow = slack.faults.add("slow", "users.info")
    first, second = await bob.says("first"), await bob.says("second")
    await (await eve.says("not held up")).ack()
    assert [e.content.text for e in desk.events] == ["not held up"]
    slow.released.set()
    await first.ack()
    await second.ack()
    assert [e.content.text for e in desk.events[1:]] == ["first", "second"]
    assert desk.events[1].sender.name == "Bob"


async def test_everybody_of_a_sentence_is_looked_up_at_the_same_time(adapter: Slack, slack: SlackServer, desk: Desk) -> None:
    bob, *others = (slack.human(name) for name in ("Bob", "Eve", "Ann", "Tim"))
    asked, all_of_them = set[str](), asyncio.Event()

    def noted(arguments: dict[str, str]) -> bool:
        asked.add(arguments["user"])
        if len(asked) == 4:
            all_of_them.set()
        return True

    slow = slack.faults.add("slow", "users.info", times=4, when=noted)
    delivery = await bob.says("ask @Eve, @Ann and @Tim")
    async with asyncio.timeout(20):
        await all_of_them.wait()
    slow.released.set()
    await delivery.ack()
    assert [m.account for m in desk.events[0].content.mentions] == [one.id for one in others]
    assert desk.events[0].sender.name == "Bob"


@pytest.mark.parametrize("fault", ["error", "html", "ratelimited", "drop_before"])
async def test_a_failed_look_up_costs_the_name_but_not_the_words(adapter: Slack, slack: SlackServer, desk: Desk, fault: str) -> None:
    bob = slack.human("Bob")
    slack.faults.add(fault, "users.info", times=10)
    await (await bob.says("hello")).ack()
    assert (desk.events[0].content, desk.events[0].sender) == (Said("hello"), Sender(bob.id))


async def test_people_are_asked_about_once_until_they_change(adapter: Slack, slack: SlackServer, desk: Desk) -> None:
    bob = slack.human("Bob")
    for _ in range(3):
        await (await bob.says("hello")).ack()
    asked = slack.api.counts["users.info"]
    assert asked <= 1
    bob.user.tz = "America/New_York"
    await (await slack.emit({"type": "user_change", "user": {"id": bob.id}, "event_ts": "1.1"})).ack()
    await (await bob.says("hello")).ack()
    assert desk.events[-1].sender.timezone == "America/New_York"


async def test_the_address_book_is_heard_of_and_told_again_until_it_is_stored(adapter: Slack, slack: SlackServer, desk: Desk) -> None:
    bob = slack.human("Bob")
    bob.user.tz = "America/New_York"
    user = bob.user.as_json(email=True, locale=True)
    desk.failing = 1
    joined = await slack.emit({"type": "team_join", "user": user})
    await slack.transport.redeliver()
    await joined.ack()
    bob.user.deleted = True
    await (await slack.emit({"type": "user_change", "user": bob.user.as_json(email=True, locale=True)})).ack()
    await (await slack.emit({"type": "user_change", "user": user | {"is_bot": True}})).ack()
    here, gone = desk.events
    assert isinstance(here.content, Listed)
    assert (here.place, here.content.name, here.content.timezone) == (Place("slack", bob.id), "Bob", "America/New_York")
    assert isinstance(gone.content, Listed)
    assert (gone.sender.account, gone.content.active) == (bob.id, False)


# --- proof of origin ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "headers"),
    [
        ({"secret": "guessed"}, {}),
        ({"age": 400}, {}),
        ({"age": -400}, {}),
        ({}, {"X-Slack-Signature": "v0=00"}),
        ({}, {"X-Slack-Signature": "v0=\u00e9"}),
        ({}, {"X-Slack-Request-Timestamp": "now"}),
        ({}, {"X-Slack-Request-Timestamp": "9" * 5000}),
    ],
)
async def test_forged_and_stale_requests_get_401_and_change_nothing(
    slack: SlackServer, desk: Desk, wrong: dict[str, object], headers: dict[str, str]
) -> None:
    async with adapter_for(slack, desk, "http"):
        event = {"type": "message", "channel_type": "im", "user": "UBOB", "text": "x", "ts": "1.1", "event_ts": "1.1", "channel": "D1"}
        body = json.dumps({"type": "event_callback", "event_id": "Ev1", "team_id": "T", "event": event}).encode()
        status, _ = await slack.transport.raw(body, "application/json", headers=headers, **wrong)
        assert status == 401
        assert desk.events == []
        assert (await slack.transport.raw(body, "application/json"))[0] == 200
        assert len(desk.events) == 1


@pytest.mark.parametrize(("body", "signed"), [(b"not json", 400), (b"[" * 100_000, 400), (b"\xff", 401)])
async def test_who_has_proven_nothing_is_told_so_whatever_they_send(slack: SlackServer, desk: Desk, body: bytes, signed: int) -> None:
    """What is no text cannot be signed either."""
    async with adapter_for(slack, desk, "http"):
        assert (await slack.transport.raw(body, "application/json", secret="guessed"))[0] == 401
        assert (await slack.transport.raw(body, "application/json"))[0] == signed


async def test_slack_can_verify_the_address(slack: SlackServer, desk: Desk) -> None:
    async with adapter_for(slack, desk, "http"):
        assert await slack.transport.verify_url()


async def test_the_log_holds_neither_words_nor_secrets(slack: SlackServer, desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    bob, words = slack.human("Bob"), "what Bob never wants to read in a log"
    desk.answer = lambda _: say(words)
    async with adapter_for(slack, desk):
        desk.failing = 1
        delivery = await bob.says(words)
        await bob.says(words)
        await slack.socket.redeliver()
        await delivery.ack()
        slack.socket.drop()
        await slack.socket.reopened(2)
        await slack.emit({"type": "message", "channel_type": "im", "user": bob.id, "text": words, "event_ts": words})
        await slack.socket.quiet()
    printed = "".join(capfd.readouterr())
    assert "not_stored" in printed
    for secret in (words, slack.bot_token, slack.app_token, "Traceback"):
        assert secret not in printed


async def test_words_in_a_thread_or_to_a_shared_message_say_what_they_answer(adapter: Slack, slack: SlackServer, desk: Desk) -> None:
    bob = slack.human("Bob")
    first = slack.workspace.post(bob.dm, BOT_USER, "an alert")
    await (await bob.says("I will help", thread=first.ts)).ack()
    event = message_event(slack.workspace, bob.dm, slack.workspace.post(bob.dm, bob.id, "this one"))
    shared = {"channel_id": bob.dm.id, "ts": first.ts, "is_share": True, "text": "an alert"}
    await (await slack.emit(event | {"attachments": [shared]})).ack()
    await (await bob.says("nothing of the kind")).ack()
    marks = [e.quoted.marks if e.quoted else () for e in desk.events]
    assert marks == [(f"{bob.dm.id}:{first.ts}",)] * 2 + [()]
