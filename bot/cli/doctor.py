"""`okrbot doctor`: what an operator has to mend, all of it at once; what is merely worth knowing beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import typer

from bot.cli.database import company_of, opened
from bot.cli.newcomers import Known, known, newcomers
from bot.cli.platforms import NAMES, adapters, proposer
from bot.clock import SystemClock
from bot.flows.known import Company
from bot.loading import Loader
from bot.okr.access import Org, is_manager
from bot.okr.calendars import WorkCalendar
from bot.okr.localtime import to_local
from bot.okr.model import Person
from bot.ports import Adapter, Later, Never, Problem, Proposer, Store, Tx, Uncertain
from bot.settings import Settings, SettingsProblem, load_settings, load_what_is_right, misspelt
from storage.migrate import newest
from storage.problems import StoreProblem

PATIENCE = 30.0  # seconds for one platform


@dataclass(frozen=True, slots=True)
class Found:
    """What one look brought: `good` lines, `worth` knowing, `bad` to be mended."""

    good: tuple[str, ...] = ()
    worth: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()


class _Undo(Exception):
    """Ends a trial that is not to leave anything."""


def doctor() -> int:
    """Prints what was found; 0 when nothing has to be mended."""
    bad = 0
    for found in _looks():
        for mark, lines in (("ok", found.good), ("note", found.worth), ("problem", found.bad)):
            for line in lines:
                typer.echo(f"{mark}: {line}")
        bad += len(found.bad)
    typer.echo(f"{bad} problem{'s' * (bad != 1)} to mend" if bad else "all is well")
    return 1 if bad else 0


def _looks() -> Iterator[Found]:
    settings: Settings | None = None
    try:
        settings = load_settings(platforms=True)
        yield Found(("settings",), (), misspelt())
    except SettingsProblem as wrong:
        yield Found(bad=wrong.lines)
        settings = load_what_is_right()
        if settings is None:
            return
    yield from asyncio.run(_outside(settings, SystemClock().now()))


async def _outside(settings: Settings, now: datetime) -> list[Found]:
    made = adapters(settings, SystemClock())
    database, here = await _database(settings, now)
    model = proposer(settings)
    return [database, *await asyncio.gather(*(_platform(adapter, here) for adapter in made), *([_model(model)] if model else []))]


async def _model(proposer: Proposer) -> Found:
    """One sentence of our own is sent and answered."""
    try:
        problems = await proposer.check()
    finally:
        await proposer.close()
    return Found(("model: address, key and name",)) if not problems else Found(bad=_told(problems))


async def _platform(adapter: Adapter, here: Known) -> Found:
    worth: tuple[str, ...] = ()
    try:
        problems: Sequence[Problem] = await asyncio.wait_for(adapter.check(), PATIENCE)
        worth = await newcomers(adapter, here, NAMES) if here.people and not problems else ()
    except TimeoutError:
        problems = (Problem(adapter.name, f"did not answer within {PATIENCE:.0f} s", "see that it can be reached from here"),)
    except (Later, Never, Uncertain) as wrong:
        problems = (Problem(adapter.name, str(wrong) or "did not answer", "try again in a while"),)
    finally:
        await adapter.stop()
    if not problems:
        return Found((f"{adapter.name}: token, scopes and clock",), worth)
    return Found(bad=_told(problems))


def _told(problems: Sequence[Problem]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{problem.where}: {problem.what}; {problem.mend}" for problem in problems))


async def _database(settings: Settings, now: datetime) -> tuple[Found, Known]:
    """What was found, and everybody who is known."""
    try:
        store = opened(settings)
    except StoreProblem as wrong:
        return Found(bad=(str(wrong),)), Known()
    try:
        await _written(store)
        worth, here = await store.read(lambda tx: (tuple(worth_knowing(tx, company_of(settings), now)), known(tx)))
    except StoreProblem as wrong:
        return Found(bad=(str(wrong),)), Known()
    finally:
        await store.close()
    return Found((f"database: version {newest()}, can be written",), worth), here


async def _written(store: Store) -> None:
    """Writes something and takes it back. Raises StoreProblem when that cannot be."""

    def trial(tx: Tx) -> None:
        tx.save_setting("doctor", "was here")
        raise _Undo

    with suppress(_Undo):
        await store.write(trial)


def worth_knowing(tx: Tx, company: Company, now: datetime) -> Iterator[str]:
    """What works, and still may not be what somebody wants."""
    people = [person for person in tx.people() if person.active]
    if not people:
        yield "nobody is known yet; run okrbot import people FILE, or --from a platform (docs/people.md)"
        return
    yield from _people(people, Org({person.key: person for person in people}, {team.key: team for team in tx.teams()}))
    today = to_local(now, company.timezone).date()
    if not any(not cycle.closed and today <= cycle.ends for cycle in tx.cycles()):
        yield "no cycle is open, so nobody can draft: somebody with the role hr says “cycle” (周期) to the bot"
    waiting = tx.deliveries()
    if stuck := [f"{count} {state}" for state in ("failed", "uncertain") if (count := waiting.get(state, 0))]:
        yield f"messages that did not arrive, or may not have: {', '.join(stuck)}; see okrbot deliveries list"
    year = today.year
    loader = Loader(tx, Person("", ""), company, now)
    for code in sorted({company.calendar, *(company.calendar_of(person) for person in people)}):
        calendar = WorkCalendar(code, loader.overrides(code))
        unknown = [str(one) for one in (year, year + 1) if not calendar.known_makeup(one)]
        if unknown:
            years = " and ".join(unknown)
            yield f"calendar {code}: the make-up working days of {years} are not known; import them with okrbot import days FILE"


def _people(people: list[Person], org: Org) -> Iterator[str]:
    known = {person.key for person in people}
    led = [person for person in people if person.manager not in known]
    alone = [person for person in led if not is_manager(person, org) and "exec" not in person.roles]
    if alone:
        yield f"{_counted(alone)} without a manager: HR is asked to agree to their OKRs"
    silent = [person for person in people if not person.accounts and not person.email]
    if silent:
        yield f"{_counted(silent)} without an account on any platform: the bot cannot write to them; import it (docs/people.md)"
    mailed = [person for person in people if not person.accounts and person.email]
    if mailed:
        yield f"{_counted(mailed)} known by e-mail only: okrbot import people --from a platform lets the bot write to them"
    if not any("hr" in person.roles for person in people):
        yield "nobody has the role hr, who opens cycles; import a file with the columns key,roles (docs/people.md)"


def _counted(people: list[Person]) -> str:
    names = ", ".join(person.key for person in people[:5])
    return f"{len(people)} {'person' if len(people) == 1 else 'people'} ({names}{', …' if len(people) > 5 else ''})"
