"""The DingTalk server is what it claims to be: a client written from the protocol works against it, and it is as strict as DingTalk."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.servers.dingtalk import CLIENT_ID, CLIENT_SECRET, PUBLIC_TEMPLATE, DingTalkServer

SUBSCRIPTIONS = [
    {"type": "EVENT", "topic": "*"},
    {"type": "CALLBACK", "topic": "/v1.0/im/bot/messages/get"},
    {"type": "CALLBACK", "topic": "/v1.0/card/instances/callback"},
]
BATCH, GROUP, CARDS = "/v1.0/robot/oToMessages/batchSend", "/v1.0/robot/groupMessages/send", "/v1.0/card/instances"
IN_THE_CHAT = {"imRobotOpenSpaceModel": {"supportForward": False}, "imRobotOpenDeliverModel": {"spaceType": "IM_ROBOT"}}


class Clock:
    """Stands still unless it is moved."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


class Raw:
    """A bare client: what it is told to send, it sends."""

    def __init__(self, server: DingTalkServer, http: httpx.AsyncClient) -> None:
        self.server, self.http, self.token = server, http, ""

    async def login(self) -> None:
        got = await self.http.post("/v1.0/oauth2/accessToken", json={"appKey": CLIENT_ID, "appSecret": CLIENT_SECRET})
        self.token = got.json()["accessToken"]

    async def call(self, path: str, body: Any, method: str = "POST") -> tuple[int, Any]:
        got = await self.http.request(method, path, json=body, headers={"x-acs-dingtalk-access-token": self.token})
        return got.status_code, got.json()

    async def old(self, path: str, body: Any) -> Any:
        return (await self.http.post(path, json=body, params={"access_token": self.token})).json()

    async def send(self, *userids: str, key: str = "sampleText", **param: str) -> tuple[int, Any]:
        body = {"robotCode": CLIENT_ID, "userIds": list(userids), "msgKey": key, "msgParam": json.dumps(param or {"content": "hello"})}
        return await self.call(BATCH, body)

    async def card(self, track: str, userid: str, template: str = PUBLIC_TEMPLATE, **data: Any) -> tuple[int, Any]:
        body = {"cardTemplateId": template, "outTrackId": track, "callbackType": "STREAM", "cardData": {"cardParamMap": data}}
        return await self.call(f"{CARDS}/createAndDeliver", body | IN_THE_CHAT | {"openSpaceId": f"dtv1.card//IM_ROBOT.{userid}"})

    async def ticket(self, **more: Any) -> dict[str, str]:
        body = {"clientId": CLIENT_ID, "clientSecret": CLIENT_SECRET, "subscriptions": SUBSCRIPTIONS} | more
        return (await self.http.post("/v1.0/gateway/connections/open", json=body)).json()

    @asynccontextmanager
    async def line(self) -> AsyncIterator[ClientConnection]:
        opened = await self.ticket()
        async with connect(address(opened), proxy=None) as line:
            yield line


def address(opened: dict[str, str]) -> str:
    return str(httpx.URL(opened["endpoint"]).copy_with(params={"ticket": opened["ticket"]}))


async def frame(line: ClientConnection) -> dict[str, Any]:
    return json.loads(await line.recv())


async def ack(line: ClientConnection, got: dict[str, Any], data: Any, code: int = 200) -> None:
    headers = {"messageId": got["headers"]["messageId"], "contentType": "application/json"}
    await line.send(json.dumps({"code": code, "message": "OK", "headers": headers, "data": json.dumps(data)}))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def server(clock: Clock) -> AsyncIterator[DingTalkServer]:
    async with DingTalkServer(clock) as running:
        yield running


@pytest.fixture
async def raw(server: DingTalkServer) -> AsyncIterator[Raw]:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        client = Raw(server, http)
        await client.login()
        yield client


async def test_a_message_arrives_and_is_answered_through_its_session(server: DingTalkServer, raw: Raw) -> None:
    bob = server.human("Bob")
    async with raw.line() as line:
        push = await bob.says("hello")
        got = await frame(line)
        data = json.loads(got["data"])
        assert (got["type"], data["text"]["content"], data["senderStaffId"]) == ("CALLBACK", "hello", bob.id)
        await ack(line, got, {"response": None})
        assert await push.ack() is None
        said = await raw.http.post(data["sessionWebhook"], json={"msgtype": "text", "text": {"content": "hi"}})
    assert said.json()["errcode"] == 0
    assert (await bob.hears_one()).text == "hi"
    assert not server.gateway.bad_acks


