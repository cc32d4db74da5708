"""Looking back on the way, monthly or at mid-cycle: on which days, and what has moved since and what has not (docs/method.md 9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.okr.calendars import WorkCalendar
from bot.okr.model import CheckIn, Cycle, KeyResult
from bot.okr.weeks import Week

DAY = timedelta(days=1)
EARLIEST = timedelta(days=14)
"""After its start a cycle has something to look back on."""
WANTED = timedelta(days=14)
REACH = 15  # days: no holidays last longer
NEVER: Mapping[str, date] = {}
LONG = 2  # weeks without movement that are worth a word


@dataclass(frozen=True, slots=True)
class ReviewDay:
    """One review of a cycle: `part` names it (`2026-11`, `mid`); it looks back to `since` and is wanted until the beginning of `until`."""

    cycle: str
    part: str
    day: date
    since: date
    until: date

    @property
    def week(self) -> Week:
        return Week.of(self.day)


def reviews(cycle: Cycle, calendar: WorkCalendar) -> tuple[ReviewDay, ...]:
    """In order of time, each on a working day. Monthly: as each month of the cycle begins, but for its first; mid: once, half-way."""
    if cycle.closed or cycle.review == "off":
        return ()
    named = [("mid", cycle.starts + (cycle.ends - cycle.starts) / 2)] if cycle.review == "mid" else list(_months(cycle))
    days = [(part, _worked(day, calendar)) for part, day in named]
    days = [(part, day) for part, day in days if cycle.starts + EARLIEST <= day < cycle.scoring_opens]
    found = []
    for at, (part, day) in enumerate(days):
        since = days[at - 1][1] if at else cycle.starts
        ends = [later for _, later in days[at + 1 : at + 2]]
        found.append(ReviewDay(cycle.key, part, day, since, min([*ends, day + WANTED, cycle.scoring_opens])))
    return tuple(found)


def _months(cycle: Cycle) -> Iterator[tuple[str, date]]:
    first = cycle.starts.replace(day=1)
    while (first := (first + timedelta(days=32)).replace(day=1)) <= cycle.ends:
        yield f"{first:%Y-%m}", first


def _worked(day: date, calendar: WorkCalendar) -> date:
    """That day, or the first day after it that is worked."""
    return next((one for one in (day + DAY * n for n in range(REACH)) if calendar.is_working(one)), day)


@dataclass(frozen=True, slots=True)
class Movement:
    """A key result then and now; `first`: the first report since, where there was none before.

    `silent`: weeks without a report until last week; `still`: weeks in which the figure was the same.
    """

    key_result: KeyResult
    before: CheckIn | None
    silent: int
    still: int
    first: CheckIn | None = None

    @property
    def moved(self) -> bool:
        """Whether the figure or the confidence reads otherwise than then."""
        kr, then = self.key_result, self.before
        said = then or self.first
        figures = (kr.current, kr.progress) != (then.value, then.progress) if then else self._left_the_baseline
        return figures or bool(said and said.confidence != kr.confidence)

    @property
    def _left_the_baseline(self) -> bool:
        kr = self.key_result
        return bool(kr.progress) if kr.current is None or kr.baseline is None else kr.current != kr.baseline

    @property
    def stuck(self) -> bool:
        """Whether nobody has spoken of it, or its figure has not moved, for longer than a week or two."""
        return self.silent >= LONG or self.still >= LONG


def movements(
    key_results: Iterable[KeyResult], reports: Sequence[CheckIn], since: date, today: date, agreed: Mapping[str, date] = NEVER
) -> tuple[Movement, ...]:
    """How each stood at `since` and stands today; `reports` of all of them, `agreed` since when there was something to report on."""
    found = []
    for kr in key_results:
        theirs = sorted((r for r in reports if r.key_result == kr.id), key=lambda r: r.week)
        found.append(_movement(kr, theirs, Week.of(since), Week.of(max(since, agreed.get(kr.id, since))), Week.of(today)))
    return tuple(found)


def _movement(kr: KeyResult, theirs: list[CheckIn], since: Week, began: Week, now: Week) -> Movement:
    earlier = [r for r in theirs if Week.parse(r.week) <= since]
    before = earlier[-1] if earlier else None
    if not theirs:
        return Movement(kr, None, max(0, now.index - 1 - began.index), 0)
    newest = theirs[-1]
    same = newest
    for report in reversed(theirs):
        if (report.value, report.progress) != (newest.value, newest.progress):
            break
        same = report
    silent = max(0, now.index - 1 - Week.parse(newest.week).index)
    still = Week.parse(newest.week).index - Week.parse(same.week).index
    return Movement(kr, before, silent, still, None if before else theirs[0])
