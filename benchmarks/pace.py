"""With Slack's limits on: how much of the limit is used, and how often Slack has to refuse after the first minute."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from adapters.slack.adapter import Slack
from benchmarks.company import COMPANY, fill
from benchmarks.posting import FRIDAY, RunningClock
from benchmarks.table import show
from bot.cli.logs import configure
from bot.cli.serving import setup
from bot.running import Running
from storage.store import open_store
from tests.servers.slack import SlackServer
from tests.servers.slack_limits import POSTS_A_MINUTE

MINUTES = 3
REPLICAS = 2


async def measured(folder: Path, minutes: float) -> None:
    size = int(POSTS_A_MINUTE * (minutes + 1))
    clock = RunningClock(FRIDAY - timedelta(seconds=3))
    async with SlackServer(own_events=False) as slack:
        people = [slack.human(f"person{n}") for n in range(size)]
        url = f"sqlite:///{folder / 'pace.db'}"
        first = open_store(url, migrate=True)
        await fill(first, size, [one.id for one in people], now=clock.now())
        stores = [first, *(open_store(url, migrate=False) for _ in range(REPLICAS - 1))]
        slack.limits.clock = time.monotonic
        adapters = [Slack(clock, bot_token=slack.bot_token, app_token=slack.app_token, api_url=slack.api_url) for _ in stores]
        bots = [
            Running(setup(COMPANY, [adapter]), store, clock, {"slack": adapter}, f"r{n}")
            for n, (adapter, store) in enumerate(zip(adapters, stores, strict=True))
        ]
        clock.turn(FRIDAY - timedelta(seconds=3))
        for bot in bots:
            await bot.start()
        await asyncio.sleep(63)
        posted, refused, began = slack.api.counts["chat.postMessage"], slack.limits.refused, time.perf_counter()
        await asyncio.sleep(60 * (minutes - 1))
        took = time.perf_counter() - began
        sent, again = slack.api.counts["chat.postMessage"] - posted, slack.limits.refused - refused
        for bot, store in zip(bots, stores, strict=True):
            await bot.stop()
            await store.close()
    rate = (sent - again) / took * 60
    rows = [("first minute", posted, refused, "-"), (f"the next {minutes - 1:g}", sent, again, f"{rate / POSTS_A_MINUTE:.1%}")]
    title = f"pace: {REPLICAS} replicas on one outbox, Slack's limiter on ({POSTS_A_MINUTE} posts a minute)"
    show(title, ("minutes", "requests", "refused", "of the limit"), rows, "Aims: >= 97 %, none refused after the first minute.")


def main() -> None:
    configure()
    minutes = next((float(word) for word in sys.argv[2:]), MINUTES)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measured(Path(folder), minutes))
