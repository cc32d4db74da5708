"""What a tick and a command cost in a company of a hundred and of a hundred thousand: it must not matter."""

from __future__ import annotations

import asyncio
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from benchmarks.company import COMPANY, fill
from benchmarks.quiet import Quiet
from benchmarks.table import show
from bot.cli.serving import setup
from bot.clock import SystemClock
from bot.conversation.event import Event, Place, Said, Sender
from bot.engine import Engine
from bot.ports import Store
from bot.running import Running
from storage.store import open_store

SIZES = (100, 1_000, 10_000, 100_000)
TIMES = 120
numbers = itertools.count()


async def say(engine: Engine, who: int, text: str) -> None:
    """Somebody of the company says something; returns when it is on disk."""
    account = f"U{who}"
    now = engine.clock.now()
    await engine.receive(Event(f"e{next(numbers)}", Place("slack", account), Sender(account), Said(text), now))


async def timed(work: Callable[[], Awaitable[object]], times: int = TIMES) -> list[float]:
    """Milliseconds of each."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        await work()
        found.append((time.perf_counter() - began) * 1000)
    return found


def p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


async def measured(store: Store, size: int) -> dict[str, list[float]]:
    ready = setup(COMPANY, [Quiet()])
    engine = Engine(ready, store, SystemClock(), lambda _: None)
    running = Running(ready, store, SystemClock(), {"slack": Quiet()}, "bench")
    people = itertools.cycle(range(15, size, max(1, size // 83)))
    await timed(lambda: say(engine, next(people), "/okr team"), 20)
    await timed(lambda: say(engine, next(people), "kr1 40%, conf 6; rest same"), 20)
    return {
        "idle tick": await timed(running.tick),
        "/okr": await timed(lambda: say(engine, next(people), "/okr")),
        "/okr team": await timed(lambda: say(engine, next(people), "/okr team")),
        "check-in": await timed(lambda: say(engine, next(people), "kr1 40%, conf 6; rest same")),
    }


async def company(folder: Path, size: int) -> dict[str, list[float]]:
    store = open_store(f"sqlite:///{folder / f'{size}.db'}", migrate=True)
    await fill(store, size)
    found = await measured(store, size)
    await store.close()
    return found


def main(sizes: tuple[int, ...] = SIZES) -> None:
    given = tuple(int(word) for word in sys.argv[2:]) or sizes
    with tempfile.TemporaryDirectory() as folder:
        found = {size: asyncio.run(company(Path(folder), size)) for size in given}
    rows = []
    base = next((at for at, size in enumerate(given) if size >= 1_000), 0)  # a company of a hundred fits into any cache
    for what in found[given[0]]:
        usual = [statistics.median(found[size][what]) for size in given]
        flat = usual[-1] / usual[base]
        rows.append((what, *(f"{statistics.median(found[size][what]):.2f} / {p95(found[size][what]):.2f}" for size in given), flat))
    columns = ("ms, p50 / p95", *(f"{size:,} people" for size in given), f"p50, {given[-1]:,} to {given[base]:,}")
    aims = "Aims: /okr team under 50 ms; idle tick under 2 ms; ratio at most 1.5. One at a time, SQLite, each answer on disk."
    show("scale: a tick and a command by the size of the company", columns, rows, aims)
