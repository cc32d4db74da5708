"""The metronome goes on whatever the clock says, and one beat never overlaps another."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import SystemClock
from bot.metronome import Beat, Metronome

INTERVAL = timedelta(milliseconds=10)


class Shifted:
    """The machine's clock, set to something else."""

    def __init__(self) -> None:
        self.by = timedelta()

    def now(self) -> datetime:
        return SystemClock().now() + self.by


class Count:
    """Beats so far; waits for the next ones."""

    def __init__(self) -> None:
        self.beats = 0
        self.running = 0
        self.changed = asyncio.Condition()

    async def beat(self) -> None:
        assert self.running == 0
        self.running += 1
        await asyncio.sleep(0)
        async with self.changed:
            self.beats += 1
            self.changed.notify_all()
        self.running -= 1

    async def more(self, count: int) -> None:
        wanted = self.beats + count
        async with self.changed, asyncio.timeout(20):
            await self.changed.wait_for(lambda: self.beats >= wanted)


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(hours=1), timedelta(days=-30), timedelta(days=30)])
async def test_it_goes_on_when_the_clock_is_set(jump: timedelta) -> None:
    clock, count = Shifted(), Count()
    metronome = Metronome(count.beat, INTERVAL, clock)
    metronome.start()
    await count.more(2)
    clock.by = jump
    await count.more(5)
    clock.by = timedelta()
    await count.more(2)
    await metronome.stop()
    at_the_end = count.beats
    await asyncio.sleep(0)
    assert count.beats == at_the_end


@pytest.mark.parametrize("asleep", [timedelta(0), timedelta(hours=1), timedelta(days=31)])
def test_after_a_long_sleep_there_is_one_beat_and_then_the_next_interval(asleep: timedelta) -> None:
    beat = Beat(timedelta(seconds=1))
    start = datetime(2026, 10, 9, 8, 0, tzinfo=UTC)
    assert beat.get_next_fire_time(None, start) == start
    woken = start + asleep
    assert beat.get_next_fire_time(start, woken) == woken + timedelta(seconds=1)
