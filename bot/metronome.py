"""Calls something every so often, whatever the machine's clock does meanwhile: set forward, set back, or stopped with the lid closed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.ports import Clock


class Beat(BaseTrigger):  # type: ignore[misc]  # the library has no types
    """The next beat is one interval from now, not from the last: a jump of a month is one beat, not a month of them."""

    def __init__(self, interval: timedelta) -> None:
        self.interval = interval

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        return now if previous is None else now + self.interval


class Metronome:
    """Beats until stopped; a beat that is late makes the next one wait, never overlap."""

    def __init__(self, beat: Callable[[], Awaitable[None]], interval: timedelta, clock: Clock) -> None:
        self.interval, self.clock = interval, clock
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._job = self._scheduler.add_job(beat, Beat(interval), max_instances=1, coalesce=True, misfire_grace_time=None)
        self._watch: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins in the running loop."""
        self._scheduler.start()
        self._watch = asyncio.create_task(self._watch_clock())

    async def stop(self) -> None:
        """No beat begins after this."""
        self._scheduler.shutdown(wait=False)
        if self._watch:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch

    async def _watch_clock(self) -> None:
        """When the machine's clock was set back, the scheduler's next beat lies hours ahead; the loop's own time does not jump."""
        while True:
            await asyncio.sleep(self.interval.total_seconds())
            now = self.clock.now()
            if self._job.next_run_time and self._job.next_run_time > now + self.interval * 2:
                self._job.modify(next_run_time=now)
            self._scheduler.wakeup()
