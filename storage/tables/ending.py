"""Tables of a cycle's end and of campaigns."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field

from bot.okr.model_ending import Audience
from storage.tables.base import Base, instant, json_field


class RetroRow(Base, table=True):
    """One person's look back; `team` is empty where it is their own."""

    __tablename__ = "retros"

    person: str = Field(primary_key=True)
    cycle: str = Field(primary_key=True)
    team: str = Field(primary_key=True)
    at: datetime = instant()
    target: str | None = None
    result: str | None = None
    cause: str | None = None
    next: str | None = None
    lesson: str | None = None


class GatheringRow(Base, table=True):
    """A team's look back."""

    __tablename__ = "gatherings"

    team: str = Field(primary_key=True)
    cycle: str = Field(primary_key=True)
    by: str
    at: datetime = instant()
    shared_at: datetime | None = instant(optional=True)


class BroadcastRow(Base, table=True):
    """A campaign and whom it is for."""

    __tablename__ = "broadcasts"

    id: str = Field(primary_key=True)
    by: str | None = None
    at: datetime = instant()
    due: datetime = instant()
    occasion: str
    cycle: str | None = None
    texts: dict[str, str] = json_field(dict[str, str])
    audience: Audience = json_field(Audience)
    targeted: tuple[str, ...] = json_field(tuple[str, ...])
    dropped: tuple[tuple[str, str], ...] = json_field(tuple[tuple[str, str], ...])
    delivered: tuple[str, ...] = json_field(tuple[str, ...])
    failed: tuple[tuple[str, str], ...] = json_field(tuple[tuple[str, str], ...])
    stopped: bool = False


class CampaignPlanRow(Base, table=True):
    """What HR decided about an occasion of a cycle."""

    __tablename__ = "campaign_plans"

    cycle: str = Field(primary_key=True)
    occasion: str = Field(primary_key=True)
    on: bool = True
    day: date | None = None
