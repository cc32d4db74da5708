"""Whose week an answer is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.okr.answer_week import is_late, late_from, week_of_answer
from bot.okr.rhythm import Rhythm
from bot.okr.schedule import last_moment
from bot.okr.weeks import Week

ZONE = "Asia/Shanghai"
W46, W47, W48 = Week(2026, 46), Week(2026, 47), Week(2026, 48)


def shanghai(text):
    return datetime.fromisoformat(text + "+08:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "last_prompt", "answered", "week", "late"),
    [
        ("2026-11-20T16:05", W47, False, W47, False),  # on the prompt
        ("2026-11-22T23:59", W47, False, W47, False),  # Sunday, the last minute
        ("2026-11-23T00:00", W47, False, W47, True),  # Sunday 24:00
        ("2026-11-27T15:59", W47, False, W47, True),  # just before the next prompt
        ("2026-11-27T16:00", W48, False, W48, False),
        ("2026-11-22T12:00", W47, True, W47, False),  # again on Sunday: a correction of the same week
        ("2026-11-23T00:00", W47, True, W48, False),  # again on Monday: the running week, early
        ("2026-11-18T10:00", W46, True, W47, False),
        ("2026-11-18T10:00", W46, False, W46, True),
        ("2026-11-18T10:00", None, False, W47, False),  # never prompted yet
    ],
)
def test_the_week_of_an_answer(now, last_prompt, answered, week, late):
    assert week_of_answer(shanghai(now), last_prompt, answered, ZONE) == week
    assert is_late(week, shanghai(now), ZONE) == late


def test_midnight_is_the_persons_own():
    instant = shanghai("2026-11-23T00:00")
    assert is_late(W47, instant, ZONE)
    assert not is_late(W47, instant, "America/New_York")


def test_where_the_clock_skips_midnight_the_week_ends_with_the_last_minute_that_exists():
    assert late_from(Week.of(date(2018, 11, 4)).previous(), "America/Sao_Paulo") == datetime(2018, 10, 29, 3, tzinfo=UTC)
    assert late_from(Week.of(date(2010, 4, 4)), "Asia/Gaza") == datetime(2010, 4, 4, 21, tzinfo=UTC)


@given(
    st.sampled_from([Rhythm(ZONE, "CN"), Rhythm("America/New_York", "US", every_weeks=2), Rhythm("Pacific/Apia", "WS", weekday=0)]),
    st.integers(0, 4 * 365 * 24 * 60).map(lambda n: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=n)),
)
def test_unanswered_it_is_the_last_prompts_week_and_answered_never_an_earlier_one(rhythm, now):
    prompt = last_moment(rhythm, "prompt", now)
    unanswered = week_of_answer(now, prompt.week, False, rhythm.timezone)
    again = week_of_answer(now, prompt.week, True, rhythm.timezone)
    assert unanswered == prompt.week <= again
    assert not is_late(again, now, rhythm.timezone)
    assert is_late(unanswered, now, rhythm.timezone) == (again > unanswered)
    assert is_late(unanswered, now + timedelta(days=8), rhythm.timezone)
