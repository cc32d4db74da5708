"""The Slack server is what it claims to be: the real slack-bolt and slack-sdk work against it, and it is as strict as Slack."""

import json
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, SlackServer
from tests.servers.slack_records import SlackError

MODAL = {
    "type": "modal",
    "callback_id": "report",
    "title": {"type": "plain_text", "text": "Report"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "progress",
            "label": {"type": "plain_text", "text": "Progress"},
            "element": {"type": "number_input", "action_id": "v", "is_decimal_allowed": True},
        }
    ],
}


def button(label: str, value: str = "go") -> dict[str, object]:
    text = {"type": "plain_text", "text": label}
    return {"type": "actions", "elements": [{"type": "button", "action_id": "a0", "text": text, "value": value}]}


def section(text: str) -> dict[str, object]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server


def web_client(server: SlackServer, token: str = BOT_TOKEN, **more: object) -> AsyncWebClient:
    return AsyncWebClient(token=token, base_url=server.api_url, **more)


class Echo:
    """A Bolt app that answers everything with what it was told, and remembers what it heard."""

    def __init__(self, server: SlackServer) -> None:
        self.heard: list[str] = []
        self.retries: list[str] = []
        self.errors: dict[str, str] = {}
        self.app = AsyncApp(client=web_client(server), signing_secret=SIGNING_SECRET)
        self.app.event("message")(self.message)
        self.app.event("app_mention")(self.message)
        self.app.event("app_home_opened")(self.home)
        self.app.command("/okr")(self.command)
        self.app.action("a0")(self.action)
        self.app.action("form")(self.form)
        self.app.view("report")(self.view)

    async def message(self, event, say, request) -> None:
        self.heard.append(event["text"])
        self.retries.append((request.headers.get("x-slack-retry-num") or ["0"])[0])
        await say(text=f"you said {event['text']}", blocks=[section(f"you said {event['text']}"), button("Again")])

    async def command(self, ack, command, respond) -> None:
        await ack(f"looking for {command['text']}")
        await respond("found it", response_type="ephemeral")

    async def action(self, ack, body, client) -> None:
        await ack()
        self.heard.append(body["actions"][0]["value"])
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    async def form(self, ack, body) -> None:
        await ack()
        self.heard.append(json.dumps(body["state"]["values"]))

    async def view(self, ack, view) -> None:
        self.heard.append(view["state"]["values"]["progress"]["v"]["value"])
        await ack(response_action="errors", errors=self.errors) if self.errors else await ack()

    async def home(self, client, event) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [section("welcome")]})


@asynccontextmanager
async def socket_bot(server: SlackServer) -> AsyncIterator[Echo]:
    echo = Echo(server)
    handler = AsyncSocketModeHandler(echo.app, APP_TOKEN, ping_interval=0.2)
    await handler.connect_async()
    await server.socket.connected()
    try:
        yield echo
    finally:
        await handler.close_async()


@asynccontextmanager
async def http_bot(server: SlackServer) -> AsyncIterator[Echo]:
    echo = Echo(server)
    runner = aiohttp.web.AppRunner(echo.app.web_app("/slack/events"))
    await runner.setup()
    await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
    server.use_http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    try:
        yield echo
    finally:
        await server.transport.quiet()
        await runner.cleanup()


BOTS = {"socket": socket_bot, "http": http_bot}


@pytest.mark.parametrize("mode", BOTS)
async def test_a_whole_round_of_everything_a_person_can_do(slack: SlackServer, mode: str) -> None:
    bob = slack.human("Bob")
    async with BOTS[mode](slack) as echo:
        await bob.says("50% & <!channel>")
        said = await bob.hears_one()
        assert echo.heard == ["50% &amp; &lt;!channel&gt;"]
        assert said.text == "you said 50% & <!channel>"
        assert said.labels == ["Again"]
        assert said.alive_mentions() == []

        await bob.press("Again")
        modal = await bob.sees_modal()
        assert modal.fields == ["Progress"]
        assert await bob.fill({}) == {"Progress": "Please complete this required field."}
        assert await bob.fill({"Progress": "abc"}) == {"Progress": "Please enter a number."}
        echo.errors = {"progress": "More, surely"}
        assert await bob.fill({"Progress": "0.3"}) == {"Progress": "More, surely"}
        echo.errors = {}
        assert await bob.fill({"Progress": "0.4"}) == {}
        assert bob.modal is None
        assert echo.heard[1:] == ["go", "0.3", "0.4"]

        await bob.commands("@Bob")
        assert {h.text for h in await bob.hears(2)} == {"looking for @Bob", "found it"}
        assert (await bob.opens_home()).text == "welcome"


