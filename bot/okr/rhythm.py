"""What people who are asked at the same moments share, so that a hundred thousand of them fall into a few dozen rhythms."""

from dataclasses import dataclass
from datetime import date, time
from typing import Final

from bot.okr.calendars import WorkCalendar, valid_calendar
from bot.okr.localtime import valid_timezone
from bot.okr.weeks import WEEKDAYS, Week

FRIDAY: Final = 4
PROMPT_TIME: Final = time(16, 0)
EVERY_WEEKS: Final = (1, 2, 4)
ANCHOR: Final = Week(2024, 1)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When check-ins are asked for: weekday (0 = Monday) and wall-clock time in a zone, by a calendar's working days.

    With `every_weeks` 2 or 4, `anchor` is any week in which it asks. The default is docs/method.md 9: every Friday.
    Raises ValueError("unknown_timezone" | "unknown_calendar" | "bad_weekday" | "bad_time" | "bad_every_weeks", value).
    """

    timezone: str
    calendar: str
    weekday: int = FRIDAY
    time: time = PROMPT_TIME
    every_weeks: int = 1
    anchor: Week = ANCHOR

    def __post_init__(self) -> None:
        checks = (
            (valid_timezone(self.timezone), "unknown_timezone", self.timezone),
            (valid_calendar(self.calendar), "unknown_calendar", self.calendar),
            (0 <= self.weekday < 7, "bad_weekday", self.weekday),
            (self.time == time(self.time.hour, self.time.minute), "bad_time", self.time),
            (self.every_weeks in EVERY_WEEKS, "bad_every_weeks", self.every_weeks),
        )
        for good, code, value in checks:
            if not good:
                raise ValueError(code, value)

    @property
    def phase(self) -> int:
        """How many weeks the rhythm is off the common anchor, 0 up to `every_weeks` - 1."""
        return (self.anchor.index - ANCHOR.index) % self.every_weeks

    def asks_in(self, week: Week) -> bool:
        """Whether this is one of its weeks, counted in whole weeks from the anchor, so that a 53rd week shifts nothing."""
        return (week.index - self.anchor.index) % self.every_weeks == 0


def prompt_day(week: Week, weekday: int, calendar: WorkCalendar) -> date | None:
    """The chosen weekday if it is worked, else the last working day of that ISO week (docs/method.md 9); None if it has none."""
    chosen = week.day(weekday)
    return chosen if calendar.is_working(chosen) else calendar.last_working_day(week)


def rhythm_key(rhythm: Rhythm) -> str:
    """One text per distinct rhythm (`Asia/Shanghai|CN|fri|16:00|1|0`): equal for those who are asked in the same weeks."""
    parts = (rhythm.timezone, rhythm.calendar, WEEKDAYS[rhythm.weekday], rhythm.time.strftime("%H:%M"), rhythm.every_weeks, rhythm.phase)
    return "|".join(map(str, parts))


def rhythm_of_key(key: str) -> Rhythm:
    """The rhythm behind a `rhythm_key`; another text raises ValueError."""
    try:
        timezone, calendar, weekday, at, every, phase = key.split("|")
        return Rhythm(timezone, calendar, WEEKDAYS.index(weekday), time.fromisoformat(at), int(every), ANCHOR.plus(int(phase)))
    except ValueError as wrong:
        raise ValueError("bad_rhythm", key) from wrong
