"""HTTP mode: signed requests to the app's own address, and what Slack makes of the answers."""

import asyncio
import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import aiohttp

from tests.servers.signals import PATIENCE
from tests.servers.slack_delivery import RETRIES, Delivery, Kind
from tests.servers.slack_records import Json


def signed(body: bytes, secret: str, at: float) -> dict[str, str]:
    """The headers that prove that Slack sent this body at this time (seconds since 1970)."""
    stamp = str(int(at))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


class HttpMode:
    """Posts to `url`. The clock is the real one: the receiving SDK compares the signature's time with its own."""

    def __init__(self, url: str, secret: str) -> None:
        self.url, self.secret = url, secret
        self.unacked: dict[str, Delivery] = {}
        self.given_up: list[Delivery] = []
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE))
        self._sent = 0
        self._running: set[asyncio.Task[None]] = set()

    async def raw(
        self, body: bytes, kind: str, *, secret: str | None = None, age: float = 0, headers: dict[str, str] | None = None
    ) -> tuple[int, str]:
        """Any body, signed with any secret, `age` seconds ago: (status, text) of the answer."""
        sign = signed(body, secret or self.secret, time.time() - age)  # noqa: TID251 - see the class
        async with self._session.post(self.url, data=body, headers={"Content-Type": kind, **sign, **(headers or {})}) as answer:
            return answer.status, await answer.text()

    async def verify_url(self) -> bool:
        """What Slack asks when the address is entered: the challenge has to come back."""
        body = {"token": "t", "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P", "type": "url_verification"}
        status, text = await self.raw(json.dumps(body).encode(), "application/json")
        return status == 200 and body["challenge"] in text

    def body(self, delivery: Delivery) -> tuple[bytes, str]:
        """The body and content type of a delivery."""
        if delivery.kind == "events_api":
            return json.dumps(delivery.payload, ensure_ascii=False).encode(), "application/json"
        form = delivery.payload if delivery.kind == "slash_commands" else {"payload": json.dumps(delivery.payload)}
        return urlencode(form).encode(), "application/x-www-form-urlencoded"

    async def send(self, kind: Kind, payload: Json) -> Delivery:
        self._sent += 1
        delivery = Delivery(kind, payload, f"req-{self._sent}")
        task = asyncio.create_task(self._try(delivery))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return delivery

    async def quiet(self) -> None:
        """Waits until every request has its answer."""
        while self._running:
            await asyncio.wait(self._running)

    async def _try(self, delivery: Delivery) -> None:
        body, content_type = self.body(delivery)
        headers = {}
        if delivery.attempt:
            headers = {"X-Slack-Retry-Num": str(delivery.attempt), "X-Slack-Retry-Reason": delivery.reason}
        try:
            status, text = await self.raw(body, content_type, headers=headers)
        except TimeoutError:
            self._failed(delivery, "http_timeout", "operation_timeout")
        except aiohttp.ClientError:
            self._failed(delivery, "connection_failed", "dispatch_failed")
        else:
            self._answered(delivery, status, text)

    def _answered(self, delivery: Delivery, status: int, text: str) -> None:
        if status != 200:
            self._failed(delivery, "http_error", "dispatch_failed")
            return
        self.unacked.pop(delivery.envelope_id, None)
        try:
            delivery.accept(json.loads(text) if text.strip() else None)
        except ValueError:
            delivery.accept({"text": text})

    def _failed(self, delivery: Delivery, reason: str, told: str) -> None:
        delivery.reason = reason
        if delivery.kind == "events_api":
            self.unacked[delivery.envelope_id] = delivery
        else:
            delivery.refuse(told)

    async def redeliver(self) -> int:
        """Every unacknowledged event again; the fourth time it is given up."""
        await self.quiet()
        late, count = list(self.unacked.values()), 0
        for delivery in late:
            if delivery.attempt >= RETRIES:
                self.given_up.append(self.unacked.pop(delivery.envelope_id))
                continue
            delivery.attempt += 1
            count += 1
            await self._try(delivery)
        return count

    async def again(self, delivery: Delivery) -> Delivery:
        """The same event once more though it was acknowledged."""
        copy = Delivery(delivery.kind, delivery.payload, delivery.envelope_id, 1, "http_timeout")
        await self._try(copy)
        return copy

    async def close(self) -> None:
        await self.quiet()
        await self._session.close()
