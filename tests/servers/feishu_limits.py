"""Feishu's rate limits: per API by minute and second, and five a second for each person, group and message."""

from collections import defaultdict, deque
from collections.abc import Callable

from tests.servers.feishu_tenant import FeishuError

A_SECOND, A_MINUTE, A_TARGET = 50, 1000, 5


class RateLimits:
    """Off until `clock` (seconds, any zero) is given."""

    def __init__(self, clock: Callable[[], float] | None = None) -> None:
        self.clock = clock
        self.refused = 0
        self._calls: dict[str, deque[float]] = defaultdict(deque)

    def api(self, name: str) -> None:
        """Counts a call of an API. Raises 99991400 with the header that says how long to wait."""
        wait = self._over(name, A_SECOND, 1) or self._over(name + " a minute", A_MINUTE, 60)
        if wait:
            headers = {"x-ogw-ratelimit-limit": str(A_SECOND), "x-ogw-ratelimit-reset": str(max(1, round(wait + 0.5)))}
            raise FeishuError(99991400, "request trigger frequency limit", 429, headers)

    def target(self, name: str) -> None:
        """Counts a message to a person or group, or an update of a message. Raises 230020."""
        if self._over(name, A_TARGET, 1):
            raise FeishuError(230020, "This operation triggers the frequency limit, ext=chat rate limit.")

    def _over(self, name: str, most: int, span: float) -> float:
        """Seconds until one more is allowed, 0 when it was and is counted."""
        if self.clock is None:
            return 0.0
        now, calls = self.clock(), self._calls[name]
        while calls and calls[0] <= now - span:
            calls.popleft()
        if len(calls) >= most:
            self.refused += 1
            return calls[0] + span - now
        calls.append(now)
        return 0.0
