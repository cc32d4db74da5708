"""What Slack has sent to the app and waits to have acknowledged, whichever way it went."""

import asyncio
from dataclasses import dataclass, field
from typing import Literal, Protocol

from tests.servers.signals import PATIENCE
from tests.servers.slack_records import Json, SlackError

Kind = Literal["events_api", "slash_commands", "interactive"]
RETRIES = 3


@dataclass
class Delivery:
    """One event, command or interaction; `answer` resolves to the body of its acknowledgement (None when it is empty)."""

    kind: Kind
    payload: Json
    envelope_id: str
    attempt: int = 0
    reason: str = ""
    answer: asyncio.Future[Json | None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    @property
    def acked(self) -> bool:
        return self.answer.done() and self.answer.exception() is None

    async def ack(self, patience: float = PATIENCE) -> Json | None:
        """Waits for the acknowledgement. Raises SlackError when Slack would tell the person that the app did not answer."""
        try:
            return await asyncio.wait_for(asyncio.shield(self.answer), patience)
        except TimeoutError:
            raise SlackError("operation_timeout") from None

    def refuse(self, code: str) -> None:
        if not self.answer.done():
            self.answer.set_exception(SlackError(code))
            self.answer.exception()  # looked at: nobody has to wait for it

    def accept(self, body: Json | None) -> None:
        if not self.answer.done():
            self.answer.set_result(body)


class Transport(Protocol):
    """Socket Mode or HTTP."""

    given_up: list[Delivery]

    async def send(self, kind: Kind, payload: Json) -> Delivery:
        """Sends it on its way; does not wait for the acknowledgement."""

    async def redeliver(self) -> int:
        """What Slack does when its patience is over: every unacknowledged event again, at most 3 times; how many were sent."""

    async def again(self, delivery: Delivery) -> Delivery:
        """The same event once more though it was acknowledged, as after an acknowledgement that got lost."""

    async def quiet(self) -> None:
        """Waits until nothing sent is without an answer."""

    async def close(self) -> None: ...