@pytest.mark.parametrize("mode", BOTS)
async def test_a_mention_in_a_channel_and_a_private_answer(slack: SlackServer, mode: str) -> None:
    bob, eve = slack.human("Bob"), slack.human("Eve")
    sales = slack.channel("sales", bob, eve)
    async with BOTS[mode](slack) as echo:
        await bob.mentions("team", sales)
        assert (await eve.hears_one(channel=sales)).text == "you said @okr team"
        assert echo.heard == ["<@U0BOT> team"]
        await bob.commands("mine", channel=sales)
        private = (await bob.hears(2))[0]
        assert private.ephemeral
        assert eve.unheard(channel=sales) == []


async def test_the_bot_is_told_of_its_own_posts_and_bolt_ignores_them(slack: SlackServer) -> None:
    bob = slack.human("Bob")
    async with socket_bot(slack) as echo:
        await (await bob.says("hi")).ack()
        await bob.hears()
        await slack.socket.quiet()
        assert echo.heard == ["hi"]


async def test_input_blocks_in_a_message_send_all_their_values_with_the_button(slack: SlackServer) -> None:
    bob = slack.human("Bob")
    async with socket_bot(slack) as echo:
        send = {"type": "button", "action_id": "form", "text": {"type": "plain_text", "text": "Send"}, "style": "primary"}
        blocks = [*MODAL["blocks"], {"type": "actions", "elements": [send]}]
        await web_client(slack).chat_postMessage(channel=bob.id, text="form", blocks=blocks)
        assert await bob.fill({"Progress": 7}) == {}
        assert json.loads(echo.heard[0]) == {"progress": {"v": {"type": "number_input", "value": "7"}}}


async def test_events_missed_while_no_line_was_up_come_with_the_next_one(slack: SlackServer) -> None:
    bob = slack.human("Bob")
    missed = await bob.says("anybody there?")
    async with socket_bot(slack) as echo:
        await missed.ack()
        assert (echo.heard, echo.retries) == (["anybody there?"], ["1"])


async def test_a_command_while_no_line_is_up_is_refused_to_the_person(slack: SlackServer) -> None:
    with pytest.raises(SlackError, match="dispatch_failed"):
        await slack.human("Bob").commands("help")


async def test_an_event_lost_with_its_line_comes_again_in_the_same_envelope(slack: SlackServer) -> None:
    bob = slack.human("Bob")
    seen: list[tuple[str, int | None]] = []
    app = AsyncApp(client=web_client(slack), signing_secret=SIGNING_SECRET)
    handler = AsyncSocketModeHandler(app, APP_TOKEN, ping_interval=0.2)

    async def take(client, request) -> None:
        seen.append((request.envelope_id, request.retry_attempt))
        if len(seen) == 1:
            slack.socket.drop()
        else:
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))

    handler.client.socket_mode_request_listeners[:] = [take]
    await handler.connect_async()
    delivery = await bob.says("hello")
    await delivery.ack()
    await handler.close_async()
    assert seen == [(delivery.envelope_id, 0), (delivery.envelope_id, 1)]


async def test_unacknowledged_events_come_three_more_times_and_no_more(slack: SlackServer) -> None:
    bob = slack.human("Bob")
    attempts: list[int | None] = []
    envelopes: set[str] = set()
    app = AsyncApp(client=web_client(slack), signing_secret=SIGNING_SECRET)
    handler = AsyncSocketModeHandler(app, APP_TOKEN)

    async def silent(client, request) -> None:
        attempts.append(request.retry_attempt)
        envelopes.add(request.envelope_id)
        slack.socket.signals.changed("seen")

    handler.client.socket_mode_request_listeners[:] = [silent]
    await handler.connect_async()
    delivery = await bob.says("hello")
    for count in (1, 2, 3, 4):
        await slack.socket.signals.until("seen", lambda n=count: len(attempts) >= n)
        await slack.socket.redeliver()
    await handler.close_async()
    assert attempts == [0, 1, 2, 3]
    assert len(envelopes) == 4
    assert slack.socket.given_up == [delivery]


