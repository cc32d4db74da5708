"""Calendars in use whose make-up working days are not known for a year: what falls due then is a guess (docs/method.md 9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.flows.known import Company
from bot.loading import Loader
from bot.okr.calendars import WorkCalendar
from bot.okr.localtime import to_local
from bot.okr.model import Person
from bot.ports import Tx

NOBODY = Person("", "")


def guessed_years(tx: Tx, company: Company, first: datetime, last: datetime) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The codes of calendars in order, each with its years between two instants of the company's time zone."""
    years = range(to_local(first, company.timezone).year, to_local(last, company.timezone).year + 1)
    loader = Loader(tx, NOBODY, company, first)
    for code in sorted({company.calendar_of(person) for person in tx.people() if person.active}):
        calendar = WorkCalendar(code, loader.overrides(code))
        if unknown := tuple(year for year in years if not calendar.known_makeup(year)):
            yield code, unknown
