"""One long connection, on top of lark-oapi's: its frames, pieces and settings; our own opening, listening, answers and watchfulness."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, InvalidStatus

Json = dict[str, Any]
PIECES = 1000  # an event comes in at most; the library makes room for all of them at the first


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds. A line that died silently is noticed after twice `keepalive`, or `ping` and `pong`; a new one is tried every `retry`."""

    discovery: float = 5.0
    handshake: float = 5.0
    keepalive: float = 5.0
    ping: float = 6.0
    pong: float = 5.0
    retry: float = 4.0
    drain: float = 1.0
    first: float = 8.0


class Down(Exception):
    """The line could not be opened, or is gone; the reason is one line for the operator."""


Reply = Callable[[bytes], Awaitable[tuple[Json | None, Callable[[], None]]]]
"""Takes an event's JSON; gives the answer to send back and what to call when it is sent. Raising answers 500: the event comes again."""


class Line:
    """Stands in front of the library's Client, see `line_class`: loops are ours; frames, pieces, pongs and lock are its own."""

    sdk: Any
    _conn: Any
    _domain: str
    _app_id: str
    _app_secret: str
    _user_agent: str
    _ping_interval: int
    _cache: Any
    _handle_message: Any
    _write_message: Any
    _combine: Any

    def __init__(self, app_id: str, app_secret: str, domain: str, reply: Reply, timing: Timing) -> None:
        client: Any = super()
        client.__init__(app_id, app_secret, log_level=self.sdk.LogLevel.CRITICAL, domain=domain, auto_reconnect=False)
        self.reply, self.timing = reply, timing
        self.http = httpx.AsyncClient(trust_env=False, timeout=timing.discovery, limits=httpx.Limits(max_keepalive_connections=0))
        self.under_way: set[asyncio.Task[None]] = set()
        self.heard = 0.0

    async def open(self) -> None:
        """Asks where to connect and connects. Raises Down."""
        url, config = await self.discover()
        self._configure(self.sdk.ClientConfig(config))
        query, timing = parse_qs(urlsplit(url).query), self.timing
        self._conn_id, self._service_id = query.get("device_id", [""])[0], query.get("service_id", ["0"])[0]
        try:
            self._conn = await connect(
                url, proxy=None, open_timeout=timing.handshake, ping_interval=timing.keepalive, ping_timeout=timing.keepalive,
                close_timeout=1, max_size=None, compression=None,
            )  # fmt: skip
        except (InvalidHandshake, OSError, TimeoutError, ValueError) as error:
            raise Down(_refused(error)) from error
        self.heard = asyncio.get_running_loop().time()

    async def discover(self) -> tuple[str, Json]:
        """The address of the socket and the platform's settings for it. Raises Down."""
        headers, body = {"locale": "zh", "User-Agent": self._user_agent}, {"AppID": self._app_id, "AppSecret": self._app_secret}
        address = f"{self._domain.rstrip('/')}/callback/ws/endpoint"
        try:
            async with asyncio.timeout(self.timing.discovery):
                response = await self.http.post(address, headers=headers, json=body)
        except (httpx.HTTPError, TimeoutError, OSError) as error:
            raise Down(f"{self._domain} does not say where to connect ({type(error).__name__})") from error
        try:
            answer = response.json()
            if answer["code"] == 0:
                return str(answer["data"]["URL"]), dict(answer["data"].get("ClientConfig") or {})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Down(f"{self._domain} does not say where to connect (HTTP {response.status_code}, unreadable answer)") from error
        raise Down(f"the long connection is refused: {answer['code']} {answer.get('msg', '')}"[:200])

    async def listen(self) -> None:
        """Until the line ends; every frame is handled on its own, in the order of arrival as far as its first wait."""
        async for data in self._conn:
            self.heard = asyncio.get_running_loop().time()
            task = asyncio.create_task(self._handle_message(data))
            self.under_way.add(task)
            task.add_done_callback(self.under_way.discard)

    async def ping(self) -> None:
        """Pings as often as the platform wishes, and at least every `ping` seconds. Raises Down when nothing comes back."""
        while True:
            sent = asyncio.get_running_loop().time()
            await self._write_message(self.sdk._new_ping_frame(int(self._service_id)).SerializeToString())  # noqa: SLF001 (as its own loop does)
            await asyncio.sleep(self.timing.pong)
            if self.heard < sent:
                raise Down("nothing is heard any more")
            await asyncio.sleep(max(0.0, min(self.timing.ping, self._ping_interval) - self.timing.pong))

    async def close(self) -> None:
        """Lets answers under way go out, then closes."""
        if self.under_way:
            await asyncio.wait(self.under_way, timeout=self.timing.drain)
        await self.hang_up()

    async def hang_up(self) -> None:
        """Closes without waiting for anything."""
        conn, self._conn = self._conn, None
        if conn is not None:
            with suppress(Exception):  # the line may be dead in any way
                await asyncio.wait_for(conn.close(), 2)

    async def end(self) -> None:
        """Ends what was begun with the line, by the library too."""
        await self.http.aclose()
        self._cache._cron.cancel()  # noqa: SLF001 (nothing else ends it)

    def _configure(self, config: Any) -> None:
        """The platform's settings, as they come with the address and with any pong: only how often to ping is its to say, see `ping`."""
        if isinstance(config.PingInterval, int) and config.PingInterval > 0:
            self._ping_interval = config.PingInterval

    async def _handle_data_frame(self, frame: Any) -> None:
        headers = {header.key: header.value for header in frame.headers}
        payload = frame.payload
        pieces, number = int(headers.get("sum", "1")), int(headers.get("seq", "0"))
        if pieces > 1:
            payload = self._combine(headers["message_id"], pieces, number, payload) if 0 <= number < pieces <= PIECES else None
        if payload is None or headers.get("type") != "event":
            return
        began = asyncio.get_running_loop().time()
        sent: Callable[[], None] | None = None
        try:
            body, sent = await self.reply(payload)
        except Exception:  # noqa: BLE001 (whatever it was: the platform sends the event again)
            answer: Json = {"code": 500}
        else:
            answer = {"code": 200}
            if body is not None:
                answer["data"] = base64.b64encode(json.dumps(body, ensure_ascii=False).encode()).decode()
        took = frame.headers.add()
        took.key, took.value = "biz_rt", str(round((asyncio.get_running_loop().time() - began) * 1000))
        frame.payload = json.dumps(answer).encode()
        try:
            await self._write_message(frame.SerializeToString())
        finally:
            if sent is not None:
                sent()


def line_class(ws: Any) -> Any:
    """The class of a line, made with the module `lark_oapi.ws.client`, which is only there once it has been imported."""
    return type("WatchedLine", (Line, ws.Client), {"sdk": ws})


def _refused(error: BaseException) -> str:
    if isinstance(error, InvalidStatus):
        headers = error.response.headers
        status, message = headers.get("handshake-status"), headers.get("handshake-msg")
        if status:
            return f"the long connection is refused: {status} {message or ''}".strip()
    return f"the long connection cannot be opened ({type(error).__name__})"
