"""kill -9 again and again while thousands of prompts go out over a bad line: what was lost, what came twice, what stayed uncertain.

`kill [PEOPLE [KILLS]] [postgresql]`: one process on SQLite, or three replicas on PostgreSQL with two crashes of the database.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.company import fill
from benchmarks.posting import FRIDAY
from benchmarks.table import show
from storage.store import open_store
from tests.servers.postgres import Postgres
from tests.servers.slack import SlackServer

PEOPLE, KILLS, FAULTS = 20_000, 20, 0.05
SETTLES = 75  # seconds until the last lease is over and was asked about
LONGEST = 1500


@dataclass
class Proof:
    """The replicas, and what everybody was told."""

    slack: SlackServer
    url: str
    ahead: float
    replicas: int
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    told: Counter[str] = field(default_factory=Counter)
    killed: int = 0

    def __post_init__(self) -> None:
        self.processes: list[asyncio.subprocess.Process] = []

    async def start(self) -> None:
        arguments = ("-m", "tests.e2e.victim", self.url, self.slack.api_url, str(self.ahead))
        self.processes.append(await asyncio.create_subprocess_exec(sys.executable, *arguments))

    async def kill_one(self) -> None:
        victim = self.processes.pop(self.chance.randrange(len(self.processes)))
        victim.send_signal(signal.SIGKILL)
        await victim.wait()
        self.killed += 1
        await self.start()

    async def end(self) -> None:
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            await process.wait()

    def heard(self, channel: Any, *_: object) -> None:
        self.told[channel.id] += 1

    def bad_line(self) -> None:
        """Dropped before and after the effect, and 5xx: each this often."""
        for fault in ("drop_before", "drop_after", "status"):
            self.slack.faults.add(fault, "chat.postMessage", times=10**9, when=lambda _: self.chance.random() < FAULTS)


async def measured(url: str, people: int, kills: int, replicas: int, database: Postgres | None) -> tuple[object, ...]:
    ahead = FRIDAY.timestamp() + 1 - time.time()  # noqa: TID251 - the clock of the processes goes ahead of the machine's
    async with SlackServer(clock=lambda: time.time() + ahead, own_events=False) as slack:  # noqa: TID251
        accounts = [slack.human(f"person{n}").id for n in range(people)]
        store = open_store(url, migrate=True)
        await fill(store, people, accounts, now=FRIDAY.replace(hour=7))
        proof = Proof(slack, url, ahead, replicas)
        slack.api.on_post = proof.heard
        proof.bad_line()
        began = time.perf_counter()
        for _ in range(replicas):
            await proof.start()
        crashes = [0.35, 0.7] if database else []
        while len(proof.told) < people * 0.995 and time.perf_counter() - began < LONGEST:
            await asyncio.sleep(0.2)
            share = len(proof.told) / people
            if proof.killed < kills and share > proof.killed / kills * 0.95:
                await proof.kill_one()
            if database and crashes and share > crashes[0]:
                crashes.pop(0)
                await asyncio.to_thread(database.crash)
                await asyncio.to_thread(database.up)
        slack.faults.clear()
        took = time.perf_counter() - began
        await asyncio.sleep(SETTLES)
        await proof.end()
        counts = await store.read(lambda tx: tx.deliveries())
        await store.close()
    twice = sum(count - 1 for count in proof.told.values())
    lost = people - len(proof.told)
    name = f"{replicas} on {'PostgreSQL' if database else 'SQLite'}"
    return (
        name,
        people,
        proof.killed,
        2 if database else 0,
        f"{took:.0f} s",
        lost,
        twice,
        counts.get("uncertain", 0),
        counts.get("failed", 0),
    )


def main() -> None:
    people, kills = (*(int(word) for word in sys.argv[2:] if word.isdecimal()), *(PEOPLE, KILLS))[:2]
    if "postgresql" in sys.argv:
        server = Postgres()
        server.start()
        try:
            row = asyncio.run(measured(server.url(server.create()), people, kills, 3, server))
        finally:
            server.stop()
    else:
        with tempfile.TemporaryDirectory() as folder:
            row = asyncio.run(measured(f"sqlite:///{Path(folder) / 'kill.db'}", people, kills, 1, None))
    columns = ("replicas", "prompts", "kill -9", "database crashes", "took", "lost", "twice", "uncertain", "failed")
    show("kill: 5 % dropped before, 5 % after the effect, 5 % answered 500", columns, [row], "Aims: lost 0, twice 0.")
