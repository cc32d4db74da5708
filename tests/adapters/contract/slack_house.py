"""Slack as one of the houses of the contract: members, a line (or signed requests), blocks and modals."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Sequence
from typing import Any

from adapters.slack.adapter import Slack
from adapters.slack.wire import FIELD
from bot.ports import Pace, Receive
from tests.adapters.clocks import StillClock
from tests.adapters.contract.house import Control, Hand, Shown, Untrue
from tests.adapters.contract.served import Served
from tests.servers import slack_events
from tests.servers.slack import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, SlackHuman, SlackServer
from tests.servers.slack_delivery import Delivery
from tests.servers.slack_eyes import Heard
from tests.servers.slack_http import HttpMode
from tests.servers.slack_records import Channel, Message

FORM_JSON, FORM_BODY = "application/json", "application/x-www-form-urlencoded"

QUICK = Pace(app=(10**6, 1.0), conversation=(10**6, 1.0))  # what is tried here is not how patient it is


class SlackHand:
    """One member."""

    def __init__(self, house: SlackHouse, human: SlackHuman) -> None:
        self.house, self.human, self.account, self.name = house, human, human.id, human.user.name

    async def says(self, text: str) -> Delivery:
        delivery = await self.human.says(text)
        await delivery.ack()
        return delivery

    async def answers(self, text: str, shown: Shown) -> None:
        await (await self.human.says(text, thread=shown.what.ts)).ack()

    async def types(self, text: str) -> Awaitable[object]:
        return (await self.human.says(text)).ack()

    async def mentions(self, text: str, room: str) -> Delivery:
        delivery = await self.human.mentions(text, self.house.server.workspace.channels[room])
        await delivery.ack()
        return delivery

    def sees(self, room: str = "") -> list[Shown]:
        channel = self.house.server.workspace.channels[room] if room else self.human.dm
        return [self._shown(m) for m in channel.messages if self._visible(m)]

    def _visible(self, message: Message) -> bool:
        return message.by_bot and not message.deleted and message.ephemeral_to in (None, self.account)

    def _shown(self, message: Message) -> Shown:
        heard = self.human._look(message)
        says = [c for c in heard.controls if str(c.element.get("action_id", "")).startswith("say.")]
        pressable = tuple(Control(c.label, lambda c=c: self._press(heard, c)) for c in says)
        opener = next((c.label for c in heard.controls if c.element.get("action_id") == "open"), None)
        sends = (lambda values: self._fill(heard, opener, values)) if heard.fields or opener else None
        return Shown("\n".join([heard.text, *heard.labels]), pressable, sends, (*heard.alive_mentions(),), message)

    async def _press(self, heard: Heard, control: Any) -> object:
        action = {k: control.element[k] for k in ("action_id", "type", "text", "value", "style") if k in control.element}
        return await (await self.human._act(heard.shown, action | {"block_id": control.block["block_id"]})).ack()

    async def _fill(self, heard: Heard, opener: str | None, values: dict[str, str]) -> object:
        named = {FIELD + name: value for name, value in values.items()}
        if opener and not heard.fields:
            await self.human.press(opener, heard)
            await self.human.sees_modal()
            return await self.human.fill(named)
        send = next(c.label for c in heard.controls if c.element["action_id"] == "send")
        return await self.human.fill(named, send, heard)


class SlackHouse:
    """Implements House."""

    platform = "slack"

    def __init__(self, mode: str, clock: StillClock) -> None:
        self.mode, self.clock = mode, clock
        self.server = SlackServer(clock.seconds)
        self.served = Served()

    async def open(self, receive: Receive) -> Slack:
        if not self.server.port:
            await self.server.start()
        secret = {"app_token": APP_TOKEN} if self.mode == "socket" else {"signing_secret": SIGNING_SECRET}
        self.adapter = Slack(self.clock, bot_token=BOT_TOKEN, api_url=self.server.api_url, ping=0.2, pace=QUICK, **secret)
        if self.mode != "socket":
            self.server.use_http(await self.served.up(self.adapter.routes()) + "/slack/events")
        await self.adapter.start(receive)
        if self.mode == "socket":
            await self.server.socket.connected()
        return self.adapter

    async def shut(self) -> None:
        await self.server.transport.quiet()
        await asyncio.wait_for(self.adapter.stop(), 10)
        await self.served.down()

    async def stop(self) -> None:
        await self.server.stop()

    def person(self, name: str, key: str = "") -> SlackHand:
        about = {"id": f"U{key.upper()}", "email": f"{key}@example.com"} if key else {}
        return SlackHand(self, self.server.human(name, **about))

    def room(self, name: str, *members: Hand) -> str:
        channel: Channel = self.server.channel(name, *(m.human for m in members if isinstance(m, SlackHand)))
        return channel.id

    async def own_and_foreign(self, ann: Hand, room: str) -> None:
        """The bot's own posts are told of too (own_events); another bot's, and talk that does not mention it."""
        assert isinstance(ann, SlackHand)
        ws, channel = self.server.workspace, self.server.workspace.channels[room]
        chatter = ws.post(channel, ann.account, "lunch?")
        other = slack_events.message_event(ws, ann.human.dm, ws.post(ann.human.dm, ann.account, "I am a bot")) | {"bot_id": "B0OTHER"}
        for event in (slack_events.message_event(ws, channel, chatter), other):
            await (await self.server.emit(event)).ack()

    async def malformed(self, ann: Hand) -> None:
        base = slack_events.event_callback(self.server.workspace, {"type": "message", "user": ann.account, "channel_type": "im"})
        broken: list[tuple[Any, Any]] = [
            ("events_api", base),
            ("events_api", base | {"event": {"type": "app_mention", "user": ann.account}}),
            ("events_api", base | {"event": {"type": "message", "user": ann.account, "text": 7, "channel_type": "im", "event_ts": "x"}}),
            ("interactive", {"type": "block_actions", "user": {"id": ann.account}, "actions": [{"action_id": "say.1", "value": "{"}]}),
            ("interactive", {"type": "block_actions", "user": {"id": ann.account}, "actions": []}),
            ("interactive", {"type": "view_submission", "user": {"id": ann.account}, "view": {"callback_id": "form"}}),
            ("interactive", {"type": "block_actions", "user": {"id": ann.account}}),
            ("interactive", {"type": "something_new", "user": {"id": ann.account}}),
        ]
        for kind, payload in broken:
            await (await self.server.transport.send(kind, payload)).ack()

    def untrue(self, ann: Hand) -> Sequence[Untrue]:
        http = self.server.transport
        if not isinstance(http, HttpMode):
            return ()
        event = {"type": "message", "channel_type": "im", "user": ann.account, "text": "okr", "ts": "1.1", "event_ts": "1.1"}
        body = json.dumps(slack_events.event_callback(self.server.workspace, event)).encode()

        def raw(body: bytes, kind: str = FORM_JSON, **more: Any) -> Any:
            async def send() -> int:
                return (await http.raw(body, kind, **more))[0]

            return send

        return (
            Untrue("signed with another secret", raw(body, secret="guess")),
            Untrue("older than the window", raw(body, age=400)),
            Untrue("from the future", raw(body, age=-400)),
            Untrue("no time", raw(body, headers={"X-Slack-Request-Timestamp": "soon"})),
            Untrue("signature of another body", raw(body, headers={"X-Slack-Signature": "v0=" + "0" * 64})),
        )

    async def again(self, delivery: Any) -> None:
        await (await self.server.transport.again(delivery)).ack()

    async def redeliver(self) -> int:
        return await self.server.transport.redeliver()

    async def breaks(self) -> None:
        if self.mode == "socket":
            before = self.server.socket.opened
            self.server.socket.drop()
            await self.server.socket.reopened(before + 1)
