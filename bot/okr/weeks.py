"""The ISO week as a value, because prompts and check-ins are keyed by the local week and never by an instant."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_KEY: Final = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One ISO week, Monday to Sunday: `Week(2026, 47)` is written `2026-W47`. A week that is none raises ValueError."""

    year: int
    number: int

    def __post_init__(self) -> None:
        try:
            date.fromisocalendar(self.year, self.number, 1)
        except ValueError:
            raise ValueError("unknown_week", f"{self.year:04}-W{self.number:02}") from None

    def __str__(self) -> str:
        return f"{self.year:04}-W{self.number:02}"

    @classmethod
    def parse(cls, text: str) -> "Week":
        """Read `2026-W47`; anything else raises ValueError("unknown_week", text)."""
        return _parsed(text)

    @classmethod
    def of(cls, day: date) -> "Week":
        """The week that holds a day (for an instant: its local date)."""
        return _week_of(day)

    @property
    def monday(self) -> date:
        """The first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """The last day."""
        return date.fromisocalendar(self.year, self.number, 7)

    def day(self, weekday: int) -> date:
        """The day with that weekday, 0 = Monday to 6 = Sunday."""
        return self.monday + timedelta(days=weekday)

    def days(self) -> tuple[date, ...]:
        """Its seven days, Monday first."""
        return tuple(self.day(weekday) for weekday in range(7))

    @property
    def index(self) -> int:
        """A running number of weeks, so that distances are right across years of 52 and 53 weeks."""
        return (self.monday.toordinal() - 1) // 7

    def plus(self, weeks: int) -> "Week":
        """The week that many weeks on (or back, if negative)."""
        return _moved(self, weeks)

    def next(self) -> "Week":
        """The week after."""
        return self.plus(1)

    def previous(self) -> "Week":
        """The week before."""
        return self.plus(-1)


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Week:
    found = _KEY.fullmatch(text)
    if found is None:
        raise ValueError("unknown_week", text)
    return Week(int(found[1]), int(found[2]))


@lru_cache(maxsize=1024)
def _moved(week: Week, weeks: int) -> Week:
    """The same few weeks are counted from again and again."""
    return Week.of(week.monday + timedelta(weeks=weeks))


@lru_cache(maxsize=1024)
def _week_of(day: date) -> Week:
    """Most of what is asked is about today."""
    year, number, _ = day.isocalendar()
    return Week(year, number)
