"""Tells every open page that something was done; asks the store only while somebody is looking."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

EVERY = 2.0
"""Seconds between two looks at the store."""
HEARTBEAT = 20.0
"""Seconds after which an idle stream says that it is alive: proxies end those that are silent."""


class Live:
    """The open streams; one look at the store serves them all. A failed look is one that found nothing new."""

    def __init__(self, newest: Callable[[], Awaitable[str]]) -> None:
        self._newest = newest
        self._queues: set[asyncio.Queue[str | None]] = set()
        self._looking: asyncio.Task[None] | None = None
        self._closed = False

    async def changes(self, still: Callable[[], Awaitable[bool]]) -> AsyncIterator[str]:
        """Server-Sent Events: `changed` at first and after every deed. Ends when `still` says that nobody may look any more."""
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        if self._closed:
            return
        self._queues.add(queue)
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        try:
            yield "event: open\ndata: {}\n\n"
            while (said := await self._next(queue)) is not None and await still():
                yield said
        finally:
            self._queues.discard(queue)
            if not self._queues and self._looking is not None:
                self._looking.cancel()
                self._looking = None

    async def _next(self, queue: asyncio.Queue[str | None]) -> str | None:
        try:
            return await asyncio.wait_for(queue.get(), HEARTBEAT)
        except TimeoutError:
            return ": alive\n\n"

    async def _look(self) -> None:
        before: str | None = None
        while True:
            now = await self._asked(before)
            if now != before and before is not None:
                for queue in self._queues:
                    queue.put_nowait("event: changed\ndata: {}\n\n")
            before = now
            await asyncio.sleep(EVERY)

    async def _asked(self, before: str | None) -> str | None:
        """A store that is away for a moment has nothing new."""
        try:
            return await self._newest()
        except Exception:  # noqa: BLE001 whatever keeps it, the next look may be luckier, and readyz says so meanwhile
            return before

    def close(self) -> None:
        """Ends every stream; none begins any more."""
        self._closed = True
        for queue in self._queues:
            queue.put_nowait(None)
