"""The tables about accounts: one-time codes by which one is linked, and how platforms list people."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from storage.tables.base import Base, instant


class LinkCodeRow(Base, table=True):
    """The code of one person that waits to be used."""

    __tablename__ = "link_codes"

    person: str = Field(primary_key=True, foreign_key="people.key")
    digest: str = Field(unique=True)
    until: datetime = instant()


class LinkTry(Base, table=True):
    """How many codes that do not hold an account has tried."""

    __tablename__ = "link_tries"

    platform: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    count: int
    until: datetime = instant()


class ListedRow(Base, table=True):
    """What a platform's address book said last of an account."""

    __tablename__ = "listed"

    platform: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    active: bool = True
    name: str | None = None
    language: str | None = None
    timezone: str | None = None
    manager: str | None = None
    unit: str | None = None
