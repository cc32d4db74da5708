"""Hours in bare numbers, and calendars by what people call them."""

from __future__ import annotations

from datetime import time

import pytest

from bot.okr.calendar_names import calendar_name, calendar_of_zone, calendar_said
from bot.okr.calendars import valid_calendar
from bot.okr.reading.clock import find_clocks
from bot.okr.reading.hours import hour_named, hours_between, speaks_of_hours


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("only write to me between 10 and 18", time(10), time(18)),
        ("between 9 and 5", time(9), time(17)),
        ("quiet from 22 to 8", time(22), time(8)),
        ("12 to 1:30", time(12), time(13, 30)),
        ("from 10am to 6pm", time(10), time(18)),
        ("10点到18点之间", time(10), time(18)),
        ("中午十二点到一点半", time(12), time(13, 30)),
        ("22:00-08:00", time(22), time(8)),
    ],
)
def test_from_when_to_when(said: str, first: time, last: time) -> None:
    assert hours_between(said, bare=True) == (first, last)


@pytest.mark.parametrize("said", ["until 2027-01-11", "KR2 from 9 to 2 hours by 12/24", "30 to 40%", "after 25 people"])
def test_what_is_no_hour(said: str) -> None:
    assert hours_between(said, bare=False) is None


def test_one_hour() -> None:
    assert hour_named("don't write to me after 8") == (time(8), False)
    assert hour_named("晚上八点以后") == (time(20), True)
    assert hour_named("after 8 weeks") is None
    assert speaks_of_hours("not after 8")
    assert not speaks_of_hours("not before Friday")


def test_parts_of_an_hour() -> None:
    assert [one.at for one in find_clocks("half past nine, quarter to ten, a quarter past 5")] == [time(9, 30), time(9, 45), time(5, 15)]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("I follow the Hong Kong calendar", "HK"),
        ("use the German holidays for me", "DE"),
        ("我按香港的日历放假", "HK"),
        ("我的日历是新加坡", "SG"),
        ("US-CA", "US-CA"),
        ("the US-CA calendar", "US-CA"),
        ("usa", "US"),
        ("united states", "US"),
        ("中国大陆的日历", "CN"),
        ("let us have holidays", None),
        ("Atlantis", None),
        ("放假", None),
    ],
)
def test_whose_holidays(said: str, code: str | None) -> None:
    assert calendar_said(said) == code


def test_a_calendar_is_called_by_its_country_and_found_again_by_that() -> None:
    for code in ("CN", "HK", "DE", "US", "GB", "SG", "JP", "US-CA"):
        for language in ("en", "zh-CN"):
            assert calendar_said(calendar_name(code, language)) == code, (code, language)
    assert calendar_of_zone("Europe/Berlin") == "DE"
    assert calendar_of_zone("UTC") is None
    assert valid_calendar(calendar_of_zone("Asia/Hong_Kong") or "")
