"""Companies to measure in: teams of ten with agreed objectives in a running quarter, of any size."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from bot.cli.serving import setup
from bot.clock import SystemClock
from bot.flows.known import Company
from bot.okr.cycles import current_key, cycle_of
from bot.okr.model import CheckIn, KeyResult, Objective, Person, Team
from bot.okr.weeks import Week
from bot.ports import Store, Tx
from bot.ticking import refresh_rhythms
from storage.store import open_store

TEAM = 10
KEY_RESULTS = 3
CHUNK = 500
COMPANY = Company("Asia/Shanghai", "en", "CN")
MEASURES = ("Tickets answered within the hour from 20% to 60%", "Calls a day from 10 to 30", "Renewals from 100 to 180")
SPANS = ((20.0, 60.0, "%"), (10.0, 30.0, "calls"), (100.0, 180.0, None))


def cycle_now(now: datetime) -> str:
    return current_key("quarter", now.date())


def person(number: int, account: str, platform: str) -> Person:
    """Number 0 of every ten leads the team; number 0 of all is the executive."""
    lead = number - number % TEAM
    manager = f"p{lead}" if number != lead else ("p0" if number else None)
    roles = {"employee"} | ({"manager"} if number == lead else set()) | ({"exec", "hr"} if number == 0 else set())
    return Person(
        f"p{number}",
        f"Person {number}",
        f"p{number}@example.com",
        manager,
        f"t{number // TEAM}",
        frozenset(roles),
        accounts={platform: account},
    )


def objective(number: int, now: datetime) -> Objective:
    name = f"o{number}"
    krs = tuple(
        KeyResult(f"{name}k{at}", name, text, f"p{number}", at, (), unit, low, high, "up", low + 5, 5 / (high - low), 6, None)
        for at, (text, (low, high, unit)) in enumerate(zip(MEASURES, SPANS, strict=True), start=1)
    )
    return Objective(
        name,
        f"p{number}",
        cycle_now(now),
        "Customers hear from us before they have to ask",
        f"t{number // TEAM}",
        "committed",
        state="agreed",
        key_results=krs,
    )


def check_ins(number: int, now: datetime) -> Iterator[CheckIn]:
    week = Week.of(now.date())
    for ago in (2, 1):
        for at, (low, high, _) in enumerate(SPANS, start=1):
            when = now - timedelta(days=7 * ago)
            yield CheckIn(
                f"o{number}k{at}", str(week.plus(-ago)), when, f"p{number}", low + 5, 5 / (high - low), 6, next="Call the ten largest"
            )


def _move_in(tx: Tx, numbers: range, accounts: Sequence[str], platforms: Sequence[str], now: datetime) -> None:
    for number in numbers:
        platform = platforms[number % len(platforms)]
        if number % TEAM == 0:
            top = None if number == 0 else "t0"
            tx.save_team(
                Team(f"t{number // TEAM}", f"Team {number // TEAM}", top, f"p{number}", prompt_time=time(16, 0) if number == 0 else None)
            )
        tx.save_person(person(number, accounts[number] if number < len(accounts) else f"U{number}", platform))
        tx.save_objective(objective(number, now))
        for one in check_ins(number, now):
            tx.save_check_in(one)


async def fill(store: Store, size: int, accounts: Sequence[str] = (), platform: str = "slack", now: datetime | None = None) -> None:
    """`size` people; the first have these accounts. Of several platforms ("slack feishu") each takes the next person in turn."""
    at = now or SystemClock().now().astimezone(UTC)
    await store.write(lambda tx: tx.save_cycle(cycle_of(cycle_now(at))))
    for start in range(0, size, CHUNK):
        numbers = range(start, min(size, start + CHUNK))
        await store.write(lambda tx, numbers=numbers: _move_in(tx, numbers, accounts, platform.split(), at))
    ready = setup(COMPANY)
    await store.write(lambda tx: refresh_rhythms(ready, tx, at))


def made(folder: Path, size: int, accounts: Sequence[str] = (), platform: str = "slack") -> str:
    """A new SQLite company of that size; its address."""
    url = f"sqlite:///{folder / f'company{size}.db'}"

    async def make() -> None:
        store = open_store(url, migrate=True)
        await fill(store, size, accounts, platform)
        await store.close()

    asyncio.run(make())
    return url
