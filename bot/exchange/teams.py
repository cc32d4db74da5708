"""Rows of teams: checked against each other and against who is known, then a plan."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import get_args

from bot.exchange import cells
from bot.exchange.cells import Reading
from bot.exchange.plan import Plan, Platform, compared, loops, twice
from bot.exchange.problems import BadCell, BadFile, BadRow
from bot.exchange.rows import Columns, Row, Table
from bot.okr.model import Policy, Team, Writing

COLUMNS = Columns(
    "teams",
    ("key", "name", "parent", "lead", "coach", "board_platform", "board_channel", "checkin_weekday", "checkin_time"),
    ("key",),
    more=("pilot", "checkin_every_weeks", "writing", "max_objectives", "max_key_results", "policy"),
)


def plan_teams(table: Table, known: Mapping[str, Team], people: Collection[str], platforms: tuple[Platform, ...]) -> Plan[Team]:
    """What the rows would change; `people` are the keys that are known. Raises BadFile with every bad row."""
    read: list[tuple[Row, Team]] = []
    bad = [*table.bad]
    for row in table.rows:
        reading = Reading(row)
        read.append((row, _team(reading, known, platforms)))
        bad += reading.bad
    bad += twice(((row.line, team.key, team.key) for row, team in read if team.key), "key")
    bad += _unknown(read, known, {*people, *table.also.get("people", ())})
    bad += _rings(read, known)
    if bad:
        raise BadFile(bad)
    return compared("teams", (team for _, team in read), known, lambda team: team.key)


def _team(reading: Reading, known: Mapping[str, Team], platforms: tuple[Platform, ...]) -> Team:
    key = reading.needed("key", cells.key)
    old = known.get(key) or Team(key, key)
    team = replace(
        old,
        name=reading.cell("name", cells.text, old=old.name, empty=key),
        parent=reading.cell("parent", cells.key, old=old.parent, empty=None),
        lead=reading.cell("lead", cells.key, old=old.lead, empty=None),
        coach=reading.cell("coach", cells.key, old=old.coach, empty=None),
        pilot=reading.cell("pilot", cells.yes_no, old=old.pilot, empty=False),
        weekday=reading.cell("checkin_weekday", cells.weekday, old=old.weekday, empty=None),
        prompt_time=reading.cell("checkin_time", cells.clock_time, old=old.prompt_time, empty=None),
        every_weeks=reading.cell("checkin_every_weeks", cells.every_weeks, old=old.every_weeks, empty=None),
        writing=reading.cell("writing", cells.one_of(*get_args(Writing)), old=old.writing, empty=None),
        max_objectives=reading.cell("max_objectives", cells.count, old=old.max_objectives, empty=None),
        max_key_results=reading.cell("max_key_results", cells.count, old=old.max_key_results, empty=None),
        policy=reading.cell("policy", cells.one_of(*get_args(Policy)), old=old.policy, empty=None),
        board_platform=reading.cell("board_platform", partial(cells.platform, platforms), old=old.board_platform, empty=None),
        board_channel=reading.cell("board_channel", _channel, old=old.board_channel, empty=None),
    )
    _board(reading, team, platforms)
    return team


def _channel(cell: str) -> str:
    if any(sign.isspace() for sign in cell):
        raise BadCell(f"{cells.quoted(cell)} is no channel; give its id, not its name")
    return cell


def _board(reading: Reading, team: Team, platforms: tuple[Platform, ...]) -> None:
    """A board needs both its platform and its channel."""
    if not reading.row.cells.keys() & {"board_platform", "board_channel"} or any(bad.column.startswith("board_") for bad in reading.bad):
        return
    if team.board_channel and not team.board_platform:
        reading.note("board_platform", "is empty; a board needs its platform and its channel")
    if team.board_platform and not team.board_channel:
        reading.note("board_channel", "is empty; a board needs its platform and its channel")
    begins = next((platform.channel for platform in platforms if platform.name == team.board_platform), ())
    if team.board_channel and begins and not team.board_channel.startswith(begins):
        reading.note(
            "board_channel", f"{cells.quoted(team.board_channel)} is no channel there; give its id, which begins with {' or '.join(begins)}"
        )


def _unknown(read: list[tuple[Row, Team]], known: Mapping[str, Team], people: Collection[str]) -> Iterator[BadRow]:
    teams = {team.key for _, team in read} | known.keys()
    for row, team in read:
        for column, person in (("lead", team.lead), ("coach", team.coach)):
            if person and column in row.cells and person not in people:
                yield BadRow(row.line, column, f"nobody has the key “{person}”; import people first or correct it")
        if team.parent and "parent" in row.cells and team.parent not in teams:
            yield BadRow(row.line, "parent", f"no team has the key “{team.parent}”; add a row for it or correct it")


def _rings(read: list[tuple[Row, Team]], known: Mapping[str, Team]) -> Iterator[BadRow]:
    rings = loops({key: team.parent for key, team in known.items()} | {team.key: team.parent for _, team in read})
    for row, team in read:
        if team.key in rings and "parent" in row.cells:
            yield BadRow(row.line, "parent", f"is circular ({' → '.join(rings[team.key])}); no team may lie within itself")
