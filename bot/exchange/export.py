"""Everything the store holds, as `okrbot/1`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.conversation.talk import Talk
from bot.exchange.shape import (
    ActionShape,
    AlignmentShape,
    BoardShape,
    ChangeShape,
    CheckInShape,
    CollaboratorShape,
    CycleShape,
    DayShape,
    DeliveriesShape,
    EditShape,
    EventShape,
    ExportShape,
    HelpShape,
    KeyResultShape,
    ObjectiveShape,
    PersonShape,
    RhythmShape,
    ScoreShape,
    SpanShape,
    TeamShape,
)
from bot.exchange.shape_asking import shaped_comment, shaped_offer, shaped_request
from bot.exchange.shape_ending import CampaignPlanShape, GatheringShape, RetroShape, row_of, shaped, shaped_broadcast, shaped_report
from bot.exchange.shape_learning import ExampleShape, ImprovementShape, ReadinessShape
from bot.exchange.shape_talk import shaped_talk
from bot.exchange.shape_week import shaped_note
from bot.okr.access import Org
from bot.okr.cycles import state_of
from bot.okr.localtime import to_local
from bot.okr.model import CheckIn, Cycle, KeyResult, Objective, Person, Team
from bot.okr.model_asking import ChangeRequest, Comment, Offer
from bot.okr.model_ending import Broadcast, CampaignPlan, Gathering, Retro
from bot.okr.model_learning import Example, Improvement, Readiness
from bot.okr.model_week import WeekNote
from bot.okr.participation_report import Report, report
from bot.okr.participation_weeks import Weeks
from bot.okr.weeks import WEEKDAYS, Week
from bot.ports import Done, Tx

EVERY = 2**31 - 1
QUEUED = ("ready", "sending")


@dataclass(frozen=True, slots=True)
class Held:
    """What the store holds, as values."""

    cycles: tuple[Cycle, ...] = ()
    people: tuple[Person, ...] = ()
    teams: tuple[Team, ...] = ()
    days: Mapping[str, Mapping[date, tuple[bool, str]]] | None = None
    objectives: tuple[Objective, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    deliveries: Mapping[str, int] | None = None
    actions: tuple[Done, ...] = ()
    week_notes: tuple[WeekNote, ...] = ()
    comments: tuple[Comment, ...] = ()
    requests: tuple[ChangeRequest, ...] = ()
    offers: tuple[Offer, ...] = ()
    retros: tuple[Retro, ...] = ()
    gatherings: tuple[Gathering, ...] = ()
    campaign_plans: tuple[CampaignPlan, ...] = ()
    broadcasts: tuple[Broadcast, ...] = ()
    reporters: Mapping[str, frozenset[tuple[str, str]]] | None = None
    fates: Mapping[str, tuple[str, str | None]] | None = None
    rhythms: Mapping[str, str] | None = None
    improvements: tuple[Improvement, ...] = ()
    examples: tuple[Example, ...] = ()
    readiness: tuple[Readiness, ...] = ()
    talks: tuple[Talk, ...] = ()


def held_in(tx: Tx) -> Held:
    """All of it."""
    objectives = tx.objectives()
    key_results = [one.id for objective in objectives for one in objective.key_results]
    broadcasts = tuple(reversed(tx.broadcasts()))
    return Held(
        tx.cycles(),
        tx.people(),
        tx.teams(),
        tx.days(),
        objectives,
        tx.check_ins(key_results),
        tx.deliveries(),
        tuple(reversed(tx.done(limit=EVERY))),
        tx.week_notes(),
        tx.comments(),
        tx.change_requests(),
        tx.offers(),
        tx.retros(),
        tx.gatherings(),
        tx.campaign_plans(),
        broadcasts,
        {cycle.key: tx.reporters(cycle.key, weeks_of(cycle)) for cycle in tx.cycles()},
        tx.fates([row_of(one.id, person) for one in broadcasts for person in one.targeted]),
        tx.person_rhythms(),
        tx.improvements(),
        tx.examples(),
        tx.readiness(),
        tx.unfinished_talks(),
    )


def exported(held: Held, platforms: Iterable[str], at: datetime, timezone: str) -> ExportShape:
    """The export; `platforms` are named in every person's accounts, the cycles' states are those of today in `timezone`."""
    today = to_local(at, timezone).date()
    names = tuple(platforms)
    said: dict[str, list[CheckIn]] = {}
    for check_in in held.check_ins:
        said.setdefault(check_in.key_result, []).append(check_in)
    counts = held.deliveries or {}
    days = [(calendar, day, *rule) for calendar, found in (held.days or {}).items() for day, rule in found.items()]
    return ExportShape.model_construct(
        exported_at=at,
        cycles=tuple(_cycle(cycle, today) for cycle in held.cycles),
        people=tuple(_person(person, names) for person in held.people),
        teams=tuple(_team(team) for team in held.teams),
        days=tuple(
            DayShape.model_construct(day=day, calendar=calendar, working=working, name=name)
            for calendar, day, working, name in sorted(days)
        ),
        objectives=tuple(_objective(objective, said) for objective in held.objectives),
        deliveries=DeliveriesShape(
            queued=sum(counts.get(state, 0) for state in QUEUED),
            sent=counts.get("sent", 0),
            failed=counts.get("failed", 0),
            uncertain=counts.get("uncertain", 0),
        ),
        actions=tuple(_shaped(ActionShape, done) for done in held.actions),
        week_notes=tuple(shaped_note(note) for note in held.week_notes),
        comments=tuple(shaped_comment(one) for one in held.comments),
        change_requests=tuple(shaped_request(one) for one in held.requests),
        offers=tuple(shaped_offer(one) for one in held.offers),
        retros=tuple(shaped(RetroShape, retro) for retro in held.retros),
        gatherings=tuple(shaped(GatheringShape, one) for one in held.gatherings),
        campaign_plans=tuple(shaped(CampaignPlanShape, one) for one in held.campaign_plans),
        improvements=tuple(shaped(ImprovementShape, one) for one in held.improvements),
        examples=tuple(shaped(ExampleShape, one) for one in held.examples),
        readiness=tuple(shaped(ReadinessShape, one) for one in held.readiness),
        participation=tuple(row for cycle in held.cycles for row in shaped_report(_participation(held, cycle, today, timezone))),
        broadcasts=tuple(shaped_broadcast(one, held.fates or {}) for one in held.broadcasts),
        conversations=tuple(shaped_talk(talk) for talk in held.talks),
    )


def weeks_of(cycle: Cycle) -> tuple[str, ...]:
    """Every week that has a day of the cycle."""
    first, last = Week.of(cycle.starts), Week.of(cycle.ends)
    return tuple(str(first.plus(n)) for n in range(last.index - first.index + 1))


def _participation(held: Held, cycle: Cycle, today: date, timezone: str) -> Report:
    org = Org({person.key: person for person in held.people}, {team.key: team for team in held.teams})
    skipped = frozenset((note.week, note.owner) for note in held.week_notes if note.kind == "skip")
    said = Weeks((held.reporters or {}).get(cycle.key, frozenset()), skipped, held.rhythms or {}, held.days or {})
    return report(cycle, org, tuple(o for o in held.objectives if o.cycle == cycle.key), said, today, timezone)


def as_json(export: ExportShape) -> str:
    """The file's text."""
    return export.model_dump_json(by_alias=True, indent=1, warnings=False) + "\n"


