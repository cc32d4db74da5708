"""DingTalk's Stream gateway: tickets, connections, pushes to any one of them, acknowledgements, redelivery, broken lines."""

import asyncio
import itertools
import json
import random
import time
from contextlib import suppress
from dataclasses import dataclass

from aiohttp import ClientConnectionResetError, WSMsgType, web

from tests.servers.dingtalk_api import Api, Call, DingTalkApi
from tests.servers.dingtalk_company import Json, PlatformError
from tests.servers.dingtalk_frames import CARD_TOPIC, ROBOT_TOPIC, Push, wrong
from tests.servers.lines import Lines
from tests.servers.signals import Signals

TICKET_SECONDS = 90
MOST_CONNECTIONS = 50
SILENCE = 10.0  # seconds from "disconnect" to the end of the line


@dataclass(eq=False)
class Connection:
    """One WebSocket of the app. A `deaf` one stays open and answers nothing; a `leaving` one gets nothing more."""

    id: str
    line: web.WebSocketResponse
    request: web.Request
    topics: frozenset[str]
    deaf: bool = False
    leaving: bool = False

    async def send(self, text: str) -> bool:
        if self.deaf or self.line.closed:
            return self.deaf
        try:
            await self.line.send_str(text)
        except ConnectionError:
            return False
        return True