@pytest.mark.parametrize("way", ["refresh", "drop", "hang_up", "deafen"])
async def test_bolt_comes_back_after_every_kind_of_broken_line(slack: SlackServer, way: str) -> None:
    bob = slack.human("Bob")
    async with socket_bot(slack):
        for time_round in range(2, 4):
            if way == "refresh":
                await slack.socket.say_disconnect()
            elif way == "hang_up":
                await slack.socket.hang_up()
            else:
                getattr(slack.socket, way)()
            await slack.socket.reopened(time_round)
            await bob.says(f"still there? {time_round}")
            assert (await bob.hears_one()).text == f"you said still there? {time_round}"


async def test_two_lines_share_the_events(slack: SlackServer) -> None:
    bob = slack.human("Bob")
    async with socket_bot(slack) as one, socket_bot(slack) as two:
        await slack.socket.connected(2)
        for number in range(4):
            await bob.says(str(number))
            await bob.hears_one()
        await slack.socket.quiet()
        assert sorted(one.heard + two.heard) == ["0", "1", "2", "3"]


async def test_a_ticket_opens_one_line(slack: SlackServer) -> None:
    url = (await web_client(slack, APP_TOKEN).apps_connections_open(app_token=APP_TOKEN))["url"]
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as line:
            hello = await line.receive_json()
            assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_the_default_retry_doubles_a_message_whose_answer_was_lost(slack: SlackServer) -> None:
    bob = slack.human("Bob")
    slack.faults.add("drop_after", "chat.postMessage")
    await web_client(slack).chat_postMessage(channel=bob.id, text="once")
    assert [m.text for m in slack.posts(bob.dm)] == ["once", "once"]

    slack.faults.add("drop_after", "chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await web_client(slack, retry_handlers=[]).chat_postMessage(channel=bob.id, text="careful")
    assert [m.text for m in slack.posts(bob.dm)] == ["once", "once", "careful"]


async def test_a_connection_dropped_before_the_effect_leaves_nothing(slack: SlackServer) -> None:
    bob = slack.human("Bob")
    slack.faults.add("drop_before", "chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await web_client(slack, retry_handlers=[]).chat_postMessage(channel=bob.id, text="never")
    assert slack.posts(bob.dm) == []


@pytest.mark.parametrize(
    ("kind", "effect"), [("status", False), ("html", False), ("cut_off", True), ("error", False), ("error_after", True)]
)
async def test_every_other_way_to_fail(slack: SlackServer, kind: str, effect: bool) -> None:
    bob = slack.human("Bob")
    slack.faults.add(kind, "chat.postMessage")
    with pytest.raises(SlackApiError):
        await web_client(slack).chat_postMessage(channel=bob.id, text="hm")
    assert bool(slack.posts(bob.dm)) is effect
    await web_client(slack).chat_postMessage(channel=bob.id, text="fine again")


async def test_rate_limits_follow_the_given_clock(slack: SlackServer) -> None:
    bob, eve, now = slack.human("Bob"), slack.human("Eve"), [0.0]
    slack.limits.clock = lambda: now[0]
    client = web_client(slack)

    async def refused(call: Awaitable[object]) -> str | None:
        try:
            await call
        except SlackApiError as error:
            return f"{error.response.status_code} {error.response['error']} {error.response.headers['Retry-After']}"
        return None

    assert [await refused(client.chat_postMessage(channel=bob.id, text="x")) for _ in range(4)] == [None] * 3 + ["429 ratelimited 1"]
    assert await refused(client.chat_postMessage(channel=eve.id, text="x")) is None
    now[0] += 1
    assert await refused(client.chat_postMessage(channel=bob.id, text="x")) is None
    assert [await refused(client.auth_test()) for _ in range(50)] == [None] * 50
    assert [await refused(client.users_list(limit=1)) for _ in range(12)] == [None] * 10 + ["429 ratelimited 3"] * 2


@pytest.mark.parametrize(
    ("token", "prepare", "error"),
    [
        ("xoxb-wrong", None, "invalid_auth"),
        ("", None, "not_authed"),
        (APP_TOKEN, None, "not_allowed_token_type"),
        (BOT_TOKEN, "token_revoked", "token_revoked"),
        (BOT_TOKEN, "account_inactive", "account_inactive"),
    ],
)
async def test_tokens_are_checked(slack: SlackServer, token: str, prepare: str | None, error: str) -> None:
    slack.api.tokens[BOT_TOKEN].refusal = prepare
    with pytest.raises(SlackApiError) as caught:
        await web_client(slack, token).auth_test()
    assert caught.value.response["error"] == error


async def test_scopes_are_checked_and_named(slack: SlackServer) -> None:
    slack.api.tokens[BOT_TOKEN].scopes.discard("chat:write")
    with pytest.raises(SlackApiError) as caught:
        await web_client(slack).chat_postMessage(channel=slack.human("Bob").id, text="x")
    assert (caught.value.response["error"], caught.value.response["needed"]) == ("missing_scope", "chat:write")
    answer = await web_client(slack).auth_test()
    assert "users:read" in answer.headers["x-oauth-scopes"]
    slack.api.tokens[BOT_TOKEN].scopes.discard("users:read.email")
    user = (await web_client(slack).users_info(user="UBOB", include_locale=True))["user"]
    assert "email" not in user["profile"]
    assert (user["tz"], user["locale"]) == ("Asia/Shanghai", "zh-CN")


async def test_where_a_bot_may_not_post(slack: SlackServer) -> None:
    slack.human("Gone", deleted=True)
    open_one = slack.channel("open", bot=False)
    hidden, old = slack.channel("hidden", bot=False, private=True), slack.channel("old", archived=True)
    client = web_client(slack)

    async def error(channel: str) -> str:
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel=channel, text="x")
        return str(caught.value.response["error"])

    assert await error("UGONE") == "user_disabled"
    assert await error(hidden.id) == "channel_not_found"
    assert await error("C404") == "channel_not_found"
    assert await error(old.id) == "is_archived"
    assert await error("U0BOT") == "cannot_dm_bot"
    await client.chat_postMessage(channel=open_one.id, text="public channels need no joining")
    slack.api.tokens[BOT_TOKEN].scopes.discard("chat:write.public")
    assert await error(open_one.id) == "not_in_channel"
    slack.api.messages_tab_enabled = False
    assert await error(slack.human("Bob").id) == "messages_tab_disabled"


async def test_history_finds_a_message_by_its_metadata(slack: SlackServer) -> None:
    bob, client = slack.human("Bob"), web_client(slack)
    data = {"event_type": "okr", "event_payload": {"key": "k1"}}
    sent = await client.chat_postMessage(channel=bob.id, text="one", metadata=data)
    await client.chat_postMessage(channel=bob.id, text="two")
    await client.chat_postEphemeral(channel=sent["channel"], user=bob.id, text="only you")
    with_data = await client.conversations_history(channel=sent["channel"], include_all_metadata=True)
    assert [(m["text"], m.get("metadata")) for m in with_data["messages"]] == [("two", None), ("one", data)]
    without = await client.conversations_history(channel=sent["channel"], oldest=sent["ts"], inclusive=False)
    assert [m["text"] for m in without["messages"]] == ["two"]
    page = await client.conversations_history(channel=sent["channel"], limit=1)
    assert page["has_more"]
    assert page["response_metadata"]["next_cursor"]


async def test_edits_keep_what_slack_keeps(slack: SlackServer) -> None:
    bob, client = slack.human("Bob"), web_client(slack)
    sent = await client.chat_postMessage(channel=bob.id, text="a", blocks=[section("A")], metadata={"event_type": "o", "event_payload": {}})
    channel, ts = sent["channel"], sent["ts"]
    await client.api_call("chat.update", json={"channel": channel, "ts": ts, "blocks": [section("B")]})
    message = bob.dm.by_ts[ts]
    assert (message.text, message.blocks[0]["text"]["text"], message.metadata is None) == ("a", "B", False)
    await client.chat_update(channel=channel, ts=ts, text="c")
    assert (message.text, message.blocks, len(message.edits)) == ("c", [], 2)
    for wrong in ({"channel": "UBOB", "ts": ts}, {"channel": channel, "ts": "1.1"}, {"channel": channel, "ts": ts, "text": "x" * 4001}):
        with pytest.raises(SlackApiError, match=r"channel_not_found|message_not_found|msg_too_long"):
            await client.chat_update(**({"text": "d"} | wrong))
    await client.chat_delete(channel=channel, ts=ts)
    assert slack.posts(bob.dm) == []


async def test_triggers_work_once_and_not_for_long(slack: SlackServer) -> None:
    bob, client = slack.human("Bob"), web_client(slack)
    trigger = slack.workspace.trigger(bob.id)
    view = (await client.views_open(trigger_id=trigger, view=MODAL))["view"]
    for bad, error in ((trigger, "exchanged_trigger_id"), ("1.2.3", "invalid_trigger_id")):
        with pytest.raises(SlackApiError, match=error):
            await client.views_open(trigger_id=bad, view=MODAL)
    late = slack.workspace.trigger(bob.id)
    slack.workspace.expire_triggers()
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await client.views_open(trigger_id=late, view=MODAL)
    await client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL | {"callback_id": "other"})
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)
    await bob.closes()
    with pytest.raises(SlackApiError, match="not_found"):
        await client.views_update(view_id=view["id"], view=MODAL)