def _shaped(shape: type[Any], value: Any, **others: Any) -> Any:
    """A value whose fields are named as in the shape. Nothing is checked: whatever was stored is to get out."""
    return shape.model_construct(
        **{name: getattr(value, name) for name in shape.model_fields if name not in others and hasattr(value, name)}, **others
    )


def _cycle(cycle: Cycle, today: date) -> CycleShape:
    shape: CycleShape = _shaped(CycleShape, cycle, state=state_of(cycle, today))
    return shape


def _person(person: Person, platforms: tuple[str, ...]) -> PersonShape:
    shape: PersonShape = _shaped(
        PersonShape,
        person,
        roles=tuple(sorted(person.roles)),
        accounts={**dict.fromkeys(platforms), **dict(sorted(person.accounts.items()))},
        leave=tuple(SpanShape.model_construct(first=leave.start, last=leave.end) for leave in person.leave),
    )
    return shape


def _team(team: Team) -> TeamShape:
    board = BoardShape(platform=team.board_platform, channel=team.board_channel)
    weekday = None if team.weekday is None else WEEKDAYS[team.weekday]
    checkin = RhythmShape(weekday=weekday, time=team.prompt_time, every_weeks=team.every_weeks)
    shape: TeamShape = _shaped(
        TeamShape, team, board=None if board == BoardShape() else board, checkin=None if checkin == RhythmShape() else checkin
    )
    return shape


def _objective(objective: Objective, said: Mapping[str, list[CheckIn]]) -> ObjectiveShape:
    shape: ObjectiveShape = _shaped(
        ObjectiveShape,
        objective,
        aligned_to=tuple(_shaped(AlignmentShape, alignment) for alignment in objective.aligned_to),
        events=tuple(_shaped(EventShape, event) for event in objective.events),
        key_results=tuple(_key_result(one, said.get(one.id, [])) for one in objective.key_results),
    )
    return shape


def _key_result(one: KeyResult, check_ins: list[CheckIn]) -> KeyResultShape:
    shape: KeyResultShape = _shaped(
        KeyResultShape,
        one,
        collaborators=tuple(_shaped(CollaboratorShape, collaborator) for collaborator in one.collaborators),
        score=one.score and _shaped(ScoreShape, one.score),
        history=tuple(_shaped(ChangeShape, change) for change in one.history),
        check_ins=tuple(_check_in(check_in) for check_in in check_ins),
    )
    return shape


def _check_in(check_in: CheckIn) -> CheckInShape:
    shape: CheckInShape = _shaped(
        CheckInShape,
        check_in,
        help=tuple(_shaped(HelpShape, one) for one in check_in.help),
        edits=tuple(_shaped(EditShape, edit) for edit in check_in.edits),
    )
    return shape
