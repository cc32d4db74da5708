"""Keeps within a platform's pace: slots in time that replicas share out among them, and buckets of this process's own."""

from __future__ import annotations

import asyncio
import math
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.ports import Pace

MOST_CONVERSATIONS = 10_000
AHEAD = 1.0  # seconds for which slots are taken in advance
ASTRAY = timedelta(seconds=30)  # slots further ahead were taken by a clock that has been set back since
Limit = tuple[float, float]


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


@dataclass(frozen=True, slots=True)
class Spent:
    """What went out without a slot: it took the place of `count` slots, and none is free before `least`."""

    count: int = 0
    least: datetime | None = None

    def after(self, free: datetime | None, every: float) -> datetime | None:
        """The first free slot, as it is once that is counted."""
        if self.least is None:
            return free
        return self.least if free is None else max(self.least, free + timedelta(seconds=every * self.count))


NONE = Spent()


def slots(free: datetime | None, now: datetime, limit: Limit, start: int, *, spent: Spent = NONE, most: int, ahead: float = AHEAD) -> Slots:
    """The next slots at a limit of (count, seconds): after a pause `start` at once, then evenly.

    `free` is the first free one as all know it who share them, `spent` what went out meanwhile without a slot.
    """
    every = limit[1] / limit[0]
    earliest = now - timedelta(seconds=every * start)
    after = spent.after(None if free is None or free > now + ASTRAY else free, every)
    first = earliest if after is None else max(after, earliest)
    room = (now - first).total_seconds() + ahead
    return Slots(first, every, max(0, min(most, int(room / every + 1e-9))))


def part_of(count: int, rank: int, replicas: int) -> int:
    """How many of `count` are the replica's that is the `rank`th of so many; at least one."""
    return max(1, (count + replicas - 1 - rank) // replicas)


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
    """What this process sends; where replicas cannot share slots, from its own part of them."""

    def __init__(self, paces: Mapping[str, Pace]) -> None:
        self.paces = paces
        self._parts: dict[str, int] = {}
        self._apis: dict[tuple[str, str], Bucket] = {}
        self._conversations: OrderedDict[tuple[str, str], Bucket] = OrderedDict()
        self._spent: dict[tuple[str, str], tuple[int, float]] = {}

    def limit(self, platform: str, api: str, part: int = 0) -> Limit:
        """What this process keeps to; `part`: with that part of the app's count."""
        pace = self.paces[platform]
        if api and pace.edits:
            return pace.edits
        return part or self._parts.get(platform, pace.app[0]), pace.app[1]

    def part(self, platform: str) -> int:
        """How many of the app's count are this process's; 0: it has no part of its own."""
        return self._parts.get(platform, 0)

    def start(self, platform: str) -> int:
        """How many of what the bot sends of itself may go at once after a pause."""
        pace = self.paces[platform]
        return pace.burst if pace.start is None else pace.start

    def share(self, platform: str, part: int) -> None:
        """So many of the app's count are this process's."""
        told = self.paces[platform].share
        if told is not None and part != self._parts.get(platform):
            self._parts[platform] = part
            self._apis.pop((platform, ""), None)
            told(part)

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
        count, least = self._spent.get((platform, api), (0, -math.inf))
        most, span = self.limit(platform, api)
        every = span / most
        self._spent[platform, api] = count + 1, max(least, now - every * self.start(platform)) + every
        return max(seconds, self._api(platform, api).take(now))

    def spent(self, platform: str, api: str, now: datetime) -> Spent:
        """What went out without a slot since this was asked last."""
        found = self._spent.pop((platform, api), None)
        return Spent(found[0], now + timedelta(seconds=found[1] - _now())) if found else NONE

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
