"""When somebody may be written to: their own hours where they have any, else the company's."""

from __future__ import annotations

from collections.abc import Callable

from bot.flows.known import Company
from bot.okr.calendars import Overrides, WorkCalendar
from bot.okr.model import Person
from bot.okr.quiet import QUIET_FROM, QUIET_UNTIL, Availability


def availability(person: Person, company: Company, overrides: Callable[[str], Overrides]) -> Availability:
    """Time zone, calendar with the company's own days, leave and quiet hours of one person."""
    calendar = company.calendar_of(person)
    return Availability(
        company.timezone_of(person),
        WorkCalendar(calendar, overrides(calendar)),
        person.leave,
        person.quiet_from or QUIET_FROM,
        person.quiet_until or QUIET_UNTIL,
    )
