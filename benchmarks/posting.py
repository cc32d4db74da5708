"""Friday 16:00 for a hundred thousand people: how long posting takes, whether anything else stops meanwhile, what goes out then."""

from __future__ import annotations

import asyncio
import itertools
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from adapters.slack.adapter import PACE
from benchmarks.company import COMPANY, fill
from benchmarks.quiet import Quiet
from benchmarks.scale import p95, say, timed
from benchmarks.table import show
from bot.cli.serving import setup
from bot.ports import Store
from bot.running import Running
from storage.store import open_store

FRIDAY = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)  # 16:00 in Shanghai
SIZE = 100_000
TIMES = 40
PAUSE = 0.2  # seconds between two answers: more than a platform lets out would only queue


@dataclass
class RunningClock:
    """Runs, from wherever it is set to."""

    at: datetime
    since: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        return self.at + timedelta(seconds=time.monotonic() - self.since)

    def turn(self, to: datetime) -> None:
        self.at, self.since = to, time.monotonic()


@asynccontextmanager
async def watched() -> AsyncIterator[list[float]]:
    """How long the loop was not free, each time, in ms."""
    lags: list[float] = []

    async def watch() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.002)
            lags.append((time.perf_counter() - began - 0.002) * 1000)

    task = asyncio.create_task(watch())
    yield lags
    task.cancel()


async def paused(work: Callable[[], Awaitable[None]]) -> list[float]:
    found = []
    for _ in range(TIMES):
        await asyncio.sleep(PAUSE)
        found += await timed(work, 1)
    return found


async def answers(running: Running, size: int) -> dict[str, list[float]]:
    people = itertools.cycle(range(15, size, max(1, size // 997)))
    return {
        text: await paused(lambda text=text: say(running.engine, next(people), text))
        for text in ("/okr", "/okr team", "kr1 40%, conf 6; rest same")
    }


def _log_nothing() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


async def measured(store: Store, size: int, name: str) -> None:
    clock = RunningClock(FRIDAY - timedelta(hours=1))
    await fill(store, size, now=clock.now())
    platform = Quiet(pace=PACE, takes=0.05)
    running = Running(setup(COMPANY, [platform]), store, clock, {"slack": platform}, "bench")
    await running.tick()
    await answers(running, size)
    idle = await answers(running, size)
    clock.turn(FRIDAY + timedelta(seconds=1))
    async with watched() as lags:
        began = time.perf_counter()
        await running.tick()
        posting = time.perf_counter() - began
    ticks = await timed(running.tick, 100)
    posted = sum((await store.read(lambda tx: tx.deliveries())).values())
    sending = asyncio.create_task(running.delivery.run())
    await asyncio.sleep(8)  # what may go at once has gone; from here on it is the platform's pace
    before, start = len([k for _, k in platform.sent if k.startswith("prompt")]), time.perf_counter()
    async with watched() as meanwhile:
        busy = await answers(running, size)
        await asyncio.sleep(max(0.0, 20 - (time.perf_counter() - start)))
    took, after = time.perf_counter() - start, len([k for _, k in platform.sent if k.startswith("prompt")])
    sending.cancel()
    await asyncio.wait([sending])
    await running.delivery.stop()
    rows: list[tuple[object, ...]] = [
        (f"post {size:,} prompts", f"{posting:.2f} s"),
        ("rows in the outbox then", posted),
        ("loop not free meanwhile, at most", f"{max(lags, default=0.0):.1f} ms"),
        ("tick with all of them waiting, p50", f"{statistics.median(ticks):.2f} ms"),
        ("prompts a minute while people talk (their answers count too)", f"{(after - before) / took * 60:.0f}"),
        ("loop not free while they go out, p99", f"{sorted(meanwhile)[int(len(meanwhile) * 0.99)]:.1f} ms"),
    ]
    rows += [
        (f"{text}: p95 idle, busy", f"{p95(idle[text]):.1f} ms, {p95(busy[text]):.1f} ms: {p95(busy[text]) / p95(idle[text]):.2f}")
        for text in idle
    ]
    aims = "Aims: post < 2 s (SQLite), < 4 s (PostgreSQL); loop < 50 ms; tick < 2 ms; busy at most twice idle."
    show(f"posting: {size:,} people on {name}", ("what", "measured"), rows, aims)


async def on(url: str, size: int, name: str) -> None:
    store = open_store(url, migrate=True)
    try:
        await measured(store, size, name)
    finally:
        await store.close()


def main() -> None:
    """`posting [PEOPLE] [postgresql]`."""
    _log_nothing()
    size = next((int(word) for word in sys.argv[2:] if word.isdecimal()), SIZE)
    if "postgresql" not in sys.argv:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(on(f"sqlite:///{Path(folder) / 'posting.db'}", size, "SQLite"))
        return
    from tests.servers.postgres import Postgres

    server = Postgres()
    server.start()
    try:
        asyncio.run(on(server.url(server.create()), size, "PostgreSQL"))
    finally:
        server.stop()
