"""Rows of days that a company keeps on top of the public calendars: holidays of its own, make-up working days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.exchange import cells
from bot.exchange.cells import Reading
from bot.exchange.plan import Plan, compared, twice
from bot.exchange.problems import BadFile
from bot.exchange.rows import Columns, Table

COLUMNS = Columns("days", ("date", "calendar", "working", "name"), ("date", "working"))
NOBODY_WORKS = date(1, 1, 1)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a calendar: worked or not, and what it is called."""

    calendar: str
    day: date
    working: bool
    name: str = ""

    @property
    def key(self) -> str:
        return f"{self.calendar} {self.day}"


def known_days(days: Mapping[str, Mapping[date, tuple[bool, str]]]) -> dict[str, Day]:
    """The store's days by key."""
    every = (Day(calendar, day, *rule) for calendar, found in days.items() for day, rule in found.items())
    return {day.key: day for day in every}


def plan_days(table: Table, known: Mapping[str, Day], calendar: str) -> Plan[Day]:
    """What the rows would change; an empty calendar is the company's. Raises BadFile with every bad row."""
    read: list[tuple[int, Day]] = []
    bad = [*table.bad]
    for row in table.rows:
        reading = Reading(row)
        reading.needed("date", str)
        reading.needed("working", str)
        day = Day(
            reading.cell("calendar", cells.calendar, old=calendar, empty=calendar),
            reading.cell("date", cells.day, old=NOBODY_WORKS, empty=NOBODY_WORKS),
            reading.cell("working", cells.yes_no, old=False, empty=False),
            reading.cell("name", cells.text, old="", empty=""),
        )
        read.append((row.line, day))
        bad += reading.bad
    bad += twice(((line, day.key, f"{day.day} {day.calendar}") for line, day in read if day.day != NOBODY_WORKS), "date")
    if bad:
        raise BadFile(bad)
    return compared("days", (day for _, day in read), known, lambda day: day.key)
