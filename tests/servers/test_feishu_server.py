"""The Feishu server is what it claims to be: the real lark-oapi works against it, and it is as strict as Feishu."""

import asyncio
import importlib
import json
import threading
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.servers.feishu import APP_ID, APP_SECRET, CallbackError, FeishuServer
from tests.servers.feishu_frames import CONTROL, DATA, Frame, decode, encode
from tests.servers.feishu_tenant import FeishuError, Json

TOKEN = "/open-apis/auth/v3/tenant_access_token/internal"


@pytest.fixture
async def feishu() -> AsyncIterator[FeishuServer]:
    async with FeishuServer() as server:
        yield server


class Sdk:
    """The long connection of lark-oapi as its documentation writes it, in a thread and loop of its own."""

    def __init__(self, server: FeishuServer) -> None:
        self.heard: list[Any] = []
        self.fail = False
        self.answer: Json | None = None
        self._server = server
        self._up = threading.Event()

    async def __aenter__(self) -> "Sdk":
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        await self._server.socket.connected()
        return self

    def _run(self) -> None:
        self.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self.loop)
        lark = importlib.import_module("lark_oapi")
        ws = importlib.import_module("lark_oapi.ws.client")
        ws.loop = self.loop  # the SDK takes whatever loop there was when it was imported first
        handler = (
            lark.EventDispatcherHandler.builder("", "")
            .register_p2_im_message_receive_v1(self._message)
            .register_p2_card_action_trigger(self._press)
            .build()
        )
        client = ws.Client(APP_ID, APP_SECRET, event_handler=handler, domain=self._server.domain, log_level=lark.LogLevel.CRITICAL)
        try:
            client.start()
        except RuntimeError:  # the loop was stopped: the only way out of start()
            pass
        finally:
            client._auto_reconnect = False
            self.loop.run_until_complete(self._end(client))
            self.loop.close()

    async def _end(self, client: Any) -> None:
        """What the SDK lacks: an end of everything it began."""
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        if client._conn is not None:
            await client._conn.close()

    def _message(self, event: Any) -> None:
        if self.fail:
            raise RuntimeError("made to fail")
        self.heard.append(json.loads(event.event.message.content)["text"])

    def _press(self, event: Any) -> Any:
        self.heard.append(event.event.action.value)
        model = importlib.import_module("lark_oapi.event.callback.model.p2_card_action_trigger")
        return model.P2CardActionTriggerResponse(self.answer) if self.answer else None

    async def __aexit__(self, *_: object) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        await asyncio.to_thread(self._thread.join, 5)


class Rest:
    """Bare calls of the open API."""

    def __init__(self, server: FeishuServer, http: httpx.AsyncClient) -> None:
        self.server, self.http = server, http

    async def login(self, secret: str = APP_SECRET) -> Json:
        answer = (await self.http.post(TOKEN, json={"app_id": APP_ID, "app_secret": secret})).json()
        self.http.headers["Authorization"] = f"Bearer {answer.get('tenant_access_token', '')}"
        return answer

    async def __call__(self, method: str, path: str, **more: Any) -> Json:
        self.last = await self.http.request(method, "/open-apis" + path, **more)
        return self.last.json()

    async def send(self, to: str, card: Json | str, **more: Any) -> Json:
        kind = "text" if isinstance(card, str) else "interactive"
        content = json.dumps({"text": card} if isinstance(card, str) else card)
        body = {"receive_id": to, "msg_type": kind, "content": content} | more
        type_ = "chat_id" if to.startswith("oc_") else "open_id"
        return await self("POST", f"/im/v1/messages?receive_id_type={type_}", json=body)


@pytest.fixture
async def rest(feishu: FeishuServer) -> AsyncIterator[Rest]:
    async with httpx.AsyncClient(base_url=feishu.domain, trust_env=False) as http:
        rest = Rest(feishu, http)
        await rest.login()
        yield rest


def plain(text: str) -> Json:
    return {"tag": "plain_text", "content": text}


def button(label: str, value: Any = None, **more: Any) -> Json:
    return {"tag": "button", "text": plain(label), "behaviors": [{"type": "callback", "value": value or {"say": label}}]} | more


def card(*elements: Json, **more: Any) -> Json:
    return {"schema": "2.0", "body": {"elements": list(elements)}} | more


def submit(label: str = "Send") -> Json:
    return {"tag": "button", "text": plain(label), "form_action_type": "submit", "name": "send"}


# --- the real SDK --------------------------------------------------------------------------------------------------------------


