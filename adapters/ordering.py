"""Keeps what comes from one conversation in order, though everything that comes in is handled at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class Order:
    """One thing at a time per name, first come first served; and knows when nothing is under way."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Waits for everybody of this name who came before."""
        lock = self._locks.setdefault(name, asyncio.Lock())
        self._under_way += 1
        self._idle.clear()
        try:
            async with lock:
                yield
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()

    async def idle(self) -> None:
        """Waits until nothing is under way."""
        await self._idle.wait()
