"""When one person may be written to: working days, leave and quiet hours."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from bot.okr.calendars import WorkCalendar
from bot.okr.localtime import to_local, to_utc
from bot.okr.model import Leave

Hold = Literal["leave", "day_off", "quiet"]

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

    def quiet(self, at: datetime) -> bool:
        """Whether an instant lies in the quiet hours."""
        return self._silent(to_local(at, self.timezone).time())

    def _silent(self, wall: time) -> bool:
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= wall < self.quiet_until
        return wall >= self.quiet_from or wall < self.quiet_until

    def held_by(self, at: datetime) -> Hold | None:
        """What keeps the bot from writing of itself at an instant, the weightiest first; None: nothing does."""
        local = to_local(at, self.timezone)
        if self.leave and self.away(local.date()):
            return "leave"
        if not self.calendar.is_working(local.date()):
            return "day_off"
        return "quiet" if self._silent(local.time()) else None

    def may_write(self, at: datetime) -> bool:
        """Whether the bot may write of itself: on a working day, outside leave and quiet hours."""
        return self.held_by(at) is None

    def first_good_moment(self, at: datetime) -> datetime | None:
        """`at` if the bot may write then, else the end of the quiet hours (08:30) of the next day that is worked, today included.

        None when no such day is in sight (two years).
        """
        return self._first(at, self.may_write)

    def after_quiet(self, at: datetime) -> datetime | None:
        """For what a colleague did: `at`, or when quiet hours and leave are over; weekends and holidays hold nothing back."""
        return self._first(at, lambda instant: self.held_by(instant) in {None, "day_off"} and not self.quiet(instant))

    def _first(self, at: datetime, good: Callable[[datetime], bool]) -> datetime | None:
        if good(at):
            return at
        today = to_local(at, self.timezone).date()
        for ahead in range(_HORIZON):
            instant = to_utc(today + timedelta(days=ahead), self._opening(ahead), self.timezone)
            if instant > at and good(instant):
                return instant
        return None

    def _opening(self, ahead: int) -> time:
        """When messages may go out so many days on: after the quiet hours, or in the morning as for all if those lie within the day."""
        over_night = self.quiet_from > self.quiet_until
        if ahead == 0 or over_night or self.quiet_from <= QUIET_UNTIL < self.quiet_until:
            return self.quiet_until
        return QUIET_UNTIL
