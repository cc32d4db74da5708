"""DingTalk's limits, for each API and each webhook: kept without ever holding a message for long."""

from __future__ import annotations

from adapters.dingtalk import limits
from adapters.dingtalk.errors import LIMITED
from adapters.pacing import Windows, turn
from bot.ports import Later


class Pacing:
    """Waits for a call's turn. With `limited` off nothing waits, for benchmarks."""

    def __init__(self, *, limited: bool = True) -> None:
        self._limited = limited
        self._calls = Windows((limits.CALLS_A_SECOND, limits.SECOND))
        self._webhooks = Windows((limits.WEBHOOK_A_MINUTE, 60.0))

    async def call(self, api: str) -> None:
        """Returns when this API may be called. Raises Later when that takes too long."""
        if self._limited and not await turn(self._calls, api, limits.LONGEST_WAIT):
            raise Later(limits.LONGEST_WAIT, "conversation", LIMITED)

    async def webhook(self, conversation: str) -> bool:
        """Whether this conversation's webhook may be used now."""
        return not self._limited or await turn(self._webhooks, conversation, 0.0)