async def test_pictures_are_uploaded_and_then_drawn(slack: SlackServer) -> None:
    bob, client = slack.human("Bob"), web_client(slack)
    file = (await client.files_upload_v2(filename="board.png", content=b"\x89PNG", alt_txt="board"))["file"]
    await client.chat_postMessage(
        channel=bob.id, text="t", blocks=[{"type": "image", "alt_text": "board", "slack_file": {"id": file["id"]}}]
    )
    for picture in ({"slack_file": {"id": "F404"}}, {"image_url": "http://127.0.0.1/x.png"}):
        with pytest.raises(SlackApiError, match="invalid_blocks"):
            await client.chat_postMessage(channel=bob.id, text="t", blocks=[{"type": "image", "alt_text": "b"} | picture])


def _plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def _select(**more: object) -> dict[str, object]:
    options = [{"text": _plain("one"), "value": "1"}, {"text": _plain("two"), "value": "2"}]
    element = {"type": "static_select", "action_id": "s", "options": options} | more
    return {"type": "input", "block_id": "i", "label": _plain("l"), "element": element}


REFUSED = {
    "a section of 3,001 characters": ([section("x" * 3001)], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    "an empty section": ([section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    "51 blocks": ([{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    "emoji on mrkdwn": (
        [{"type": "section", "text": {"type": "mrkdwn", "text": "a", "emoji": True}}],
        "invalid additional property: emoji [json-pointer:/blocks/0/text]",
    ),
    "a null": ([{"type": "divider", "block_id": None}], "must not be null [json-pointer:/blocks/0/block_id]"),
    "an unknown block": ([{"type": "spinner"}], "unsupported type: spinner [json-pointer:/blocks/0/type]"),
    "a long header": (
        [{"type": "header", "text": _plain("x" * 151)}],
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    "a long button": ([button("x" * 76)], "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"),
    "a long value": ([button("x", "v" * 2001)], "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]"),
    "two buttons of one id": (
        [button("a") | {"elements": [button("a")["elements"][0], button("b")["elements"][0]]}],
        "action_id must be unique within a block [json-pointer:/blocks/0]",
    ),
    "two blocks of one id": ([{"type": "divider", "block_id": "b"}] * 2, "block_id already exists: b [json-pointer:/blocks/1]"),
    "an initial option that is none": (
        [_select(initial_option={"text": _plain("One"), "value": "1"})],
        "initial_option must match one of the options [json-pointer:/blocks/0/element]",
    ),
    "101 options": (
        [_select(options=[{"text": _plain("o"), "value": str(n)} for n in range(101)])],
        "no more than 100 items allowed [json-pointer:/blocks/0/element/options]",
    ),
    "a date that is none": (
        [_select() | {"element": {"type": "datepicker", "action_id": "d", "initial_date": "2026-02-30"}}],
        "must be a date like YYYY-MM-DD [json-pointer:/blocks/0/element/initial_date]",
    ),
    "an empty cell": (
        [{"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]}],
        "must be more than 0 characters [json-pointer:/blocks/0/rows/0/0/text]",
    ),
    "empty rich text": (
        [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}]}],
        "must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_blocks_slack_refuses_are_refused_with_a_pointer(slack: SlackServer, case: str) -> None:
    blocks, words = REFUSED[case]
    with pytest.raises(SlackApiError) as caught:
        await web_client(slack).chat_postMessage(channel=slack.human("Bob").id, text="x", blocks=blocks)
    assert caught.value.response["error"] == "invalid_blocks"
    assert caught.value.response["response_metadata"]["messages"] == [f"[ERROR] {words}"]


@pytest.mark.parametrize(
    ("blocks", "error"),
    [
        ([{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}] * 2, "only_one_table_allowed"),
        ([section("x" * 2900)] * 5, "msg_blocks_too_long"),
        ([], "no_text"),
    ],
)
async def test_messages_refused_as_a_whole(slack: SlackServer, blocks: list[object], error: str) -> None:
    with pytest.raises(SlackApiError, match=error):
        await web_client(slack).api_call(
            "chat.postMessage", json={"channel": slack.human("Bob").id, "text": "x" if blocks else "", "blocks": blocks}
        )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": _plain("x" * 25)}, "must be less than 25 characters [json-pointer:/view/title/text]"),
        ({"submit": None}, "must not be null [json-pointer:/view/submit]"),
        ({"blocks": [{"type": "table", "rows": []}]}, "unsupported type: table [json-pointer:/view/blocks/0/type]"),
        ({"private_metadata": "x" * 3001}, "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
        ({"type": "home"}, "invalid additional property: title [json-pointer:/view]"),
    ],
)
async def test_modals_slack_refuses_are_refused_with_a_pointer(slack: SlackServer, change: dict[str, object], words: str) -> None:
    trigger = slack.workspace.trigger(slack.human("Bob").id)
    with pytest.raises(SlackApiError) as caught:
        await web_client(slack).api_call("views.open", json={"trigger_id": trigger, "view": MODAL | change})
    assert caught.value.response["error"] == "invalid_arguments"
    assert f"[ERROR] {words}" in caught.value.response["response_metadata"]["messages"]


async def test_a_modal_with_an_input_needs_a_submit_button(slack: SlackServer) -> None:
    trigger = slack.workspace.trigger(slack.human("Bob").id)
    with pytest.raises(SlackApiError) as caught:
        await web_client(slack).views_open(trigger_id=trigger, view={k: v for k, v in MODAL.items() if k != "submit"})
    assert "missing required field: submit" in caught.value.response["response_metadata"]["messages"][0]


async def test_what_would_come_alive_is_seen(slack: SlackServer) -> None:
    bob, client = slack.human("Bob"), web_client(slack)
    words = "<!channel> <@UBOB> <https://evil.example|Official> *bold* `x` https://bare.example"
    inert = words.replace("<", "&lt;").replace(">", "&gt;")
    for text in (words, inert):
        await client.chat_postMessage(channel=bob.id, text="x", blocks=[section(text)])
    plain = [{"type": "section", "text": {"type": "plain_text", "text": words}}]
    await client.chat_postMessage(channel=bob.id, text="x", blocks=plain)
    live, bare, still = await bob.hears(3)
    assert live.alive_mentions() == ["<!channel>", "<@UBOB>", "<https://evil.example|Official>", "https://bare.example"]
    assert bare.alive_mentions() == ["https://evil.example|Official&gt;", "https://bare.example"]
    assert bare.alive_markup() == [("bold", "bold"), ("code", "x")]
    assert still.alive_mentions() == still.alive_markup() == []
    assert still.text == words


async def test_forged_and_stale_requests_are_told_apart(slack: SlackServer) -> None:
    async with http_bot(slack) as echo:
        mode = slack.transport
        body = json.dumps({"type": "event_callback", "event": {"type": "message", "text": "x"}}).encode()
        assert (await mode.raw(body, "application/json", secret="wrong"))[0] == 401
        assert (await mode.raw(body, "application/json", age=301))[0] == 401
        assert await mode.verify_url()
        assert echo.heard == []


async def test_http_retries_until_it_is_answered(slack: SlackServer) -> None:
    bob = slack.human("Bob")
    seen: list[tuple[str | None, str | None]] = []

    async def flaky(request: aiohttp.web.Request) -> aiohttp.web.Response:
        seen.append((request.headers.get("X-Slack-Retry-Num"), request.headers.get("X-Slack-Retry-Reason")))
        return aiohttp.web.Response(status=500 if len(seen) < 3 else 200)

    app = aiohttp.web.Application()
    app.router.add_post("/", flaky)
    runner = aiohttp.web.AppRunner(app)
    await runner.setup()
    await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.use_http(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    delivery = await bob.says("hello")
    assert [await slack.transport.redeliver() for _ in range(3)] == [1, 1, 0]
    await delivery.ack()
    await runner.cleanup()
    assert seen == [(None, None), ("1", "http_error"), ("2", "http_error")]


async def test_people_can_be_moved_from_another_process(slack: SlackServer) -> None:
    async with socket_bot(slack), aiohttp.ClientSession() as session:

        async def control(what: str, **body: object) -> dict[str, object]:
            async with session.post(f"http://127.0.0.1:{slack.port}/control/{what}", json=body) as answer:
                return await answer.json()

        await control("say", user="bob", text="hello")
        heard = await control("hear", user="bob")
        assert heard["messages"] == [{"text": "you said hello", "press": ["Again"], "fill": [], "ephemeral": False}]
        assert "error" in await control("press", user="bob", label="Nothing")
        load = await control("load", people=["a", "b"], lines=["1", "2"], seconds=0.1)
        assert load["replies"] >= 2
