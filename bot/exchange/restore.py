"""A whole export into an empty database: everything as it was, ids and all; nothing is completed, nothing is judged anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.conversation.talk import Talk
from bot.exchange.days import COLUMNS as DAY_COLUMNS
from bot.exchange.days import Day, plan_days
from bot.exchange.documents import load
from bot.exchange.modelled import check_in_from, cycle_from, key_result_from, objective_from, with_personal
from bot.exchange.okrs import Entry, Standing, entries, faults
from bot.exchange.people import people_columns, plan_people
from bot.exchange.plan import Platform
from bot.exchange.problems import BadFile, BadRow
from bot.exchange.rows import Columns, Table, read_table
from bot.exchange.shape import SCHEMA, ActionShape, CheckInShape, CycleShape, KeyResultShape, ObjectiveShape, PersonShape
from bot.exchange.shape_asking import ChangeRequestShape, CommentShape, OfferShape, comment_from, offer_from, request_from
from bot.exchange.shape_ending import (
    BroadcastShape,
    CampaignPlanShape,
    GatheringShape,
    RetroShape,
    broadcast_from,
    gathering_from,
    plan_from,
    retro_from,
)
from bot.exchange.shape_learning import (
    ExampleShape,
    ImprovementShape,
    ReadinessShape,
    example_from,
    improvement_from,
    readiness_from,
)
from bot.exchange.shape_talk import TalkShape, talk_from
from bot.exchange.shape_week import WeekNoteShape, note_from
from bot.exchange.teams import COLUMNS as TEAM_COLUMNS
from bot.exchange.teams import plan_teams
from bot.okr.localtime import start_of_day
from bot.okr.model import CheckIn, Cycle, KeyResult, Objective, Person, Team
from bot.okr.model_week import WeekNote
from bot.okr.weeks import Week
from bot.okr.world import Kept
from bot.ports import Done


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything of an export, to be stored in this order."""

    teams: tuple[Team, ...]
    people: tuple[Person, ...]
    days: tuple[Day, ...]
    cycles: tuple[Cycle, ...]
    objectives: tuple[Objective, ...]
    check_ins: tuple[CheckIn, ...]
    actions: tuple[Done, ...]
    notes: tuple[str, ...] = ()
    week_notes: tuple[WeekNote, ...] = ()
    endings: tuple[Kept, ...] = ()
    talks: tuple[Talk, ...] = ()

    def lines(self) -> tuple[str, ...]:
        counted = ("people", "teams", "days", "cycles", "objectives")
        lists = tuple(f"{name}: {len(getattr(self, name))} new, 0 changed, 0 unchanged" for name in counted)
        return (*lists, f"check-ins: {len(self.check_ins)} new, 0 changed, 0 unchanged", *self.notes)


def whole(text: str, platforms: tuple[Platform, ...], calendar: str) -> Whole:
    """The export as values. Raises BadFile with everything that is wrong."""
    document = load(text)
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise BadFile.whole(f'is no export; one begins with {{"schema": "{SCHEMA}"}} (okrbot export FILE.json writes it)')
    bad: list[BadRow] = []
    people, teams, days = _lists(text, document, platforms, calendar, bad)
    personal = {entry.shape.key: entry.shape for entry in entries(text, "people", PersonShape, bad)}
    named = entries(text, "cycles", CycleShape, bad)
    cycles = _cycles(named, bad)
    read = [(entry, *_objective(entry.shape)) for entry in entries(text, "objectives", ObjectiveShape, bad)]
    actions = tuple(Done(s.at, s.by, s.what, s.subject, s.note) for s in (e.shape for e in entries(text, "actions", ActionShape, bad)))
    week_notes = tuple(note_from(entry.shape) for entry in entries(text, "week_notes", WeekNoteShape, bad))
    endings = _endings(text, bad)
    talks = tuple(talk_from(entry.shape) for entry in entries(text, "conversations", TalkShape, bad))
    known = Standing({person.key: person for person in people}, {team.key: team for team in teams})
    bad += faults(read, known, {entry.shape.key for entry in named})
    if bad:
        raise BadFile(bad)
    return Whole(
        teams,
        tuple(with_personal(person, personal[person.key]) for person in people),
        days,
        cycles,
        tuple(objective for _, objective, _ in read),
        tuple(check_in for _, _, check_ins in read for check_in in check_ins),
        actions,
        (),
        week_notes,
        endings,
        talks,
    )


