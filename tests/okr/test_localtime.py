"""Wall clocks to instants, against a walk through the minutes, with the hours that clocks skip or show twice."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.okr.localtime import start_of_day, to_local, to_utc, valid_timezone, zone_of

ZONES = [
    "Africa/Cairo", "Africa/Casablanca", "America/Havana", "America/New_York", "America/Santiago", "America/St_Johns", "Asia/Beirut",
    "Asia/Kathmandu", "Asia/Shanghai", "Asia/Tehran", "Atlantic/Azores", "Australia/Lord_Howe", "Europe/Berlin", "Europe/London",
    "Pacific/Apia", "Pacific/Chatham", "Pacific/Kiritimati", "UTC",
]  # fmt: skip


def walked(day, at, timezone):
    """The first minute at which the zone's wall clock has reached `at` on `day`."""
    zone, wall = ZoneInfo(timezone), datetime.combine(day, at)
    minute = wall.replace(tzinfo=UTC) - timedelta(hours=16)
    while minute.astimezone(zone).replace(tzinfo=None) < wall:
        minute += timedelta(minutes=1)
    return minute


@pytest.mark.parametrize(
    ("timezone", "day", "at", "expected"),
    [
        ("America/New_York", date(2026, 3, 8), time(2, 30), datetime(2026, 3, 8, 7, 0, tzinfo=UTC)),
        ("America/New_York", date(2026, 11, 1), time(1, 30), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        ("Europe/Berlin", date(2026, 3, 29), time(2, 0), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        ("Europe/Berlin", date(2026, 10, 25), time(2, 59), datetime(2026, 10, 25, 0, 59, tzinfo=UTC)),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), datetime(2026, 4, 4, 14, 45, tzinfo=UTC)),
        ("Pacific/Apia", date(2011, 12, 30), time(16, 0), datetime(2011, 12, 30, 10, 0, tzinfo=UTC)),
        ("Africa/Cairo", date(2026, 4, 24), time(0, 0), datetime(2026, 4, 23, 22, 0, tzinfo=UTC)),
        ("Asia/Shanghai", date(2026, 11, 20), time(16, 0), datetime(2026, 11, 20, 8, 0, tzinfo=UTC)),
    ],
)
def test_skipped_and_doubled_times(timezone, day, at, expected):
    assert to_utc(day, at, timezone) == expected == walked(day, at, timezone)


@given(
    st.sampled_from(ZONES),
    st.dates(date(1975, 1, 1), date(2037, 12, 31)),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
)
@example("America/St_Johns", date(2006, 4, 2), time(0, 1))
@example("Asia/Tehran", date(2021, 3, 22), time(0, 30))
def test_agrees_with_a_walk_through_the_minutes(timezone, day, at):
    assert to_utc(day, at, timezone) == walked(day, at, timezone)


@given(st.sampled_from(ZONES), st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_a_day_starts_when_the_day_before_has_ended(timezone, day):
    start = start_of_day(day, timezone)
    assert to_local(start, timezone).date() == day
    assert to_local(start - timedelta(microseconds=1), timezone).date() == day - timedelta(days=1)


@given(st.sampled_from(ZONES), st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.times())
def test_later_on_the_wall_is_never_earlier_in_time(timezone, day, at):
    assert start_of_day(day, timezone) <= to_utc(day, at, timezone) <= to_utc(day, time.max, timezone)


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "America", "Asia/Shanghai\0", "/UTC"])
def test_unknown_zones(name):
    assert not valid_timezone(name)
    with pytest.raises(ValueError, match="unknown_timezone"):
        zone_of(name)
