"""Keeps within a platform's pace: slots in time that replicas share out among them, and buckets of this process's own."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.ports import Pace

MOST_CONVERSATIONS = 10_000
AHEAD = 1.0  # seconds for which slots are taken in advance
ASTRAY = timedelta(seconds=30)  # slots further ahead were taken by a clock that has been set back since
Limit = tuple[int, float]


@dataclass(frozen=True, slots=True)
class Slots:
    """`count` moments, evenly from `first` on; moments that have passed count as now. `until` is the first that is still free."""

    first: datetime
    every: float
    count: int

    @property
    def until(self) -> datetime:
        return self.first + timedelta(seconds=self.every * self.count)

    def waits(self, now: datetime) -> list[float]:
        """Seconds from now to each."""
        start = (self.first - now).total_seconds()
        return [max(0.0, start + self.every * at) for at in range(self.count)]

    def only(self, count: int) -> Slots:
        return Slots(self.first, self.every, count)


def slots(free: datetime | None, now: datetime, limit: Limit, burst: int, *, spent: float = 0.0, most: int, ahead: float = AHEAD) -> Slots:
    """The next slots at a limit of (count, seconds): after a pause `burst` at once, then evenly.

    `free` is the first free one as all replicas know it, `spent` how many messages went out meanwhile without a slot.
    """
    every = limit[1] / limit[0]
    earliest = now - timedelta(seconds=every * burst)
    first = earliest if free is None or free > now + ASTRAY else max(free, earliest)
    first += timedelta(seconds=every * spent)
    room = (now - first).total_seconds() + ahead
    return Slots(first, every, max(0, min(most, int(room / every + 1e-9))))


@dataclass(slots=True)
class Bucket:
    """`burst` tokens, filling evenly at `rate` a second. Times are the loop's own, which no clock change moves."""

    rate: float
    burst: float
    tokens: float
    filled: float

    def wait(self, now: float) -> float:
        """Seconds until there is a token."""
        self.tokens = min(self.burst, self.tokens + (now - self.filled) * self.rate)
        self.filled = now
        return max(0.0, (1 - self.tokens) / self.rate)

    def take(self, now: float) -> float:
        """Takes a token, perhaps one that is still to come; how many seconds to wait before using it."""
        seconds = self.wait(now)
        self.tokens -= 1
        return seconds


class Pacer:
    """What this process sends. `spent` counts what went out without a slot, until the next slots are taken for it."""

    def __init__(self, paces: Mapping[str, Pace]) -> None:
        self.paces = paces
        self._apis: dict[tuple[str, str], Bucket] = {}
        self._conversations: OrderedDict[tuple[str, str], Bucket] = OrderedDict()
        self._spent: dict[tuple[str, str], tuple[float, float]] = {}

    def limit(self, platform: str, api: str) -> Limit:
        pace = self.paces[platform]
        return pace.edits or pace.app if api else pace.app

    def ask(self, platform: str, api: str) -> float:
        """Seconds that a message without a slot would have to wait."""
        return self._api(platform, api).wait(_now()) if platform in self.paces else 0.0

    def take(self, platform: str, api: str, conversation: str, *, slotted: bool) -> float:
        """Takes what one message needs; seconds to wait. What has a slot waits for its conversation only."""
        if platform not in self.paces:
            return 0.0
        now = _now()
        seconds = self._conversation(platform, conversation).take(now)
        if slotted:
            return seconds
        self._spent[platform, api] = self._leaked(platform, api, now) + 1, now
        return max(seconds, self._api(platform, api).take(now))

    def spent(self, platform: str, api: str) -> float:
        """How many went out without a slot since this was asked last, as far as the platform's pace has not made up for them."""
        now = _now()
        found = self._leaked(platform, api, now)
        self._spent[platform, api] = 0.0, now
        return found

    def _leaked(self, platform: str, api: str, now: float) -> float:
        count, since = self._spent.get((platform, api), (0.0, now))
        most, seconds = self.limit(platform, api)
        return max(0.0, count - (now - since) * most / seconds)

    def _api(self, platform: str, api: str) -> Bucket:
        found = self._apis.get((platform, api))
        if found is None:
            count, seconds = self.limit(platform, api)
            burst = float(self.paces[platform].burst)
            found = self._apis[platform, api] = Bucket(count / seconds, burst, burst, _now())
        return found

    def _conversation(self, platform: str, conversation: str) -> Bucket:
        which = (platform, conversation)
        found = self._conversations.get(which)
        if found is None:
            count, seconds = self.paces[platform].conversation
            found = self._conversations[which] = Bucket(count / seconds, count, count, _now())
        self._conversations.move_to_end(which)
        if len(self._conversations) > MOST_CONVERSATIONS:
            self._conversations.popitem(last=False)
        return found


def _now() -> float:
    return asyncio.get_running_loop().time()