@pytest.mark.parametrize("data", [{}, "OK", {"status": "SUCCESS"}])
async def test_an_acknowledgement_of_the_wrong_shape_is_none(server: DingTalkServer, raw: Raw, data: Any) -> None:
    bob = server.human("Bob")
    async with raw.line() as line:
        push = await bob.says("hello")
        await ack(line, await frame(line), data)
        again = await server.gateway.redeliver()
        while not server.gateway.bad_acks:
            await ack(line, await frame(line), data)
        assert (push.acked, again) == (False, 1)


async def test_what_is_not_acknowledged_comes_again_under_a_new_id(server: DingTalkServer, raw: Raw) -> None:
    bob = server.human("Bob")
    async with raw.line() as line:
        await bob.says("once")
        first = await frame(line)
        assert await server.gateway.redeliver() == 1
        second = await frame(line)
        assert first["headers"]["messageId"] != second["headers"]["messageId"]
        assert json.loads(first["data"])["msgId"] == json.loads(second["data"])["msgId"]


async def test_an_event_asks_for_later_and_waits_while_no_line_is_open(server: DingTalkServer, raw: Raw) -> None:
    push = await server.gateway.event("user_leave_org", {"timeStamp": "1", "userId": ["u1"]})
    async with raw.line() as line:
        got = await frame(line)
        assert got["headers"]["eventType"] == "user_leave_org"
        await ack(line, got, {"status": "LATER", "message": "busy"})
        await server.gateway.quiet()
        assert await server.gateway.redeliver() == 1
        await ack(line, await frame(line), {"status": "SUCCESS", "message": "done"})
        assert (await push.ack())["status"] == "SUCCESS"


async def test_a_message_without_a_line_is_lost(server: DingTalkServer) -> None:
    await server.human("Bob").says("anybody?")
    assert len(server.gateway.lost) == 1


async def test_a_ticket_opens_once_and_not_late(server: DingTalkServer, raw: Raw, clock: Clock) -> None:
    opened = await raw.ticket()
    async with connect(address(opened), proxy=None):
        with pytest.raises(InvalidStatus):
            await connect(address(opened), proxy=None)
    late = await raw.ticket()
    clock.now += 91
    with pytest.raises(InvalidStatus):
        await connect(address(late), proxy=None)
    assert (await raw.ticket(clientSecret="wrong"))["code"] == "authFailed"


async def test_after_disconnect_nothing_more_comes_on_the_old_line(server: DingTalkServer, raw: Raw) -> None:
    bob = server.human("Bob")
    async with raw.line() as old:
        await server.gateway.say_disconnect()
        assert (await frame(old))["headers"]["topic"] == "disconnect"
        async with raw.line() as new:
            await bob.says("where?")
            assert "where?" in (await frame(new))["data"]
            await server.gateway.close_leaving()
            with pytest.raises(ConnectionClosed):
                await old.recv()


async def test_pings_of_the_platform_have_to_be_answered_with_what_they_held(server: DingTalkServer, raw: Raw) -> None:
    async with raw.line() as line:
        await server.gateway.connected()

        async def answer() -> None:
            got = await frame(line)
            await ack(line, got, json.loads(got["data"]))

        await asyncio.gather(server.gateway.ping(), answer())


async def test_people_left_out_are_named_with_http_200(server: DingTalkServer, raw: Raw) -> None:
    ann, bob = server.human("Ann"), server.human("Bob")
    server.robot.flow_controlled.add(bob.id)
    status, got = await raw.send(ann.id, bob.id, "gone")
    assert (status, got["invalidStaffIdList"], got["flowControlledStaffIdList"]) == (200, ["gone"], [bob.id])
    assert len(ann.unheard()) == 1
    assert not bob.unheard()
    assert (await raw.send(*(f"u{n}" for n in range(21))))[0] == 400
    assert (await raw.send(ann.id, key="sampleActionCard1", title="t", text="x"))[0] == 400
    assert (await raw.send(ann.id, content="长" * 5000))[1]["code"] == "invalidParameter.msgParam.tooLong"


