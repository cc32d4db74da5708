"""The shape of `okrbot/1`, the export's JSON: one class a list, used for writing and for reading, so that both agree."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Literal

from pydantic import Field

from bot.exchange.shape_base import Clock, Confidence, Day, Instant, Key, Number, Position, RulesShape, Shape, Share, Was, WeekKey, Words
from bot.okr.model import (
    CollaboratorState,
    CycleKind,
    CycleState,
    Direction,
    ObjectiveKind,
    ObjectiveState,
    ObjectiveType,
    Reviewing,
    Source,
    Visibility,
)

SCHEMA: Final = "okrbot/1"


class CycleShape(RulesShape):
    key: Key
    kind: CycleKind | None = None
    starts: Day | None = None
    ends: Day | None = None
    drafting_opens: Day | None = None
    drafts_due: Day | None = None
    scoring_opens: Day | None = None
    state: CycleState | None = None
    review: Reviewing | None = None


class SpanShape(Shape):
    first: date = Field(validation_alias="from", serialization_alias="from")
    last: date = Field(validation_alias="to", serialization_alias="to")


class PersonShape(Shape):
    key: Key
    name: Words
    email: str | None = None
    manager: Key | None = None
    team: Key | None = None
    roles: tuple[str, ...] = ("employee",)
    language: str | None = None
    timezone: str | None = None
    calendar: str | None = None
    active: bool = True
    accounts: Mapping[str, str | None] = {}
    leave: tuple[SpanShape, ...] = ()
    platform: str | None = None
    prompt_time: Clock | None = None
    quiet_from: Clock | None = None
    quiet_until: Clock | None = None
    stand_in: Key | None = None


class BoardShape(Shape):
    platform: str | None = None
    channel: str | None = None


class RhythmShape(Shape):
    weekday: str | None = None
    time: Clock | None = None
    every_weeks: int | None = None


class TeamShape(RulesShape):
    key: Key
    name: Words
    parent: Key | None = None
    lead: Key | None = None
    coach: Key | None = None
    pilot: bool = False
    board: BoardShape | None = None
    checkin: RhythmShape | None = None


class DayShape(Shape):
    day: date = Field(validation_alias="date", serialization_alias="date")
    calendar: str
    working: bool
    name: str = ""


class AlignmentShape(Shape):
    objective: Key
    key_result: Key | None = None


class EventShape(Shape):
    at: Instant
    by: Key
    what: Words
    note: str | None = None


class CollaboratorShape(Shape):
    person: Key
    state: CollaboratorState = "asked"
    note: str | None = None
    asked_at: Instant | None = None


class ScoreShape(Shape):
    own: Share = Field(validation_alias="self", serialization_alias="self")
    at: Instant
    by: Key


class ChangeShape(Shape):
    at: Instant
    by: Key
    field: Words
    old: Was = None
    new: Was = None
    reason: str | None = None
    approved_by: Key | None = None


class HelpShape(Shape):
    person: Key | None = None
    text: str


class EditShape(Shape):
    at: Instant
    by: Key
    field: Words
    old: Was = None
    new: Was = None


class CheckInShape(Shape):
    week: WeekKey
    at: Instant | None = None
    by: Key | None = None
    value: Number | None = None
    progress: Share | None = None
    confidence: Confidence | None = None
    note: str | None = None
    blocker: str | None = None
    help: tuple[HelpShape, ...] = ()
    next: str | None = None
    late: bool | None = None
    no_change: bool = False
    edits: tuple[EditShape, ...] = ()


class KeyResultShape(Shape):
    id: Key | None = None
    text: Words
    owner: Key | None = None
    position: Position | None = None
    collaborators: tuple[CollaboratorShape, ...] = ()
    unit: str | None = None
    baseline: Number | None = None
    target: Number | None = None
    direction: Direction | None = None
    current: Number | None = None
    progress: Share | None = None
    confidence: Confidence | None = None
    due: date | None = None
    adjusted: bool = False
    advice: tuple[str, ...] | None = None
    state: Literal["active", "dropped"] = "active"
    score: ScoreShape | None = None
    history: tuple[ChangeShape, ...] = ()
    roll_up: bool = False
    check_ins: tuple[CheckInShape, ...] = ()


class ObjectiveShape(Shape):
    id: Key | None = None
    owner: Key
    team: Key | None = None
    cycle: Key
    text: Words
    kind: ObjectiveKind | None = None
    type: ObjectiveType | None = None
    source: Source = "own"
    state: ObjectiveState = "draft"
    visibility: Visibility = "company"
    position: Position | None = None
    aligned_to: tuple[AlignmentShape, ...] = ()
    unaligned_because: str | None = None
    approver: Key | None = None
    advice: tuple[str, ...] | None = None
    score: Share | None = None
    events: tuple[EventShape, ...] = ()
    versions: tuple[tuple[str, ...], ...] = ()
    shared_with: tuple[Key, ...] = ()
    for_team: bool = False
    key_results: tuple[KeyResultShape, ...] = ()


class ActionShape(Shape):
    """A line of the audit trail."""

    at: Instant
    by: str
    what: str
    subject: str
    note: str | None = None


class DeliveriesShape(Shape):
    queued: int = 0
    sent: int = 0
    failed: int = 0
    uncertain: int = 0


class ExportShape(Shape):
    """The whole. Lists of parts that this version does not have are empty."""

    schema_: Literal["okrbot/1"] = Field(SCHEMA, validation_alias="schema", serialization_alias="schema")
    exported_at: Instant
    cycles: tuple[CycleShape, ...] = ()
    people: tuple[PersonShape, ...] = ()
    teams: tuple[TeamShape, ...] = ()
    days: tuple[DayShape, ...] = ()
    objectives: tuple[ObjectiveShape, ...] = ()
    change_requests: tuple[Any, ...] = ()
    comments: tuple[Any, ...] = ()
    retros: tuple[Any, ...] = ()
    offers: tuple[Any, ...] = ()
    broadcasts: tuple[Any, ...] = ()
    week_notes: tuple[Any, ...] = ()
    gatherings: tuple[Any, ...] = ()
    campaign_plans: tuple[Any, ...] = ()
    participation: tuple[Any, ...] = ()
    improvements: tuple[Any, ...] = ()
    examples: tuple[Any, ...] = ()
    readiness: tuple[Any, ...] = ()
    conversations: tuple[Any, ...] = ()
    deliveries: DeliveriesShape = DeliveriesShape()
    actions: tuple[ActionShape, ...] = ()
