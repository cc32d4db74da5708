"""Everything at once, for as long as wanted: prompts for thousands, people who talk, a bad line, lost connections, killed replicas.

`soak [MINUTES [PEOPLE]] [postgresql]`: three platforms, two replicas. One lives from the first minute to the last, and its memory is
watched; the other one is killed (-9) every minute and started again.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.asking import dingtalk_settings
from benchmarks.company import TEAM, fill
from benchmarks.posting import FRIDAY
from benchmarks.processes import Process
from benchmarks.table import show
from bot.okr.weeks import Week
from storage.store import open_store
from tests.servers.dingtalk import CLIENT_ID, CLIENT_SECRET, PUBLIC_TEMPLATE, DingTalkServer
from tests.servers.feishu import APP_ID, APP_SECRET, FeishuServer
from tests.servers.postgres import Postgres
from tests.servers.slack import APP_TOKEN, BOT_TOKEN, SlackServer

MINUTES, PEOPLE = 30, 12_000
TALKERS = 8  # on each platform
PAUSE = 3.0  # seconds between an answer and the next words
BEFORE = 20  # seconds from the start to Friday's prompts
FAULTS = 0.02
KILLED, DROPPED, WATCHED, REDELIVERED = 60.0, 25.0, 30.0, 10.0
SETTLES = 75
PLATFORMS = ("slack", "feishu", "dingtalk")
LINES = ("kr1 {n}%, conf 6, next week call customer {n}; rest same", "yes", "/okr", "/okr team", "/okr why", "what is a key result?")


@dataclass
class Scene:
    """The platforms with everybody on them. `told`: how many messages of the bot's somebody has."""

    servers: tuple[SlackServer, FeishuServer, DingTalkServer]
    humans: dict[int, Any] = field(default_factory=dict)
    said: Counter[int] = field(default_factory=Counter)
    unanswered: Counter[str] = field(default_factory=Counter)
    replies: list[float] = field(default_factory=list)

    def move_in(self, count: int) -> list[str]:
        """Everybody's account: person by person on the next platform."""
        for number in range(count):
            self.humans[number] = self.servers[number % 3].human(f"person{number}")
        return [human.user.open_id if n % 3 == 1 else human.id for n, human in self.humans.items()]

    def told(self, number: int) -> int:
        server: Any = self.servers[number % 3]
        return len(server.posts(self.humans[number].dm))

    def bad_line(self, chance: random.Random) -> None:
        """Calls that are dropped before and after their effect, and 503; where a platform can be asked what became of them."""
        slack, feishu, _ = self.servers

        def now(_: Any) -> bool:
            return chance.random() < FAULTS

        for kind in ("drop_before", "drop_after", "status"):
            slack.faults.add(kind, "chat.postMessage", times=10**9, when=now)
        for other in ("drop_before", "drop_after", "html"):
            feishu.faults.add(other, "POST /im/v1/messages", times=10**9, when=now)

    async def talk(self, number: int, until: float) -> None:
        """Somebody says one thing after another, and waits for each answer."""
        human = self.humans[number]
        for at, line in enumerate(itertools.cycle(LINES)):
            if time.perf_counter() >= until:
                return
            began = time.perf_counter()
            await human.says(line.format(n=20 + at % 40))
            self.said[number] += 1
            if await self._hears(human):
                self.replies.append((time.perf_counter() - began) * 1000)
            else:
                self.unanswered[PLATFORMS[number % 3]] += 1
            await asyncio.sleep(PAUSE)

    @staticmethod
    async def _hears(human: Any) -> bool:
        """Within the patience of the loopback servers, which is a minute."""
        with suppress(AssertionError):
            await human.hears(1)
            return True
        return False


@dataclass
class Soak:
    """The replicas, and what is done to them."""

    scene: Scene
    settings: Mapping[str, str]
    ahead: float
    folder: Path
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    killed: int = 0
    dropped: int = 0
    memory: list[tuple[float, float]] = field(default_factory=list)

    async def replica(self) -> Process:
        started = Process("benchmarks.soak_bot", str(self.ahead), env=self.settings, cwd=self.folder)
        await asyncio.to_thread(started.line)
        return started

    async def every(self, seconds: float, what: Callable[[], Any]) -> None:
        while True:
            await asyncio.sleep(seconds)
            done = what()
            if asyncio.iscoroutine(done):
                await done

    async def run(self, minutes: float, talkers: Sequence[int]) -> None:
        began = time.perf_counter()
        steady, victim = await self.replica(), await self.replica()

        async def kill() -> None:
            nonlocal victim
            await asyncio.to_thread(victim.kill)
            self.killed += 1
            victim = await self.replica()

        def drop() -> None:
            server: Any = self.scene.servers[self.dropped % 3]
            (server.gateway if self.dropped % 3 == 2 else server.socket).drop()
            self.dropped += 1

        def watch() -> None:
            self.memory.append(((time.perf_counter() - began) / 60, steady.memory()))

        async def redeliver() -> None:
            """What was not acknowledged comes again; Slack sees to that itself."""
            await self.scene.servers[1].socket.redeliver()
            await self.scene.servers[2].gateway.redeliver()

        watch()
        self.scene.bad_line(self.chance)
        works: tuple[tuple[float, Callable[[], Any]], ...] = ((KILLED, kill), (DROPPED, drop), (WATCHED, watch), (REDELIVERED, redeliver))
        doing = [asyncio.create_task(self.every(*one)) for one in works]
        await asyncio.gather(*(self.scene.talk(number, began + minutes * 60) for number in talkers))
        for task in doing:
            task.cancel()
        await asyncio.gather(*doing, return_exceptions=True)
        for server in self.scene.servers:
            server.faults.clear()
        await asyncio.sleep(SETTLES)
        watch()
        for process in (steady, victim):
            await asyncio.to_thread(process.stop)


