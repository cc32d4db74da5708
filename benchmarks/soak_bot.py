"""A replica of the bot on all three platforms, at the pace that they allow, with a clock ahead of the machine's.

python -m benchmarks.soak_bot SECONDS_AHEAD
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import timedelta

from benchmarks.bot import PLATFORMS
from benchmarks.company import COMPANY
from bot.cli.logs import configure
from bot.cli.serving import replica, setup
from bot.running import Running
from storage.store import open_store
from tests.e2e.victim import Ahead


async def main(ahead: float) -> None:
    configure()
    clock = Ahead(timedelta(seconds=ahead))
    adapters = {name: make(clock, limited=True) for name, make in PLATFORMS.items()}
    store = open_store(os.environ["OKRBOT_DATABASE_URL"], migrate=False)
    running = Running(setup(COMPANY, list(adapters.values())), store, clock, adapters, replica())
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    await running.start()
    print("up", flush=True)
    await stopped.wait()
    await running.stop()
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1])))
