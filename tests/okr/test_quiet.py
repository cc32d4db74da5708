"""When a person may be written to, against a walk through the quarter hours."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.okr.calendars import WorkCalendar
from bot.okr.model import Leave
from bot.okr.quiet import Availability
from bot.okr.rhythm import Rhythm
from bot.okr.schedule import moments
from bot.okr.weeks import Week
from bot.okr.workday_table import DayRule
from bot.okr.writing_time import write_at
from tests.okr import straightforward

ZONES = ["Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia"]
CODES = ["CN", "US", "US-CA", "DE"]
QUARTERS = st.integers(0, 5 * 365 * 96).map(lambda n: datetime(2022, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * n))
LEAVES = st.lists(
    st.tuples(st.dates(date(2022, 1, 1), date(2026, 12, 31)), st.integers(0, 40)).map(lambda x: Leave(x[0], x[0] + timedelta(days=x[1]))),
    max_size=6,
).map(tuple)
CLOCK = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
PEOPLE = st.builds(
    Availability,
    timezone=st.sampled_from(ZONES),
    calendar=st.sampled_from(CODES).map(WorkCalendar),
    leave=LEAVES,
    quiet_from=CLOCK,
    quiet_until=CLOCK,
)
WANG = Availability("Asia/Shanghai", WorkCalendar("CN"), (Leave(date(2026, 11, 19), date(2026, 11, 23)),))


def at(text):
    return datetime.fromisoformat(text).astimezone(UTC)


def shanghai(text):
    return at(text + "+08:00")


@pytest.mark.parametrize(
    ("when", "first", "after_quiet"),
    [
        ("2026-11-18T16:00", "2026-11-18T16:00", "2026-11-18T16:00"),  # a Wednesday afternoon
        ("2026-11-18T08:29", "2026-11-18T08:30", "2026-11-18T08:30"),
        ("2026-11-18T08:30", "2026-11-18T08:30", "2026-11-18T08:30"),
        ("2026-11-18T20:59", "2026-11-18T20:59", "2026-11-18T20:59"),
        ("2026-11-18T21:00", "2026-11-24T08:30", "2026-11-24T08:30"),  # the night before the leave
        ("2026-11-20T16:00", "2026-11-24T08:30", "2026-11-24T08:30"),  # on leave
        ("2026-11-28T12:00", "2026-11-30T08:30", "2026-11-28T12:00"),  # a Saturday: a colleague gets through
        ("2026-11-28T23:00", "2026-11-30T08:30", "2026-11-29T08:30"),
        ("2026-09-30T22:00", "2026-10-08T08:30", "2026-10-01T08:30"),  # National Day
        ("2026-10-10T12:00", "2026-10-10T12:00", "2026-10-10T12:00"),  # a make-up Saturday
        ("2026-02-14T21:30", "2026-02-24T08:30", "2026-02-15T08:30"),  # Spring Festival
    ],
)
def test_in_shanghai(when, first, after_quiet):
    assert WANG.first_good_moment(shanghai(when)) == shanghai(first)
    assert WANG.after_quiet(shanghai(when)) == shanghai(after_quiet)


def test_what_holds_a_message():
    assert WANG.held_by(shanghai("2026-11-20T22:00")) == "leave"
    assert WANG.held_by(shanghai("2026-11-28T22:00")) == "day_off"
    assert WANG.held_by(shanghai("2026-11-18T22:00")) == "quiet"
    assert WANG.held_by(shanghai("2026-11-18T12:00")) is None


def test_thanksgiving():
    california = Availability("America/Los_Angeles", WorkCalendar("US-CA"))
    texas = Availability("America/Chicago", WorkCalendar("US"))
    assert california.first_good_moment(at("2026-11-25T21:00-08:00")) == at("2026-11-30T08:30-08:00")
    assert texas.first_good_moment(at("2026-11-25T21:00-06:00")) == at("2026-11-27T08:30-06:00")


def test_quiet_hours_within_a_day_and_none_at_all():
    napper = Availability("Asia/Shanghai", WorkCalendar("CN"), quiet_from=time(12, 0), quiet_until=time(14, 0))
    assert napper.first_good_moment(shanghai("2026-11-20T13:00")) == shanghai("2026-11-20T14:00")
    assert napper.first_good_moment(shanghai("2026-11-21T13:00")) == shanghai("2026-11-23T08:30")
    late_riser = Availability("Asia/Shanghai", WorkCalendar("CN"), quiet_from=time(2, 0), quiet_until=time(10, 0))
    assert late_riser.first_good_moment(shanghai("2026-11-20T01:00")) == shanghai("2026-11-20T01:00")
    assert late_riser.first_good_moment(shanghai("2026-11-21T13:00")) == shanghai("2026-11-23T10:00")
    awake = Availability("Asia/Shanghai", WorkCalendar("CN"), quiet_from=time(0), quiet_until=time(0))
    assert awake.first_good_moment(shanghai("2026-11-20T03:00")) == shanghai("2026-11-20T03:00")
    assert awake.first_good_moment(shanghai("2026-11-21T03:00")) == shanghai("2026-11-23T08:30")


def test_leave_without_end_in_sight():
    gone = Availability("Asia/Shanghai", WorkCalendar("CN"), (Leave(date(2026, 1, 1), date(2036, 1, 1)),))
    assert gone.first_good_moment(shanghai("2026-11-20T16:00")) is None
    assert gone.after_quiet(shanghai("2026-11-20T16:00")) is None


def test_a_day_that_the_calendar_skips_is_no_day_to_write():
    samoa = Availability("Pacific/Apia", WorkCalendar("WS", {date(2011, 12, 30): DayRule(working=True)}))
    assert samoa.first_good_moment(at("2011-12-30T09:59+00:00")) == at("2012-01-03T08:30+14:00")


@given(PEOPLE, QUARTERS)
@settings(max_examples=300, deadline=None)
def test_never_earlier_always_allowed_and_settled_at_once(person, when):
    first, later = person.first_good_moment(when), person.after_quiet(when)
    assert when <= later <= first
    assert person.may_write(first)
    assert person.first_good_moment(first) == first
    assert person.after_quiet(later) == later
    assert (first == when) == person.may_write(when)


@given(PEOPLE.filter(lambda person: person.quiet_from > person.quiet_until), QUARTERS, st.integers(0, 14 * 24 * 4))
@settings(max_examples=100, deadline=None)
def test_after_a_quiet_night_what_waits_longer_is_never_overtaken(person, when, quarters):
    assert person.first_good_moment(when) <= person.first_good_moment(when + timedelta(minutes=15 * quarters))


@given(
    st.sampled_from(ZONES),
    st.sampled_from(CODES),
    LEAVES,
    st.integers(17 * 4, 95),
    st.integers(5 * 4, 12 * 4),
    QUARTERS,
)
@settings(max_examples=100, deadline=None)
def test_the_first_quarter_of_an_hour_that_is_allowed(timezone, code, leave, quiet_from, quiet_until, when):
    begins, ends = time(quiet_from // 4, quiet_from % 4 * 15), time(quiet_until // 4, quiet_until % 4 * 15)
    person = Availability(timezone, WorkCalendar(code), leave, begins, ends)
    spans = [(one.start, one.end) for one in leave]
    assert person.first_good_moment(when) == straightforward.first_writable(timezone, code, spans, begins, ends, when)


def test_a_prompt_waits_out_a_leave_and_a_reminder_does_not():
    prompt, board, reminder, digest = moments(Rhythm("Asia/Shanghai", "CN"), Week(2026, 47))
    assert write_at(prompt, WANG) == shanghai("2026-11-24T08:30")
    assert [write_at(moment, WANG) for moment in (board, reminder, digest)] == [None, None, None]


def test_a_prompt_that_leave_outlasts_is_dropped():
    prompt = moments(Rhythm("Asia/Shanghai", "CN"), Week(2026, 47))[0]
    long_gone = Availability("Asia/Shanghai", WorkCalendar("CN"), (Leave(date(2026, 11, 20), date(2026, 11, 27)),))
    assert write_at(prompt, long_gone) is None


def test_after_an_outage_it_is_written_when_the_bot_is_back():
    colleague = Availability("Asia/Shanghai", WorkCalendar("CN"))
    prompt, _, reminder, _ = moments(Rhythm("Asia/Shanghai", "CN"), Week(2026, 47))
    assert write_at(prompt, colleague, shanghai("2026-11-20T15:00")) == prompt.at
    assert write_at(prompt, colleague, shanghai("2026-11-20T22:00")) == shanghai("2026-11-23T08:30")
    assert write_at(reminder, colleague, shanghai("2026-11-20T20:00")) == shanghai("2026-11-20T20:00")
    assert write_at(reminder, colleague, shanghai("2026-11-20T22:00")) is None
    assert write_at(prompt, colleague, shanghai("2026-11-27T16:00")) is None
