"""Tables of what people ask of each other: dependencies, comments, changes, objectives that are offered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field

from bot.okr.model_asking import Consent
from storage.tables.base import Base, instant, json_field


class Collaboration(Base, table=True):
    """Finds the objectives with a key result that depends on somebody; follows from the key results themselves."""

    __tablename__ = "collaborations"

    person: str = Field(primary_key=True)
    objective: str = Field(primary_key=True)


class Shown(Base, table=True):
    """Finds the drafts that are shared with somebody; follows from the objectives themselves."""

    __tablename__ = "shown"

    person: str = Field(primary_key=True)
    objective: str = Field(primary_key=True)


class CommentRow(Base, table=True):
    """A remark on one line."""

    __tablename__ = "comments"

    id: str = Field(primary_key=True)
    about: str
    subject: str = Field(index=True)
    by: str
    at: datetime = instant()
    text: str
    visible_to: str


class ChangeRequestRow(Base, table=True):
    """A change that somebody asked for."""

    __tablename__ = "change_requests"

    id: str = Field(primary_key=True)
    objective: str = Field(index=True)
    key_result: str | None = None
    owner: str = Field(index=True)
    heir: str | None = Field(default=None, index=True)
    asked_by: str = Field(index=True)
    at: datetime = instant()
    reason: str | None = None
    fields: dict[str, Any] = json_field(dict[str, Any])
    state: str
    decided_by: str | None = None
    decided_at: datetime | None = instant(optional=True)
    note: str | None = None
    consents: tuple[Consent, ...] = json_field(tuple[Consent, ...])


class OfferRow(Base, table=True):
    """An objective that a manager offers to a report."""

    __tablename__ = "offers"

    id: str = Field(primary_key=True)
    by: str = Field(index=True)
    to: str = Field(index=True)
    objective: str
    key_result: str = Field(index=True)
    cycle: str
    text: str
    at: datetime = instant()
    state: str
    made: str | None = None
    note: str | None = None
