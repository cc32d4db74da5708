"""Reports, the map and a campaign for ten thousand people: how long one waits, how long others do, whether the loop stays free."""

from __future__ import annotations

import asyncio
import gc
import itertools
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import structlog

from adapters.slack.adapter import PACE
from benchmarks.company import CHUNK, COMPANY, TEAM, check_ins, fill, objective
from benchmarks.posting import RunningClock, watched
from benchmarks.quiet import Quiet
from benchmarks.scale import say
from benchmarks.table import show
from bot.cli.serving import setup
from bot.company import Setup
from bot.delivery import GAP, Delivery
from bot.engine import Engine
from bot.links import TO_OPEN, Grant, ensure_secret, sign
from bot.okr.model import Alignment, Happening
from bot.okr.model_ending import Broadcast
from bot.okr.weeks import Week
from bot.ports import Done, Outgoing, Store, Tx
from bot.ports.pages import Visit
from bot.visiting import Visiting
from storage.store import open_store
from tests.servers.postgres import Postgres

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
SIZE, TIMES, HR, WEEKS = 10_000, 7, 0, 6
ASKED = ("/okr report", "/okr company", "/okr map", "/okr cycle", "/okr broadcast")
TOLD = "/okr broadcasts"


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
    ready, clock = setup(replace(COMPANY, public_url="https://okr.example.com"), [Quiet()]), RunningClock(NOW)
    engine = Engine(ready, store, clock, lambda _: None)
    visits = await entered(ready, store, clock)
    gc.collect()
    gc.freeze()  # as `okrbot run` does
    rows = [await one(engine, size, text, partial(say, engine, HR, text)) for text in ASKED]
    rows.append(await one(engine, size, "map page, first look", partial(fresh_map, ready, store, clock, visits[0])))
    known = Visiting(ready, store, clock)
    rows.append(await one(engine, size, "map page, a colleague's look", partial(next_map, known, itertools.cycle(visits))))
    rows.append(await one(engine, size, "map page, after a check-in", partial(changed_map, known, store, visits[0])))
    rows.append(await campaign(ready, store, clock, engine, size))
    return [*rows, await one(engine, size, f"{TOLD}, after it", partial(say, engine, HR, TOLD))]


async def one(engine: Engine, size: int, name: str, work: Callable[[], Awaitable[object]]) -> tuple[object, ...]:
    """Some times by itself, then some times while somebody else talks."""
    await work()
    took, used = [], []
    for _ in range(TIMES):
        began, spent = time.perf_counter(), time.process_time()
        await work()
        took.append((time.perf_counter() - began) * 1000)
        used.append((time.process_time() - spent) * 1000)
    async with watched() as lags, others(engine, size) as waits:
        for _ in range(TIMES):
            await asyncio.sleep(0.03)
            await work()
    return (name, statistics.median(took), max(took), statistics.median(used), max(lags), max(waits))


async def entered(ready: Setup, store: Store, clock: RunningClock) -> list[Visit]:
    """Two colleagues who have opened the link that the bot gave them."""
    secret = await store.write(ensure_secret)
    visiting, now = Visiting(ready, store, clock), clock.now()
    return [await visiting.enter(sign(secret, Grant("map", person, now + TO_OPEN), now), None) for person in ("p15", "p27")]


async def fresh_map(ready: Setup, store: Store, clock: RunningClock, visit: Visit) -> None:
    await Visiting(ready, store, clock).map(visit)


async def next_map(visiting: Visiting, visits: Iterator[Visit]) -> None:
    await visiting.map(next(visits))


async def changed_map(visiting: Visiting, store: Store, visit: Visit) -> None:
    await store.write(lambda tx: tx.log(Done(NOW, "p15", "checked_in", "o15k1")))
    await visiting.map(visit)


async def campaign(ready: Setup, store: Store, clock: RunningClock, engine: Engine, size: int) -> tuple[object, ...]:
    """Words of HR's to everybody, until each has a row; the platform takes them at its pace meanwhile."""
    now, platform = clock.now(), Quiet(pace=PACE, takes=0.05)
    about, delivery = {"broadcast": "bench"}, Delivery(ready, store, clock, {"slack": platform}, "bench")

    def announce(tx: Tx) -> None:
        tx.save_broadcast(Broadcast("bench", f"p{HR}", now, now, "word", "2026Q4", {"en": "Lunch is on us"}))
        tx.post(Outgoing("campaign:bench", now, "campaign_due", flow="campaign", about=about, priority=1))

    async with watched() as lags, others(engine, size) as waits:
        await asyncio.sleep(1.0)
        began, spent, before = time.perf_counter(), time.process_time(), await posted(store)
        await store.write(announce)
        while await posted(store) - before < size:
            pause = await delivery.look()
            await asyncio.sleep(min(GAP, max(0.0, pause)))
        took, used = (time.perf_counter() - began) * 1000, (time.process_time() - spent) * 1000
    await delivery.drain()
    await delivery.stop()
    return ("a campaign to everybody, posted", took, took, used, max(lags), max(waits))


async def posted(store: Store) -> int:
    return sum((await store.read(lambda tx: tx.deliveries())).values())


async def company(url: str, size: int) -> list[tuple[object, ...]]:
    store = open_store(url, migrate=True)
    try:
        await lived_in(store, size)
        return await measured(store, size)
    finally:
        await store.close()


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
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
