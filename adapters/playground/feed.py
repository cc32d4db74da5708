"""Every open page hears every change, over Server-Sent Events: no reload, several tabs in step."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, is_dataclass
from datetime import datetime
from typing import Any

from adapters.playground.client import Change

HEARTBEAT = 20.0
"""Seconds without a change after which the time is told anyway: it keeps the connection open and the page's clock right."""

BACKLOG = 1000
"""Changes that wait for a page which does not read; then its stream ends, and it asks again from where it was."""


class Feed:
    """The open streams. `publish` never waits."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[Change | None]] = set()
        self.closed = False

    def publish(self, change: Change) -> None:
        for queue in tuple(self._queues):
            if queue.qsize() < BACKLOG:
                queue.put_nowait(change)
            else:
                self._end(queue)

    def close(self) -> None:
        """Ends every stream, after what is already waiting; none begins until `closed` is false again."""
        self.closed = True
        for queue in tuple(self._queues):
            self._end(queue)

    def _end(self, queue: asyncio.Queue[Change | None]) -> None:
        self._queues.discard(queue)
        queue.put_nowait(None)

    async def changes(self, missed: Callable[[], list[Change]], beat: Callable[[], Change]) -> AsyncIterator[str]:
        """Server-Sent Events: what the page missed, then everything as it happens; `beat` is sent at first and when nothing else is."""
        queue: asyncio.Queue[Change | None] = asyncio.Queue()
        if self.closed:
            return
        self._queues.add(queue)
        try:
            for first in [*missed(), beat()]:
                yield written(first)
            while (change := await self._next(queue, beat)) is not None:
                yield written(change)
        finally:
            self._queues.discard(queue)

    async def _next(self, queue: asyncio.Queue[Change | None], beat: Callable[[], Change]) -> Change | None:
        try:
            return await asyncio.wait_for(queue.get(), HEARTBEAT)
        except TimeoutError:
            return beat()


def written(change: Change) -> str:
    """A change as one Server-Sent Event, its number as the event's id."""
    return f"event: {change.what}\nid: {change.seq}\ndata: {json.dumps(plain(change.data), ensure_ascii=False)}\n\n"


def plain(value: Any) -> Any:
    """Dataclasses and times in it as JSON knows them."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime) else value
