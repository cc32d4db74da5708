"""Tables of people and how they are reached: persons, accounts, roles, leave, teams, calendar days, settings of the company."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Base


class PersonRow(Base, table=True):
    """A person; the folded columns are what names are looked up by, `last_platform` is where they wrote last."""

    __tablename__ = "people"
    __table_args__ = (Index("ix_people_manager_active", "manager", "active"), Index("ix_people_team_active", "team", "active"))

    key: str = Field(primary_key=True)
    name: str
    email: str | None = None
    manager: str | None = None
    team: str | None = None
    language: str | None = None
    timezone: str | None = None
    calendar: str | None = None
    active: bool = True
    platform: str | None = None
    prompt_time: time | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    stand_in: str | None = Field(default=None, index=True)
    last_platform: str | None = None
    rhythm: str | None = Field(default=None, index=True)
    key_folded: str = Field(index=True)
    name_folded: str = Field(index=True)
    email_folded: str | None = Field(default=None, index=True)


class Account(Base, table=True):
    """Who somebody is on a platform; one account a platform and person."""

    __tablename__ = "accounts"
    __table_args__ = (Index("ux_accounts_person_platform", "person", "platform", unique=True),)

    platform: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    person: str = Field(foreign_key="people.key")


class Role(Base, table=True):
    """A role of a person."""

    __tablename__ = "roles"
    __table_args__ = (Index("ix_roles_role", "role"),)

    person: str = Field(primary_key=True, foreign_key="people.key")
    role: str = Field(primary_key=True)


class LeaveRow(Base, table=True):
    """Days away, both ends included."""

    __tablename__ = "leave"

    person: str = Field(primary_key=True, foreign_key="people.key")
    starts: date = Field(primary_key=True)
    ends: date = Field(primary_key=True)


class TeamRow(Base, table=True):
    """A team and its board."""

    __tablename__ = "teams"

    key: str = Field(primary_key=True)
    name: str
    parent: str | None = Field(default=None, index=True)
    lead: str | None = Field(default=None, index=True)
    coach: str | None = None
    pilot: bool = False
    board_platform: str | None = None
    board_channel: str | None = None
    weekday: int | None = None
    prompt_time: time | None = None
    every_weeks: int | None = None
    writing: str | None = None
    max_objectives: int | None = None
    max_key_results: int | None = None
    policy: str | None = None
    rhythm: str | None = Field(default=None, index=True)


class DayRow(Base, table=True):
    """A day on which a calendar differs from the public one."""

    __tablename__ = "days"

    calendar: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    working: bool
    name: str


class Setting(Base, table=True):
    """One fact about the whole company or this database."""

    __tablename__ = "settings"

    name: str = Field(primary_key=True)
    value: str
