"""With a platform's limits on: how much of the limit is used, and how often the platform has to refuse after the first minute.

`pace [MINUTES] [slack] [feishu] [dingtalk]`: two replicas on one outbox, prompts for more people than can be told in that time.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from adapters.dingtalk.adapter import DingTalk
from adapters.feishu.adapter import Feishu
from adapters.slack.adapter import Slack
from benchmarks.company import COMPANY, fill
from benchmarks.posting import FRIDAY, RunningClock
from benchmarks.table import show
from bot.cli.logs import configure
from bot.cli.serving import setup
from bot.ports import Adapter
from bot.running import Running
from storage.store import open_store
from tests.servers.dingtalk import DingTalkServer
from tests.servers.dingtalk_limits import CALLS_A_SECOND
from tests.servers.feishu import APP_ID, APP_SECRET, FeishuServer
from tests.servers.feishu_limits import A_MINUTE
from tests.servers.slack import SlackServer
from tests.servers.slack_limits import POSTS_A_MINUTE

MINUTES = 3
REPLICAS = 2


@dataclass(frozen=True)
class Place:
    """A platform with its limiter: what it lets through in a minute, its server, the adapter for it, somebody's account."""

    name: str
    allowed: int
    server: Callable[[], Any]
    adapter: Callable[[Any, RunningClock], Adapter]
    account: Callable[[Any], str]


def _slack(server: Any, clock: RunningClock) -> Adapter:
    return Slack(clock, bot_token=server.bot_token, app_token=server.app_token, api_url=server.api_url)


def _feishu(server: Any, clock: RunningClock) -> Adapter:
    return Feishu(app_id=APP_ID, app_secret=APP_SECRET, now=clock.now, domain=server.domain)


def _dingtalk(server: Any, clock: RunningClock) -> Adapter:
    client = {"client_id": server.client_id, "client_secret": server.client_secret}
    return DingTalk(**client, now=clock.now, api_base=server.url, oapi_base=server.url)


PLACES = (
    Place("slack", POSTS_A_MINUTE, lambda: SlackServer(own_events=False), _slack, lambda human: human.id),
    Place("feishu", A_MINUTE, FeishuServer, _feishu, lambda human: human.user.open_id),
    Place("dingtalk", CALLS_A_SECOND * 60, DingTalkServer, _dingtalk, lambda human: human.id),
)


async def measured(place: Place, folder: Path, minutes: float) -> list[tuple[object, ...]]:
    size = int(place.allowed * (minutes + 1))
    clock = RunningClock(FRIDAY - timedelta(seconds=3))
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(place.server())
        people = [server.human(f"person{n}") for n in range(size)]
        url = f"sqlite:///{folder / f'{place.name}.db'}"
        first = open_store(url, migrate=True)
        await fill(first, size, [place.account(one) for one in people], place.name, now=clock.now())
        stores = [first, *(open_store(url, migrate=False) for _ in range(REPLICAS - 1))]
        server.limits.clock = time.monotonic
        bots = [
            Running(setup(COMPANY, [adapter]), store, clock, {place.name: adapter}, f"r{n}")
            for n, store in enumerate(stores)
            for adapter in (place.adapter(server, clock),)
        ]
        clock.turn(FRIDAY - timedelta(seconds=3))
        for bot in bots:
            await bot.start()
        await asyncio.sleep(63)
        told, refused, began = _told(server, people), server.limits.refused, time.perf_counter()
        await asyncio.sleep(60 * (minutes - 1))
        took = time.perf_counter() - began
        more, again = _told(server, people) - told, server.limits.refused - refused
        for bot, store in zip(bots, stores, strict=True):
            await bot.stop()
            await store.close()
    share = more / took * 60 / place.allowed
    return [(place.name, "first minute", told, refused, "-"), (place.name, f"the next {minutes - 1:g}", more, again, f"{share:.1%}")]


def _told(server: Any, people: list[Any]) -> int:
    return sum(len(server.posts(one.dm)) for one in people)


def main() -> None:
    configure()
    minutes = next((float(word) for word in sys.argv[2:] if word.replace(".", "").isdecimal()), MINUTES)
    chosen = [place for place in PLACES if place.name in sys.argv[2:]] or PLACES
    rows: list[tuple[object, ...]] = []
    with tempfile.TemporaryDirectory() as folder:
        for place in chosen:
            rows += asyncio.run(measured(place, Path(folder), minutes))
    columns = ("platform", "minutes", "prompts that arrived", "requests refused", "of the limit")
    title = f"pace: {REPLICAS} replicas on one outbox, the platforms' limiters on"
    show(title, columns, rows, "Aims: >= 97 %, none refused after the first minute.")
