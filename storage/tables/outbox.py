"""Tables of what is to be said and when: the outbox, what is blocked, the moments that people and teams share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from storage.tables.base import Base, counted_id, instant, json_field


def _partial(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class OutboxRow(Base, table=True):
    """One message on its way.

    `conversation` is what order is kept within. `platform` and `address` of a row without a message are where it would go by what is
    known now. `lease_until` of a row being sent is when it counts as lost; of an uncertain one when to ask next, NULL = nobody can say.
    `tries` counts the attempts that ended.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        _partial("ix_outbox_ready", "platform", "priority", "due", "id", where="state = 'ready'"),
        _partial("ix_outbox_expiring", "expires", where="state = 'ready' AND expires IS NOT NULL"),
        _partial("ix_outbox_waiting", "conversation", "priority", "id", where="state = 'ready'"),
        _partial("ix_outbox_held", "conversation", where="state IN ('sending', 'uncertain')"),
        _partial("ix_outbox_leased", "lease_until", where="state IN ('sending', 'uncertain')"),
        _partial("ix_outbox_receipt", "receipt", where="receipt IS NOT NULL"),
        _partial("ix_outbox_edits", "edits", where="edits IS NOT NULL"),
        _partial("ix_outbox_worded", "settled", where="state IN ('sent', 'dropped') AND message IS NOT NULL"),
    )

    id: int | None = counted_id()
    key: str = Field(unique=True)
    conversation: str
    due: datetime = instant()
    kind: str
    person: str | None = None
    platform: str = ""
    address: str = ""
    direct: bool = True
    thread: str | None = None
    message: str | None = None
    flow: str | None = None
    about: Mapping[str, str] = json_field(dict[str, str])
    via: Mapping[str, str] = json_field(dict[str, str])
    edits: str | None = None
    only: str | None = None
    priority: int = 0
    expires: datetime | None = instant(optional=True)
    state: str = "ready"
    tries: int = 0
    receipt: str | None = None
    error: str | None = None
    lease_until: datetime | None = instant(optional=True)
    lease_owner: str | None = None
    settled: datetime | None = instant(optional=True)


class Block(Base, table=True):
    """Nothing goes to this address of a platform ("*" = to none) before `until`."""

    __tablename__ = "blocks"

    platform: str = Field(primary_key=True)
    scope: str = Field(primary_key=True)
    until: datetime = instant()


class Pace(Base, table=True):
    """When the next message may be sent through one API of a platform ("" = any), by whichever replica."""

    __tablename__ = "paces"

    platform: str = Field(primary_key=True)
    api: str = Field(primary_key=True)
    until: datetime = instant()


class Moment(Base, table=True):
    """The next moment of a rhythm."""

    __tablename__ = "moments"
    __table_args__ = (Index("ix_moments_at", "at"),)

    rhythm: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    period: str
    at: datetime = instant()
