"""When one person may be written to: working days, leave and quiet hours."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.okr.calendars import WorkCalendar
from bot.okr.localtime import to_local, to_utc
from bot.okr.model import Leave

QUIET_FROM: Final = time(21, 0)
QUIET_UNTIL: Final = time(8, 30)

_HORIZON: Final = 800  # days


@dataclass(frozen=True, slots=True)
class Availability:
    """Quiet hours run from `quiet_from` (included) to `quiet_until` (not), over midnight or within a day; equal means none."""

    timezone: str
    calendar: WorkCalendar
    leave: tuple[Leave, ...] = ()
    quiet_from: time = QUIET_FROM
    quiet_until: time = QUIET_UNTIL

    def away(self, day: date) -> bool:
        """On leave that local day."""
        return any(leave.start <= day <= leave.end for leave in self.leave)

    def works(self, day: date) -> bool:
        """A working day outside leave."""
        return self.calendar.is_working(day) and not self.away(day)

    def quiet(self, at: datetime) -> bool:
        """Whether an instant lies in the quiet hours."""
        wall = to_local(at, self.timezone).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= wall < self.quiet_until
        return wall >= self.quiet_from or wall < self.quiet_until

    def may_write(self, at: datetime) -> bool:
        """Whether the bot may write of itself: on a working day, outside leave and quiet hours."""
        return self.works(to_local(at, self.timezone).date()) and not self.quiet(at)

    def first_good_moment(self, at: datetime) -> datetime | None:
        """`at` if the bot may write then, else the end of the quiet hours (08:30) of the next day that is worked, today included.

        None when no such day is in sight (two years).
        """
        return self._first(at, self.may_write)

    def after_quiet(self, at: datetime) -> datetime | None:
        """For what a colleague did: `at`, or when quiet hours and leave are over; weekends and holidays hold nothing back."""
        return self._first(at, lambda instant: not self.quiet(instant) and not self.away(to_local(instant, self.timezone).date()))

    def _first(self, at: datetime, good: Callable[[datetime], bool]) -> datetime | None:
        if good(at):
            return at
        today = to_local(at, self.timezone).date()
        for ahead in range(_HORIZON):
            for opens in self._openings():
                instant = to_utc(today + timedelta(days=ahead), opens, self.timezone)
                if instant > at and good(instant):
                    return instant
        return None

    def _openings(self) -> tuple[time, ...]:
        """When a day opens for messages: after the night's quiet hours; if those lie within the day, in the morning as for all."""
        if self.quiet_from > self.quiet_until:
            return (self.quiet_until,)
        return tuple(sorted({QUIET_UNTIL, self.quiet_until}))