def _endings(text: str, bad: list[BadRow]) -> tuple[Kept, ...]:
    """Looking back, campaigns and their plans."""
    return (
        *(comment_from(entry.shape) for entry in entries(text, "comments", CommentShape, bad)),
        *(request_from(entry.shape) for entry in entries(text, "change_requests", ChangeRequestShape, bad)),
        *(offer_from(entry.shape) for entry in entries(text, "offers", OfferShape, bad)),
        *(retro_from(entry.shape) for entry in entries(text, "retros", RetroShape, bad)),
        *(gathering_from(entry.shape) for entry in entries(text, "gatherings", GatheringShape, bad)),
        *(plan_from(entry.shape) for entry in entries(text, "campaign_plans", CampaignPlanShape, bad)),
        *(broadcast_from(entry.shape) for entry in entries(text, "broadcasts", BroadcastShape, bad)),
        *(improvement_from(entry.shape) for entry in entries(text, "improvements", ImprovementShape, bad)),
        *(example_from(entry.shape) for entry in entries(text, "examples", ExampleShape, bad)),
        *(readiness_from(entry.shape) for entry in entries(text, "readiness", ReadinessShape, bad)),
    )


def _lists(
    text: str, document: Mapping[str, Any], platforms: tuple[Platform, ...], calendar: str, bad: list[BadRow]
) -> tuple[tuple[Person, ...], tuple[Team, ...], tuple[Day, ...]]:
    """The lists that can come as tables too are checked in the same way."""
    people: tuple[Person, ...] = ()
    teams: tuple[Team, ...] = ()
    days: tuple[Day, ...] = ()
    try:
        named = _mentioned(document, "people", "key") | _mentioned(document, "teams", "lead", "coach")
        teams = plan_teams(_table(text, document, TEAM_COLUMNS), {}, named, _with_boards(document, platforms)).new
    except BadFile as wrong:
        bad += wrong.rows
    try:
        plan = plan_people(_table(text, document, people_columns(platforms)), {}, {team.key: team for team in teams}, platforms)
        people, teams = plan.people.new, (*teams, *plan.made)
    except BadFile as wrong:
        bad += wrong.rows
    try:
        days = plan_days(_table(text, document, DAY_COLUMNS), {}, calendar).new
    except BadFile as wrong:
        bad += wrong.rows
    return people, teams, days


def _table(text: str, document: Mapping[str, Any], columns: Columns) -> Table:
    if document.get(columns.name) is None:
        return Table((), {})
    return read_table(text.encode(), ".json", columns)


def _mentioned(document: Mapping[str, Any], name: str, *fields: str) -> set[str]:
    listed = document.get(name)
    rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    return {str(row[field]) for row in rows for field in fields if row.get(field)}


def _with_boards(document: Mapping[str, Any], platforms: tuple[Platform, ...]) -> tuple[Platform, ...]:
    """A board may stand on a platform that no column names, as in an export of a sample company."""
    boards = [row.get("board") for row in document.get("teams") or () if isinstance(row, dict)]
    named = {str(board["platform"]) for board in boards if isinstance(board, dict) and board.get("platform")}
    return (*platforms, *(Platform(name) for name in sorted(named - {platform.name for platform in platforms})))


def _cycles(found: Sequence[Entry[CycleShape]], bad: list[BadRow]) -> tuple[Cycle, ...]:
    cycles: list[Cycle] = []
    for entry in found:
        try:
            cycles.append(cycle_from(entry.shape, None))
        except ValueError:
            bad.append(BadRow(entry.line, f"{entry.path}.key", f"“{entry.shape.key}” is no cycle of its kind"))
    return tuple(cycles)


def _objective(shape: ObjectiveShape) -> tuple[Objective, tuple[CheckIn, ...]]:
    key = shape.id or ""
    read = [_key_result(one, key, shape.owner, number) for number, one in enumerate(shape.key_results, 1)]
    base = Objective(key, shape.owner, shape.cycle, shape.text)
    objective = objective_from(shape, base, tuple(one for one, _ in read))
    return objective, tuple(check_in for _, check_ins in read for check_in in check_ins)


def _key_result(shape: KeyResultShape, objective: str, owner: str, number: int) -> tuple[KeyResult, Iterable[CheckIn]]:
    base = KeyResult(shape.id or f"{objective}.{number}", objective, shape.text, owner, number)
    one = key_result_from(shape, base)
    return one, tuple(_check_in(said, one) for said in shape.check_ins)


def _check_in(shape: CheckInShape, one: KeyResult) -> CheckIn:
    at = start_of_day(Week.parse(shape.week).monday, "UTC")
    return check_in_from(shape, CheckIn(one.id, shape.week, at, one.owner))
