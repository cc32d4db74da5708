"""Keeps below DingTalk's limits for each API and each webhook, in order, without ever holding a message for long."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque

from adapters.dingtalk import limits
from adapters.dingtalk.errors import LIMITED
from bot.ports import Later

MOST_NAMES = 5000


class Windows:
    """At most `count` in any `seconds`, for each name; the longest unused name is forgotten."""

    def __init__(self, count: int, seconds: float) -> None:
        self._count, self._seconds = count, seconds
        self._names: OrderedDict[str, deque[float]] = OrderedDict()

    def take(self, name: str, now: float, most: float) -> float | None:
        """Takes a place if its wait is at most `most` seconds: how long to wait; None (and nothing taken) when it would be longer.

        `now` is in seconds of any clock that only goes forward.
        """
        taken = self._names.setdefault(name, deque(maxlen=self._count))
        self._names.move_to_end(name)
        if len(self._names) > MOST_NAMES:
            self._names.popitem(last=False)
        at = max(now, taken[0] + self._seconds) if len(taken) == self._count else now
        if at - now > most:
            return None
        taken.append(at)
        return at - now


class Pacing:
    """Waits for a call's turn. With `limited` off nothing waits, for benchmarks."""

    def __init__(self, *, limited: bool = True) -> None:
        self._limited = limited
        self._calls = Windows(limits.CALLS_A_SECOND, limits.SECOND)
        self._webhooks = Windows(limits.WEBHOOK_A_MINUTE, 60.0)

    async def call(self, api: str) -> None:
        """Returns when this API may be called. Raises Later when that takes too long."""
        if not self._limited:
            return
        wait = self._calls.take(api, asyncio.get_running_loop().time(), limits.LONGEST_WAIT)
        if wait is None:
            raise Later(limits.LONGEST_WAIT, "conversation", LIMITED)
        if wait:
            await asyncio.sleep(wait)

    def webhook(self, conversation: str) -> bool:
        """Whether this conversation's webhook may be used now."""
        return not self._limited or self._webhooks.take(conversation, asyncio.get_running_loop().time(), 0.0) is not None
