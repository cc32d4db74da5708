"""What `okrbot schedule` foresees for some days is what is sent in them, whatever was changed, noted or answered before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random

import pytest

from bot.forecast import Forecasting
from bot.okr.cycles import cycle_of
from bot.okr.model import CheckIn, KeyResult, Leave, Objective, Person, Team
from bot.okr.model_week import NoteLine, WeekNote
from bot.okr.weeks import Week
from bot.ports import Tx
from bot.ticking import refresh_rhythms
from tests.dialogues.stage import Stage, local

START = datetime(2026, 9, 14, 1, tzinfo=UTC)
CYCLES = ("2026Q3", "2026Q4", "2027Q1")
PLACES = (
    ("Asia/Shanghai", "CN"),
    ("Europe/Berlin", "DE-BY"),
    ("America/New_York", "US"),
    ("Pacific/Chatham", "NZ"),
    ("Africa/Cairo", "EG"),
)
TIMES = (None, None, time(0, 30), time(7), time(16), time(21, 30), time(23, 59))
QUIET = ((None, None), (None, None), (time(12), time(14)), (time(0), time(0)), (time(18), time(9, 30)))
WEEKDAYS, EVERY = (None, 0, 2, 4, 6), (None, 1, 2, 4)
VISIBLE = ("company", "company", "team", "chain")
PEOPLE, STEPS = 9, 9

Sent = set[tuple[str, str, datetime]]


def teams(chance: Random) -> list[Team]:
    """Three under one; two of them, and the one above, have a channel."""
    return [
        Team(
            f"t{n}",
            f"Team {n}",
            parent="t0" if n else None,
            lead=f"p{chance.randrange(PEOPLE)}",
            coach=f"p{n}" if n == 1 else None,
            board_platform="paper" if n else None,
            board_channel=f"#t{n}" if n else None,
            weekday=chance.choice(WEEKDAYS),
            prompt_time=chance.choice(TIMES),
            every_weeks=chance.choice(EVERY),
        )
        for n in range(4)
    ]


def person(n: int, chance: Random) -> Person:
    zone, calendar = chance.choice(PLACES)
    since, until = chance.choice(QUIET)
    return Person(
        f"p{n}",
        f"P{n}",
        manager=f"p{chance.randrange(n)}" if n else None,
        team=f"t{chance.randrange(4)}",
        timezone=zone,
        calendar=calendar,
        accounts={"paper": f"p{n}"},
        prompt_time=chance.choice(TIMES),
        quiet_from=since,
        quiet_until=until,
    )


def objective(owner: str, cycle: str, chance: Random) -> Objective:
    key = f"{owner}-{cycle}"
    line = KeyResult(f"{key}k", key, "Calls from 10 to 30", owner, 1, (), "calls", 10, 30, "up")
    return Objective(
        key, owner, cycle, "Customers hear from us first", None, "committed", state="agreed", visibility=chance.choice(VISIBLE),
        key_results=(line,),
    )  # fmt: skip


def move_in(tx: Tx, chance: Random) -> None:
    for team in teams(chance):
        tx.save_team(team)
    for cycle in CYCLES:
        tx.save_cycle(cycle_of(cycle))
    for n in range(PEOPLE):
        tx.save_person(person(n, chance))
        for cycle in CYCLES:
            if chance.random() < 0.7:
                tx.save_objective(objective(f"p{n}", cycle, chance))


def change(tx: Tx, chance: Random, now: datetime) -> None:
    """One thing that people, leads, HR or an import may do."""
    one, team = tx.person(f"p{chance.randrange(PEOPLE)}"), chance.choice(tx.teams())
    assert one
    today, week = now.date(), str(Week.of(now.date()).plus(chance.choice((0, 0, -1))))
    zone, calendar = chance.choice(PLACES)
    away = today + timedelta(days=chance.randrange(-3, 6))

    def answer() -> None:
        for mine in tx.owned([one.key], CYCLES):
            if cycle_of(mine.cycle).starts <= today <= cycle_of(mine.cycle).ends:
                tx.save_check_in(CheckIn(f"{mine.id}k", week, now, one.key, 12, 0.1, 6))

    deeds: tuple[Callable[[], None], ...] = (
        lambda: tx.save_person(replace(one, timezone=zone)),
        lambda: tx.save_person(replace(one, calendar=calendar)),
        lambda: tx.save_person(replace(one, prompt_time=chance.choice(TIMES))),
        lambda: tx.save_person(replace(one, leave=(Leave(away, away + timedelta(days=chance.choice((0, 1, 3, 10)))),))),
        lambda: tx.save_person(replace(one, leave=())),
        lambda: tx.save_person(replace(one, team=team.key)),
        lambda: tx.save_team(
            replace(team, weekday=chance.choice(WEEKDAYS), prompt_time=chance.choice(TIMES), every_weeks=chance.choice(EVERY))
        ),
        lambda: tx.save_day(calendar, today + timedelta(days=chance.randrange(8)), chance.random() < 0.5, "HR's"),
        lambda: tx.save_week_note(WeekNote(one.key, week, "skip", one.key, now, (NoteLine("a fair"),))),
        answer,
    )
    chance.choice(deeds)()


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_what_is_foreseen_is_what_is_sent(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    stage = Stage(tmp_path / "holds.db", "en")
    stage.clock.at = START
    await stage.open(fresh=False)
    known = foreseen_in_all = 0

    def begin(tx: Tx) -> None:
        move_in(tx, chance)
        refresh_rhythms(stage.setup, tx, START)

    def changed(tx: Tx) -> None:
        for _ in range(chance.randrange(4)):
            change(tx, chance, stage.clock.at)
        refresh_rhythms(stage.setup, tx, stage.clock.at)

    try:
        await stage.store.write(begin)
        for _ in range(STEPS):
            await stage.store.write(changed)
            start = stage.clock.at
            end = start + timedelta(days=chance.choice((1, 2, 5, 9)), minutes=chance.randrange(24 * 60))
            foreseen = await stage.store.read(lambda tx, start=start, end=end: _foreseen(stage, tx, start, end))
            known = len(stage.paper.log)
            assert await _sent(stage, end, known) == foreseen, (start, end)
            foreseen_in_all += len(foreseen)
        assert foreseen_in_all > 50
    finally:
        await stage.close()


def _foreseen(stage: Stage, tx: Tx, start: datetime, end: datetime) -> Sent:
    found = Forecasting(stage.setup, tx, start).between(start, end)
    return {(one.kind, to.key, at) for one in found.sendings for to, at in zip(one.to, one.moments, strict=True)}


async def _sent(stage: Stage, end: datetime, known: int) -> Sent:
    found: Sent = set()
    while stage.clock.at < end:
        await stage.until(min(end, await stage.store.read(stage._next_moment) or end))
        for one in stage.paper.log[known:]:
            kind, name, *rest = one.post.key.split(":")
            found.add((f"campaign_{name.split('.')[1]}", rest[0], stage.clock.at) if kind == "broadcast" else (kind, name, stage.clock.at))
        known = len(stage.paper.log)
    return found


async def test_who_is_left_out_and_why(tmp_path: Path) -> None:
    """Noted leave, a week left out, a word nobody may see in the channel, a manager without news, what was sent already."""
    stage = Stage(tmp_path / "why.db", "en")
    stage.clock.at = local("2026-10-16 15:00")
    await stage.open()
    monday, saturday = local("2026-10-12 00:00"), local("2026-10-17 00:00")

    def begin(tx: Tx) -> None:
        for owner in ("li", "han"):
            tx.save_objective(replace(objective(owner, "2026Q4", Random(1)), visibility="chain"))
        li = tx.person("li")
        assert li
        tx.save_person(replace(li, leave=(Leave(saturday.date() - timedelta(days=1), saturday.date()),)))
        tx.save_week_note(WeekNote("han", "2026-W42", "skip", "han", monday, (NoteLine("a fair"),)))
        refresh_rhythms(stage.setup, tx, stage.clock.at)

    def seen(tx: Tx, start: datetime, end: datetime) -> dict[tuple[str, str], str]:
        found = Forecasting(stage.setup, tx, stage.clock.at).between(start, end)
        sent = {(to.key, one.kind): "goes out" for one in found.sendings for to in one.to}
        return sent | {(one.who.key, kind): one.why for one in found.left_out for kind, _ in (one.moments or (("", None),))}

    try:
        await stage.store.write(begin)
        days = await stage.store.read(lambda tx: seen(tx, saturday - timedelta(days=1), saturday))
        assert (days["li", "prompt"], days["li", "reminder"]) == ("later", "leave")
        assert (days["han", "prompt"], days["support", ""], days["company", ""]) == ("skipped", "not_open", "not_open")
        after = await stage.store.read(lambda tx: seen(tx, saturday + timedelta(days=2), saturday + timedelta(days=3)))
        assert (after["li", "prompt"], after["wang", "digest"], after["chen", "digest"]) == ("goes out", "goes out", "no_news")

        def sooner(tx: Tx) -> None:
            """Asked in one zone; in the next one Friday afternoon is still to come, and nobody is asked twice."""
            han = tx.person("han")
            assert han
            tx.drop_week_note("han", "skip", "2026-W42")
            tx.save_person(replace(han, prompt_time=time(15, 30)))
            refresh_rhythms(stage.setup, tx, stage.clock.at)

        await stage.store.write(sooner)
        await stage.until(local("2026-10-16 15:45"))
        await stage.move("han", {"timezone": "America/New_York"})
        again = await stage.store.read(lambda tx: seen(tx, stage.clock.at, saturday + timedelta(days=1)))
        assert again["han", "prompt"] == "sent"
    finally:
        await stage.close()