async def test_the_sdk_hears_messages_whole_and_in_pieces(feishu: FeishuServer) -> None:
    bob = feishu.human("Bob")
    async with Sdk(feishu) as sdk:
        assert await (await bob.says("hello")).ack() == 200
        feishu.socket.pieces = 4
        assert await (await bob.says("进展 40%")).ack() == 200
        assert sdk.heard == ["hello", "进展 40%"]
        await feishu.socket.pinged(1)


async def test_a_card_callback_is_answered_through_the_sdk(feishu: FeishuServer, rest: Rest) -> None:
    bob = feishu.human("Bob")
    await rest.send(bob.id, card(button("Yes", {"say": "yes"})))
    async with Sdk(feishu) as sdk:
        sdk.answer = {"toast": {"type": "success", "content": "Done"}, "card": {"type": "raw", "data": card({"tag": "hr"})}}
        await bob.press("Yes")
        assert sdk.heard == [{"say": "yes"}]
        assert bob.toasts == [{"type": "success", "content": "Done"}]
        assert (await bob.hears_one()).labels == []


async def test_what_was_refused_comes_again_and_what_was_taken_does_not(feishu: FeishuServer) -> None:
    bob = feishu.human("Bob")
    async with Sdk(feishu) as sdk:
        sdk.fail = True
        delivery = await bob.says("once")
        assert await delivery.ack() == 500
        sdk.fail = False
        assert await feishu.socket.redeliver() == 1
        await feishu.socket.quiet()
        assert sdk.heard == ["once"]
        assert await feishu.socket.redeliver() == 0


async def test_an_event_nobody_registered_for_is_answered_500(feishu: FeishuServer) -> None:
    bob = feishu.human("Bob")
    async with Sdk(feishu):
        assert await (await bob.taps_menu("inbox")).ack() == 500


async def test_the_sdk_comes_back_after_a_cut_line(feishu: FeishuServer) -> None:
    feishu.socket.config |= {"ReconnectNonce": 0, "ReconnectInterval": 0}
    bob = feishu.human("Bob")
    async with Sdk(feishu) as sdk:
        feishu.socket.drop()
        await feishu.socket.reopened(2)
        await (await bob.says("again")).ack()
        assert sdk.heard == ["again"]


# --- the protocol --------------------------------------------------------------------------------------------------------------


def test_frames_are_written_as_the_sdk_writes_them() -> None:
    sdk = importlib.import_module("lark_oapi.ws.pb.pbbp2_pb2").Frame()
    sdk.SeqID, sdk.LogID, sdk.service, sdk.method, sdk.payload = 300, 2**40, 7, DATA, "进展".encode()
    for key, value in (("type", "event"), ("sum", "1")):
        header = sdk.headers.add()
        header.key, header.value = key, value
    ours = Frame(DATA, {"type": "event", "sum": "1"}, "进展".encode(), service=7, seq=300, log=2**40)
    assert encode(ours) == sdk.SerializeToString()
    assert decode(sdk.SerializeToString()) == ours
    assert decode(encode(Frame(CONTROL, {"type": "ping"}))).type == "ping"
    with pytest.raises(ValueError, match="cut off"):
        decode(encode(ours)[:-1])


async def test_discovery_says_what_is_wrong(feishu: FeishuServer) -> None:
    async with httpx.AsyncClient(base_url=feishu.domain, trust_env=False) as http:
        wrong = (await http.post("/callback/ws/endpoint", json={"AppID": APP_ID, "AppSecret": "no"})).json()
        assert wrong["code"] not in {0, 1, 1000040343}
        feishu.socket.discovery_answers.append({"code": 1, "msg": "system busy"})
        assert (await http.post("/callback/ws/endpoint", json={})).json()["code"] == 1


# --- the open API --------------------------------------------------------------------------------------------------------------


async def test_tokens_are_asked_for(feishu: FeishuServer, rest: Rest) -> None:
    assert (await rest.login("wrong"))["code"] == 10014
    del rest.http.headers["Authorization"]
    assert (await rest("GET", "/bot/v3/info"))["code"] == 99991661
    await rest.login()
    assert (await rest("GET", "/bot/v3/info"))["bot"]["open_id"] == "ou_bot"
    feishu.api.revoke_tokens()
    assert (await rest("GET", "/bot/v3/info"))["code"] == 99991663


