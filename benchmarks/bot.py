"""The bot as `okrbot run` puts it together, on the platforms named; with no pace of its own, as what it can do is measured."""

from __future__ import annotations

import asyncio
import os
import sys

from benchmarks.company import COMPANY
from bot.cli.logs import configure
from bot.cli.serving import run
from bot.clock import SystemClock
from bot.ports import Adapter, Clock, Pace
from storage.store import open_store

WITHOUT_LIMIT = Pace((10**9, 1.0), (10**9, 1.0), burst=10**6)


def slack(clock: Clock | None = None, *, limited: bool = False) -> Adapter:
    from adapters.slack.adapter import PACE, Slack

    env = os.environ
    tokens = {"bot_token": env["SLACK_BOT_TOKEN"], "app_token": env["SLACK_APP_TOKEN"]}
    return Slack(clock or SystemClock(), **tokens, api_url=env["SLACK_API_URL"], pace=PACE if limited else WITHOUT_LIMIT)


def feishu(clock: Clock | None = None, *, limited: bool = False) -> Adapter:
    from adapters.feishu.adapter import Feishu

    env = os.environ
    app = {"app_id": env["FEISHU_APP_ID"], "app_secret": env["FEISHU_APP_SECRET"], "domain": env["FEISHU_DOMAIN"]}
    return Feishu(**app, now=(clock or SystemClock()).now, limited=limited)


def dingtalk(clock: Clock | None = None, *, limited: bool = False) -> Adapter:
    from adapters.dingtalk.adapter import DingTalk

    env = os.environ
    client = {"client_id": env["DINGTALK_CLIENT_ID"], "client_secret": env["DINGTALK_CLIENT_SECRET"]}
    bases = {"api_base": env["DINGTALK_API_BASE"], "oapi_base": env["DINGTALK_OAPI_BASE"]}
    template = env["DINGTALK_CARD_TEMPLATE"]
    return DingTalk(**client, **bases, card_template=template, now=(clock or SystemClock()).now, limited=limited)


PLATFORMS = {"slack": slack, "feishu": feishu, "dingtalk": dingtalk}


def main() -> None:
    configure()
    store = open_store(os.environ["OKRBOT_DATABASE_URL"], migrate=False)
    asyncio.run(run(COMPANY, store, [PLATFORMS[name]() for name in sys.argv[1:] or ["slack"]], "127.0.0.1", 0))


if __name__ == "__main__":
    main()