class Gateway(Lines):
    """The platform's end of the Stream."""

    def __init__(self, api: DingTalkApi, seed: int = 1) -> None:
        self.api, self.company = api, api.company
        super().__init__()
        self.signals = Signals()
        self.unacked: dict[str, Push] = {}
        self.later: list[Push] = []
        self.lost: list[Push] = []
        self.bad_acks: list[tuple[str, Json]] = []
        self.refused: list[Push] = []  # acknowledged with a code that is not 200
        self.opened = 0
        self.opens = 0
        self.refuse_lines = 0  # so many handshakes are answered 503
        self._tickets: dict[str, tuple[float, frozenset[str]]] = {}
        self._carriers: dict[str, Connection] = {}
        self._waiting: list[Push] = []
        self._numbers = itertools.count(1)
        self._random = random.Random(seed)
        self._timers: list[asyncio.TimerHandle] = []
        api.new[("POST", "/v1.0/gateway/connections/open")] = Api(self._open, token=False)

    # --- lines -----------------------------------------------------------------------------------------------------------------

    def _open(self, call: Call) -> Json:
        body = call.body
        if body.get("clientId") != self.api.client_id or body.get("clientSecret") != self.api.secret:
            raise PlatformError("authFailed", "鉴权失败", 401)
        subscriptions = body.get("subscriptions")
        if not subscriptions or any(s.get("type") not in {"EVENT", "CALLBACK"} or not s.get("topic") for s in subscriptions):
            raise PlatformError("invalidParameter", "subscriptions 无效")
        if any(s["type"] == "EVENT" and s["topic"] != "*" for s in subscriptions):
            raise PlatformError("invalidParameter", "EVENT 只支持 *")
        self.opens += 1
        ticket = f"{next(self._numbers)}+/= {self.opens}"
        self._tickets[ticket] = (self.company.clock() + TICKET_SECONDS, frozenset(s["topic"] for s in subscriptions))
        return {"endpoint": self.api.address.replace("http", "ws", 1) + "/connect", "ticket": ticket}

    async def line(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket itself: a ticket opens it once, within 90 s."""
        if self.refuse_lines > 0:
            self.refuse_lines -= 1
            return web.Response(status=503)
        until, topics = self._tickets.pop(request.query.get("ticket", ""), (0.0, frozenset()))
        if until <= self.company.clock() or len(self.connections) >= MOST_CONNECTIONS:
            return web.Response(status=401)
        line = web.WebSocketResponse(autoping=False, compress=False)
        await line.prepare(request)
        connection = Connection(f"c{next(self._numbers)}", line, request, topics)
        self.connections.append(connection)
        self.opened += 1
        self.signals.changed("lines")
        try:
            with suppress(ClientConnectionResetError):  # gone in the midst of an answer
                await self._catch_up()
                await self._listen(connection)
        finally:
            self.connections.remove(connection)
            self.signals.changed("lines")
        return line

    async def _catch_up(self) -> None:
        waiting, self._waiting = self._waiting, []
        for push in waiting:
            await self.push(push)

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.line:
            if connection.deaf:
                continue
            if message.type is WSMsgType.PING:
                await connection.line.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._acknowledged(connection, json.loads(message.data))

    def _acknowledged(self, connection: Connection, ack: Json) -> None:
        key = str((ack.get("headers") or {}).get("messageId"))
        push = self.unacked.get(key)
        if push is None or self._carriers.get(key) is not connection:
            self.bad_acks.append(("nothing of that id was sent on this line", ack))
            return
        if problem := wrong(push, ack):
            self.bad_acks.append((problem, ack))
            return
        del self.unacked[key]
        if ack["code"] != 200:
            self.refused.append(push)
            push.took = time.perf_counter() - push.sent
        else:
            self._settle(push, json.loads(ack["data"]))
        self.signals.changed("acks")

    def _settle(self, push: Push, data: Json) -> None:
        if push.kind == "event" and data["status"] == "LATER":
            self.later.append(push)
            return
        push.accept(data.get("response") if push.kind in {"robot", "card"} else data)

    # --- pushes ----------------------------------------------------------------------------------------------------------------

    async def push(self, push: Push) -> Push:
        """On its way by any one line; without a line a message or press is lost, an event waits."""
        open_lines = [
            c for c in self.connections if not c.leaving and (push.topic in c.topics or (push.kind == "event" and "*" in c.topics))
        ]
        while open_lines:
            connection = self._random.choice(open_lines)
            if await self._carry(push, connection):
                return push
            open_lines.remove(connection)
        (self._waiting if push.kind == "event" else self.lost).append(push)
        return push

    async def _carry(self, push: Push, connection: Connection) -> bool:
        push.message_id = f"{next(self._numbers)}_{connection.id}"
        push.attempt += 1
        push.sent = time.perf_counter()
        self.unacked[push.message_id] = push
        self._carriers[push.message_id] = connection
        if await connection.send(push.frame(self.company, connection.id)):
            return True
        del self.unacked[push.message_id]
        return False

    async def send(self, kind: str, data: Json) -> Push:
        """A robot message or card callback."""
        topic = ROBOT_TOPIC if kind == "robot" else CARD_TOPIC
        return await self.push(Push("robot" if kind == "robot" else "card", topic, data))

    async def event(self, kind: str, data: Json) -> Push:
        """An event of the company: user_add_org, user_leave_org, org_dept_create ..."""
        number = next(self._numbers)
        headers = {
            "eventType": kind,
            "eventId": f"event{number:06}",
            "eventCorpId": "ding0loopback",
            "eventBornTime": str(self.company.millis()),
        }
        return await self.push(Push("event", "*", data, headers))

    async def redeliver(self) -> int:
        """Everything unacknowledged again under a new messageId, but card presses, and the events that asked for later."""
        late = [p for p in self.unacked.values() if p.kind in {"robot", "event"}] + self.later
        self.unacked = {k: p for k, p in self.unacked.items() if p not in late}
        self.later = []
        for push in late:
            await self.push(push)
        return len(late)

    async def again(self, push: Push) -> Push:
        """The same once more though it was acknowledged."""
        return await self.push(Push(push.kind, push.topic, push.data, push.headers))

    # --- what tests do to lines ------------------------------------------------------------------------------------------------

    async def ping(self) -> None:
        """A SYSTEM ping on every line; waits until all are answered."""
        pushes = []
        for connection in list(self.connections):
            push = Push("ping", "ping", {"opaque": f"o{next(self._numbers)}"})
            await self._carry(push, connection)
            pushes.append(push)
        await asyncio.gather(*(p.ack() for p in pushes))

    async def connected(self, count: int = 1) -> None:
        """Waits until that many lines are up that get pushes."""
        await self.signals.until(
            "lines", lambda: len([c for c in self.connections if not c.leaving]) >= count, lambda: f"{len(self.connections)} lines"
        )

    async def reopened(self, times: int) -> None:
        """Waits until lines were opened that often in all, and one is up."""
        await self.signals.until("lines", lambda: self.opened >= times and self.connections, lambda: f"opened {self.opened}")

    async def only(self, count: int) -> None:
        """Waits until exactly so many lines are left."""
        await self.signals.until("lines", lambda: len(self.connections) == count, lambda: f"{len(self.connections)} lines")

    async def quiet(self) -> None:
        """Waits until everything that was pushed is acknowledged."""
        await self.signals.until("acks", lambda: not self.unacked, lambda: f"unacknowledged: {[p.data for p in self.unacked.values()]}")

    async def say_disconnect(self) -> None:
        """Tells every line to go: nothing more is pushed there, and it is closed after ten seconds of silence."""
        loop = asyncio.get_running_loop()
        for connection in list(self.connections):
            connection.leaving = True
            headers = {"topic": "disconnect", "messageId": f"d{next(self._numbers)}", "contentType": "application/json"}
            frame = {
                "specVersion": "1.0",
                "type": "SYSTEM",
                "headers": headers,
                "data": json.dumps({"reason": "persistent connection expired"}),
            }
            await connection.send(json.dumps(frame))
            self._timers.append(loop.call_later(SILENCE, lambda c=connection: asyncio.ensure_future(c.line.close())))

    async def close_leaving(self) -> None:
        """The ten seconds are over."""
        await asyncio.gather(*(c.line.close() for c in list(self.connections) if c.leaving))

    async def close(self) -> None:
        for timer in self._timers:
            timer.cancel()
        for connection in list(self.connections):
            connection.deaf = False
        await self.hang_up()