async def test_a_uuid_sends_once_within_its_hour(rest: Rest) -> None:
    now = [1000.0]
    rest.server.tenant.clock = lambda: now[0]
    await rest.login()
    bob = rest.server.human("Bob")
    first = await rest.send(bob.id, "one", uuid="k1")
    again = await rest.send(bob.id, "other words", uuid="k1")
    assert first["data"]["message_id"] == again["data"]["message_id"]
    assert [h.text for h in bob.unheard()] == ["one"]
    now[0] += 3601
    later = await rest.send(bob.id, "one", uuid="k1")
    assert later["data"]["message_id"] != first["data"]["message_id"]
    assert (await rest.send(bob.id, "one", uuid="k" * 51))["code"] == 99992402


async def test_a_uuid_that_is_being_sent_is_refused(rest: Rest) -> None:
    bob = rest.server.human("Bob")
    fault = rest.server.faults.add("hang", "POST /im/v1/messages")
    first = asyncio.create_task(rest.send(bob.id, "one", uuid="k1"))
    await fault.came.wait()
    racing = await rest.send(bob.id, "one", uuid="k1")
    assert (racing["code"], rest.last.status_code) == (230049, 400)
    fault.released.set()
    assert (await first)["code"] == 0


async def test_refusals_carry_the_platforms_codes(rest: Rest) -> None:
    feishu = rest.server
    gone = feishu.human("Gone", resigned=True)
    outside = feishu.channel("Team", gone, bot=False)
    assert (await rest.send(gone.id, "hi"))["code"] == 230013
    assert rest.last.status_code == 400
    assert (await rest.send(outside.id, "hi"))["code"] == 230002
    assert (await rest.send("ou_nobody", "hi"))["code"] == 230001
    bob = feishu.human("Bob")
    text = (await rest.send(bob.id, "hi"))["data"]["message_id"]
    assert (await rest("PATCH", f"/im/v1/messages/{text}", json={"content": "{}"}))["code"] == 230054
    sent = (await rest.send(bob.id, card({"tag": "hr"})))["data"]["message_id"]
    await rest("DELETE", f"/im/v1/messages/{sent}")
    assert (await rest("PATCH", f"/im/v1/messages/{sent}", json={"content": "{}"}))["code"] == 230011
    feishu.api.scopes.clear()
    refused = await rest.send(bob.id, "hi")
    assert refused["code"] == 99991672
    assert "im:message" in refused["msg"]


async def test_limits_are_said_as_the_platform_says_them(rest: Rest) -> None:
    feishu, now = rest.server, [0.0]
    bob = feishu.human("Bob")
    feishu.limits.clock = lambda: now[0]
    codes = [(await rest.send(bob.id, str(n)))["code"] for n in range(6)]
    assert codes == [0] * 5 + [230020]
    now[0] = 1.0
    assert (await rest.send(bob.id, "more"))["code"] == 0
    now[0] = 2.0
    codes = [(await rest("GET", "/im/v1/messages/none"))["code"] for _ in range(51)]
    assert codes[-1] == 99991400
    assert rest.last.status_code == 429
    assert int(rest.last.headers["x-ogw-ratelimit-reset"]) >= 1


async def test_calls_fail_in_every_way(rest: Rest) -> None:
    feishu = rest.server
    bob = feishu.human("Bob")
    for kind in ("drop_before", "drop_after", "cut_off"):
        feishu.faults.add(kind)
        with pytest.raises(httpx.TransportError):
            await rest.send(bob.id, kind)
    feishu.faults.add("html")
    with pytest.raises(ValueError, match="Expecting value"):
        await rest.send(bob.id, "html")
    assert [h.text for h in bob.unheard()] == ["drop_after", "cut_off"]


async def test_contacts_hold_back_what_the_scopes_do_not_allow(rest: Rest) -> None:
    feishu = rest.server
    sales = feishu.tenant.add_department("Sales")
    lead = feishu.human("Lead", departments=[sales.id])
    sales.leader = lead.id
    for number in range(60):
        feishu.human(f"p{number}", departments=[sales.id], leader=lead.id)
    path = f"/contact/v3/users/find_by_department?department_id={sales.id}&page_size=50"
    page = (await rest("GET", path))["data"]
    assert (len(page["items"]), page["has_more"]) == (50, True)
    assert len((await rest("GET", f"{path}&page_token={page['page_token']}"))["data"]["items"]) == 11
    assert page["items"][1]["leader_user_id"] == lead.id
    feishu.api.scopes -= {"contact:user.department:readonly", "contact:user.email:readonly"}
    user = (await rest("GET", f"/contact/v3/users/{lead.id}"))["data"]["user"]
    assert not {"email", "leader_user_id"} & set(user)


