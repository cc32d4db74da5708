"""People in SQL: who they are, how they are found, how they are reached."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import String, bindparam, delete, literal_column, or_, select, text, update

from bot.conversation.event import Place
from bot.okr.model import Leave, Person
from storage.room import Room
from storage.session import Row
from storage.sql import Gathered, Within, insert_new, table_of, upsert
from storage.tables import Account, LeaveRow, PersonRow, Role

PEOPLE, ACCOUNTS, ROLES, LEAVE = (table_of(model) for model in (PersonRow, Account, Role, LeaveRow))

_ROLES = Gathered(
    frozenset[str],
    sqlite="SELECT json_group_array(role) FROM roles WHERE roles.person = people.key",
    postgresql="SELECT json_agg(role)::text FROM roles WHERE roles.person = people.key",
)
_ACCOUNTS = Gathered(
    dict[str, str],
    sqlite="SELECT json_group_object(platform, account) FROM accounts WHERE accounts.person = people.key",
    postgresql="SELECT json_object_agg(platform, account)::text FROM accounts WHERE accounts.person = people.key",
)
_LEAVE = Gathered(
    list[tuple[date, date]],
    sqlite="SELECT json_group_array(json_array(starts, ends)) FROM leave WHERE leave.person = people.key",
    postgresql="SELECT json_agg(json_build_array(starts, ends))::text FROM leave WHERE leave.person = people.key",
)
_GATHERED = {"roles": _ROLES, "accounts": _ACCOUNTS, "leave": _LEAVE}
_FIELDS = tuple(field.name for field in fields(Person))
_APART = re.compile(r"\s*(?P<name>[^()（）]+?)\s*[(（](?P<aside>[^()（）]+)[)）]\s*")
_PLAIN = tuple(name for name in _FIELDS if name not in _GATHERED)
_ROLES_AT, _ACCOUNTS_AT, _LEAVE_AT = (_FIELDS.index(name) for name in ("roles", "accounts", "leave"))
_SELECT: Any = select(*(_GATHERED[name] if name in _GATHERED else PEOPLE.c[name] for name in _FIELDS)).select_from(PEOPLE)

_BY_KEY = _SELECT.where(PEOPLE.c.key == bindparam("key"))
_BY_ACCOUNT = _SELECT.where(
    PEOPLE.c.key
    == select(ACCOUNTS.c.person)
    .where(ACCOUNTS.c.platform == bindparam("platform"), ACCOUNTS.c.account == bindparam("account"))
    .scalar_subquery()
)
_BY_EMAIL = _SELECT.where(PEOPLE.c.email_folded == bindparam("email")).order_by(PEOPLE.c.active.desc(), PEOPLE.c.key).limit(1)
_NAMES = select(PEOPLE.c.name).distinct()
_BY_KEYS = _SELECT.where(Within(PEOPLE.c.key, "keys"))
_BY_NAME = _SELECT.where(
    PEOPLE.c.active,
    or_(PEOPLE.c.key_folded == bindparam("name"), PEOPLE.c.name_folded == bindparam("name"), PEOPLE.c.email_folded == bindparam("name")),
)
_BY_FIRST_NAME = _SELECT.where(PEOPLE.c.active, PEOPLE.c.name_folded.startswith(bindparam("beginning")))
_BY_MANAGER = _SELECT.where(PEOPLE.c.manager == bindparam("manager"), PEOPLE.c.active)
_BY_TEAM = _SELECT.where(Within(PEOPLE.c.team, "teams"), PEOPLE.c.active)
_BY_ROLE = _SELECT.where(PEOPLE.c.active, PEOPLE.c.key.in_(select(ROLES.c.person).where(ROLES.c.role == bindparam("role"))))

_SAVE = upsert(PEOPLE, ["key"], keep=["last_platform", "rhythm"])
_SEEN = (
    update(PEOPLE)
    .where(PEOPLE.c.key == bindparam("person"), PEOPLE.c.last_platform.is_distinct_from(bindparam("seen_on")))
    .values(last_platform=bindparam("seen_on"))
)
_DROP_ACCOUNTS = delete(ACCOUNTS).where(ACCOUNTS.c.person == bindparam("person"))
_ADD_ACCOUNT = upsert(ACCOUNTS, ["platform", "account"])
_DROP_ROLES = delete(ROLES).where(ROLES.c.person == bindparam("person"))
_ADD_ROLE = insert_new(ROLES, ["person", "role"])
_DROP_LEAVE = delete(LEAVE).where(LEAVE.c.person == bindparam("person"))
_ADD_LEAVE = insert_new(LEAVE, ["person", "starts", "ends"])

REACHED_ON = """COALESCE(
    (SELECT c.platform FROM accounts c WHERE c.person = people.key AND c.platform = people.platform),
    (SELECT c.platform FROM accounts c WHERE c.person = people.key AND c.platform = people.last_platform),
    (SELECT min(c.platform) FROM accounts c WHERE c.person = people.key))"""
"""The platform on which a person of `people` is written to: chosen, else wrote from last, else any account."""

_REACH = text(
    f"""SELECT a.platform, a.account FROM people JOIN accounts a ON a.person = people.key AND a.platform = {REACHED_ON}
    WHERE people.key = :person"""  # noqa: S608
)


_REACHED = select(PEOPLE.c.key, literal_column(REACHED_ON, String).label("reached"))


def folded(text: str) -> str:
    """As names are compared: case and width do not matter, nor does space around or between."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


