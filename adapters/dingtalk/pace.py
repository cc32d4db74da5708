"""Keeps below DingTalk's limits for each API and each webhook, in order, without ever holding a message for long."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from adapters.dingtalk import limits
from adapters.dingtalk.errors import LIMITED
from bot.ports import Later

MOST_NAMES = 5000


@dataclass(slots=True)
class Bucket:
    """Holds up to `burst` calls and gets `rate` back each second; may owe some."""

    rate: float
    burst: float
    left: float
    at: float

    def seconds(self, now: float) -> float:
        """How long the next call would have to wait."""
        self.left = min(self.burst, self.left + (now - self.at) * self.rate)
        self.at = now
        return max(0.0, (1 - self.left) / self.rate)


class Buckets:
    """One bucket a name, the longest unused forgotten. Times are the loop's own."""

    def __init__(self, count: float, seconds: float) -> None:
        self._count, self._rate = count, count / seconds
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, name: str, most: float) -> float | None:
        """Takes a call if its wait is at most `most` seconds: how long to wait; None (and nothing taken) when it would be longer."""
        now = asyncio.get_running_loop().time()
        bucket = self._buckets.setdefault(name, Bucket(self._rate, self._count, self._count, now))
        self._buckets.move_to_end(name)
        if len(self._buckets) > MOST_NAMES:
            self._buckets.popitem(last=False)
        wait = bucket.seconds(now)
        if wait > most:
            return None
        bucket.left -= 1
        return wait


class Pacing:
    """Waits for a call's turn. With `limited` off nothing waits, for benchmarks."""

    def __init__(self, *, limited: bool = True) -> None:
        self._limited = limited
        self._calls = Buckets(limits.CALLS_A_SECOND, 1.0)
        self._webhooks = Buckets(limits.WEBHOOK_A_MINUTE, 60.0)

    async def call(self, api: str) -> None:
        """Returns when this API may be called. Raises Later when that takes too long."""
        if not self._limited:
            return
        wait = self._calls.take(api, limits.LONGEST_WAIT)
        if wait is None:
            raise Later(limits.LONGEST_WAIT, "conversation", LIMITED)
        if wait:
            await asyncio.sleep(wait)

    def webhook(self, conversation: str) -> bool:
        """Whether this conversation's webhook may be used now."""
        return not self._limited or self._webhooks.take(conversation, 0.0) is not None
