"""Keeps a process within a platform's pace: token buckets for the app and for each conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from bot.ports import Pace

MOST_CONVERSATIONS = 10_000


@dataclass(slots=True)
class Bucket:
    """`count` tokens in `seconds`, filling evenly. Times are the loop's own, which no clock change moves."""

    count: int
    seconds: float
    tokens: float
    filled: float

    def take(self, now: float) -> float:
        """Takes a token; how many seconds to wait before using it (0 when there was one)."""
        self.tokens = min(self.count, self.tokens + (now - self.filled) * self.count / self.seconds)
        self.filled = now
        self.tokens -= 1
        return max(0.0, -self.tokens * self.seconds / self.count)


class Pacer:
    """Waits until a message may go."""

    def __init__(self, paces: Mapping[str, Pace]) -> None:
        self.paces = paces
        self._buckets: dict[tuple[str, str], Bucket] = {}

    async def wait(self, platform: str, conversation: str) -> None:
        """Returns when both the app's and the conversation's bucket let one more through."""
        pace = self.paces.get(platform)
        if pace is None:
            return
        now = asyncio.get_running_loop().time()
        seconds = max(self._take((platform, ""), pace.app, now), self._take((platform, conversation), pace.conversation, now))
        if seconds > 0:
            await asyncio.sleep(seconds)

    def _take(self, which: tuple[str, str], limit: tuple[int, float], now: float) -> float:
        count, seconds = limit
        if len(self._buckets) > MOST_CONVERSATIONS:
            self._buckets = {k: b for k, b in self._buckets.items() if now - b.filled < b.seconds}
        bucket = self._buckets.setdefault(which, Bucket(count, seconds, count, now))
        return bucket.take(now)
