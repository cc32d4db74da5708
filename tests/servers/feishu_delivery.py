"""What Feishu has sent to the app and waits to have acknowledged, whichever way it went."""

import asyncio
from dataclasses import dataclass, field
from typing import Protocol

from tests.servers.feishu_tenant import Json
from tests.servers.signals import PATIENCE

CALLBACK = "card.action.trigger"
PUSHES = 5  # the first and four more


class CallbackError(Exception):
    """What the person sees when a press goes wrong: 200341 no answer, 200671 an error, 200672 / 200673 a bad answer."""

    def __init__(self, code: int, why: str = "") -> None:
        super().__init__(f"{code} {why}")
        self.code = code


@dataclass(eq=False)
class Delivery:
    """One event; `answer` resolves to (code, body) of its first acknowledgement, `acks` holds all codes that came."""

    payload: Json
    attempt: int = 0
    acks: list[int] = field(default_factory=list)
    answer: asyncio.Future[tuple[int, Json | None]] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    @property
    def kind(self) -> str:
        return str(self.payload["header"]["event_type"])

    @property
    def id(self) -> str:
        return str(self.payload["header"]["event_id"])

    @property
    def acked(self) -> bool:
        return 200 in self.acks

    async def ack(self, patience: float = PATIENCE) -> int:
        """Waits for the first acknowledgement; its code."""
        return (await asyncio.wait_for(asyncio.shield(self.answer), patience))[0]

    async def body(self, patience: float = PATIENCE) -> Json | None:
        """Waits for the answer to a card callback. Raises CallbackError with what the person would see."""
        try:
            code, body = await asyncio.wait_for(asyncio.shield(self.answer), patience)
        except TimeoutError:
            raise CallbackError(200341) from None
        if code != 200:
            raise CallbackError(200671, f"answered {code}")
        return body

    def accept(self, code: int, body: Json | None) -> None:
        self.acks.append(code)
        if not self.answer.done():
            self.answer.set_result((code, body))

    def lose(self) -> None:
        """The line went down before an answer came."""
        if self.kind == CALLBACK and not self.answer.done():
            self.answer.set_exception(CallbackError(200341))
            self.answer.exception()  # looked at: nobody has to wait for it


class Transport(Protocol):
    """The long connection or the webhook."""

    given_up: list[Delivery]

    async def send(self, payload: Json) -> Delivery:
        """Sends it on its way; does not wait for the acknowledgement."""

    async def redeliver(self) -> int:
        """What Feishu does when its patience is over: every event without a good acknowledgement again; how many were sent."""

    async def again(self, delivery: Delivery) -> Delivery:
        """The same event once more though it was acknowledged."""

    async def quiet(self) -> None:
        """Waits until nothing sent is without a good acknowledgement."""

    async def close(self) -> None: ...
