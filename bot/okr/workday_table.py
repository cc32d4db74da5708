"""The repository's own table of working days, for what the public library of holidays does not know."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import TypedDict


@dataclass(frozen=True, slots=True)
class DayRule:
    """A day that differs from the public calendar, and what it is called (for HR's own days: in their words)."""

    working: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class WorkdayTable:
    """`days` by calendar code and date, `names` likewise by language; the rest says for which years make-up days are known."""

    makeup_by_notice: frozenset[str]
    none_moved: Mapping[str, frozenset[int]]
    days: Mapping[str, Mapping[date, DayRule]] = field(default_factory=dict)
    names: Mapping[tuple[str, date], Mapping[str, str]] = field(default_factory=dict)


class _Day(TypedDict):
    calendar: str
    date: date
    working: bool
    name: dict[str, str]


@cache
def workday_table() -> WorkdayTable:
    """Read once, when first asked."""
    text = resources.files("bot.okr").joinpath("data/workdays.toml").read_text("utf-8")
    return read_table(text)


def read_table(text: str) -> WorkdayTable:
    """The table in TOML, as `bot/okr/data/workdays.toml` explains it."""
    raw = tomllib.loads(text)
    rows: list[_Day] = raw.get("day", [])
    days: dict[str, dict[date, DayRule]] = {}
    for row in rows:
        days.setdefault(row["calendar"], {})[row["date"]] = DayRule(row["working"])
    return WorkdayTable(
        makeup_by_notice=frozenset(raw["makeup_by_notice"]),
        none_moved={code: frozenset(years) for code, years in raw.get("none_moved", {}).items()},
        days=days,
        names={(row["calendar"], row["date"]): row["name"] for row in rows},
    )
