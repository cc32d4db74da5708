"""ISO weeks, across years of 52 and 53 weeks."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.okr.weeks import Week

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


def test_written_and_read():
    assert str(Week(2026, 47)) == "2026-W47"
    assert Week.parse("2026-W07") == Week(2026, 7)


@pytest.mark.parametrize(
    "text", ["2026-W54", "2025-W53", "2026-W00", "2026W47", "2026-W7", "2026-w47", "", "2026-W477", "２０２６-W47", "0000-W01"]
)
def test_what_is_no_week_is_refused(text):
    with pytest.raises(ValueError, match="unknown_week"):
        Week.parse(text)


def test_a_year_of_53_weeks():
    assert Week(2026, 53).next() == Week(2027, 1)
    assert Week(2027, 1).previous() == Week(2026, 53)
    assert Week.of(date(2027, 1, 3)) == Week(2026, 53)
    assert Week(2027, 1).index - Week(2026, 1).index == 53


def test_its_days():
    week = Week(2026, 47)
    assert (week.monday, week.sunday) == (date(2026, 11, 16), date(2026, 11, 22))
    assert week.day(4) == date(2026, 11, 20)
    assert len(week.days()) == 7


@given(DAYS, st.integers(-500, 500))
def test_every_day_lies_in_its_week_and_weeks_count_on(day, weeks):
    week = Week.of(day)
    assert day in week.days()
    assert Week.parse(str(week)) == week
    assert week.plus(weeks) == Week.of(day + timedelta(weeks=weeks))
    assert week.plus(weeks).index == week.index + weeks
    assert (week < week.plus(weeks)) == (weeks > 0)
