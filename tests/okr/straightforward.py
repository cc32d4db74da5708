"""The same promises worked out the long way, minute by minute and day by day, sharing no line with bot/okr.

Slow and plain on purpose: what it says is compared with the schedule for whole years.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

STEP = timedelta(minutes=15)


@cache
def public_calendar(code):
    country, *region = code.split("-", 1)
    return holidays.country_holidays(country, subdiv=region[0] if region else None, years=range(2014, 2036))


def worked(code, day):
    return public_calendar(code).is_working_day(day)


def first_instant(timezone, day, at):
    """The first quarter of an hour at which the wall clock shows that day and time, or later if it never does."""
    zone, wall = ZoneInfo(timezone), datetime.combine(day, at)
    instant = wall.replace(tzinfo=UTC) - timedelta(hours=15)
    while instant.astimezone(zone).replace(tzinfo=None) < wall:
        instant += STEP
    return instant


def mondays(first, last):
    """The Mondays of every ISO week that touches the days from `first` to `last`."""
    day = first
    while day.weekday() != 0:
        day -= timedelta(days=1)
    while day <= last:
        yield day
        day += timedelta(days=7)


def prompts(timezone, code, weekday, at, first, last):
    """{`2026-W47`: instant} for every week between two days, each prompted on its weekday or on its last working day."""
    found = {}
    for monday in mondays(first, last):
        days = [monday + timedelta(days=n) for n in range(7)]
        working = [day for day in days if worked(code, day)]
        if not working:
            continue
        day = days[weekday] if days[weekday] in working else working[-1]
        found[monday.strftime("%G-W%V")] = first_instant(timezone, day, at)
    return found


def first_writable(timezone, code, leave, quiet_from, quiet_until, at):
    """The first quarter of an hour from `at` on that is worked, outside leave and outside the night's quiet hours."""
    zone = ZoneInfo(timezone)
    while True:
        wall = at.astimezone(zone)
        away = any(first <= wall.date() <= last for first, last in leave)
        if quiet_until <= wall.time() < quiet_from and not away and worked(code, wall.date()):
            return at
        at += STEP


def weeks_of_year(year):
    """How many ISO weeks a year has: the 28th of December lies in the last."""
    return date(year, 12, 28).isocalendar().week
