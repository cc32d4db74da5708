"""Keeps calls below a limit so tight that it matters when each arrives: a call's place is free again only once the call is surely old."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

UP, DOWN = 0.005, 0.045  # of what a quick call takes: so far one call moves it, nine calls in ten being slower


class Full(Exception):
    """No place becomes free within the seconds one is ready to wait."""


class Places:
    """The places of one name. Their times are the loop's: from then on each may be used."""

    def __init__(self, count: int, now: float) -> None:
        self._times: asyncio.PriorityQueue[float] = asyncio.PriorityQueue()
        self._count, self._over = 0, 0
        self.line = asyncio.Lock()
        self.quick: float | None = None  # seconds that a call takes which nothing delays
        self.resize(count, now)

    def resize(self, count: int, now: float) -> None:
        """From now on there are so many; those that are out and too many are gone when they come back."""
        for _ in range(count - self._count):
            if self._over:
                self._over -= 1
            else:
                self._times.put_nowait(now)
        self._over += max(0, self._count - count)
        self._count = count

    async def take(self) -> float:
        """The next place: when it may be used."""
        while True:
            at = await self._times.get()
            if not self._over:
                return at
            self._over -= 1

    def give_back(self, at: float) -> None:
        self._times.put_nowait(at)

    def counted(self, made: float, answered: float) -> float:
        """From when a second is to be counted: when it was made, and later by its delay, which may lie before it was counted there."""
        took = answered - made
        if self.quick is None:
            self.quick = took
        delay = max(0.0, took - self.quick)
        self.quick *= 1 + UP if took > self.quick else 1 - DOWN
        return made + delay


class Permits:
    """At most `count` calls in any `seconds`, for each name, as the other side counts them."""

    def __init__(self, count: int, seconds: float) -> None:
        self._count, self._seconds = count, seconds
        self._names: dict[str, Places] = {}

    def share(self, count: int) -> None:
        """This process has so many of them from now on: the others are other processes'."""
        if count != self._count:
            self._count = count
            now = asyncio.get_running_loop().time()
            for places in self._names.values():
                places.resize(count, now + self._seconds)

    @asynccontextmanager
    async def call(self, name: str, most: float, *, urgent: bool = False) -> AsyncIterator[None]:
        """Within it the call is made; one that is urgent waits behind one other at most. Raises Full, and takes nothing, when its turn
        would come in more than `most` seconds."""
        clock = asyncio.get_running_loop().time
        places = self._names.get(name)
        if places is None:
            places = self._names[name] = Places(self._count, clock())
        latest = clock() + most
        if urgent:
            await _turn(places, latest)
        else:
            await _in_line(places, latest)
            try:
                await _turn(places, latest)
            finally:
                places.line.release()
        made = clock()
        try:
            yield
        finally:
            places.give_back(places.counted(made, clock()) + self._seconds)


async def _in_line(places: Places, latest: float) -> None:
    """Waits until nobody else who is not urgent waits for a place."""
    try:
        async with asyncio.timeout_at(latest):
            await places.line.acquire()
    except TimeoutError as error:
        raise Full from error


async def _turn(places: Places, latest: float) -> None:
    """Returns with a place that may be used."""
    try:
        async with asyncio.timeout_at(latest):
            at = await places.take()
    except TimeoutError as error:
        raise Full from error
    wait = at - asyncio.get_running_loop().time()
    if wait > 0 and at > latest:
        places.give_back(at)
        raise Full
    try:
        await asyncio.sleep(max(0.0, wait))
    except BaseException:
        places.give_back(at)
        raise
