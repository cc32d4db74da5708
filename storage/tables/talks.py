"""Tables of conversations, of the ids of what came in, and of who wrote last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from storage.tables.base import Base, instant, json_field


class TalkRow(Base, table=True):
    """A conversation between two turns; `rev` guards against two turns at once."""

    __tablename__ = "talks"
    __table_args__ = (Index("ix_talks_person_state", "person", "state"),)

    id: str = Field(primary_key=True)
    person: str
    flow: str
    about: Mapping[str, str] = json_field(dict[str, str])
    answers: Mapping[str, Any] = json_field(dict[str, Any])
    old: Mapping[str, Any] = json_field(dict[str, Any])
    past: tuple[Mapping[str, Any], ...] = json_field(tuple[dict[str, Any], ...])
    pending: str
    offers: tuple[str, ...] = json_field(tuple[str, ...])
    state: str
    rev: int
    touched: datetime | None = instant(optional=True)


class Writer(Base, table=True):
    """The last batch that a writing connection committed, so that it can be asked after when the server died while committing."""

    __tablename__ = "writers"

    id: str = Field(primary_key=True)
    batch: int = Field(sa_type=BigInteger)


class Inbound(Base, table=True):
    """An event that was taken: its id on its platform, kept so that it is never taken twice."""

    __tablename__ = "inbound"
    __table_args__ = (Index("ix_inbound_at", "at"),)

    platform: str = Field(primary_key=True)
    event: str = Field(primary_key=True)
    at: datetime = instant()
