"""DingTalk's limits: calls a second for each API, metered calls a month, messages a minute through a session's webhook."""

from collections import defaultdict, deque
from collections.abc import Callable

CALLS_A_SECOND = 20
WEBHOOK_A_MINUTE = 20
WEBHOOK_PENALTY = 600.0


class Limits:
    """Off until `clock` (seconds, any zero) is given; `month` is how many metered calls are left, None = as many as one likes."""

    def __init__(self, clock: Callable[[], float] | None = None, month: int | None = None) -> None:
        self.clock, self.month = clock, month
        self.calls: dict[str, int] = defaultdict(int)
        self.metered = 0
        self.refused = 0
        self._seconds: dict[str, deque[float]] = defaultdict(deque)
        self._minutes: dict[str, deque[float]] = defaultdict(deque)
        self._blocked: dict[str, float] = {}

    def too_fast(self, api: str) -> bool:
        """Counts a call; whether it is one too many in its second."""
        self.calls[api] += 1
        return self._over(self._seconds[api], CALLS_A_SECOND, 1.0)

    def used_up(self, metered: bool) -> bool:
        """Counts a metered call; whether the month has none left."""
        if not metered:
            return False
        self.metered += 1
        if self.month is None:
            return False
        self.month -= 1
        return self.month < 0

    def webhook_too_fast(self, session: str) -> bool:
        if self.clock is None:
            return False
        now = self.clock()
        if self._blocked.get(session, now) > now:
            return True
        if self._over(self._minutes[session], WEBHOOK_A_MINUTE, 60.0):
            self._blocked[session] = now + WEBHOOK_PENALTY
            return True
        return False

    def _over(self, recent: deque[float], most: int, seconds: float) -> bool:
        if self.clock is None:
            return False
        now = self.clock()
        while recent and recent[0] <= now - seconds:
            recent.popleft()
        if len(recent) >= most:
            self.refused += 1
            return True
        recent.append(now)
        return False
