"""The table of what is said of a week besides the reports."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from bot.okr.model_week import NoteLine
from storage.tables.base import Base, instant, json_field


class WeekNoteRow(Base, table=True):
    """One kind of note of one person or team for one week."""

    __tablename__ = "week_notes"

    owner: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    week: str = Field(primary_key=True)
    by: str
    at: datetime = instant()
    lines: tuple[NoteLine, ...] = json_field(tuple[NoteLine, ...])
