"""Where the clock can be turned to with one press: the moments of the week at which something happens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

FURTHEST = timedelta(days=400)
"""No turn goes further than this: a year and a quarter's preparation."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A named moment, always later than the time it was asked at."""

    name: str
    at: datetime


def moments(now: datetime, timezone: str) -> tuple[Moment, ...]:
    """The moments after `now`, on the wall clock of `timezone`, soonest kinds first."""
    zone = ZoneInfo(timezone)
    local = now.astimezone(zone)
    return (
        Moment("hour", now + timedelta(hours=1)),
        Moment("day", _wall(local + timedelta(days=1), local.time(), zone)),
        Moment("friday_prompt", _weekday(local, 4, time(16, 0), zone)),
        Moment("friday_board", _weekday(local, 4, time(17, 30), zone)),
        Moment("monday_digest", _weekday(local, 0, time(9, 30), zone)),
        Moment("week", _wall(local + timedelta(days=7), local.time(), zone)),
        Moment("quarter_end", _quarter_end(local, zone)),
    )


def _wall(day: datetime, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day.date(), at, tzinfo=zone)


def _weekday(local: datetime, weekday: int, at: time, zone: ZoneInfo) -> datetime:
    """The next such weekday and time after `local`; 0 = Monday."""
    day = local + timedelta(days=(weekday - local.weekday()) % 7)
    then = _wall(day, at, zone)
    return then if then > local else _wall(day + timedelta(days=7), at, zone)


def _quarter_end(local: datetime, zone: ZoneInfo) -> datetime:
    """16:00 on the last day of this quarter, or of the next one when that has passed."""
    first_month = local.month - (local.month - 1) % 3
    year, month = local.year, first_month + 3
    while True:
        start_of_next = datetime(year + (month - 1) // 12, (month - 1) % 12 + 1, 1, tzinfo=zone)
        end = _wall(start_of_next - timedelta(days=1), time(16, 0), zone)
        if end > local:
            return end
        month += 3
