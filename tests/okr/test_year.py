"""A whole year in several zones and calendars, ticked through in odd steps, against the long way of working it out."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.okr.calendars import WorkCalendar
from bot.okr.model import Leave
from bot.okr.quiet import Availability
from bot.okr.rhythm import Rhythm, rhythm_key
from bot.okr.schedule import due, moments
from bot.okr.weeks import Week
from bot.okr.writing_time import write_at
from tests.okr import straightforward

PLACES = [
    ("Asia/Shanghai", "CN"), ("America/New_York", "US"), ("America/Los_Angeles", "US-CA"), ("Europe/Berlin", "DE-BY"),
    ("Europe/Budapest", "HU"), ("Australia/Lord_Howe", "AU-NSW"), ("Pacific/Apia", "WS"), ("Pacific/Kiritimati", "US"),
    ("Asia/Riyadh", "SA"), ("Africa/Cairo", "EG"), ("America/St_Johns", "CA-NL"), ("Asia/Kathmandu", "IN"),
]  # fmt: skip
HABITS = [(4, time(16, 0)), (3, time(9, 15)), (0, time(0, 0)), (6, time(2, 15)), (5, time(23, 45))]


def ticked(rhythm, start, end):
    """Every prompt that ticks of uneven length bring, one tick after the other."""
    found, now, step = [], start, 0
    while now < end:
        step += 1
        then = min(end, now + timedelta(hours=5 * (step % 17) + 1, seconds=step))
        found += due(rhythm, now, then, kinds=("prompt",))
        now = then
    return found


@pytest.mark.parametrize(("timezone", "code"), PLACES)
@pytest.mark.parametrize("year", [2020, 2026])  # both have 53 weeks
def test_every_prompt_of_a_year(timezone, code, year):
    start, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    for weekday, at in HABITS:
        expected = straightforward.prompts(timezone, code, weekday, at, date(year, 1, 1), date(year, 12, 31))
        seen = ticked(Rhythm(timezone, code, weekday, at), start, end)
        assert [(m.period, m.at) for m in seen] == sorted(
            ((week, instant) for week, instant in expected.items() if start < instant <= end), key=lambda pair: pair[1]
        )
        assert len(expected) >= straightforward.weeks_of_year(year) - 2


def test_the_wall_clock_shows_four_all_year_wherever_that_hour_exists():
    for timezone, code in PLACES:
        found = due(Rhythm(timezone, code), datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC), kinds=("prompt",))
        assert {m.at.astimezone(ZoneInfo(timezone)).time() for m in found} == {time(16, 0)}


def test_a_thousand_people_share_a_few_rhythms_and_each_is_written_to_when_their_own_days_allow():
    people = [
        (PLACES[n % 6], HABITS[0], Leave(date(2026, 1, 1) + timedelta(days=n % 360), date(2026, 1, 8) + timedelta(days=n % 360)))
        for n in range(1000)
    ]
    shared = {Rhythm(timezone, code, weekday, at) for (timezone, code), (weekday, at), _ in people}
    assert len({rhythm_key(rhythm) for rhythm in shared}) == 6
    week = {rhythm: moments(rhythm, Week(2026, 40), kinds=("prompt",))[0] for rhythm in shared}
    for (timezone, code), (weekday, at), leave in people:
        prompt = week[Rhythm(timezone, code, weekday, at)]
        first = straightforward.first_writable(timezone, code, [(leave.start, leave.end)], time(21), time(8, 30), prompt.at)
        expected = first if first < prompt.wanted_until else None
        assert write_at(prompt, Availability(timezone, WorkCalendar(code), (leave,))) == expected
