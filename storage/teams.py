"""Teams and calendar days in SQL, and what is known about the whole company."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date

from sqlalchemy import bindparam, delete, select

from bot.okr.model import Team
from storage.room import Room
from storage.session import Row
from storage.sql import Within, table_of, upsert
from storage.tables import DayRow, Setting, TeamRow

TEAMS, DAYS, SETTINGS = (table_of(model) for model in (TeamRow, DayRow, Setting))

_FIELDS = tuple(field.name for field in fields(Team))
_ALL = select(*(TEAMS.c[name] for name in _FIELDS))
_BY_KEY = _ALL.where(TEAMS.c.key == bindparam("key"))
_NAMED = select(TEAMS.c.key, TEAMS.c.parent).where(Within(TEAMS.c.key, "keys"))
_BELOW, _ABOVE = _NAMED.cte("below", recursive=True), _NAMED.cte("above", recursive=True)
_BELOW = _BELOW.union(select(TEAMS.c.key, TEAMS.c.parent).join(_BELOW, TEAMS.c.parent == _BELOW.c.key))
_ABOVE = _ABOVE.union(select(TEAMS.c.key, TEAMS.c.parent).join(_ABOVE, TEAMS.c.key == _ABOVE.c.parent))
_AROUND = _ALL.where(TEAMS.c.key.in_(select(_BELOW.c.key).union(select(_ABOVE.c.key))))
_SAVE = upsert(TEAMS, ["key"], keep=["rhythm"])
_DAYS = select(DAYS.c.calendar, DAYS.c.day, DAYS.c.working, DAYS.c.name)
_SAVE_DAY = upsert(DAYS, ["calendar", "day"])
_DROP_DAY = delete(DAYS).where(DAYS.c.calendar == bindparam("of_calendar"), DAYS.c.day == bindparam("of_day"))
_SETTING = select(SETTINGS.c.value).where(SETTINGS.c.name == bindparam("name"))
_SAVE_SETTING = upsert(SETTINGS, ["name"])


class Teams(Room):
    """The teams, days and settings of a transaction."""

    def team(self, key: str) -> Team | None:
        return self._db.made(("team", key), (_BY_KEY,), lambda: _team(self._db.one(_BY_KEY, key=key)))

    def teams(self) -> tuple[Team, ...]:
        return tuple(sorted((Team(*row) for row in self._db.rows(_ALL)), key=lambda team: team.key))

    def teams_around(self, keys: Iterable[str]) -> tuple[Team, ...]:
        return tuple(sorted((Team(*row) for row in self._db.rows(_AROUND, keys=list(keys))), key=lambda team: team.key))

    def save_team(self, team: Team) -> None:
        self._db.change(_SAVE, **{name: getattr(team, name) for name in _FIELDS})

    def days(self) -> Mapping[str, Mapping[date, tuple[bool, str]]]:
        found: dict[str, dict[date, tuple[bool, str]]] = {}
        for calendar, day, working, name in self._db.rows(_DAYS):
            found.setdefault(calendar, {})[day] = (working, name)
        return found

    def save_day(self, calendar: str, day: date, working: bool, name: str) -> None:
        self._db.change(_SAVE_DAY, calendar=calendar, day=day, working=working, name=name)

    def drop_day(self, calendar: str, day: date) -> None:
        self._db.change(_DROP_DAY, of_calendar=calendar, of_day=day)

    def setting(self, name: str) -> str | None:
        """What is known under this name about the whole company."""
        row = self._db.one(_SETTING, name=name)
        return None if row is None else str(row[0])

    def save_setting(self, name: str, value: str) -> None:
        self._db.change(_SAVE_SETTING, name=name, value=value)


def _team(row: Row | None) -> Team | None:
    return None if row is None else Team(*row)
