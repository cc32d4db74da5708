"""Conversations and what came in, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields
from datetime import datetime

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Text, bindparam, func, select, text, type_coerce, update

from bot.conversation.event import Event
from bot.conversation.talk import Talk
from bot.ports import Clash
from storage.columns import UtcTime
from storage.room import Room
from storage.sql import Within, insert_new, table_of
from storage.tables import Inbound, TalkRow

TALKS, INBOUND = table_of(TalkRow), table_of(Inbound)

_EVENT = TypeAdapter(Event)
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
_KEEP = insert_new(INBOUND, ["platform", "event"])
_FIRST_TIME = text("""
    INSERT INTO inbound (platform, event, at) VALUES (:platform, :event, :at)
    ON CONFLICT (platform, event) DO UPDATE SET waiting = NULL WHERE inbound.waiting IS NOT NULL
""").bindparams(bindparam("at", type_=UtcTime()))
_WAITING = (
    select(type_coerce(INBOUND.c.waiting, Text).label("waiting"))
    .where(
        text("waiting IS NOT NULL"),  # as in the index
        (INBOUND.c.at <= bindparam("before", type_=UtcTime())) | (INBOUND.c.at > bindparam("ahead", type_=UtcTime())),
    )
    .order_by(INBOUND.c.at, INBOUND.c.event)
    .limit(bindparam("most"))
)
_OLDEST = select(func.min(INBOUND.c.at)).where(text("waiting IS NOT NULL"))


class Talks(Room):
    """The conversations of a transaction."""

    def first_time(self, platform: str, event: str, at: datetime) -> bool:
        return self._db.change(_FIRST_TIME, platform=platform, event=event, at=at) == 1

    def keep(self, event: Event, at: datetime) -> bool:
        return self._db.change(_KEEP, platform=event.place.platform, event=event.id, at=at, waiting=event) == 1

    def kept(self, before: datetime, ahead: datetime, limit: int) -> tuple[Event, ...]:
        found: list[Event] = []
        for (kept,) in self._db.rows(_WAITING, before=before, ahead=ahead, most=limit):
            with suppress(ValidationError):  # of another version; the one that kept it can read it
                found.append(_EVENT.validate_json(kept))
        return tuple(found)

    def kept_since(self) -> datetime | None:
        return next((at for (at,) in self._db.rows(_OLDEST)), None)

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
