"""Conversations and inbound ids in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import bindparam, select, text, update

from bot.conversation.talk import Talk
from bot.ports import Clash
from storage.room import Room
from storage.sql import Within, insert_new, table_of
from storage.tables import Inbound, TalkRow

TALKS, INBOUND = table_of(TalkRow), table_of(Inbound)

_FIELDS = tuple(field.name for field in fields(Talk))
_SELECT = select(*(TALKS.c[name] for name in _FIELDS))
_BY_ID = _SELECT.where(TALKS.c.id == bindparam("id"))
_OF_PERSON = _SELECT.where(TALKS.c.person == bindparam("person"), Within(TALKS.c.state, "states")).order_by(
    TALKS.c.touched.desc().nulls_last(), TALKS.c.id.desc()
)
_OF_FLOW = _OF_PERSON.where(TALKS.c.flow == bindparam("flow"))
_UNFINISHED = _SELECT.where(text("talks.state IN ('open', 'parked')"))
_INSERT = insert_new(TALKS, ["id"])
_UPDATE = (
    update(TALKS)
    .where(TALKS.c.id == bindparam("which"), TALKS.c.rev == bindparam("before"))
    .values({TALKS.c[name]: bindparam(f"new_{name}", type_=TALKS.c[name].type) for name in _FIELDS if name != "id"})
)
_FIRST_TIME = insert_new(INBOUND, ["platform", "event"])


class Talks(Room):
    """The conversations of a transaction."""

    def first_time(self, platform: str, event: str, at: datetime) -> bool:
        return self._db.change(_FIRST_TIME, platform=platform, event=event, at=at) == 1

    def talk(self, talk: str) -> Talk | None:
        row = self._db.one(_BY_ID, id=talk)
        return None if row is None else Talk(*row)

    def talks(self, person: str, *, flow: str | None = None, states: Sequence[str] = ("open",)) -> tuple[Talk, ...]:
        if flow is None:
            rows = self._db.rows(_OF_PERSON, person=person, states=list(states))
        else:
            rows = self._db.rows(_OF_FLOW, person=person, states=list(states), flow=flow)
        return tuple(Talk(*row) for row in rows)

    def unfinished_talks(self) -> tuple[Talk, ...]:
        return tuple(sorted((Talk(*row) for row in self._db.rows(_UNFINISHED)), key=lambda talk: talk.id))

    def restore_talk(self, talk: Talk) -> None:
        if self._db.change(_INSERT, **{name: getattr(talk, name) for name in _FIELDS}) != 1:
            raise Clash(talk.id)

    def save_talk(self, talk: Talk) -> None:
        values = {name: getattr(talk, name) for name in _FIELDS}
        if talk.rev == 1:
            saved = self._db.change(_INSERT, **values)
        else:
            changes = {f"new_{name}": value for name, value in values.items() if name != "id"}
            saved = self._db.change(_UPDATE, which=talk.id, before=talk.rev - 1, **changes)
        if saved != 1:
            raise Clash(talk.id)
