"""The server's end of the long connection: discovery, frames in pieces, pings, acknowledgements, redelivery, broken lines."""

import asyncio
import base64
import itertools
import json
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientConnectionResetError, WSMsgType, web

from tests.servers.feishu_delivery import CALLBACK, PUSHES, Delivery
from tests.servers.feishu_frames import CONTROL, DATA, Frame, decode, encode
from tests.servers.feishu_tenant import APP_ID, APP_SECRET, Json
from tests.servers.lines import Lines
from tests.servers.signals import Signals

MOST_CONNECTIONS = 50


@dataclass(eq=False)
class Connection:
    """One WebSocket of the app; a `deaf` one stays open and answers nothing, as a half-open line does; `no_pongs` only lacks pongs."""

    line: web.WebSocketResponse
    request: web.Request
    deaf: bool = False
    no_pongs: bool = False

    async def send(self, frame: Frame) -> bool:
        if self.deaf or self.line.closed:
            return self.deaf
        try:
            await self.line.send_bytes(encode(frame))
        except ConnectionError:
            return False
        return True


@dataclass
class Refusal:
    """How the next handshakes are refused: 514 and 403 are Feishu's own, in headers beside HTTP 200."""

    status: int
    times: int = 1
    msg: str = "refused"
    auth_code: int | None = None