def settings_of(servers: tuple[SlackServer, FeishuServer, DingTalkServer], url: str) -> dict[str, str]:
    slack, feishu, dingtalk = servers
    return {
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "FEISHU_DOMAIN": feishu.domain,
        "FEISHU_APP_ID": APP_ID,
        "FEISHU_APP_SECRET": APP_SECRET,
        **dingtalk_settings(f"{dingtalk.url} {CLIENT_ID} {CLIENT_SECRET}"),
        "DINGTALK_CARD_TEMPLATE": PUBLIC_TEMPLATE,
        "OKRBOT_DATABASE_URL": url,
    }


async def measured(url: str, folder: Path, minutes: float, people: int) -> None:
    start = FRIDAY.timestamp() - BEFORE
    ahead = start - time.time()  # noqa: TID251 - the clock of the replicas goes ahead of the machine's

    def clock() -> float:
        return time.time() + ahead  # noqa: TID251

    async with SlackServer(clock, own_events=False) as slack, FeishuServer(clock) as feishu, DingTalkServer(clock) as dingtalk:
        scene = Scene((slack, feishu, dingtalk))
        accounts = scene.move_in(people)
        store = open_store(url, migrate=True)
        await fill(store, people, accounts, " ".join(PLATFORMS), now=FRIDAY.replace(hour=7))
        ahead = start - time.time()  # noqa: TID251
        soak = Soak(scene, settings_of(scene.servers, url), ahead, folder)
        talkers = [number for number in range(TEAM, people) if number % TEAM][: TALKERS * 3]
        await soak.run(minutes, talkers)
        counts = await store.read(lambda tx: tx.deliveries())
        asked = {f"prompt:p{number}:{Week.of(FRIDAY.date())}": number for number in talkers}
        states = await store.read(lambda tx: tx.states(asked))
        await store.close()
        told(soak, Counter({asked[key]: 1 for key, state in states.items() if state == "sent"}), talkers, people, counts, minutes)


def told(soak: Soak, prompted: Counter[int], talkers: Sequence[int], people: int, counts: Mapping[str, int], minutes: float) -> None:
    """`prompted`: the talkers who were not quicker than their prompt."""
    scene, quiet = soak.scene, [n for n in range(people) if n not in set(talkers)]
    extra = {number: scene.told(number) - scene.said[number] - prompted[number] for number in talkers}
    ordered = sorted(scene.replies)

    def each(found: Callable[[int], int], whom: Sequence[int]) -> str:
        return ", ".join(f"{name} {sum(found(n) for n in whom if PLATFORMS[n % 3] == name)}" for name in PLATFORMS)

    rows: list[tuple[object, ...]] = [
        ("words said", sum(scene.said.values())),
        ("not answered within a minute", ", ".join(f"{name} {scene.unanswered[name]}" for name in PLATFORMS)),
        ("never answered", each(lambda n: max(0, -extra[n]), talkers)),
        ("words that DingTalk gave to nobody, as no line was open", len(scene.servers[2].gateway.lost)),
        ("reply p50, p95, ms", f"{statistics.median(ordered):.0f}, {ordered[int(len(ordered) * 0.95)]:.0f}"),
        ("prompts to be sent to others", len(quiet)),
        ("of which lost", each(lambda n: scene.told(n) == 0, quiet)),
        ("of which sent twice", each(lambda n: max(0, scene.told(n) - 1), quiet)),
        ("answers sent twice", each(lambda n: max(0, extra[n]), talkers)),
        ("uncertain, failed, waiting", ", ".join(str(counts.get(state, 0)) for state in ("uncertain", "failed", "ready"))),
        ("kill -9, connections dropped", f"{soak.killed}, {soak.dropped}"),
    ]
    step = max(1, len(soak.memory) // 7)
    rows += [(f"MiB after {at:.0f} minutes", f"{mib:.1f}") for at, mib in [*soak.memory[::step], soak.memory[-1]]]
    show(f"soak: {minutes:g} minutes, {people:,} people, two replicas", ("what", "measured"), rows, "Aims: lost 0, twice 0, memory flat.")


def main() -> None:
    given = [float(word) for word in sys.argv[2:] if word.replace(".", "").isdecimal()]
    minutes, people = given + [MINUTES, PEOPLE][len(given) :]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if "postgresql" not in sys.argv:
            asyncio.run(measured(f"sqlite:///{folder / 'soak.db'}", folder, minutes, int(people)))
            return
        server = Postgres()
        server.start()
        try:
            asyncio.run(measured(server.url(server.create()), folder, minutes, int(people)))
        finally:
            server.stop()
