"""kill -9 at any moment of a fan-out to 200 people: afterwards everybody has the prompt, and nobody has it twice."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.cli.serving import setup
from bot.flows.known import Company
from bot.okr.cycles import cycle_of
from bot.okr.model import KeyResult, Objective, Person
from bot.ports import Tx
from bot.ticking import refresh_rhythms
from storage.store import open_store
from tests.servers.slack import SlackServer

PEOPLE = 200
KILLS = 3
LEASE_OVER = 61
BEFORE = datetime(2026, 10, 9, 7, 59, 59, tzinfo=UTC)  # a second before Friday 16:00 in Shanghai
ROOT = Path(__file__).parents[2]


@dataclass
class Victim:
    """The bot's process, and the moments at which it is killed: after so many posts, before or after one has its effect."""

    slack: SlackServer
    database: str
    ahead: float
    moments: list[tuple[int, str]]
    process: asyncio.subprocess.Process | None = None
    posts: int = 0
    killed: int = 0
    dead: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        self.dead.clear()
        arguments = ("-m", "tests.e2e.victim", self.database, self.slack.api_url, str(self.ahead))
        self.process = await asyncio.create_subprocess_exec(sys.executable, *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE)

    async def __aenter__(self) -> Victim:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Whatever went wrong, no process outlives the test."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    def ended(self) -> asyncio.Task[int]:
        assert self.process is not None
        return asyncio.create_task(self.process.wait())

    async def stop(self) -> int:
        """Waits until it is up, then lets it finish; its exit code."""
        assert self.process is not None
        assert self.process.stdout is not None
        assert await self.process.stdout.readline() == b"up\n"
        self.process.send_signal(signal.SIGTERM)
        return await self.process.wait()

    def kill(self, when: str) -> bool:
        """Whether this is a moment to die; then it is done at once, in the middle of the call."""
        if not self.moments or self.dead.is_set() or self.posts < self.moments[0][0] or self.moments[0][1] != when:
            return False
        assert self.process is not None
        self.moments.pop(0)
        os.kill(self.process.pid, signal.SIGKILL)
        self.killed += 1
        self.dead.set()
        return True

    def before(self, _: dict[str, Any]) -> bool:
        self.posts += 1
        return self.kill("before")


async def prepare(database: str) -> None:
    """200 people with an agreed key result each; it is a moment before Friday's prompt."""

    def work(tx: Tx) -> None:
        tx.save_cycle(cycle_of("2026Q4"))
        for n in range(PEOPLE):
            tx.save_person(Person(f"p{n}", f"Person {n}", language="en", accounts={"slack": f"UPERSON{n}"}))
            kr = KeyResult(
                f"o{n}.1", f"o{n}", "Reply time from 9 hours to 2 hours", f"p{n}", unit="hours", baseline=9, target=2, direction="down"
            )
            tx.save_objective(
                Objective(f"o{n}", f"p{n}", "2026Q4", "Customers get an answer", kind="committed", state="agreed", key_results=(kr,))
            )
        refresh_rhythms(setup(Company(language="en")), tx, BEFORE)

    store = open_store(database, migrate=True)
    await store.write(work)
    await store.close()


@pytest.mark.parametrize("seed", [7])
async def test_nothing_is_lost_and_nothing_said_twice(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    database = f"sqlite:///{tmp_path / 'kill.db'}"
    await prepare(database)
    ahead = BEFORE.timestamp() - time.time()  # noqa: TID251 - Slack's clock and the bot's go together
    moments = [(at, chance.choice(("before", "after"))) for at in sorted(chance.sample(range(1, PEOPLE - 20), KILLS))]
    everybody = asyncio.Event()
    async with SlackServer(clock=lambda: time.time() + victim.ahead, own_events=False) as slack:  # noqa: TID251
        for n in range(PEOPLE):
            slack.human(f"Person{n}")
        victim = Victim(slack, database, ahead, moments)
        told: Counter[str] = Counter()

        def posted(channel: Any, *_: object) -> None:
            told[channel.id] += 1
            victim.kill("after")
            if len(told) == PEOPLE:
                everybody.set()

        slack.api.on_post = posted
        slack.faults.add("drop_before", "chat.postMessage", times=99, when=victim.before)
        async with victim, asyncio.timeout(120):
            while True:
                await victim.run()
                await asyncio.wait(
                    (ended := victim.ended(), out := asyncio.create_task(everybody.wait())), return_when=asyncio.FIRST_COMPLETED
                )
                out.cancel()
                if not victim.dead.is_set():
                    break
                await ended
                victim.ahead += LEASE_OVER
            assert await victim.stop() == 0
    assert victim.killed == KILLS
    assert sorted(told.values()) == [1] * PEOPLE
    store = open_store(database, migrate=False)
    counts = await store.read(lambda tx: tx.deliveries())
    await store.close()
    assert counts == {"sent": PEOPLE}
