"""Tables of what is aimed at and how it goes: cycles, objectives, key results, check-ins, the audit trail."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from bot.okr.model import Alignment, Change, Collaborator, Edit, Happening, Help
from storage.tables.base import Base, counted_id, instant, json_field


class CycleRow(Base, table=True):
    """A period with its dates; its state follows from them."""

    __tablename__ = "cycles"

    key: str = Field(primary_key=True)
    kind: str
    starts: date
    ends: date
    drafting_opens: date
    drafts_due: date
    scoring_opens: date
    closed: bool = False
    policy: str = "standard"
    max_objectives: int = 5
    max_key_results: int = 4
    writing: str = "required"
    review: str = "off"


class ObjectiveRow(Base, table=True):
    """An objective; `rev` counts its saves, so that two who change it at once notice."""

    __tablename__ = "objectives"
    __table_args__ = (
        Index("ix_objectives_owner_cycle", "owner", "cycle"),
        Index("ix_objectives_team_cycle", "team", "cycle"),
        Index("ix_objectives_cycle_state", "cycle", "state"),
    )

    id: str = Field(primary_key=True)
    owner: str
    cycle: str
    text: str
    team: str | None = None
    kind: str | None = None
    type: str | None = None
    source: str = "own"
    state: str = "draft"
    visibility: str = "company"
    position: int = 1
    aligned_to: tuple[Alignment, ...] = json_field(tuple[Alignment, ...])
    unaligned_because: str | None = None
    approver: str | None = None
    advice: tuple[str, ...] = json_field(tuple[str, ...])
    score: float | None = None
    events: tuple[Happening, ...] = json_field(tuple[Happening, ...])
    versions: tuple[tuple[str, ...], ...] = json_field(tuple[tuple[str, ...], ...])
    shared_with: tuple[str, ...] = json_field(tuple[str, ...])
    for_team: bool = False
    rev: int = 1


class KeyResultRow(Base, table=True):
    """A key result of an objective."""

    __tablename__ = "key_results"
    __table_args__ = (Index("ix_key_results_owner_state", "owner", "state"),)

    id: str = Field(primary_key=True)
    objective: str = Field(foreign_key="objectives.id", index=True)
    text: str
    owner: str
    position: int = 1
    collaborators: tuple[Collaborator, ...] = json_field(tuple[Collaborator, ...])
    unit: str | None = None
    baseline: float | None = None
    target: float | None = None
    direction: str = "done"
    current: float | None = None
    progress: float | None = None
    confidence: int | None = None
    due: date | None = None
    adjusted: bool = False
    advice: tuple[str, ...] = json_field(tuple[str, ...])
    state: str = "active"
    score_own: float | None = None
    score_at: datetime | None = instant(optional=True)
    score_by: str | None = None
    history: tuple[Change, ...] = json_field(tuple[Change, ...])
    roll_up: bool = False


class CheckInRow(Base, table=True):
    """How a key result stood in a week."""

    __tablename__ = "check_ins"

    key_result: str = Field(primary_key=True, foreign_key="key_results.id")
    week: str = Field(primary_key=True, index=True)
    at: datetime = instant()
    by: str
    value: float | None = None
    progress: float | None = None
    confidence: int | None = None
    note: str | None = None
    blocker: str | None = None
    help: tuple[Help, ...] = json_field(tuple[Help, ...])
    next: str | None = None
    late: bool = False
    no_change: bool = False
    edits: tuple[Edit, ...] = json_field(tuple[Edit, ...])


class Action(Base, table=True):
    """One line of the audit trail; never changed."""

    __tablename__ = "actions"
    __table_args__ = (Index("ix_actions_by_id", "by", "id"), Index("ix_actions_subject_id", "subject", "id"))

    id: int | None = counted_id()
    at: datetime = instant()
    by: str
    what: str
    subject: str
    note: str | None = None
