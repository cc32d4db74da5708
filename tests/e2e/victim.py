"""A bot as `okrbot run` puts it together, with a clock that can be told what time it is: the process that test_kill.py kills.

Asked to stop (SIGTERM), it first empties the outbox.

python -m tests.e2e.victim DATABASE_URL SLACK_API_URL SECONDS_AHEAD
"""

from __future__ import annotations

import asyncio
import signal
import sys
from datetime import datetime, timedelta

import structlog

from adapters.slack.adapter import Slack
from bot.cli.serving import replica, setup
from bot.clock import SystemClock
from bot.flows.known import Company
from bot.ports import Pace
from bot.running import Running
from storage.store import open_store
from tests.servers.slack_api import APP_TOKEN, BOT_TOKEN

QUICK = Pace(app=(1000, 1.0), conversation=(10, 1.0))


class Ahead:
    """The machine's time, and so much more."""

    def __init__(self, ahead: timedelta) -> None:
        self.ahead = ahead

    def now(self) -> datetime:
        return SystemClock().now() + self.ahead


async def main(database: str, slack_url: str, ahead: float) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    clock = Ahead(timedelta(seconds=ahead))
    slack = Slack(clock, bot_token=BOT_TOKEN, app_token=APP_TOKEN, api_url=slack_url, pace=QUICK)
    store = open_store(database, migrate=False)
    running = Running(setup(Company(language="en"), [slack]), store, clock, {slack.name: slack}, replica())
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    await running.start()
    print("up", flush=True)
    await stopped.wait()
    while set(await store.read(lambda tx: tx.deliveries())) != {"sent"}:
        await running.delivery.step()
    await running.stop()
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3])))