async def test_a_recalled_message_is_gone(server: DingTalkServer, raw: Raw) -> None:
    ann = server.human("Ann")
    _, got = await raw.send(ann.id)
    body = {"robotCode": CLIENT_ID, "processQueryKeys": [got["processQueryKey"]]}
    assert (await raw.call("/v1.0/robot/otoMessages/batchRecall", body))[1]["successResult"] == [got["processQueryKey"]]
    assert not ann.unheard()


async def test_groups_hear_the_bot_only_while_it_is_in_them(server: DingTalkServer, raw: Raw) -> None:
    ann = server.human("Ann")
    group = server.group("Team", ann)
    body = {"robotCode": CLIENT_ID, "openConversationId": group.id, "msgKey": "sampleText", "msgParam": json.dumps({"content": "all"})}
    assert (await raw.call(GROUP, body))[0] == 200
    assert (await ann.hears_one(group=group)).text == "all"
    group.bot = False
    assert (await raw.call(GROUP, body))[0] == 400


async def test_a_session_ends_and_refuses_what_is_too_long_or_too_fast(server: DingTalkServer, raw: Raw, clock: Clock) -> None:
    bob = server.human("Bob")
    hook, until = server.robot.new_session(bob.dm)
    server.limits.clock = clock

    async def say(text: str) -> int:
        return (await raw.http.post(hook, json={"msgtype": "text", "text": {"content": text}})).json()["errcode"]

    assert await say("长" * 7000) == 460101
    assert [await say("x") for _ in range(21)][-1] == 130101
    clock.now += 599
    assert await say("x") == 130101
    clock.now += 2
    assert await say("x") == 0
    clock.now = until / 1000
    assert await say("x") == 300001


