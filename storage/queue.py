"""What waits to be written: works with who waits for each, handed out in batches of which each is one commit."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition
from typing import Any

from bot.ports import Tx

SHORT_WORKS, WORKS = 64, 12
"""In one batch: a turn takes some milliseconds, and what is to be done first waits for the batch before it."""


@dataclass(frozen=True, slots=True)
class Job:
    """A work and who waits for it."""

    work: Callable[[Tx], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]


class Queue:
    """Usable from every thread. Short works that come `first` are done before all others, in a batch of their own."""

    def __init__(self) -> None:
        self._first: deque[Job] = deque()
        self._others: deque[Job] = deque()
        self._changed = Condition()
        self._closed = False

    def put(self, job: Job, *, first: bool = False) -> None:
        with self._changed:
            (self._first if first else self._others).append(job)
            self._changed.notify()

    def close(self) -> None:
        """What waits is still handed out."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def batch(self, writers: int) -> list[Job] | None:
        """What is to be done next by one of so many writers; waits until there is something. None: it is closed, and empty."""
        while True:
            with self._changed:
                while not (self._first or self._others):
                    if self._closed:
                        return None
                    self._changed.wait()
                waiting, most = (self._first, SHORT_WORKS) if self._first else (self._others, WORKS)
                share = min(most, 1 + (len(waiting) - 1) // writers)
                jobs = [waiting.popleft() for _ in range(share)]
            if wanted := [job for job in jobs if not job.future.cancelled()]:
                return wanted
