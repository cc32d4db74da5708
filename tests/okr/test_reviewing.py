"""On which days people look back on the way: worked days, after something has happened, before scores are asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from bot.okr.calendars import WorkCalendar
from bot.okr.cycles import cycle_of
from bot.okr.model import CheckIn, KeyResult, Reviewing
from bot.okr.reviewing import movements, reviews

CN = WorkCalendar("CN")


@pytest.mark.parametrize(
    ("key", "how", "days"),
    [
        ("2026Q4", "off", []),
        ("2026Q4", "monthly", [date(2026, 11, 2), date(2026, 12, 1)]),
        ("2026Q4", "mid", [date(2026, 11, 16)]),
        ("2026-11", "monthly", []),
        ("2026-11", "mid", [date(2026, 11, 16)]),
        ("2026-W47", "mid", []),
    ],
)
def test_days(key: str, how: Reviewing, days: list[date]) -> None:
    assert [one.day for one in reviews(replace(cycle_of(key), review=how), CN)] == days


def test_each_looks_back_to_the_one_before_and_ends_with_the_next() -> None:
    cycle = replace(cycle_of("2027"), review="monthly")
    found = reviews(cycle, CN)
    assert len(found) >= 10
    assert all(CN.is_working(one.day) for one in found)
    assert [one.since for one in found] == [cycle.starts, *(one.day for one in found[:-1])]
    assert all(one.day < one.until <= after.day for one, after in pairwise(found))
    assert not reviews(replace(cycle, closed=True), CN)


def test_what_has_moved_and_what_stands_still() -> None:
    def said(week: str, progress: float, confidence: int = 6) -> CheckIn:
        return CheckIn("k", week, datetime(2026, 11, 1, tzinfo=UTC), "li", progress=progress, confidence=confidence)

    reports = (said("2026-W41", 0.1), said("2026-W42", 0.3), said("2026-W43", 0.3), said("2026-W45", 0.3))
    (one,) = movements([KeyResult("k", "o", "t", "li", progress=0.3, confidence=6)], reports, date(2026, 10, 10), date(2026, 11, 25))
    assert (one.before, one.moved, one.silent, one.still, one.stuck) == (reports[0], True, 2, 3, True)
    (same,) = movements([KeyResult("k", "o", "t", "li", progress=0.3, confidence=6)], reports, date(2026, 11, 7), date(2026, 11, 11))
    assert (same.moved, same.silent, same.stuck) == (False, 0, True)
    first = (said("2026-W41", 0.0, 7), said("2026-W42", 0.0, 2))
    (fell,) = movements([KeyResult("k", "o", "t", "li", progress=0.0, confidence=2)], first, date(2026, 10, 1), date(2026, 10, 14))
    assert (fell.before, fell.first, fell.moved) == (None, first[0], True)
    (began,) = movements(
        [KeyResult("k", "o", "t", "li", baseline=9, current=9, progress=0.0, confidence=7)],
        first[:1],
        date(2026, 10, 1),
        date(2026, 10, 14),
    )
    assert not began.moved, "a first report of where it began is no movement"
    (none,) = movements([KeyResult("k", "o", "t", "li")], (), date(2026, 10, 1), date(2026, 10, 14))
    assert (none.before, none.moved, none.silent) == (None, False, 1)
