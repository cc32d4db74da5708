"""Working days against calendars copied by hand from what governments published."""

from datetime import date, timedelta

import pytest

from bot.okr.calendars import WorkCalendar, calendar_chain, valid_calendar
from bot.okr.weeks import Week
from bot.okr.workday_table import DayRule, read_table, workday_table

# The State Council's notices: days off (first, last), and days on a weekend that are worked instead.
CHINA = {
    2025: (
        ["0101 0101", "0128 0204", "0404 0406", "0501 0505", "0531 0602", "1001 1008"],
        ["0126", "0208", "0427", "0928", "1011"],
    ),
    2026: (
        ["0101 0103", "0215 0223", "0404 0406", "0501 0505", "0619 0621", "0925 0927", "1001 1007"],
        ["0104", "0214", "0228", "0509", "0920", "1010"],
    ),
}


def days_of(year):
    return [day for n in range(366) if (day := date(year, 1, 1) + timedelta(days=n)).year == year]


@pytest.mark.parametrize("year", CHINA)
def test_china_day_by_day(year):
    calendar = WorkCalendar("CN")
    off, worked = CHINA[year]
    for day in days_of(year):
        written = day.strftime("%m%d")
        holiday = any(span[:4] <= written <= span[5:] for span in off)
        assert calendar.is_working(day) == (written in worked or (day.weekday() < 5 and not holiday)), day


def test_united_states_and_a_state_of_it():
    federal, california = WorkCalendar("US"), WorkCalendar("US-CA")
    thanksgiving, day_after = date(2026, 11, 26), date(2026, 11, 27)
    assert [federal.is_working(day) for day in (thanksgiving, day_after)] == [False, True]
    assert [california.is_working(day) for day in (thanksgiving, day_after)] == [False, False]
    assert not federal.is_working(date(2026, 7, 3))  # Independence Day falls on a Saturday and is kept on Friday
    assert not federal.is_working(date(2021, 12, 31))  # New Year's Day 2022, kept in the year before


def test_days_that_hr_keeps_win_over_the_public_calendar():
    overrides = {date(2026, 11, 20): DayRule(working=False, name="Company day"), date(2026, 10, 3): DayRule(working=True)}
    calendar = WorkCalendar("CN", overrides)
    assert not calendar.is_working(date(2026, 11, 20))
    assert calendar.is_working(date(2026, 10, 3))
    assert calendar.name(date(2026, 11, 20)) == "Company day"


def test_a_year_whose_makeup_days_nobody_has_published_is_not_known():
    calendar = WorkCalendar("CN")
    assert calendar.known_makeup(2026)
    assert not calendar.known_makeup(2090)
    told = WorkCalendar("CN", {date(2090, 2, 4): DayRule(working=True, name="春节调休上班")})
    assert told.known_makeup(2090)


@pytest.mark.parametrize("code", ["US", "US-CA", "DE", "GB-ENG", "SG", "JP"])
def test_countries_that_move_no_working_days_are_always_known(code):
    assert all(WorkCalendar(code).known_makeup(year) for year in (2026, 2028, 2040))


def test_names_in_both_languages():
    calendar = WorkCalendar("CN")
    assert calendar.name(date(2026, 10, 1), "zh-CN") == "国庆节"
    assert calendar.name(date(2026, 10, 1), "en") == "National Day"
    assert calendar.name(date(2026, 11, 20), "en") is None
    assert WorkCalendar("US").name(date(2026, 11, 26), "zh-CN") == "Thanksgiving Day"


@pytest.mark.parametrize("code", ["", "XX", "cn", "CHN", "US-", "US-ZZ", "US-CA-LA", "-CA", "CN-CA", " CN", "China"])
def test_unknown_codes(code):
    assert not valid_calendar(code)
    with pytest.raises(ValueError, match="unknown_calendar"):
        WorkCalendar(code)


def test_a_region_refines_its_country():
    assert calendar_chain("US-CA") == ("US-CA", "US")
    assert calendar_chain("CN") == ("CN",)


def test_first_and_last_working_day_of_a_week():
    calendar = WorkCalendar("CN")
    assert calendar.last_working_day(Week(2026, 1)) == date(2026, 1, 4)  # a make-up Sunday
    assert calendar.last_working_day(Week(2026, 8)) is None  # Spring Festival, Monday to Sunday
    assert calendar.first_working_day(Week(2026, 41)) == date(2026, 10, 8)


def test_the_table_in_the_repository_speaks_of_known_calendars_and_of_both_languages():
    table = workday_table()
    assert "CN" in table.makeup_by_notice
    assert all(map(valid_calendar, [*table.makeup_by_notice, *table.none_moved, *table.days]))
    assert all(set(names) == {"en", "zh-CN"} for names in table.names.values())


def test_reading_a_table():
    table = read_table(
        'makeup_by_notice = ["CN"]\n'
        "[none_moved]\nRU = [2026]\n"
        '[[day]]\ncalendar = "US-CA"\ndate = 2027-05-03\nworking = false\nname = { zh-CN = "某日", en = "Some day" }\n'
    )
    assert table.days == {"US-CA": {date(2027, 5, 3): DayRule(working=False)}}
    assert table.names["US-CA", date(2027, 5, 3)]["zh-CN"] == "某日"
    assert table.none_moved == {"RU": frozenset({2026})}
