"""`/okr report` and the map for ten thousand people: how long HR waits, how long others wait meanwhile, whether the loop stays free."""

from __future__ import annotations

import asyncio
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from benchmarks.company import CHUNK, COMPANY, TEAM, check_ins, fill, objective
from benchmarks.posting import RunningClock, watched
from benchmarks.quiet import Quiet
from benchmarks.scale import say
from benchmarks.table import show
from bot.cli.serving import setup
from bot.engine import Engine
from bot.okr.model import Alignment, Happening
from bot.okr.weeks import Week
from bot.ports import Store, Tx
from storage.store import open_store
from tests.servers.postgres import Postgres

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
SIZE, TIMES, HR, WEEKS = 10_000, 7, 0, 6
ASKED = ("/okr report", "/okr company", "/okr map", "/okr cycle")


def _lived_in(tx: Tx, numbers: range) -> None:
    """Six weeks of check-ins, a history of each objective, and what it serves: its lead's, and a lead's the executive's."""
    for number in numbers:
        lead = number - number % TEAM
        above = lead if number != lead else 0
        serves = (Alignment(f"o{above}", f"o{above}k1"),) if number else ()
        events = tuple(
            Happening(NOW - timedelta(days=ago), f"p{number}", what)
            for ago, what in ((50, "submitted"), (48, "returned"), (47, "submitted"))
        )
        tx.save_objective(replace(objective(number, NOW), aligned_to=serves, events=events))
        for one in check_ins(number, NOW):
            for ago in (2, 4):
                tx.save_check_in(replace(one, week=str(Week.parse(one.week).plus(-ago)), at=one.at - timedelta(days=7 * ago)))


async def lived_in(store: Store, size: int) -> None:
    await fill(store, size, now=NOW)
    for start in range(0, size, CHUNK):
        await store.write(partial(_lived_in, numbers=range(start, min(size, start + CHUNK))))


@asynccontextmanager
async def others(engine: Engine, size: int) -> AsyncIterator[list[float]]:
    """Somebody else asks for their own OKRs all the while; the milliseconds of each."""
    found: list[float] = []

    async def talk() -> None:
        who = 15
        while True:
            who = 1 + (who + 37) % (size - 1)
            began = time.perf_counter()
            await say(engine, who, "/okr")
            found.append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(0.01)

    task = asyncio.create_task(talk())
    yield found
    task.cancel()
    await asyncio.wait([task])


async def measured(store: Store, size: int) -> list[tuple[object, ...]]:
    engine = Engine(setup(COMPANY, [Quiet()]), store, RunningClock(NOW), lambda _: None)
    rows: list[tuple[object, ...]] = []
    gc.collect()
    gc.freeze()  # as `okrbot run` does
    for text in ASKED:
        await say(engine, HR, text)
        took, used = [], []
        for _ in range(TIMES):
            began, spent = time.perf_counter(), time.process_time()
            await say(engine, HR, text)
            took.append((time.perf_counter() - began) * 1000)
            used.append((time.process_time() - spent) * 1000)
        async with watched() as lags, others(engine, size) as waits:
            for _ in range(TIMES):
                await asyncio.sleep(0.03)
                await say(engine, HR, text)
        rows.append((text, statistics.median(took), max(took), statistics.median(used), max(lags), max(waits)))
    return rows


async def company(url: str, size: int) -> list[tuple[object, ...]]:
    store = open_store(url, migrate=True)
    try:
        await lived_in(store, size)
        return await measured(store, size)
    finally:
        await store.close()


def main() -> None:
    size = int(next((word for word in sys.argv[2:] if word.isdigit()), SIZE))
    with tempfile.TemporaryDirectory() as folder:
        if "postgresql" in sys.argv[2:]:
            server = Postgres()
            server.start()
            rows = asyncio.run(company(server.url(server.create()), size))
            server.stop()
        else:
            rows = asyncio.run(company(f"sqlite:///{Path(folder) / 'report.db'}", size))
    columns = ("what", "p50 ms", "most ms", "CPU ms", "loop not free, most ms", "somebody else's /okr meanwhile, most ms")
    show(f"report: {size:,} people", columns, rows, "Aims: under 1,000 ms; loop not free for less than 50 ms.")


if __name__ == "__main__":
    main()
