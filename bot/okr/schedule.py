"""What falls due when, as functions of a rhythm and two instants.

An occurrence is keyed by its local week, never by an instant, so that a clock change neither doubles nor drops one.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal

from bot.okr.calendars import NO_OVERRIDES, Overrides, WorkCalendar
from bot.okr.localtime import start_of_day, to_local, to_utc
from bot.okr.rhythm import Rhythm, prompt_day
from bot.okr.weeks import Week

Kind = Literal["prompt", "reminder", "board", "digest"]

PERSON_KINDS: Final[tuple[Kind, ...]] = ("prompt", "reminder")
TEAM_KINDS: Final[tuple[Kind, ...]] = ("board",)
MANAGER_KINDS: Final[tuple[Kind, ...]] = ("digest",)
ALL_KINDS: Final[tuple[Kind, ...]] = ("prompt", "board", "reminder", "digest")

AFTER_PROMPT: Final[dict[Kind, timedelta]] = {
    "prompt": timedelta(0),
    "board": timedelta(minutes=90),
    "reminder": timedelta(minutes=150),
}
LATE: Final = timedelta(minutes=10)  # by so much a prompt may be late without anybody being reminded later for it
DIGEST_TIME: Final = time(9, 30)
CAMPAIGN_TIME: Final = time(10, 0)

_DIGEST_REACH: Final = 3  # weeks: no public holiday shuts a country for longer
_HORIZON: Final = 110  # weeks, a little over two years: a calendar that is shut for longer has no next moment


@dataclass(frozen=True, slots=True)
class Moment:
    """One occurrence: `at` and `wanted_until` are instants in UTC, `period` is the week it is about (`2026-W47`).

    `wanted_until` is None when no later prompt is in sight: then it stays wanted.
    """

    kind: Kind
    period: str
    at: datetime
    wanted_until: datetime | None

    @property
    def week(self) -> Week:
        """The period as a week."""
        return Week.parse(self.period)

    def wanted(self, now: datetime) -> bool:
        """A prompt until the next prompt, anything else on its own local day."""
        return self.wanted_until is None or now < self.wanted_until


def reminded_after(asked: datetime) -> datetime:
    """From when somebody who was asked then may be reminded."""
    return asked + AFTER_PROMPT["reminder"] - LATE


def owned_on(moment: Moment, timezone: str) -> date:
    """The local day on which somebody must own something to report on: a reminder's is its prompt's, though it pass midnight."""
    since = AFTER_PROMPT["reminder"] if moment.kind == "reminder" else timedelta(0)
    return to_local(moment.at - since, timezone).date()


def moments(rhythm: Rhythm, week: Week, overrides: Overrides = NO_OVERRIDES, kinds: Collection[Kind] = ALL_KINDS) -> tuple[Moment, ...]:
    """What a week brings, in order of time: nothing in a week that the rhythm leaves out or in which nobody works.

    The digest about a week comes on the Monday after it, or on the first day from then on that is worked.
    """
    found = (_moment(rhythm, kind, week, at, overrides) for kind, at in _instants(rhythm, week, overrides, kinds))
    return tuple(sorted(found, key=lambda moment: moment.at))


def due(
    rhythm: Rhythm, after: datetime, until: datetime, overrides: Overrides = NO_OVERRIDES, kinds: Collection[Kind] = ALL_KINDS
) -> tuple[Moment, ...]:
    """Every moment with `after` < at <= `until`, in order: whoever asks for adjoining spans gets each exactly once."""
    if until <= after:
        return ()
    first, last = _week_before(after, kinds), _week_after(until)
    weeks = (first.plus(n) for n in range(last.index - first.index + 1))
    found = (
        _moment(rhythm, kind, week, at, overrides)
        for week in weeks
        for kind, at in _instants(rhythm, week, overrides, kinds)
        if after < at <= until
    )
    return tuple(sorted(found, key=lambda moment: moment.at))


def next_moment(rhythm: Rhythm, kind: Kind, after: datetime, overrides: Overrides = NO_OVERRIDES) -> Moment | None:
    """The first moment of a kind that is later than `after`; None if there is none within two years."""
    week = _week_before(after, (kind,))
    for _ in range(_HORIZON):
        at = _instant(rhythm, kind, week, overrides)
        if at is not None and at > after:
            return _moment(rhythm, kind, week, at, overrides)
        week = week.next()
    return None


def last_moment(rhythm: Rhythm, kind: Kind, now: datetime, overrides: Overrides = NO_OVERRIDES) -> Moment | None:
    """The newest moment of a kind that is not later than `now`; None if there is none within two years."""
    week = _week_after(now)
    for _ in range(_HORIZON):
        at = _instant(rhythm, kind, week, overrides)
        if at is not None and at <= now:
            return _moment(rhythm, kind, week, at, overrides)
        week = week.previous()
    return None


def _instants(rhythm: Rhythm, week: Week, overrides: Overrides, kinds: Collection[Kind]) -> list[tuple[Kind, datetime]]:
    found = ((kind, _instant(rhythm, kind, week, overrides)) for kind in ALL_KINDS if kind in kinds)
    return [(kind, at) for kind, at in found if at is not None]


def _instant(rhythm: Rhythm, kind: Kind, week: Week, overrides: Overrides) -> datetime | None:
    """When that kind about that week falls due; a week that the rhythm leaves out or in which nobody works has none."""
    if not rhythm.asks_in(week):
        return None
    calendar = WorkCalendar(rhythm.calendar, overrides)
    day = prompt_day(week, rhythm.weekday, calendar)
    if day is None:
        return None
    if kind == "digest":
        opens = _first_working_day_after(week, calendar)
        return None if opens is None else to_utc(opens, DIGEST_TIME, rhythm.timezone)
    return to_utc(day, rhythm.time, rhythm.timezone) + AFTER_PROMPT[kind]


def _first_working_day_after(week: Week, calendar: WorkCalendar) -> date | None:
    """Monday as a rule. Weeks without a working day have no digest of their own, so no two ever meet on one day."""
    days = (calendar.first_working_day(week.plus(weeks)) for weeks in range(1, _DIGEST_REACH + 1))
    return next((day for day in days if day is not None), None)


def _moment(rhythm: Rhythm, kind: Kind, week: Week, at: datetime, overrides: Overrides) -> Moment:
    until = _next_prompt(rhythm, week, overrides) if kind == "prompt" else _end_of_local_day(at, rhythm.timezone)
    return Moment(kind, str(week), at, until)


def _next_prompt(rhythm: Rhythm, week: Week, overrides: Overrides) -> datetime | None:
    for _ in range(_HORIZON):
        week = week.next()
        at = _instant(rhythm, "prompt", week, overrides)
        if at is not None:
            return at
    return None


def _end_of_local_day(at: datetime, timezone: str) -> datetime:
    day = to_local(at, timezone).date()
    return start_of_day(day + timedelta(days=1), timezone)


def _week_before(instant: datetime, kinds: Collection[Kind]) -> Week:
    """Early enough for whatever falls due from here on: a reminder may pass midnight, zones differ by a day, a digest looks back."""
    return Week.of(instant.astimezone(UTC).date()).plus(-1 - ("digest" in kinds) * _DIGEST_REACH)


def _week_after(instant: datetime) -> Week:
    return Week.of(instant.astimezone(UTC).date()).next()