class LongConnection(Lines):
    """Each event goes to any one of the connections; `config` is what discovery and pongs tell the client."""

    def __init__(self) -> None:
        self.address = ""
        self.config = {"ReconnectCount": -1, "ReconnectInterval": 120, "ReconnectNonce": 30, "PingInterval": 120}
        super().__init__()
        self.unacked: dict[str, Delivery] = {}
        self.given_up: list[Delivery] = []
        self.stray: list[Frame] = []
        self.pieces = 1  # into so many frames every event is cut
        self.opened = self.discoveries = self.pings = 0
        self.pong_config = False
        self.refusals: list[Refusal] = []
        self.discovery_answers: list[Json] = []  # codes and so on to answer the next discoveries with
        self.discovery_gate = asyncio.Event()  # cleared: discovery hangs
        self.discovery_gate.set()
        self.signals = Signals()
        self._tickets: set[str] = set()
        self._sent: dict[str, Delivery] = {}
        self._carried: dict[str, Connection] = {}
        self._numbers = itertools.count(1)

    # --- lines -----------------------------------------------------------------------------------------------------------------

    async def discover(self, request: web.Request) -> web.Response:
        """POST /callback/ws/endpoint"""
        self.discoveries += 1
        self.signals.changed("lines")
        await self.discovery_gate.wait()
        if self.discovery_answers:
            answer = self.discovery_answers.pop(0)
            return web.json_response(answer, status=answer.pop("status", 200))
        body = await request.json()
        if body.get("AppID") != APP_ID or body.get("AppSecret") != APP_SECRET:
            return web.json_response({"code": 1000040345, "msg": "app_id or app_secret is invalid"})
        number = next(self._numbers)
        self._tickets.add(str(number))
        query = urlencode({"device_id": str(number), "service_id": "7", "ticket": "t", "access_key": "a"})
        url = self.address.replace("http", "ws", 1) + "/ws/v2?" + query
        return web.json_response({"code": 0, "msg": "success", "data": {"URL": url, "ClientConfig": self.config}})

    async def line(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket itself; an address from discovery opens it once."""
        if self.refusals:
            return self._refuse(self.refusals[0])
        if request.query.get("device_id") not in self._tickets:
            return self._refuse(Refusal(514, msg="auth failed", auth_code=1000040343))
        if len(self.connections) >= MOST_CONNECTIONS:
            return self._refuse(Refusal(514, msg="too many connections", auth_code=1000040350))
        self._tickets.remove(request.query["device_id"])
        line = web.WebSocketResponse(autoping=False, compress=False, max_msg_size=0)
        await line.prepare(request)
        connection = Connection(line, request)
        self.connections.append(connection)
        self.opened += 1
        self.signals.changed("lines")
        try:
            with suppress(ClientConnectionResetError):  # gone in the midst of an answer
                await self._listen(connection)
        finally:
            self._went_down(connection)
        return line

    def _refuse(self, refusal: Refusal) -> web.Response:
        refusal.times -= 1
        if refusal in self.refusals and refusal.times <= 0:
            self.refusals.remove(refusal)
        headers = {"Handshake-Status": str(refusal.status), "Handshake-Msg": refusal.msg}
        if refusal.auth_code is not None:
            headers["Handshake-Autherrcode"] = str(refusal.auth_code)
        return web.Response(status=400, headers=headers)

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.line:
            if connection.deaf:
                continue
            if message.type is WSMsgType.PING and not connection.no_pongs:
                await connection.line.pong(message.data)
            elif message.type is WSMsgType.BINARY:
                await self._heard(connection, decode(message.data))

    async def _heard(self, connection: Connection, frame: Frame) -> None:
        if frame.method == DATA:
            self._acknowledged(frame)
        elif frame.type == "ping":
            self.pings += 1
            self.signals.changed("lines")
            if not connection.no_pongs:
                payload = json.dumps(self.config).encode() if self.pong_config else b""
                await connection.send(Frame(CONTROL, {"type": "pong"}, payload, service=frame.service))

    def _went_down(self, connection: Connection) -> None:
        self.connections.remove(connection)
        for message_id in [m for m, c in self._carried.items() if c is connection]:
            del self._carried[message_id]
            if delivery := self._sent.get(message_id):
                delivery.lose()
        self.signals.changed("lines")

    # --- events ----------------------------------------------------------------------------------------------------------------

    async def send(self, payload: Json) -> Delivery:
        delivery = Delivery(payload)
        if delivery.kind != CALLBACK:
            self.unacked[delivery.id] = delivery
        if not await self._carry(delivery):
            delivery.lose()
        return delivery

    async def _carry(self, delivery: Delivery) -> bool:
        """Hands it to the next line in turn, in pieces; False when there is none."""
        delivery.attempt += 1
        message_id = f"msg-{next(self._numbers)}"
        for connection in list(self.connections):
            self.connections.append(self.connections.pop(0))
            self._sent[message_id], self._carried[message_id] = delivery, connection
            if all([await connection.send(frame) for frame in self._frames(delivery, message_id)]):
                return True
        return False

    def _frames(self, delivery: Delivery, message_id: str) -> list[Frame]:
        data = json.dumps(delivery.payload, ensure_ascii=False).encode()
        size = -(-len(data) // self.pieces)
        cuts = [data[i : i + size] for i in range(0, len(data), size)]
        common = {"type": "event", "message_id": message_id, "sum": str(len(cuts)), "trace_id": f"trace-{message_id}"}
        return [Frame(DATA, common | {"seq": str(i)}, cut, service=7, seq=i) for i, cut in enumerate(cuts)]

    def _acknowledged(self, frame: Frame) -> None:
        delivery = self._sent.get(frame.headers.get("message_id", ""))
        body = json.loads(frame.payload)
        if delivery is None:
            self.stray.append(frame)
            return
        self._carried.pop(frame.headers["message_id"], None)
        if body["code"] == 200 and "biz_rt" not in frame.headers:
            raise AssertionError("an acknowledgement without biz_rt")
        data = body.get("data")
        delivery.accept(body["code"], json.loads(base64.b64decode(data)) if data else None)
        if body["code"] == 200:
            self.unacked.pop(delivery.id, None)
        self.signals.changed("acks")

    async def redeliver(self) -> int:
        """Every event without a good acknowledgement again; the sixth time it is given up."""
        count = 0
        for delivery in list(self.unacked.values()):
            if delivery.attempt >= PUSHES:
                self.given_up.append(self.unacked.pop(delivery.id))
            else:
                count += await self._carry(delivery)
        return count

    async def again(self, delivery: Delivery) -> Delivery:
        copy = Delivery(delivery.payload)
        await self._carry(copy)
        return copy

    # --- what tests do to lines ------------------------------------------------------------------------------------------------

    async def connected(self, count: int = 1) -> None:
        """Waits until that many lines are up."""
        await self.signals.until("lines", lambda: len(self.connections) >= count, lambda: f"{len(self.connections)} lines")

    async def reopened(self, times: int) -> None:
        """Waits until lines were opened that often in all, and one is up."""
        await self.signals.until("lines", lambda: self.opened >= times and self.connections, lambda: f"opened {self.opened}")

    async def asked(self, times: int) -> None:
        """Waits until the address was asked for that often."""
        await self.signals.until("lines", lambda: self.discoveries >= times, lambda: f"asked {self.discoveries} times")

    async def pinged(self, times: int) -> None:
        """Waits until that many pings came."""
        await self.signals.until("lines", lambda: self.pings >= times, lambda: f"{self.pings} pings")

    async def quiet(self) -> None:
        await self.signals.until("acks", lambda: not self.unacked, lambda: f"unacknowledged: {list(self.unacked)}")

    def refuse(self, status: int, times: int = 1, **more: Any) -> None:
        """The next handshakes are refused: 403, or 514 with an `auth_code`."""
        self.refusals.append(Refusal(status, times, **more))

    def hang_discovery(self) -> None:
        self.discovery_gate.clear()

    async def close(self) -> None:
        self.discovery_gate.set()
        for connection in list(self.connections):
            connection.deaf = False
        self.drop()
