"""The clock's moments are later than now, on the right day, and on the wall clock of the company."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from adapters.playground.moments import FURTHEST, moments

ZONES = st.sampled_from(["Asia/Shanghai", "America/New_York", "Europe/Berlin", "Pacific/Chatham", "UTC"])
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (Hypothesis puts the zone on)


def at(now: datetime, timezone: str) -> dict[str, datetime]:
    return {moment.name: moment.at.astimezone(ZoneInfo(timezone)) for moment in moments(now, timezone)}


@given(INSTANTS, ZONES)
def test_moments_lie_ahead_and_within_one_turn(now: datetime, timezone: str) -> None:
    for moment in moments(now, timezone):
        assert now < moment.at <= now + FURTHEST


@given(INSTANTS, ZONES)
def test_moments_are_the_next_of_their_kind(now: datetime, timezone: str) -> None:
    there = at(now, timezone)
    for name, weekday, wall in [("friday_prompt", 4, time(16)), ("friday_board", 4, time(17, 30)), ("monday_digest", 0, time(9, 30))]:
        assert (there[name].weekday(), there[name].time()) == (weekday, wall)
        assert there[name] - now <= timedelta(days=7, hours=1)
    tomorrow = there["quarter_end"] + timedelta(days=1)
    assert (tomorrow.day, tomorrow.month % 3) == (1, 1)
    assert there["quarter_end"] - now <= timedelta(days=93)


def test_at_the_moment_itself_the_next_one_is_meant() -> None:
    friday = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    there = at(friday, "Asia/Shanghai")
    assert there["friday_prompt"].isoformat() == "2026-11-27T16:00:00+08:00"
    assert there["friday_board"].isoformat() == "2026-11-20T17:30:00+08:00"
    assert there["quarter_end"].isoformat() == "2026-12-31T16:00:00+08:00"
    assert at(datetime(2026, 12, 31, 8, 0, tzinfo=UTC), "Asia/Shanghai")["quarter_end"].isoformat() == "2027-03-31T16:00:00+08:00"


def test_a_day_is_a_day_on_the_wall_also_when_the_clocks_change() -> None:
    there = at(datetime(2026, 3, 7, 15, 0, tzinfo=UTC), "America/New_York")
    assert there["day"].isoformat() == "2026-03-08T10:00:00-04:00"
