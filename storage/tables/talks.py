"""Tables of conversations, of what came in, and of who wrote last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from bot.conversation.event import Event
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
    """An event that was taken, by its id on its platform, so that it is never taken twice; `waiting`: all of it until it is heard."""

    __tablename__ = "inbound"
    __table_args__ = (
        Index("ix_inbound_at", "at"),
        Index("ix_inbound_waiting", "at", sqlite_where=text("waiting IS NOT NULL"), postgresql_where=text("waiting IS NOT NULL")),
    )

    platform: str = Field(primary_key=True)
    event: str = Field(primary_key=True)
    at: datetime = instant()
    waiting: Event | None = json_field(Event, optional=True)
