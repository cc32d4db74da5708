"""The bot as `okrbot run` puts it together, on Slack with no pace of its own: what it can do, not what Slack allows."""

from __future__ import annotations

import asyncio
import os

from adapters.slack.adapter import Slack
from benchmarks.company import COMPANY
from bot.cli.logs import configure
from bot.cli.serving import run
from bot.clock import SystemClock
from bot.ports import Pace
from storage.store import open_store

WITHOUT_LIMIT = Pace((10**9, 1.0), (10**9, 1.0), burst=10**6)


def main() -> None:
    configure()
    clock = SystemClock()
    slack = Slack(
        clock,
        bot_token=os.environ["SLACK_BOT_TOKEN"],
        app_token=os.environ["SLACK_APP_TOKEN"],
        api_url=os.environ["SLACK_API_URL"],
        pace=WITHOUT_LIMIT,
    )
    store = open_store(os.environ["OKRBOT_DATABASE_URL"], migrate=False)
    asyncio.run(run(COMPANY, store, [slack], "127.0.0.1", 0))


if __name__ == "__main__":
    main()
