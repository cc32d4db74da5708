"""Keeps calls below the platform's limits before it has to refuse them: per API, and per person, group or message."""

from __future__ import annotations

import asyncio
from collections import deque

from adapters.feishu import limits


class Pace:
    """Waits its turn. With `limited` False nothing waits (a loopback server without limits)."""

    def __init__(self, *, limited: bool = True) -> None:
        self.limited = limited
        self._calls: dict[str, deque[float]] = {}
        self._free: dict[str, float] = {}

    async def api(self, name: str) -> None:
        """Returns when one more call of this API is allowed, and counts it."""
        if not self.limited:
            return
        now, calls = asyncio.get_running_loop().time(), self._calls.setdefault(name, deque())
        while calls and calls[0] <= now - 60:
            calls.popleft()
        at = self._next(calls, now)
        calls.append(at)  # the place is taken before the wait: whoever comes meanwhile waits behind
        if at > now:
            await asyncio.sleep(at - now)

    async def target(self, name: str) -> None:
        """Returns when a message may go to this person or group, or this message may be redrawn."""
        if not self.limited:
            return
        now = asyncio.get_running_loop().time()
        at = max(now, self._free.get(name, 0.0))
        self._free[name] = at + limits.MESSAGE_GAP
        if len(self._free) > 5_000:
            self._free = {key: free for key, free in self._free.items() if free > now}
        if at > now:
            await asyncio.sleep(at - now)

    @staticmethod
    def _next(calls: deque[float], now: float) -> float:
        """The first moment at which neither the second nor the minute is full."""
        at = max(now, calls[-1]) if calls else now
        for most, span in ((limits.CALLS_A_SECOND, 1.0), (limits.CALLS_A_MINUTE, 60.0)):
            if len(calls) >= most:
                at = max(at, calls[-most] + span)
        return at
