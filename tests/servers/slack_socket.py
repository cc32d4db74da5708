"""Socket Mode: tickets, several connections, envelopes, acknowledgements, redelivery, refreshes and broken lines."""

import itertools
import json
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientConnectionResetError, WSMsgType, web

from tests.servers.lines import Lines
from tests.servers.signals import Signals
from tests.servers.slack_delivery import RETRIES, Delivery, Kind
from tests.servers.slack_records import APP, Json

MOST_CONNECTIONS = 10


@dataclass(eq=False)
class Connection:
    """One WebSocket of the app; a `deaf` one stays open and answers nothing, as a half-open line does."""

    line: web.WebSocketResponse
    request: web.Request
    deaf: bool = False

    async def send(self, body: Json) -> bool:
        if self.deaf or self.line.closed:
            return self.deaf
        try:
            await self.line.send_str(json.dumps(body, ensure_ascii=False))
        except ConnectionError:
            return False
        return True


class SocketMode(Lines):
    """The server's end of Socket Mode; each payload goes to any one of the connections, in turn."""

    def __init__(self) -> None:
        super().__init__()
        self.unacked: dict[str, Delivery] = {}
        self.given_up: list[Delivery] = []
        self.stray_acks: list[Json] = []
        self.opened = self.pings = 0
        self.refuse_lines = 0  # so many handshakes are answered 503
        self.redeliver_on_connect = True
        self.signals = Signals()
        self._tickets: set[str] = set()
        self._waiting: list[Delivery] = []
        self._carried: dict[str, Connection] = {}
        self._numbers = itertools.count(1)

    # --- lines -----------------------------------------------------------------------------------------------------------------

    def new_ticket(self) -> str:
        self.signals.changed("asked")
        ticket = f"ticket-{next(self._numbers)}"
        self._tickets.add(ticket)
        return f"/link/?ticket={ticket}&app_id={APP}"

    async def line(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket itself: a ticket opens it once."""
        ticket = request.query.get("ticket", "")
        if self.refuse_lines > 0:
            self.refuse_lines -= 1
            return web.Response(status=503)
        if ticket not in self._tickets or len(self.connections) >= MOST_CONNECTIONS:
            return web.Response(status=403)
        self._tickets.remove(ticket)
        line = web.WebSocketResponse(autoping=False, compress=False)
        await line.prepare(request)
        connection = Connection(line, request)
        await connection.send(self._hello())
        self.connections.append(connection)
        self.opened += 1
        self.signals.changed("lines")
        try:
            with suppress(ClientConnectionResetError):  # gone in the midst of an answer
                await self._came_up(connection)
                await self._listen(connection)
        finally:
            self._went_down(connection)
        return line

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections) + 1,
            "connection_info": {"app_id": APP},
            "debug_info": {"host": "applink-loopback", "build_number": 1, "approximate_connection_time": 18060},
        }

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.line:
            if connection.deaf:
                continue
            if message.type is WSMsgType.PING:
                await connection.line.pong(message.data)
                self.pings += 1
                self.signals.changed("pings")
            elif message.type is WSMsgType.TEXT:
                self._acknowledged(json.loads(message.data))

    def _acknowledged(self, ack: Json) -> None:
        delivery = self.unacked.pop(ack.get("envelope_id", ""), None)
        if delivery is None:
            self.stray_acks.append(ack)
            return
        self._carried.pop(delivery.envelope_id, None)
        delivery.accept(ack.get("payload"))
        self.signals.changed("acks")

    async def _came_up(self, connection: Connection) -> None:
        if self.redeliver_on_connect:
            waiting, self._waiting = self._waiting, []
            for delivery in waiting:
                await self._try_again(delivery)

    def _went_down(self, connection: Connection) -> None:
        """Unacknowledged events of this line wait for the next one; people are told that their command went wrong."""
        self.connections.remove(connection)
        for envelope, carrier in list(self._carried.items()):
            if carrier is not connection:
                continue
            del self._carried[envelope]
            delivery = self.unacked[envelope]
            if delivery.kind == "events_api":
                self._waiting.append(delivery)
            else:
                del self.unacked[envelope]
                delivery.refuse("operation_timeout")
        self.signals.changed("lines")

    # --- payloads --------------------------------------------------------------------------------------------------------------

    async def send(self, kind: Kind, payload: Json) -> Delivery:
        delivery = Delivery(kind, payload, f"env-{next(self._numbers)}")
        if not await self._carry(delivery):
            if kind == "events_api":
                self.unacked[delivery.envelope_id] = delivery
                self._waiting.append(delivery)
            else:
                delivery.refuse("dispatch_failed")
        return delivery

    async def _carry(self, delivery: Delivery) -> bool:
        """Hands it to the next line in turn; False when there is none."""
        envelope: Json = {
            "envelope_id": delivery.envelope_id,
            "type": delivery.kind,
            "payload": delivery.payload,
            "accepts_response_payload": delivery.kind != "events_api",
        }
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": delivery.attempt, "retry_reason": delivery.reason}
        for connection in list(self.connections):
            self.connections.append(self.connections.pop(0))
            self.unacked[delivery.envelope_id] = delivery
            self._carried[delivery.envelope_id] = connection
            if await connection.send(envelope):
                return True
            self.unacked.pop(delivery.envelope_id, None)
            self._carried.pop(delivery.envelope_id, None)
        return False

    async def _try_again(self, delivery: Delivery, *, new_envelope: bool = False) -> bool:
        self.unacked.pop(delivery.envelope_id, None)
        self._carried.pop(delivery.envelope_id, None)
        if delivery.attempt >= RETRIES:
            self.given_up.append(delivery)
            return False
        delivery.attempt += 1
        delivery.reason = "timeout"
        if new_envelope:
            delivery.envelope_id = f"env-{next(self._numbers)}"
        if not await self._carry(delivery):
            self.unacked[delivery.envelope_id] = delivery
            self._waiting.append(delivery)
        return True

    async def redeliver(self) -> int:
        """Every unacknowledged event again, under a new envelope, as after three silent seconds; the fourth time it is given up."""
        late = [d for d in list(self.unacked.values()) if d.kind == "events_api"]
        self._waiting.clear()
        return sum([await self._try_again(d, new_envelope=True) for d in late])

    async def again(self, delivery: Delivery) -> Delivery:
        """The same event in a new envelope though it was acknowledged."""
        copy = Delivery(delivery.kind, delivery.payload, f"env-{next(self._numbers)}", 1, "timeout")
        await self._carry(copy)
        return copy

    # --- what tests do to lines ------------------------------------------------------------------------------------------------

    async def connected(self, count: int = 1) -> None:
        """Waits until that many lines are up."""
        await self.signals.until("lines", lambda: len(self.connections) >= count, lambda: f"{len(self.connections)} lines")

    async def reopened(self, times: int) -> None:
        """Waits until lines were opened that often in all, and one is up."""
        await self.signals.until("lines", lambda: self.opened >= times and self.connections, lambda: f"opened {self.opened}")

    async def quiet(self) -> None:
        """Waits until everything that was sent is acknowledged."""
        await self.signals.until("acks", lambda: not self.unacked, lambda: f"unacknowledged: {list(self.unacked)}")

    async def say_disconnect(self, reason: str = "refresh_requested") -> None:
        """Tells every line to reconnect: warning, refresh_requested or link_disabled."""
        body: dict[str, Any] = {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-loopback"}}
        for connection in list(self.connections):
            await connection.send(body)

    async def close(self) -> None:
        for connection in list(self.connections):
            connection.deaf = False
        await self.hang_up()
