"""Tables of what a company learns from: improvements on a memo, examples, how ready it is."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from bot.okr.model_learning import Readily
from storage.tables.base import Base, instant, json_field


class ImprovementRow(Base, table=True):
    """What somebody proposed that their team does better."""

    __tablename__ = "improvements"

    id: str = Field(primary_key=True)
    team: str = Field(index=True)
    cycle: str
    by: str
    at: datetime = instant()
    text: str
    state: str
    decided_by: str | None = None
    decided_at: datetime | None = instant(optional=True)
    note: str | None = None


class ExampleRow(Base, table=True):
    """An objective that is, or was, shown as a good one."""

    __tablename__ = "examples"

    objective: str = Field(primary_key=True)
    by: str
    at: datetime = instant()
    shown: bool = True


class ReadinessRow(Base, table=True):
    """How ready the company was, as somebody saw it."""

    __tablename__ = "readiness"

    at: datetime = instant(key=True)
    by: str = Field(primary_key=True)
    answers: dict[str, Readily] = json_field(dict[str, Readily])
