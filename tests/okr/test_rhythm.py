"""Who is asked on which day, and what people of one rhythm share."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.okr.calendars import WorkCalendar
from bot.okr.rhythm import Rhythm, prompt_day, rhythm_key, rhythm_of_key
from bot.okr.weeks import Week
from bot.okr.workday_table import DayRule

FRIDAY = 4
WEEKS = st.builds(Week.of, st.dates(date(2015, 1, 1), date(2035, 12, 31)))


@pytest.mark.parametrize(
    ("calendar", "week", "day"),
    [
        ("CN", Week(2026, 47), date(2026, 11, 20)),  # an ordinary Friday
        ("CN", Week(2026, 1), date(2026, 1, 4)),  # Friday off, Sunday made up
        ("CN", Week(2026, 7), date(2026, 2, 13)),  # Friday worked, Saturday made up: still Friday
        ("CN", Week(2026, 8), None),  # Spring Festival all week
        ("CN", Week(2026, 9), date(2026, 2, 27)),
        ("CN", Week(2026, 39), date(2026, 9, 24)),  # Mid-Autumn on Friday
        ("CN", Week(2026, 40), date(2026, 9, 30)),  # National Day on Thursday
        ("CN", Week(2026, 41), date(2026, 10, 9)),  # back on Thursday, Saturday made up
        ("US", Week(2026, 48), date(2026, 11, 27)),  # Thanksgiving is Thursday only
        ("US-CA", Week(2026, 48), date(2026, 11, 25)),  # in California Friday is off too
        ("US", Week(2026, 27), date(2026, 7, 2)),  # Independence Day kept on Friday
    ],
)
def test_friday_or_the_last_working_day_of_the_week(calendar, week, day):
    assert prompt_day(week, FRIDAY, WorkCalendar(calendar)) == day


def test_hr_may_give_the_whole_week_off():
    week = Week(2026, 47)
    calendar = WorkCalendar("US", {day: DayRule(working=False) for day in week.days()})
    assert prompt_day(week, FRIDAY, calendar) is None


@given(
    WEEKS, st.integers(0, 6), st.sampled_from(["CN", "US", "DE", "HK", "SA"]), st.dictionaries(st.integers(0, 6), st.booleans(), max_size=7)
)
def test_each_week_with_a_working_day_has_one_day_and_it_is_worked(week, weekday, code, changed):
    calendar = WorkCalendar(code, {week.day(n): DayRule(working=working) for n, working in changed.items()})
    worked = [day for day in week.days() if calendar.is_working(day)]
    day = prompt_day(week, weekday, calendar)
    if not worked:
        assert day is None
    elif week.day(weekday) in worked:
        assert day == week.day(weekday)
    else:
        assert day == max(worked)


@given(WEEKS, WEEKS, st.sampled_from([1, 2, 4]))
def test_every_so_many_weeks_right_through_years_of_53(anchor, week, every):
    rhythm = Rhythm("UTC", "US", every_weeks=every, anchor=anchor)
    run = [week.plus(n) for n in range(every)]
    assert sum(rhythm.asks_in(one) for one in run) == 1
    assert rhythm.asks_in(anchor)
    assert rhythm.asks_in(week) == rhythm.asks_in(week.plus(every)) == rhythm.asks_in(week.plus(-every))


def test_two_weeks_on_from_the_53rd():
    rhythm = Rhythm("UTC", "US", every_weeks=2, anchor=Week(2026, 53))
    assert [rhythm.asks_in(week) for week in (Week(2026, 51), Week(2026, 52), Week(2027, 1), Week(2027, 2))] == [True, False, False, True]


def test_one_rhythm_for_all_who_are_asked_alike():
    assert Rhythm("Asia/Shanghai", "CN").phase == 0
    weekly = {rhythm_key(Rhythm("Asia/Shanghai", "CN", anchor=Week(2026, n))) for n in range(1, 54)}
    assert weekly == {"Asia/Shanghai|CN|fri|16:00|1|0"}
    biweekly = {rhythm_key(Rhythm("Asia/Shanghai", "CN", every_weeks=2, anchor=Week(2026, n))) for n in range(1, 54)}
    assert len(biweekly) == 2


@given(
    st.sampled_from(["Asia/Shanghai", "America/Argentina/Buenos_Aires", "Etc/GMT-14"]),
    st.sampled_from(["CN", "US-CA", "GB-ENG"]),
    st.integers(0, 6),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    st.sampled_from([1, 2, 4]),
    WEEKS,
    WEEKS,
)
def test_a_key_gives_back_a_rhythm_that_asks_alike(timezone, calendar, weekday, at, every, anchor, week):
    rhythm = Rhythm(timezone, calendar, weekday, at, every, anchor)
    again = rhythm_of_key(rhythm_key(rhythm))
    assert rhythm_key(again) == rhythm_key(rhythm)
    assert (again.timezone, again.calendar, again.weekday, again.time) == (timezone, calendar, weekday, at)
    assert again.asks_in(week) == rhythm.asks_in(week)


@pytest.mark.parametrize(
    "key", ["", "Asia/Shanghai", "Asia/Shanghai|CN|fry|16:00|1|0", "Asia/Shanghai|CN|fri|16h|1|0", "A|CN|fri|16:00|1|0"]
)
def test_what_is_no_key(key):
    with pytest.raises(ValueError, match="bad_rhythm"):
        rhythm_of_key(key)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"timezone": "Mars/Olympus"}, "unknown_timezone"),
        ({"calendar": "XX"}, "unknown_calendar"),
        ({"weekday": 7}, "bad_weekday"),
        ({"time": time(16, 0, 30)}, "bad_time"),
        ({"every_weeks": 3}, "bad_every_weeks"),
    ],
)
def test_what_is_no_rhythm(wrong, code):
    with pytest.raises(ValueError, match=code):
        Rhythm(**({"timezone": "UTC", "calendar": "US"} | wrong))
