"""Webhook mode: events posted to the app's own address, signed and encrypted, and what Feishu makes of the answers."""

import asyncio
import base64
import hashlib
import io
import json
import os
from collections.abc import Callable

import aiohttp
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.servers.feishu_delivery import CALLBACK, PUSHES, Delivery
from tests.servers.feishu_events import VERIFICATION_TOKEN
from tests.servers.feishu_tenant import Json
from tests.servers.signals import PATIENCE


def encrypted(plain: bytes, encrypt_key: str) -> str:
    """What stands under "encrypt" when an encrypt key is set."""
    padder = padding.PKCS7(128).padder()
    iv = os.urandom(16)
    encryptor = Cipher(algorithms.AES(hashlib.sha256(encrypt_key.encode()).digest()), modes.CBC(iv)).encryptor()
    return base64.b64encode(iv + encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()).decode()


def signature(timestamp: str, nonce: str, encrypt_key: str, body: bytes) -> str:
    return hashlib.sha256((timestamp + nonce + encrypt_key).encode() + body).hexdigest()


class Webhook:
    """Posts events to `events` and card callbacks to `cards`; with an encrypt key everything is signed and encrypted."""

    def __init__(self, events: str, cards: str, clock: Callable[[], float], encrypt_key: str = "") -> None:
        self.events, self.cards, self.clock, self.encrypt_key = events, cards, clock, encrypt_key
        self.unacked: dict[str, Delivery] = {}
        self.given_up: list[Delivery] = []
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE))
        self._running: set[asyncio.Task[None]] = set()

    async def raw(
        self, body: bytes, *, url: str | None = None, key: str | None = None, age: float = 0, nonce: str = "n0nce", **headers: str
    ) -> tuple[int, str]:
        """Any body, signed with any key (if there is one) `age` seconds ago: (status, text) of the answer."""
        key = self.encrypt_key if key is None else key
        if key:
            stamp = str(int(self.clock() - age))
            signed = {
                "X-Lark-Request-Timestamp": stamp,
                "X-Lark-Request-Nonce": nonce,
                "X-Lark-Signature": signature(stamp, nonce, key, body),
            }
            headers = signed | headers
        async with self._session.post(
            url or self.events, data=io.BytesIO(body), headers={"Content-Type": "application/json", **headers}
        ) as answer:
            return answer.status, await answer.text()

    def body(self, payload: Json) -> bytes:
        """The request body of a payload."""
        plain = json.dumps(payload, ensure_ascii=False).encode()
        return json.dumps({"encrypt": encrypted(plain, self.encrypt_key)}).encode() if self.encrypt_key else plain

    async def challenge(self, token: str = VERIFICATION_TOKEN) -> bool:
        """What Feishu asks when the address is entered, unsigned: the challenge has to come back."""
        body = self.body({"challenge": "ajls384kdjx98XX", "token": token, "type": "url_verification"})
        async with self._session.post(self.events, data=body, headers={"Content-Type": "application/json"}) as answer:
            return answer.status == 200 and (await answer.json()) == {"challenge": "ajls384kdjx98XX"}

    async def send(self, payload: Json) -> Delivery:
        delivery = Delivery(payload)
        task = asyncio.create_task(self._try(delivery))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return delivery

    async def _try(self, delivery: Delivery) -> None:
        delivery.attempt += 1
        if delivery.kind != CALLBACK:
            self.unacked[delivery.id] = delivery
        try:
            status, text = await self.raw(self.body(delivery.payload), url=self.cards if delivery.kind == CALLBACK else self.events)
            body = json.loads(text) if status == 200 and text.strip() else None
        except (TimeoutError, aiohttp.ClientError):
            delivery.lose()
            return
        except ValueError:
            status, body = 200672, None
        delivery.accept(status, body)
        if status == 200:
            self.unacked.pop(delivery.id, None)

    async def redeliver(self) -> int:
        """Every event without a 200 again; the sixth time it is given up."""
        await self._idle()
        count = 0
        for delivery in list(self.unacked.values()):
            if delivery.attempt >= PUSHES:
                self.given_up.append(self.unacked.pop(delivery.id))
                continue
            count += 1
            await self._try(delivery)
        return count

    async def again(self, delivery: Delivery) -> Delivery:
        copy = Delivery(delivery.payload)
        await self._try(copy)
        return copy

    async def _idle(self) -> None:
        while self._running:
            await asyncio.wait(self._running)

    async def quiet(self) -> None:
        await self._idle()
        assert not self.unacked, f"unacknowledged: {list(self.unacked)}"

    async def close(self) -> None:
        await self._idle()
        await self._session.close()
