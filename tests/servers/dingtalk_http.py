"""DingTalk's HTTP mode: posts signed robot messages and signed card callbacks instead of pushing them through the Stream."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import aiohttp

from tests.servers.dingtalk_cards import Cards
from tests.servers.dingtalk_company import Company, Json
from tests.servers.dingtalk_frames import CARD_TOPIC, ROBOT_TOPIC, Push


def _hmac(secret: str, text: str) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), text.encode(), hashlib.sha256)).decode()


def robot_signature(secret: str, millis: int) -> dict[str, str]:
    """The headers that prove that a robot message comes from DingTalk."""
    return {"timestamp": str(millis), "sign": _hmac(secret, f"{millis}\n{secret}")}


def card_signature(secret: str, millis: int) -> dict[str, str]:
    """The headers that prove that a card callback comes from DingTalk."""
    return {"x-ddpaas-signature-timestamp": str(millis), "x-ddpaas-signature": _hmac(secret, str(millis))}


class HttpMode:
    """Posts to the app's own addresses. `messages` is where robot messages go; cards go where their route was registered."""

    def __init__(self, company: Company, cards: Cards, messages: str, client_secret: str) -> None:
        self.company, self.cards, self.messages, self.client_secret = company, cards, messages, client_secret
        self.statuses: list[int] = []
        self.unacked: list[Push] = []
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20))

    async def send(self, kind: str, data: Json) -> Push:
        """A robot message or card callback; acknowledged when this returns, unless it was refused."""
        push = Push("robot" if kind == "robot" else "card", ROBOT_TOPIC if kind == "robot" else CARD_TOPIC, data)
        push.sent = time.perf_counter()
        if kind == "robot":
            address, signed = self.messages, robot_signature(self.client_secret, self.company.millis())
        else:
            card = self.cards.company.cards[data["outTrackId"]]
            address, secret = self.cards.routes[card.route]
            signed = card_signature(secret, self.company.millis())
        status, answer = await self.post(address, data, signed)
        if status == 200 and isinstance(answer, dict):
            push.accept(answer)
        else:
            self.unacked.append(push)
        return push

    async def post(self, address: str, data: Any, headers: dict[str, str]) -> tuple[int, Any]:
        """Any body with any headers; the status and the JSON answered, None where it is none."""
        raw = data if isinstance(data, bytes) else json.dumps(data, ensure_ascii=False).encode()
        async with self._session.post(address, data=raw, headers=headers | {"Content-Type": "application/json; charset=utf-8"}) as response:
            self.statuses.append(response.status)
            text = await response.text()
            try:
                return response.status, json.loads(text)
            except ValueError:
                return response.status, None

    async def again(self, push: Push) -> Push:
        """The same once more though it was acknowledged."""
        return await self.send(push.kind, push.data)

    async def close(self) -> None:
        await self._session.close()
