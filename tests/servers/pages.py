"""The bot's own pages on loopback, before a real store with a company of any size whose objectives hang below one another."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from prometheus_client import CollectorRegistry

from adapters.http import application, listen, serving
from adapters.pages.web import Web
from bot.cli.serving import setup
from bot.flows.known import Company
from bot.links import TO_OPEN, Grant, ensure_secret, sign
from bot.okr.cycles import cycle_of
from bot.okr.model import Alignment, KeyResult, Objective, Person, Team
from bot.ports import Done, Problem, Store, Tx
from bot.visiting import Visiting
from storage.store import open_store

BELOW = 8
START = datetime(2026, 11, 20, 8, tzinfo=UTC)
CYCLE = "2026Q4"
TITLES = (
    "Customers get an answer while they still have the question",
    "让每家门店一周内用起来，用了就离不开",
    "New owners open without any training",
)


class SetClock:
    """Stands still until it is set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


def person(number: int, language: str) -> Person:
    """Everybody but the first works for somebody; teams are those of the second level."""
    manager = f"p{(number - 1) // BELOW}" if number else None
    at = number
    while at > BELOW:
        at = (at - 1) // BELOW
    return Person(
        f"p{number}", f"Person {number}", None, manager, f"t{at}" if number else None, language=language, accounts={"paper": f"p{number}"}
    )


def objective(number: int, **changes: object) -> Objective:
    """Serves a key result of the manager's; every fiftieth serves nothing."""
    name = f"o{number}"
    above = (number - 1) // BELOW
    aligned = (Alignment(f"o{above}", f"o{above}k{1 + number % 2}"),) if number and number % 50 else ()
    krs = tuple(
        KeyResult(
            f"{name}k{k}", name, f"Tickets of kind {k} solved within the hour from 20% to 60%", f"p{number}", k, (), "%", 20.0, 60.0, "up"
        )
        for k in (1, 2, 3)
    )
    krs = tuple(
        replace(
            kr,
            current=20.0 + (number * 7 + kr.position * 13) % 40,
            progress=((number * 7 + kr.position * 13) % 40) / 40,
            confidence=1 + (number * 3 + kr.position) % 10,
        )
        for kr in krs
    )
    plain = Objective(
        name,
        f"p{number}",
        CYCLE,
        f"{TITLES[number % 3]} ({number})",
        f"t{number}",
        "committed",
        state="agreed",
        aligned_to=aligned,
        key_results=krs,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


async def fill(store: Store, size: int, language: str = "en", extra: Sequence[Objective] = ()) -> None:
    """A company of `size` people with an objective each."""

    def move_in(tx: Tx, numbers: range) -> None:
        for number in numbers:
            tx.save_person(person(number, language))
            tx.save_objective(objective(number))

    def begin(tx: Tx) -> None:
        tx.save_cycle(cycle_of(CYCLE))
        ensure_secret(tx)
        for number in range(1, min(size, BELOW + 1)):
            tx.save_team(Team(f"t{number}", f"Team {number}", lead=f"p{number}"))

    await store.write(begin)
    for start in range(0, size, 500):
        await store.write(lambda tx, start=start: move_in(tx, range(start, min(size, start + 500))))

    def more(tx: Tx) -> None:
        for one in extra:
            tx.save_objective(one)

    await store.write(more)


@dataclass
class Served:
    """The pages at work."""

    url: str
    store: Store
    clock: SetClock
    web: Web

    async def link(self, who: str = "p0", *, wanted: str = "") -> str:
        """A link as somebody gets it in chat at this moment."""
        self.clock.at += timedelta(milliseconds=1)
        now = self.clock.at
        secret = await self.store.write(ensure_secret)
        token = sign(secret, Grant("map", who, now + TO_OPEN), now)
        return f"{self.url}/map#{token}{wanted}"

    async def report(self, number: int, confidence: int) -> None:
        """Somebody's first key result changes, as by a check-in."""

        def work(tx: Tx) -> None:
            found = tx.objective(f"o{number}")
            assert found is not None
            first, *rest = found.key_results
            tx.save_objective(replace(found, key_results=(replace(first, confidence=confidence), *rest)))
            tx.log(Done(self.clock.at, found.owner, "checked_in", first.id))

        await self.store.write(work)


async def _ready() -> Sequence[Problem]:
    return ()


async def _measure() -> None: ...


@asynccontextmanager
async def pages(file: Path, size: int, language: str = "en", extra: Sequence[Objective] = ()) -> AsyncIterator[Served]:
    """Serves until the block ends; `file` is made when it is missing."""
    fresh = not os.path.exists(file)  # noqa: ASYNC240, PTH110 before anything else runs
    store = open_store(f"sqlite:///{file}", migrate=True)
    if fresh:
        await fill(store, size, language, extra)
    clock = SetClock(START)
    sock = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{sock.getsockname()[1]}"
    visiting = Visiting(setup(Company("Asia/Shanghai", language, "CN", public_url=url)), store, clock)
    web = Web(lambda: visiting)
    app = application(ready=_ready, registry=CollectorRegistry(), measure=_measure, routes=web.routes())
    try:
        async with serving(app, sock):
            yield Served(url, store, clock, web)
            web.close()
    finally:
        await store.close()