# --- cards ---------------------------------------------------------------------------------------------------------------------

FORM = {"tag": "form", "name": "f", "elements": [{"tag": "input", "name": "a", "label": plain("A"), "required": True}, submit()]}


async def test_good_cards_pass(rest: Rest) -> None:
    bob = rest.server.human("Bob")
    header = {"title": plain("Title"), "template": "blue"}
    columns = {"tag": "column_set", "flex_mode": "flow", "columns": [{"tag": "column", "elements": [button("Go")]}]}
    table = {"tag": "table", "columns": [{"name": "a", "display_name": "A", "data_type": "text"}], "rows": [{"a": "1"}]}
    sent = await rest.send(bob.id, card(FORM, columns, table, header=header, config={"update_multi": True}))
    assert sent["code"] == 0, sent
    heard = await bob.hears_one()
    assert (heard.labels, heard.fields) == (["Send", "Go"], ["A"])
    assert heard.text == "Title\nA\nA\n1"


@pytest.mark.parametrize(
    ("broken", "inner"),
    [
        (card({"tag": "markdown", "content": "x", "colour": "red"}), "200621"),
        (card(button("Go") | {"value": {"a": 1}}), "200621"),
        (card({"tag": "note", "elements": []}), "200861"),
        (card({"tag": "action", "actions": []}), "200861"),
        (card({"tag": "marquee"}), "11310"),
        (card(button("Go", "text")), "11310"),
        (card({"tag": "hr", "element_id": "1st"}), "300301"),
        (card({"tag": "hr", "element_id": "a"}, {"tag": "hr", "element_id": "a"}), "300301"),
        (card(FORM | {"elements": [FORM["elements"][0]]}), "11310"),
        (card(FORM | {"elements": [{"tag": "input"}, submit()]}), "200530"),
        (card(FORM, FORM), "200530"),
        (card({"tag": "column_set", "columns": [{"tag": "column", "elements": [FORM]}]}), "11310"),
        (card(*[{"tag": "hr"}] * 201), "300305"),
        (card(*[{"tag": "table", "columns": [{"name": "a"}], "rows": []}] * 6), "11310"),
        (card({"tag": "markdown", "content": "\n\n".join(["|a|b|\n|-|-|\n|1|2|"] * 6)}), "11310"),
        (card({"tag": "img", "img_key": "img_unknown", "alt": plain("x")}), "11311"),
        (card({"tag": "hr"}, config={"update_multi": False}), "11310"),
        (card({"tag": "hr"}) | {"elements": []}, "200621"),
    ],
)
async def test_bad_cards_are_refused(rest: Rest, broken: Json, inner: str) -> None:
    answer = await rest.send(rest.server.human("Bob").id, broken)
    assert (answer["code"], rest.last.status_code) == (230099, 400)
    assert f"ErrCode: {inner};" in answer["msg"]


async def test_a_card_of_more_than_30_kb_is_refused(rest: Rest) -> None:
    bob = rest.server.human("Bob")
    assert (await rest.send(bob.id, card({"tag": "markdown", "content": "字" * 10_300})))["code"] == 230025


async def test_bad_answers_to_a_press_show_as_errors(feishu: FeishuServer, rest: Rest) -> None:
    bob = feishu.human("Bob")
    await rest.send(bob.id, card(button("Yes")))
    async with Sdk(feishu) as sdk:
        sdk.answer = {"card": {"type": "raw", "data": {"schema": "2.0"}}}
        with pytest.raises(CallbackError, match="200673"):
            await bob.press("Yes")
    with pytest.raises(CallbackError, match="200341"):
        await bob.press("Yes")


def test_what_would_come_alive_is_seen() -> None:
    from tests.servers.feishu import alive_mentions
    from tests.servers.feishu_tenant import Message

    def shown(content: Json, kind: str = "interactive") -> list[str]:
        return alive_mentions(Message("om_1", "oc_1", "ou_bot", kind, content, 0.0))

    live = "<at id=all></at> [x](https://e.cn) <font color='red'>red</font> http://e.cn"
    assert len(shown(card({"tag": "markdown", "content": live}))) == 4  # the link is seen as a link and as an address
    assert shown(card({"tag": "div", "text": plain(live)})) == []
    assert shown(card({"tag": "markdown", "content": "&#60;at id=all&#62;"})) == []
    assert shown({"text": '<at user_id="all">x</at> &lt;at&gt;'}, "text") == ['<at user_id="all">x</at>']


def test_errors_carry_their_code() -> None:
    assert FeishuError(230002).status == 400
