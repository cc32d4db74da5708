"""Rows of people: checked against each other and against who is known, then a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from bot.exchange import cells
from bot.exchange.cells import Reading
from bot.exchange.plan import Plan, Platform, compared, loops, twice
from bot.exchange.problems import BadCell, BadFile, BadRow
from bot.exchange.rows import Columns, Row, Table
from bot.okr.model import Person, Team

EMPLOYEE = frozenset({"employee"})
MORE = ("active", "leave", "platform", "prompt_time", "quiet_from", "quiet_until", "stand_in")
FIELDS = ("key", "name", "email", "manager", "team", "roles", "language", "timezone", "calendar")


def people_columns(platforms: tuple[Platform, ...]) -> Columns:
    """One column a platform, after what is the same everywhere."""
    return Columns("people", (*FIELDS, *(platform.name for platform in platforms)), ("key",), more=MORE)


@dataclass(frozen=True, slots=True)
class PeoplePlan:
    """`made` are teams that people name and nobody knew."""

    people: Plan[Person]
    made: tuple[Team, ...] = ()

    def lines(self) -> tuple[str, ...]:
        """What the operator reads."""
        if not self.made:
            return (str(self.people),)
        keys = ", ".join([team.key for team in self.made[:10]] + ["…"] * (len(self.made) > 10))
        return (str(self.people), f"teams: {len(self.made)} new ({keys}: named by people)")


def plan_people(table: Table, known: Mapping[str, Person], teams: Mapping[str, Team], platforms: tuple[Platform, ...]) -> PeoplePlan:
    """What the rows would change. Raises BadFile with every bad row."""
    read: list[tuple[Row, Person]] = []
    bad = [*table.bad]
    for row in table.rows:
        reading = Reading(row)
        read.append((row, _person(reading, known, platforms)))
        bad += reading.bad
    bad += _clashes(read, known, platforms)
    bad += _unknown_managers(read, known)
    bad += _rings(read, known)
    if bad:
        raise BadFile(bad)
    named = dict.fromkeys(person.team for _, person in read if person.team and person.team not in teams)
    made = tuple(Team(key, key) for key in named if key)
    return PeoplePlan(compared("people", (person for _, person in read), known, lambda person: person.key), made)


def _person(reading: Reading, known: Mapping[str, Person], platforms: tuple[Platform, ...]) -> Person:
    key = reading.needed("key", cells.key)
    old = known.get(key) or Person(key, "")
    name = reading.needed("name", cells.text) if "name" in reading.row.cells or key not in known else old.name
    return replace(
        old,
        name=name,
        email=reading.cell("email", cells.email, old=old.email, empty=None),
        manager=reading.cell("manager", cells.key, old=old.manager, empty=None),
        team=reading.cell("team", cells.key, old=old.team, empty=None),
        roles=reading.cell("roles", cells.roles, old=old.roles, empty=EMPLOYEE) or EMPLOYEE,
        language=reading.cell("language", cells.language, old=old.language, empty=None),
        timezone=reading.cell("timezone", cells.timezone, old=old.timezone, empty=None),
        calendar=reading.cell("calendar", cells.calendar, old=old.calendar, empty=None),
        active=reading.cell("active", cells.yes_no, old=old.active, empty=True),
        leave=reading.cell("leave", cells.leave, old=old.leave, empty=()),
        accounts=_accounts(reading, old, platforms),
        platform=reading.cell("platform", partial(cells.platform, platforms), old=old.platform, empty=None),
        prompt_time=reading.cell("prompt_time", cells.clock_time, old=old.prompt_time, empty=None),
        quiet_from=reading.cell("quiet_from", cells.clock_time, old=old.quiet_from, empty=None),
        quiet_until=reading.cell("quiet_until", cells.clock_time, old=old.quiet_until, empty=None),
        stand_in=reading.cell("stand_in", cells.key, old=old.stand_in, empty=None),
    )


def _accounts(reading: Reading, old: Person, platforms: tuple[Platform, ...]) -> Mapping[str, str]:
    """Of platforms that the file does not speak of, the accounts stay."""
    accounts = dict(old.accounts)
    for platform in platforms:
        account = reading.cell(platform.name, partial(_account, platform), old=accounts.get(platform.name), empty=None)
        accounts.pop(platform.name, None)
        if account:
            accounts[platform.name] = account
    return accounts


def _account(platform: Platform, cell: str) -> str:
    if any(sign.isspace() for sign in cell) or (platform.account and not cell.startswith(platform.account)):
        begins = f", which begins with {' or '.join(platform.account)}" if platform.account else ""
        raise BadCell(f"{cells.quoted(cell)} is no account there; give the member's id{begins}")
    return cell


def _clashes(read: list[tuple[Row, Person]], known: Mapping[str, Person], platforms: tuple[Platform, ...]) -> Iterator[BadRow]:
    """Keys, e-mail addresses and accounts belong to one person each."""
    yield from twice(((row.line, person.key, person.key) for row, person in read if person.key), "key")
    rows = {person.key: row for row, person in read}
    others = [person for person in known.values() if person.key not in rows]
    yield from twice(((row.line, person.email.casefold(), person.email) for row, person in read if person.email), "email")
    held = {person.email.casefold(): person for person in others if person.email}
    for row, person in read:
        if person.email and (other := held.get(person.email.casefold())):
            yield BadRow(row.line, "email", f"“{person.email}” is {other.name}'s ({other.key})")
    for platform in platforms:
        name = platform.name
        yield from twice(
            ((row.line, person.accounts[name], person.accounts[name]) for row, person in read if name in person.accounts), name
        )
        taken = {person.accounts[name]: person for person in others if name in person.accounts}
        for row, person in read:
            if other := taken.get(person.accounts.get(name, "")):
                yield BadRow(row.line, name, f"“{person.accounts[name]}” is {other.name}'s ({other.key})")


def _unknown_managers(read: list[tuple[Row, Person]], known: Mapping[str, Person]) -> Iterator[BadRow]:
    keys = {person.key for _, person in read} | known.keys()
    for row, person in read:
        for column, other in (("manager", person.manager), ("stand_in", person.stand_in)):
            if other and other not in keys and column in row.cells:
                yield BadRow(row.line, column, f"nobody has the key “{other}”; add a row for them or correct it")


def _rings(read: list[tuple[Row, Person]], known: Mapping[str, Person]) -> Iterator[BadRow]:
    above = {key: person.manager for key, person in known.items()} | {person.key: person.manager for _, person in read}
    rings = loops(above)
    for row, person in read:
        if person.key in rings and "manager" in row.cells:
            yield BadRow(row.line, "manager", f"is circular ({' → '.join(rings[person.key])}); nobody may be above themselves")