async def test_refusals_have_the_platforms_own_form(server: DingTalkServer, raw: Raw, clock: Clock) -> None:
    ann = server.human("Ann")
    server.limits.clock = clock
    assert {(await raw.send(ann.id))[0] for _ in range(20)} == {200}
    assert await code(raw, ann.id) == (403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi")
    assert (await raw.old("/topapi/v2/user/get", {"userid": "nobody"}))["errcode"] == 60121
    clock.now += 1
    server.limits.month = 0
    assert await code(raw, ann.id) == (403, "Forbidden.AccessDenied.ApiCountLimitForOrg")
    server.api.refused_scopes.add("qyapi_robot_sendmsg")
    assert await code(raw, ann.id) == (403, "Forbidden.AccessDenied.AccessTokenPermissionDenied")
    server.api.expire_tokens()
    assert await code(raw, ann.id) == (401, "InvalidAuthentication")
    assert (await raw.old("/topapi/v2/user/get", {"userid": ann.id}))["errcode"] == 40014


async def code(raw: Raw, userid: str) -> tuple[int, str]:
    status, got = await raw.send(userid)
    return status, got["code"]


async def test_failures_on_purpose_happen_before_or_after_the_effect(server: DingTalkServer, raw: Raw) -> None:
    ann = server.human("Ann")
    for kind, heard in (("drop_before", 0), ("drop_after", 1), ("cut_off", 2)):
        server.faults.add(kind, BATCH)
        with pytest.raises(httpx.TransportError):
            await raw.send(ann.id)
        assert len(ann.unheard()) == heard
    server.faults.add("gateway_timeout", BATCH)
    assert (await raw.send(ann.id))[0] == 504
    assert len(ann.unheard()) == 3
    server.faults.add("punish", BATCH)
    with pytest.raises(json.JSONDecodeError):
        await raw.send(ann.id)


async def test_a_card_is_pressed_and_changed_by_the_answer(server: DingTalkServer, raw: Raw) -> None:
    bob = server.human("Bob")
    buttons = json.dumps({"msgButtons": [{"text": "Go", "id": "b0", "request": True, "color": "blue", "params": {"says": "go"}}]})
    status, got = await raw.card("t1", bob.id, title="Now", markdown="**Well**?", sys_full_json_obj=buttons)
    assert (status, got["result"]["deliverResults"][0]["success"]) == (200, True)
    heard = await bob.hears_one()
    assert (heard.text, heard.labels) == ("Now\nWell?", ["Go"])
    async with raw.line() as line:

        async def answer() -> None:
            got = await frame(line)
            pressed = json.loads(json.loads(got["data"])["content"])["cardPrivateData"]
            assert pressed == {"actionIds": ["b0"], "params": {"says": "go"}}
            await ack(
                line,
                got,
                {"response": {"cardUpdateOptions": {"updateCardDataByKey": True}, "cardData": {"cardParamMap": {"title": "Gone"}}}},
            )

        await server.gateway.connected()
        await asyncio.gather(bob.press("Go"), answer())
    assert (await bob.sees_change(heard)).text == "Gone\nWell?"


async def test_card_data_is_text_by_key_or_replaced_and_ids_are_used_once(server: DingTalkServer, raw: Raw) -> None:
    bob = server.human("Bob")
    assert (await raw.card("t1", bob.id, title=1))[0] == 400
    assert (await raw.card("t1", bob.id, **{"k" * 101: "x"}))[0] == 400
    assert (await raw.card("t1", bob.id, "nowhere.schema", title="x"))[0] == 400
    assert (await raw.card("t1", bob.id, title="First", markdown="text"))[0] == 200
    assert (await raw.card("t1", bob.id, title="Second"))[0] == 200
    (heard,) = bob.unheard()
    assert heard.text == "First\ntext"
    data = {"outTrackId": "t1", "cardData": {"cardParamMap": {"title": "Third"}}}
    await raw.call(CARDS, data | {"cardUpdateOptions": {"updateCardDataByKey": True}}, "PUT")
    assert bob.unheard()[0].text == "Third\ntext"
    await raw.call(CARDS, data, "PUT")
    assert bob.unheard()[0].text == "Third"
    _, got = await raw.card("t2", "nobody", title="x")
    assert got["result"]["deliverResults"][0]["success"] is False


async def test_links_that_speak_for_the_person_become_their_messages(server: DingTalkServer, raw: Raw) -> None:
    bob = server.human("Bob")
    url = "dtmd://dingtalkclient/sendMessage?content=%E8%BF%9B%E5%BA%A6%2070%25"
    await raw.send(bob.id, key="sampleMarkdown", title="t", text=f"[go on]({url})")
    async with raw.line() as line:
        await bob.press("go on")
        assert json.loads((await frame(line))["data"])["text"]["content"] == "进度 70%"


async def test_contacts_come_in_pages(server: DingTalkServer, raw: Raw) -> None:
    team = server.company.add_department("Team")
    people = [server.human(f"P{n}", depts=[team.id]) for n in range(3)]
    team.managers.append(people[0].id)
    people[1].person.manager = people[2].id
    first = (await raw.old("/topapi/v2/user/list", {"dept_id": team.id, "cursor": 0, "size": 2}))["result"]
    rest = (await raw.old("/topapi/v2/user/list", {"dept_id": team.id, "cursor": first["next_cursor"], "size": 2}))["result"]
    assert [p["userid"] for p in first["list"] + rest["list"]] == [p.id for p in people]
    assert not rest["has_more"]
    got = (await raw.old("/topapi/v2/user/get", {"userid": people[1].id}))["result"]
    assert got["manager_userid"] == people[2].id
    assert (await raw.old("/topapi/v2/department/get", {"dept_id": team.id}))["result"]["dept_manager_userid_list"] == [people[0].id]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("**x**", "bold"),
        ("a @everyone", "mention"),
        ("[a](https://x.y)", "link"),
        ("go to example.com", "url"),
        ("# x", "heading"),
        ("<font color=red>x</font>", "tag"),
        ("x\n---", "underlined"),
        ("1. x", "list"),
        ("[微笑]", "emoji"),
    ],
)
async def test_what_would_come_alive_is_seen(server: DingTalkServer, raw: Raw, text: str, kind: str) -> None:
    bob = server.human("Bob")
    await raw.send(bob.id, key="sampleMarkdown", title="t", text=text)
    assert kind in {k for k, _ in bob.unheard()[0].alive()}
