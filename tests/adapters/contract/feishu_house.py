"""Feishu as one of the houses of the contract: members, the long connection (or the webhook, signed or by token), cards with forms."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Sequence
from typing import Any

from adapters.feishu.adapter import Feishu
from adapters.feishu.line import Timing
from adapters.feishu.wire import FIELD_NAME
from bot.ports import Receive
from tests.adapters.clocks import StillClock
from tests.adapters.contract.house import Control, Hand, Shown, Untrue
from tests.adapters.contract.served import Served
from tests.servers import feishu_events
from tests.servers.feishu import APP_ID, APP_SECRET, ENCRYPT_KEY, VERIFICATION_TOKEN, FeishuHuman, FeishuServer
from tests.servers.feishu_delivery import Delivery
from tests.servers.feishu_http import Webhook
from tests.servers.feishu_people import Heard
from tests.servers.feishu_tenant import BOT_OPEN_ID

CALM = Timing(discovery=10, handshake=10, keepalive=30, ping=30, pong=30, retry=0.05, drain=2, first=10)
MODES: dict[str, dict[str, str]] = {
    "socket": {},
    "signed": {"encrypt_key": ENCRYPT_KEY, "verification_token": VERIFICATION_TOKEN},
    "token": {"verification_token": VERIFICATION_TOKEN},
}


class FeishuHand:
    """One member."""

    def __init__(self, house: FeishuHouse, human: FeishuHuman) -> None:
        self.house, self.human, self.account, self.name = house, human, human.id, human.user.name

    async def says(self, text: str) -> Delivery:
        delivery = await self.human.says(text)
        assert await delivery.ack() == 200
        return delivery

    async def answers(self, text: str, shown: Shown) -> None:
        assert await (await self.human.answers(text, shown.what)).ack() == 200

    async def types(self, text: str) -> Awaitable[object]:
        return (await self.human.says(text)).ack()

    async def mentions(self, text: str, room: str) -> Delivery:
        delivery = await self.human.mentions(text, self.house.server.tenant.chats[room])
        assert await delivery.ack() == 200
        return delivery

    def sees(self, room: str = "") -> list[Shown]:
        chat = self.house.server.tenant.chats[room] if room else self.human.dm
        return [self._shown(self.human.look(m)) for m in chat.messages if m.by_bot and not m.recalled]

    def _shown(self, heard: Heard) -> Shown:
        buttons = [c for c in heard.controls if c.kind == "button" and not c.form]
        pressable = tuple(Control(c.label, lambda c=c: self.human._act(heard.shown, self.human._action(c))) for c in buttons)
        sends = (lambda values: self._fill(heard, values)) if any(c.is_input for c in heard.controls) else None
        return Shown(
            "\n".join([heard.text, *heard.labels]), pressable, sends, (*heard.alive_mentions(), *heard.alive_markup()), heard.shown
        )

    async def _fill(self, heard: Heard, values: dict[str, str]) -> object:
        names = {found["name"]: c.name for c in heard.controls if c.is_input and (found := FIELD_NAME.fullmatch(c.name))}
        return await self.human.fill({names[name]: value for name, value in values.items()}, on=heard)


class FeishuHouse:
    """Implements House."""

    platform = "feishu"

    def __init__(self, mode: str, clock: StillClock) -> None:
        self.mode, self.clock = mode, clock
        self.server = FeishuServer(clock.seconds)
        self.served = Served()

    async def open(self, receive: Receive) -> Feishu:
        if not self.server.port:
            await self.server.start()
        self.adapter = Feishu(
            app_id=APP_ID,
            app_secret=APP_SECRET,
            domain=self.server.domain,
            now=self.clock.now,
            limited=False,
            timing=CALM,
            **MODES[self.mode],
        )
        if self.mode != "socket":
            self.server.use_webhook(await self.served.up(self.adapter.routes()), MODES[self.mode].get("encrypt_key", ""))
        await self.adapter.start(receive)
        return self.adapter

    async def shut(self) -> None:
        await asyncio.wait_for(self.adapter.stop(), 10)
        await self.served.down()
        assert not self.server.sprung_back

    async def stop(self) -> None:
        await self.server.stop()

    def person(self, name: str, key: str = "") -> FeishuHand:
        about = {"open_id": f"ou_{key}", "email": f"{key}@example.com"} if key else {}
        return FeishuHand(self, self.server.human(name, **about))

    def room(self, name: str, *members: Hand) -> str:
        return self.server.channel(name, *(m.human for m in members if isinstance(m, FeishuHand))).id

    async def own_and_foreign(self, ann: Hand, room: str) -> None:
        """Chatter that does not mention the bot, the bot's own message, another app's; events of no concern."""
        tenant = self.server.tenant
        chat, dm = tenant.chats[room], tenant.dm(ann.account)
        chatter = tenant.post(chat, ann.account, "text", {"text": "lunch?"})
        own = tenant.post(dm, BOT_OPEN_ID, "text", {"text": "I am the bot"})
        other = tenant.post(dm, "ou_otherbot", "text", {"text": "I am another bot"})
        payloads = [
            feishu_events.received(tenant, chat, chatter, []),
            feishu_events.received(tenant, dm, own, [], sender_type="app"),
            feishu_events.received(tenant, dm, other, [], sender_type="app"),
            feishu_events.envelope(tenant, "im.message.message_read_v1", {"reader": {}}),
        ]
        for payload in payloads:
            assert await (await self.server.transport.send(payload)).ack() == 200
        own.recalled = True

    async def malformed(self, ann: Hand) -> None:
        tenant = self.server.tenant
        message = tenant.post(tenant.dm(ann.account), ann.account, "text", {"text": "x"})
        good = feishu_events.received(tenant, tenant.dm(ann.account), message, [])
        broken: list[Any] = [
            {**good["event"], "sender": {}},
            {**good["event"], "message": {**good["event"]["message"], "content": "{not json"}},
            {**good["event"], "message": {**good["event"]["message"], "content": "[]"}},
            {**good["event"], "message": 7},
            {},
        ]
        for event in broken:
            payload = feishu_events.envelope(tenant, "im.message.receive_v1", event)
            assert await (await self.server.transport.send(payload)).ack() == 200
        for event in ({}, {"operator": {"open_id": ann.account}, "action": {"value": {"d": "x"}}, "context": {}}):
            await (await self.server.transport.send(feishu_events.envelope(tenant, "card.action.trigger", event))).body()

    def untrue(self, ann: Hand) -> Sequence[Untrue]:
        hook = self.server.transport
        if not isinstance(hook, Webhook):
            return ()
        tenant = self.server.tenant
        message = tenant.post(tenant.dm(ann.account), ann.account, "text", {"text": "okr"})
        payload = feishu_events.received(tenant, tenant.dm(ann.account), message, [])
        forged = payload | {"header": payload["header"] | {"token": "guess"}}

        def raw(body: bytes, **more: Any) -> Any:
            async def send() -> int:
                return (await hook.raw(body, **more))[0]

            return send

        found = [Untrue("another app's token", raw(hook.body(forged)))]
        if hook.encrypt_key:
            found += [
                Untrue("signed with another key", raw(hook.body(payload), key="guess")),
                Untrue("older than the window", raw(hook.body(payload), age=400)),
                Untrue("from the future", raw(hook.body(payload), age=-400)),
                Untrue("not encrypted", raw(json.dumps(payload).encode())),
                Untrue("encrypted with another key", raw(b'{"encrypt": "c29tZXRoaW5n"}')),
            ]
        return found

    async def again(self, delivery: Any) -> None:
        await (await self.server.transport.again(delivery)).ack()

    async def redeliver(self) -> int:
        return await self.server.transport.redeliver()

    async def breaks(self) -> None:
        if self.mode == "socket":
            before = self.server.socket.opened
            self.server.socket.drop()
            await self.server.socket.reopened(before + 1)
