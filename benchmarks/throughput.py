"""Friday's prompts with every limit off: how fast one process delivers to each platform, as multiples of what the platform allows."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from benchmarks import bot
from benchmarks.asking import DINGTALK, FEISHU, SLACK, Ground
from benchmarks.company import COMPANY, fill
from benchmarks.posting import FRIDAY, RunningClock
from benchmarks.processes import process
from benchmarks.table import show
from bot.cli.logs import configure
from bot.cli.serving import setup
from bot.ports import Adapter
from bot.running import Running
from storage.store import open_store

PEOPLE = 3_000
ALLOWED = {"slack": 300, "feishu": 1_000, "dingtalk": 20 * 60}
"""Messages, or calls, a minute."""
AIM = {"slack": 20, "feishu": 20, "dingtalk": 10}


async def delivered(ground: Ground, adapter: Adapter, folder: Path, people: int) -> float:
    """Messages a minute, from the moment at which they fall due to the last one sent."""
    clock = RunningClock(FRIDAY - timedelta(seconds=3))
    store = open_store(f"sqlite:///{folder / 'throughput.db'}", migrate=True)
    await fill(store, people, [ground.account(n) for n in range(people)], ground.platform, now=clock.now())
    running = Running(setup(COMPANY, [adapter]), store, clock, {adapter.name: adapter}, "bench")
    clock.turn(FRIDAY - timedelta(seconds=3))
    await running.start()
    await asyncio.sleep(3)
    began = time.perf_counter()
    while (await store.read(lambda tx: tx.deliveries())).get("sent", 0) < people:  # noqa: ASYNC110 - only the database knows
        await asyncio.sleep(0.2)
    took = time.perf_counter() - began
    await running.stop()
    await store.close()
    return people / took * 60


def measured(ground: Ground, people: int) -> float:
    with process(ground.server, "--people", str(people)) as server, tempfile.TemporaryDirectory() as folder:
        os.environ.update(ground.settings(server.line()))
        return asyncio.run(delivered(ground, bot.PLATFORMS[ground.platform](), Path(folder), people))


def main() -> None:
    configure()
    people = int(sys.argv[2]) if len(sys.argv) > 2 else PEOPLE
    rows = []
    for ground in (SLACK, FEISHU, DINGTALK):
        rate = measured(ground, people)
        allowed = ALLOWED[ground.platform]
        rows.append((ground.platform, rate, allowed, rate / allowed, AIM[ground.platform]))
    columns = ("platform", "prompts a minute", "allowed a minute", "times that", "aim")
    show(f"throughput: {people:,} prompts, limits off, one process", columns, rows, "Aims: the last column.")


if __name__ == "__main__":
    main()
