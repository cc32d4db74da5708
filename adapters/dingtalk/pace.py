"""DingTalk's limits, for each API and each webhook: kept without ever holding a message for long."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.dingtalk import limits
from adapters.dingtalk.errors import LIMITED
from adapters.pacing import Windows, turn
from adapters.permits import Full, Permits
from bot.ports import Later


class Pacing:
    """Waits for a call's turn. With `limited` off nothing waits, for benchmarks."""

    def __init__(self, *, limited: bool = True) -> None:
        self._limited = limited
        self._calls = Permits(limits.CALLS_A_SECOND, limits.SECOND)
        self._webhooks = Windows((limits.WEBHOOK_A_MINUTE, 60.0))

    def share(self, count: int) -> None:
        """So many calls a second of each API are this process's."""
        self._calls.share(count)

    @asynccontextmanager
    async def call(self, api: str, *, urgent: bool = False) -> AsyncIterator[None]:
        """Within it this API may be called once; for somebody who waits, ahead of others. Raises Later when its turn takes too long."""
        if not self._limited:
            yield
            return
        try:
            async with self._calls.call(api, limits.LONGEST_WAIT, urgent=urgent):
                yield
        except Full as full:
            raise Later(limits.LONGEST_WAIT, "conversation", LIMITED) from full

    async def webhook(self, conversation: str) -> bool:
        """Whether this conversation's webhook may be used now."""
        return not self._limited or await turn(self._webhooks, conversation, 0.0)
