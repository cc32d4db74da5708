"""Keeps calls below a platform's limits before it has to refuse them: so many in so many seconds, for each name."""

from __future__ import annotations

import asyncio
import math
from collections import OrderedDict, deque

MOST_NAMES = 5000


class Windows:
    """`limits`: at most `count` in any `seconds`, each of them. The longest unused name is forgotten.

    Times are seconds of any clock that does not go back; places are given in the order in which they are asked for.
    """

    def __init__(self, *limits: tuple[int, float]) -> None:
        self._limits, self._longest = limits, max(count for count, _ in limits)
        self._names: OrderedDict[str, deque[float]] = OrderedDict()

    def take(self, name: str, now: float, most: float = math.inf) -> float | None:
        """Takes a place if its wait is at most `most` seconds: how long to wait; None (and nothing taken) when it would be longer."""
        taken = self._names.setdefault(name, deque(maxlen=self._longest))
        self._names.move_to_end(name)
        if len(self._names) > MOST_NAMES:
            self._names.popitem(last=False)
        full = (taken[-count] + seconds for count, seconds in self._limits if len(taken) >= count)
        at = max(now, *full, taken[-1] if taken else now)
        if at - now > most:
            return None
        taken.append(at)
        return at - now


async def turn(windows: Windows, name: str, most: float = math.inf) -> bool:
    """Waits for a place; False, at once, when that would take longer than `most` seconds."""
    wait = windows.take(name, asyncio.get_running_loop().time(), most)
    if wait:
        await asyncio.sleep(wait)
    return wait is not None
