"""Slack's rate limits: a bucket per method by its tier, one per channel and one for all posts of the workspace."""

from collections.abc import Callable
from dataclasses import dataclass

TIERS = {1: 1, 2: 20, 3: 50, 4: 100}  # calls a minute
POSTS_A_MINUTE = 300
CHANNEL_BURST, WORKSPACE_BURST = 3, 60


@dataclass
class Bucket:
    """Holds up to `burst` calls and gets `rate` back each second."""

    rate: float
    burst: float
    left: float
    at: float

    def take(self, now: float) -> float:
        """Seconds until a call is allowed; 0 when it was, and is counted."""
        self.left = min(self.burst, self.left + (now - self.at) * self.rate)
        self.at = now
        if self.left >= 1:
            self.left -= 1
            return 0.0
        return (1 - self.left) / self.rate


class RateLimits:
    """Off until `clock` (seconds, any zero) is given; how large Slack's bursts are is not published, half a minute's worth is assumed."""

    def __init__(self, clock: Callable[[], float] | None = None) -> None:
        self.clock = clock
        self.refused = 0
        self._buckets: dict[str, Bucket] = {}

    def wait(self, method: str, tier: int | None, channel: str | None) -> float:
        """Seconds the caller has to wait, 0 if the call may go on; `channel` is given for posts only."""
        if self.clock is None:
            return 0.0
        seconds = 0.0
        if tier is not None:
            a_minute = TIERS[tier]
            seconds = self._take(f"method:{method}", a_minute / 60, max(1, a_minute / 2))
        if channel is not None and not seconds:
            seconds = self._take(f"channel:{channel}", 1.0, CHANNEL_BURST) or self._take("posts", POSTS_A_MINUTE / 60, WORKSPACE_BURST)
        self.refused += seconds > 0
        return seconds

    def _take(self, name: str, rate: float, burst: float) -> float:
        assert self.clock is not None
        now = self.clock()
        return self._buckets.setdefault(name, Bucket(rate, burst, burst, now)).take(now)
