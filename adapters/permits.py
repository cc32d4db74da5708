"""Keeps calls below a limit so tight that it matters when each arrives: a call's place is free again only once the call is surely old."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

STEP = 0.05  # of what a call usually takes: so far one call moves it


class Full(Exception):
    """No place becomes free within the seconds one is ready to wait."""


class Places:
    """The places of one name. Their times are the loop's: from then on each may be used."""

    def __init__(self, count: int, now: float) -> None:
        self._times: asyncio.PriorityQueue[float] = asyncio.PriorityQueue()
        self._count, self._over = 0, 0
        self.usual: float | None = None  # seconds a call takes: as many take less as take more
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
        """From when a second is to be counted: when it was made, and later by what it took longer than usual, as that may lie before."""
        took = answered - made
        if self.usual is None:
            self.usual = took
        self.usual += STEP * self.usual * (1 if took > self.usual else -1)
        return made + max(0.0, took - self.usual)


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
    async def call(self, name: str, most: float) -> AsyncIterator[None]:
        """Within it the call is made. Raises Full, and takes nothing, when its turn would come in more than `most` seconds."""
        clock = asyncio.get_running_loop().time
        places = self._names.get(name)
        if places is None:
            places = self._names[name] = Places(self._count, clock())
        at = await self._turn(places, clock() + most)
        made = None
        try:
            if (wait := at - clock()) > 0:
                await asyncio.sleep(wait)
            made = clock()
            yield
        finally:
            places.give_back(at if made is None else places.counted(made, clock()) + self._seconds)

    async def _turn(self, places: Places, latest: float) -> float:
        try:
            async with asyncio.timeout_at(latest):
                at = await places.take()
        except TimeoutError as error:
            raise Full from error
        if at > latest:
            places.give_back(at)
            raise Full
        return at
