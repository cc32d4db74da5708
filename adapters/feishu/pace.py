"""Keeps calls below the platform's limits before it has to refuse them: per API, and per person, group or message."""

from __future__ import annotations

import asyncio
from collections import deque

from adapters.feishu import limits


class Turns:
    """Whose turn is when. Times are seconds of any clock that does not go back; a place is taken when it is asked for."""

    def __init__(self) -> None:
        self._calls: dict[str, deque[float]] = {}
        self._free: dict[str, float] = {}

    def api(self, name: str, now: float) -> float:
        """When the next call of this API may be made: neither its second nor its minute is full then."""
        calls = self._calls.setdefault(name, deque())
        while calls and calls[0] <= now - 60:
            calls.popleft()
        at = max(now, calls[-1]) if calls else now
        for most, span in ((limits.CALLS_A_SECOND, 1.0), (limits.CALLS_A_MINUTE, 60.0)):
            if len(calls) >= most:
                at = max(at, calls[-most] + span)
        calls.append(at)
        return at

    def target(self, name: str, now: float) -> float:
        """When the next message may go to this person or group, or this message may be redrawn."""
        at = max(now, self._free.get(name, now))
        if len(self._free) > 5_000:
            self._free = {key: free for key, free in self._free.items() if free > now}
        self._free[name] = at + limits.MESSAGE_GAP
        return at


class Pace:
    """Waits its turn. With `limited` False nothing waits (a loopback server without limits)."""

    def __init__(self, *, limited: bool = True) -> None:
        self._turns = Turns() if limited else None

    async def api(self, name: str) -> None:
        """Returns when a call of this API is allowed."""
        if self._turns is not None:
            await _until(self._turns.api(name, asyncio.get_running_loop().time()))

    async def target(self, name: str) -> None:
        """Returns when a message may go there."""
        if self._turns is not None:
            await _until(self._turns.target(name, asyncio.get_running_loop().time()))


async def _until(at: float) -> None:
    if (wait := at - asyncio.get_running_loop().time()) > 0:
        await asyncio.sleep(wait)
