"""Which days are worked: a country's or region's public calendar, our table of additions, and the company's own days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Final

import holidays

from bot.okr.weeks import Week
from bot.okr.workday_table import DayRule, workday_table

Overrides = Mapping[date, DayRule]

NO_OVERRIDES: Final[Overrides] = {}

_LANGUAGES: Final = {"en": "en_US", "zh-CN": "zh_CN"}


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The working days of a calendar (`CN`, `US`, `US-CA`); `overrides` are the days HR keeps, and win over everything.

    An unknown code raises ValueError("unknown_calendar", code).
    """

    code: str
    overrides: Overrides = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if not valid_calendar(self.code):
            raise ValueError("unknown_calendar", self.code)

    def is_working(self, day: date) -> bool:
        """Whether people work that day; a make-up working day (调休) on a weekend counts as one."""
        rule = self.overrides.get(day)
        return rule.working if rule is not None else day in _working_days(self.code, day.year)

    def name(self, day: date, language: str = "en") -> str | None:
        """What the day is called if it has a name: the company's word for it, or the public holiday's. None: an ordinary day."""
        rule = self.overrides.get(day)
        if rule is not None:
            return rule.name or None
        for code in calendar_chain(self.code):
            names = workday_table().names.get((code, day))
            if names is not None:
                return names.get(language) or names.get("en")
        return _public_names(self.code, day.year, language).get(day)

    def known_makeup(self, year: int) -> bool:
        """False while a country that moves working days by yearly notice has none known for that year: then its holidays are a guess."""
        country = self.code.partition("-")[0]
        table = workday_table()
        if country not in table.makeup_by_notice or year in table.none_moved.get(country, ()):
            return True
        return any(
            day.weekday() >= 5 and self.is_working(day)  # the countries of the table rest on Saturday and Sunday
            for day in _days_of(year)
        )

    def last_working_day(self, week: Week) -> date | None:
        """The last working day of an ISO week, Sunday included; None when nobody works in it."""
        return next((day for day in reversed(week.days()) if self.is_working(day)), None)

    def first_working_day(self, week: Week) -> date | None:
        """The first working day of an ISO week; None when nobody works in it."""
        return next((day for day in week.days() if self.is_working(day)), None)


@lru_cache(maxsize=4096)
def valid_calendar(code: str) -> bool:
    """Whether days are known for that country (`CN`), or country and region (`US-CA`), in capital letters."""
    country, _, region = code.partition("-")
    regions = _countries().get(country)
    return regions is not None and (region in regions if region else country == code)


def calendar_chain(code: str) -> tuple[str, ...]:
    """A calendar and the one it refines, narrow first: `US-CA` -> (`US-CA`, `US`). Days of the wider one hold in the narrower."""
    country = code.partition("-")[0]
    return (code,) if country == code else (code, country)


def overrides_of(days: Mapping[str, Mapping[date, tuple[bool, str]]], code: str) -> Overrides:
    """The company's own days (whether worked, their name) as they hold in a calendar: a region's over its country's."""
    found = dict(NO_OVERRIDES)
    for one in reversed(calendar_chain(code)):
        found |= {day: DayRule(*rule) for day, rule in days.get(one, {}).items()}
    return found


def _own_rule(code: str, day: date) -> DayRule | None:
    tables = workday_table().days
    return next((tables[part][day] for part in calendar_chain(code) if part in tables and day in tables[part]), None)


@cache
def _countries() -> Mapping[str, frozenset[str]]:
    return {code: frozenset(regions) for code, regions in holidays.list_supported_countries(include_aliases=False).items()}


@lru_cache(maxsize=1024)
def _working_days(code: str, year: int) -> frozenset[date]:
    """By our own table, and where that says nothing by the public calendar."""
    public = _public_calendar(code, year)
    rules = {day: _own_rule(code, day) for day in _days_of(year)}
    return frozenset(day for day, rule in rules.items() if (public.is_working_day(day) if rule is None else rule.working))


@lru_cache(maxsize=256)
def _public_names(code: str, year: int, language: str) -> Mapping[date, str]:
    return dict(_public_calendar(code, year, language).items())


def _public_calendar(code: str, year: int, language: str | None = None) -> holidays.HolidayBase:
    """The library's holidays of one year; its own language where it has not the one asked for."""
    country, _, region = code.partition("-")
    public = holidays.country_holidays(country, subdiv=region or None, years=year)
    tongue = _LANGUAGES.get(language or "")
    if tongue is None or tongue not in public.supported_languages:
        return public
    return holidays.country_holidays(country, subdiv=region or None, years=year, language=tongue)


def _days_of(year: int) -> tuple[date, ...]:
    first = date(year, 1, 1)
    return tuple(first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1))