class People(Room):
    """The people of a transaction."""

    def person(self, key: str) -> Person | None:
        return _person(self._db.one(_BY_KEY, key=key))

    def person_at(self, platform: str, account: str) -> Person | None:
        return _person(self._db.one(_BY_ACCOUNT, platform=platform, account=account))

    def person_by_email(self, email: str) -> Person | None:
        return _person(self._db.one(_BY_EMAIL, email=folded(email)))

    def people(self, keys: Iterable[str] | None = None) -> tuple[Person, ...]:
        if keys is None:
            return self._db.made(("people",), (_SELECT,), lambda: _people(self._db.rows(_SELECT)))
        return _people(self._db.rows(_BY_KEYS, keys=list(keys)))

    def names(self) -> tuple[str, ...]:
        return tuple(row[0] for row in self._db.rows(_NAMES))

    def people_named(self, name: str) -> tuple[Person, ...]:
        found = self._db.rows(_BY_NAME, name=folded(name)) or self._db.rows(_BY_FIRST_NAME, beginning=f"{folded(name)} ")
        if found or (apart := _APART.fullmatch(name)) is None:
            return _people(found)
        return tuple(p for p in self.people_named(apart["name"]) if folded(apart["aside"]) in (folded(p.team or ""), folded(p.key)))

    def reports(self, manager: str) -> tuple[Person, ...]:
        return _people(self._db.rows(_BY_MANAGER, manager=manager))

    def members(self, teams: Iterable[str]) -> tuple[Person, ...]:
        return _people(self._db.rows(_BY_TEAM, teams=list(teams)))

    def with_role(self, role: str) -> tuple[Person, ...]:
        return _people(self._db.rows(_BY_ROLE, role=role))

    def save_person(self, person: Person) -> None:
        """An account that was somebody else's becomes theirs."""
        email = None if person.email is None else folded(person.email)
        values = {name: getattr(person, name) for name in _PLAIN}
        self._db.change(_SAVE, **values, key_folded=folded(person.key), name_folded=folded(person.name), email_folded=email)
        for drop in (_DROP_ACCOUNTS, _DROP_ROLES, _DROP_LEAVE):
            self._db.change(drop, person=person.key)
        self._db.change_all(_ADD_ACCOUNT, [{"platform": p, "account": a, "person": person.key} for p, a in person.accounts.items()])
        self._db.change_all(_ADD_ROLE, [{"person": person.key, "role": role} for role in sorted(person.roles)])
        self._db.change_all(_ADD_LEAVE, [{"person": person.key, "starts": away.start, "ends": away.end} for away in person.leave])

    def seen_at(self, person: str, place: Place, at: datetime) -> None:
        self._db.change(_SEEN, person=person, seen_on=place.platform)

    def direct_place(self, person: Person) -> Place | None:
        return self._reach(person.key)

    def platforms(self) -> Mapping[str, str]:
        return {person: platform for person, platform in self._db.rows(_REACHED) if platform}

    def _reach(self, person: str) -> Place | None:
        found = self._db.one(_REACH, person=person)
        return None if found is None else Place(found[0], found[1])


def _person(row: Row | None) -> Person | None:
    if row is None:
        return None
    values = list(row)
    values[_LEAVE_AT] = tuple(Leave(start, end) for start, end in sorted(row[_LEAVE_AT] or ()))
    values[_ROLES_AT] = values[_ROLES_AT] or frozenset()
    values[_ACCOUNTS_AT] = values[_ACCOUNTS_AT] or {}
    return Person(*values)


def _people(rows: Iterable[Row]) -> tuple[Person, ...]:
    """Sorted here: databases differ in how they compare text."""
    found = (person for person in map(_person, rows) if person is not None)
    return tuple(sorted(found, key=lambda person: person.key))
