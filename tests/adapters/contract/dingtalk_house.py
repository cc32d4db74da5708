"""DingTalk as one of the houses of the contract: at each card level, over the Stream or signed HTTP callbacks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any

from adapters.dingtalk.adapter import DingTalk
from adapters.dingtalk.inputs import field_id
from adapters.dingtalk.template.build import FILE
from bot.ports import Receive
from tests.adapters.clocks import StillClock
from tests.adapters.contract.house import Control, Hand, Shown, Untrue
from tests.adapters.contract.served import Served
from tests.servers import dingtalk_frames
from tests.servers.dingtalk import CLIENT_ID, CLIENT_SECRET, DingTalkHuman, DingTalkServer, Heard
from tests.servers.dingtalk_company import BOT_ID
from tests.servers.dingtalk_frames import Push
from tests.servers.dingtalk_http import HttpMode, robot_signature

CARD_SECRET = "card-secret"
FORM_TEMPLATE = FILE.read_text("utf-8")


class DingTalkHand:
    """One colleague."""

    def __init__(self, house: DingTalkHouse, human: DingTalkHuman) -> None:
        self.house, self.human, self.account, self.name = house, human, human.id, human.person.name

    async def says(self, text: str) -> Push:
        push = await self.human.says(text)
        await push.ack()
        return push

    async def answers(self, text: str, shown: Shown) -> None:
        await (await self.human.quotes(text, shown.what)).ack()

    async def types(self, text: str) -> Awaitable[object]:
        if not self.house.http:
            return (await self.human.says(text)).ack()
        waiting = asyncio.ensure_future(self.human.says(text))
        self.house.posting.append(waiting)
        await asyncio.sleep(0)
        return waiting

    async def mentions(self, text: str, room: str) -> Push:
        others = [human for human in self.house.humans if f"@{human.person.name}" in text]
        push = await self.human.mentions(text, self.house.server.company.groups[room], *others)
        await push.ack()
        return push

    def sees(self, room: str = "") -> list[Shown]:
        lines = self.house.server.company.lines.get(room or self.human.dm, [])
        return [self._shown(self.human.look(m)) for m in lines if m.by_bot and not m.recalled]

    def _shown(self, heard: Heard) -> Shown:
        pressable = tuple(
            Control(c.label.replace("\u200b", ""), lambda c=c: self._use(c, heard)) for c in heard.controls if c.kind != "input"
        )
        open_form = heard.shown is not None and heard.shown.form is not None and not heard.shown.form_disabled
        sends = (lambda values: self.human.fill({field_id(n): v for n, v in values.items()}, heard)) if open_form else None
        spoken = {c.label for c in heard.controls if c.kind == "speaks"}
        alive = [(kind, words) for kind, words in heard.alive() if not (kind == "link" and spoken)]
        return Shown("\n".join([heard.text, *heard.labels]), pressable, sends, tuple(alive), heard.message)

    async def _use(self, control: Any, heard: Heard) -> object:
        return await (await self.human.use(control, heard)).ack()


class DingTalkHouse:
    """Implements House."""

    platform = "dingtalk"

    def __init__(self, level: str, clock: StillClock, *, http: bool = False) -> None:
        self.level, self.clock, self.http = level, clock, http
        self.server = DingTalkServer(clock.seconds)
        self.served = Served()
        self.humans: list[DingTalkHuman] = []
        self.template = ""
        self.posting: list[asyncio.Future[Push]] = []

    async def open(self, receive: Receive) -> DingTalk:
        if not self.server.port:
            await self.server.start()
            self.template = self.server.add_template(FORM_TEMPLATE)
        self.adapter = DingTalk(
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            now=self.clock.now,
            api_base=self.server.url,
            oapi_base=self.server.url,
            card_template="none" if self.level == "plain" else None,
            form_template=self.template if self.level == "form" else None,
            callback_secret=CARD_SECRET if self.http else None,
            limited=False,
            retry=lambda failures: 0.01 * failures,
        )
        if self.http:
            base = await self.served.up(self.adapter.routes())
            self.server.use_http(f"{base}/dingtalk/messages")
            self.adapter._public_url = base
        await self.adapter.start(receive)
        if not self.http:
            await self.server.gateway.connected()
        return self.adapter

    async def shut(self) -> None:
        await asyncio.wait_for(self.adapter.stop(), 10)
        await self.served.down()
        assert not self.server.gateway.bad_acks
        assert not self.server.cards.changed_while_answering

    async def stop(self) -> None:
        await self.server.stop()

    def person(self, name: str, key: str = "") -> DingTalkHand:
        human = self.server.human(name, **({"userid": key, "email": f"{key}@example.com"} if key else {}))
        self.humans.append(human)
        return DingTalkHand(self, human)

    def room(self, name: str, *members: Hand) -> str:
        return self.server.group(name, *(m.human for m in members if isinstance(m, DingTalkHand))).id

    def _message(self, ann: Hand, **content: Any) -> dict[str, Any]:
        assert isinstance(ann, DingTalkHand)
        webhook = self.server.robot.new_session(ann.human.dm)
        text = {"text": {"content": "okr"}}
        return dingtalk_frames.robot_message(self.server.company, ann.human.person, CLIENT_ID, webhook, None, **(text | content))

    async def own_and_foreign(self, ann: Hand, room: str) -> None:
        """DingTalk tells a robot only of what mentions it; what could still come: its own words, and another robot's."""
        for content in ({"senderId": BOT_ID}, {"robotCode": "another-robot"}):
            await (await self.server.transport.send("robot", self._message(ann, **content))).ack()

    async def malformed(self, ann: Hand) -> None:
        whole = self._message(ann)
        broken: list[Any] = [
            {},
            {k: v for k, v in whole.items() if k != "msgtype"},
            whole | {"msgId": ""},
            whole | {"text": 7},
            whole | {"createAt": "soon", "msgId": "m-1"},
            whole | {"conversationType": "9", "msgId": "m-2"},
        ]
        for data in broken:
            await (await self.server.transport.send("robot", data)).ack()
        if not self.http:  # over HTTP a card's route is known by the card
            for data in (
                {},
                {"userId": ann.account, "outTrackId": "t", "content": "{"},
                {"userId": ann.account, "outTrackId": "t", "value": "[]"},
            ):
                await (await self.server.transport.send("card", data)).ack()

    def untrue(self, ann: Hand) -> Sequence[Untrue]:
        hook = self.server.transport
        if not isinstance(hook, HttpMode):
            return ()
        now, data = self.server.company.millis(), self._message(ann)

        def post(headers: dict[str, str]) -> Any:
            async def send() -> int:
                return (await hook.post(hook.messages, data, headers))[0]

            return send

        return (
            Untrue("signed with another secret", post(robot_signature("guess", now))),
            Untrue("older than the window", post(robot_signature(CLIENT_SECRET, now - 2 * 3600_000))),
            Untrue("from the future", post(robot_signature(CLIENT_SECRET, now + 2 * 3600_000))),
            Untrue("not signed", post({})),
            Untrue("signature of another time", post(robot_signature(CLIENT_SECRET, now) | {"timestamp": str(now + 1)})),
        )

    async def again(self, delivery: Any) -> None:
        await (await self.server.transport.again(delivery)).ack()

    async def redeliver(self) -> int:
        if not isinstance(self.server.transport, HttpMode):
            return await self.server.transport.redeliver()
        await asyncio.gather(*self.posting)
        late, self.server.transport.unacked = self.server.transport.unacked, []
        for push in late:
            await self.server.transport.again(push)
        return len(late)

    async def breaks(self) -> None:
        if not self.http:
            before = self.server.gateway.opened
            self.server.gateway.drop()
            await self.server.gateway.reopened(before + 1)
