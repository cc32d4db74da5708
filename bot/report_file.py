"""The participation report as a file: the same numbers as in chat, by team, by person, by week."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields

from bot.exchange.sheets_out import Cell, Sheet, csv_of, xlsx_of
from bot.okr.access import Org
from bot.okr.participation_report import PersonRow, Report, TeamRow, WeekRow


def as_csv(found: Report, org: Org) -> bytes:
    """One row a team, the sum last."""
    return csv_of(next(sheets(found, org)))


def as_xlsx(found: Report, org: Org) -> bytes:
    """Teams, people, weeks, shares: a sheet each."""
    return xlsx_of(sheets(found, org))


def sheets(found: Report, org: Org) -> Iterator[Sheet]:
    """Column names are those of the export."""
    teams = {key: team.name for key, team in org.teams.items()}
    yield Sheet("participation", ("cycle", *_names(TeamRow)), tuple(_team(found, row, teams) for row in (*found.teams, found.total)))
    people = {key: person.name for key, person in org.people.items()}
    rows = tuple((found.cycle, people.get(row.person, row.person), *_cells(row)) for row in found.people)
    yield Sheet("people", ("cycle", "name", *_names(PersonRow)), rows)
    yield Sheet("weeks", ("cycle", *_names(WeekRow)), tuple((found.cycle, *_cells(row)) for row in found.weeks))
    yield Sheet("shares", ("cycle", *_names(type(found.shares)), "left_out"), ((found.cycle, *_cells(found.shares), found.left_out),))


def _team(found: Report, row: TeamRow, teams: Mapping[str, str]) -> tuple[Cell, ...]:
    name, *numbers = _cells(row)
    return (found.cycle, teams.get(str(name), str(name)) or "", *numbers)


def _names(shape: type[object]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(shape))  # type: ignore[arg-type]


def _cells(row: object) -> tuple[Cell, ...]:
    return tuple(getattr(row, name) for name in _names(type(row)))
