"""What falls due: no gap, no overlap, clock changes and holidays included."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.okr.rhythm import Rhythm
from bot.okr.schedule import ALL_KINDS, PERSON_KINDS, due, last_moment, moments, next_moment
from bot.okr.weeks import Week
from bot.okr.workday_table import DayRule

ZONES = ["Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati", "Africa/Cairo"]
CODES = ["CN", "US", "US-CA", "DE", "HU"]
RHYTHMS = st.builds(
    Rhythm,
    timezone=st.sampled_from(ZONES),
    calendar=st.sampled_from(CODES),
    weekday=st.integers(0, 6),
    time=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    every_weeks=st.sampled_from([1, 2, 4]),
    anchor=st.builds(Week.of, st.dates(date(2020, 1, 1), date(2030, 1, 1))),
)
INSTANTS = st.integers(0, 10 * 365 * 24 * 60).map(lambda n: datetime(2020, 6, 1, tzinfo=UTC) + timedelta(minutes=n))
SHANGHAI = Rhythm("Asia/Shanghai", "CN")


def utc(text):
    return datetime.fromisoformat(text).astimezone(UTC)


def test_an_ordinary_week_in_shanghai():
    assert [(m.kind, m.period, m.at) for m in moments(SHANGHAI, Week(2026, 47))] == [
        ("prompt", "2026-W47", utc("2026-11-20T16:00+08:00")),
        ("board", "2026-W47", utc("2026-11-20T17:30+08:00")),
        ("reminder", "2026-W47", utc("2026-11-20T18:30+08:00")),
        ("digest", "2026-W47", utc("2026-11-23T09:30+08:00")),
    ]
    assert {m.at.tzinfo for m in moments(SHANGHAI, Week(2026, 47))} == {UTC}


def test_only_the_kinds_asked_for():
    assert [m.kind for m in moments(SHANGHAI, Week(2026, 47), kinds=PERSON_KINDS)] == ["prompt", "reminder"]


def test_nothing_in_spring_festival_week_and_its_digest_waits_for_the_first_day_back():
    assert moments(SHANGHAI, Week(2026, 8)) == ()
    digest = moments(SHANGHAI, Week(2026, 7), kinds=("digest",))[0]
    assert digest.at == utc("2026-02-24T09:30+08:00")
    assert next_moment(SHANGHAI, "digest", utc("2026-02-24T00:00+08:00")) == digest
    assert due(SHANGHAI, utc("2026-02-24T00:00+08:00"), utc("2026-02-25T00:00+08:00")) == (digest,)


def test_company_days_move_a_prompt():
    overrides = {date(2026, 11, 20): DayRule(working=False), date(2026, 11, 21): DayRule(working=True)}
    assert moments(SHANGHAI, Week(2026, 47), overrides)[0].at == utc("2026-11-21T16:00+08:00")
    assert next_moment(SHANGHAI, "prompt", utc("2026-11-20T16:00+08:00"), overrides).at == utc("2026-11-21T16:00+08:00")


@pytest.mark.parametrize(
    ("timezone", "days", "hours"),
    [
        ("America/New_York", [date(2026, 3, 8), date(2026, 11, 1)], [time(1, 30), time(2, 30), time(3, 0)]),
        ("Europe/Berlin", [date(2026, 3, 29), date(2026, 10, 25)], [time(1, 59), time(2, 0), time(2, 30), time(3, 0)]),
        ("Australia/Lord_Howe", [date(2026, 4, 5), date(2026, 10, 4)], [time(1, 30), time(1, 45), time(2, 0), time(2, 15)]),
        ("Africa/Cairo", [date(2026, 4, 24), date(2026, 10, 29)], [time(0, 0), time(0, 30), time(23, 30)]),
        ("Pacific/Apia", [date(2011, 12, 30)], [time(0, 0), time(12, 0), time(23, 59)]),
    ],
)
def test_a_clock_change_at_the_prompts_own_hour_neither_doubles_nor_drops_it(timezone, days, hours):
    for day in days:
        for hour in hours:
            overrides = {day: DayRule(working=True)}
            rhythm = Rhythm(timezone, "US", day.weekday(), hour)
            start = datetime.combine(day, time(0), UTC) - timedelta(days=2)
            ticks = [start + timedelta(minutes=n) for n in range(0, 5 * 24 * 60, 25)]
            seen = [m for a, b in pairwise(ticks) for m in due(rhythm, a, b, overrides, ("prompt",))]
            assert [m.period for m in seen] == [str(Week.of(day))], (timezone, day, hour)
            wall = seen[0].at.astimezone(ZoneInfo(timezone)).replace(tzinfo=None)
            assert timedelta(0) <= wall - datetime.combine(day, hour) <= timedelta(days=1)


@given(RHYTHMS, INSTANTS, st.lists(st.integers(0, 90 * 24 * 60), min_size=2, max_size=8))
@settings(max_examples=150, deadline=None)
def test_any_partition_of_a_span_gives_the_same_as_the_whole(rhythm, start, cuts):
    ends = [start + timedelta(minutes=cut) for cut in sorted(cuts)]
    parts = [moment for after, until in pairwise(ends) for moment in due(rhythm, after, until)]
    assert parts == list(due(rhythm, ends[0], ends[-1]))


@given(RHYTHMS, INSTANTS, st.data())
@settings(max_examples=150, deadline=None)
def test_a_span_that_ends_at_a_moment_holds_it_and_the_one_that_begins_there_does_not(rhythm, start, data):
    kind = data.draw(st.sampled_from(ALL_KINDS))
    moment = next_moment(rhythm, kind, start)
    assert moment in due(rhythm, start, moment.at)
    assert moment not in due(rhythm, moment.at, moment.at + timedelta(days=1))
    assert [m for m in due(rhythm, start, moment.at) if m.kind == kind] == [moment]
    assert due(rhythm, moment.at, start) == ()


@given(RHYTHMS, INSTANTS)
@settings(max_examples=150, deadline=None)
def test_next_and_last_meet(rhythm, now):
    for kind in ALL_KINDS:
        following, newest = next_moment(rhythm, kind, now), last_moment(rhythm, kind, now)
        assert newest.at <= now < following.at
        assert next_moment(rhythm, kind, newest.at) == following
        assert last_moment(rhythm, kind, following.at) == following


@given(RHYTHMS, INSTANTS)
@settings(max_examples=60, deadline=None)
def test_kinds_come_once_a_period_and_in_order(rhythm, start):
    found = due(rhythm, start, start + timedelta(days=400))
    assert len({(m.kind, m.period) for m in found}) == len(found)
    for kind in ALL_KINDS:
        periods = [m.period for m in found if m.kind == kind]
        assert periods == sorted(periods)
    prompts = [m for m in found if m.kind == "prompt"]
    for moment, following in pairwise(prompts):
        assert moment.wanted_until == following.at
        assert following.week.index - moment.week.index >= rhythm.every_weeks
        assert rhythm.asks_in(moment.week)


@given(RHYTHMS, INSTANTS, st.integers(1, 20 * 24 * 60), st.sets(st.sampled_from(ALL_KINDS), min_size=1))
@settings(max_examples=150, deadline=None)
def test_asking_for_some_kinds_gives_those_of_all(rhythm, start, minutes, kinds):
    until = start + timedelta(minutes=minutes)
    long_before = due(rhythm, start - timedelta(days=60), until)
    assert due(rhythm, start, until, kinds=kinds) == tuple(m for m in long_before if m.kind in kinds and m.at > start)


def test_a_sunday_night_prompt_and_its_reminder_fall_due_on_monday_of_utc():
    night = Rhythm("America/New_York", "US", 6, time(23, 0))
    overrides = {date(2026, 11, 22): DayRule(working=True)}
    midnight = utc("2026-11-23T00:00+00:00")
    found = due(night, midnight, midnight + timedelta(days=1), overrides, PERSON_KINDS)
    assert [(m.kind, m.period, m.at) for m in found] == [
        ("prompt", "2026-W47", utc("2026-11-22T23:00-05:00")),
        ("reminder", "2026-W47", utc("2026-11-23T01:30-05:00")),
    ]
    assert next_moment(night, "reminder", midnight, overrides) == found[1]


def test_a_company_that_never_works_is_never_asked():
    shut = {date(2020, 1, 1) + timedelta(days=n): DayRule(working=False) for n in range(4000)}
    assert next_moment(SHANGHAI, "prompt", utc("2026-11-20T00:00+08:00"), shut) is None
    assert last_moment(SHANGHAI, "prompt", utc("2026-11-20T00:00+08:00"), shut) is None


def test_the_last_prompt_before_a_shutdown_stays_wanted():
    shut = {date(2026, 11, 23) + timedelta(days=n): DayRule(working=False) for n in range(4000)}
    prompt = next_moment(SHANGHAI, "prompt", utc("2026-11-20T00:00+08:00"), shut)
    assert prompt.wanted_until is None
    assert prompt.wanted(utc("2028-01-01T00:00+08:00"))


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        ("2026-11-20T16:20+08:00", ["prompt 2026-W47"]),
        ("2026-11-20T23:59+08:00", ["prompt 2026-W47", "board 2026-W47", "reminder 2026-W47"]),
        ("2026-11-21T00:00+08:00", ["prompt 2026-W47"]),
        ("2026-11-23T23:00+08:00", ["prompt 2026-W47", "digest 2026-W47"]),
        ("2026-11-27T15:59+08:00", ["prompt 2026-W47"]),
        ("2026-11-27T16:00+08:00", ["prompt 2026-W48"]),
    ],
)
def test_of_an_outage_only_the_newest_of_a_kind_and_only_while_wanted(back, expected):
    newest = (last_moment(SHANGHAI, kind, utc(back)) for kind in ALL_KINDS)
    wanted = sorted((m for m in newest if m and m.wanted(utc(back))), key=lambda m: m.at)
    assert [f"{m.kind} {m.period}" for m in wanted] == expected


def test_a_reminder_after_midnight_is_wanted_on_the_day_it_falls_due():
    late = Rhythm("America/New_York", "US", time=time(22, 30))
    reminder = moments(late, Week(2026, 47), kinds=("reminder",))[0]
    assert reminder.at == utc("2026-11-21T01:00-05:00")
    assert reminder.wanted_until == utc("2026-11-22T00:00-05:00")
