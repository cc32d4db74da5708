"""What people ask of each other in SQL: each kind of request is found by the columns that somebody waits at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Table, bindparam, delete, func, select

from bot.okr.model import Objective, Person
from bot.okr.model_asking import ChangeRequest, Comment, Offer
from storage.people import _SELECT, PEOPLE, _people
from storage.room import Room
from storage.sql import Within, insert_new, table_of, upsert
from storage.tables import Action, ChangeRequestRow, Collaboration, CommentRow, OfferRow, Shown

COMMENTS, REQUESTS, OFFERS = (table_of(model) for model in (CommentRow, ChangeRequestRow, OfferRow))
COLLABORATIONS, SHOWN, ACTIONS = (table_of(model) for model in (Collaboration, Shown, Action))


def _found(table: Any, shape: type[Any], *columns: str) -> dict[str | None, Any]:
    """A statement for each column that rows are found by, and one for all rows."""
    every = select(*(table.c[field.name] for field in fields(shape))).order_by(table.c.at, table.c.id)
    return {None: every} | {column: every.where(Within(table.c[column], "keys")) for column in columns}


_COMMENTS = _found(COMMENTS, Comment, "subject")
_REQUESTS = _found(REQUESTS, ChangeRequest, "id", "objective", "owner", "heir", "asked_by")
_OFFERS = _found(OFFERS, Offer, "id", "by", "to", "key_result")
_SAVE_COMMENT, _SAVE_REQUEST, _SAVE_OFFER = (upsert(table, ["id"]) for table in (COMMENTS, REQUESTS, OFFERS))
_DEPENDING, _SHOWN = (
    select(table.c.objective).where(table.c.person == bindparam("person")).order_by(table.c.objective) for table in (COLLABORATIONS, SHOWN)
)
_ADD = {table: insert_new(table, ["person", "objective"]) for table in (COLLABORATIONS, SHOWN)}
_DROP = {table: delete(table).where(table.c.objective == bindparam("of_objective")) for table in (COLLABORATIONS, SHOWN)}
_LEFT = _SELECT.where(PEOPLE.c.manager == bindparam("manager"), ~PEOPLE.c.active)
_TOUCHED = (
    select(ACTIONS.c.subject, func.max(ACTIONS.c.at))
    .where(Within(ACTIONS.c.subject, "keys"), ACTIONS.c.what != "commented")
    .group_by(ACTIONS.c.subject)
)
_REPRESENTED = _SELECT.where(PEOPLE.c.stand_in == bindparam("stand_in"), PEOPLE.c.active)


class Asking(Room):
    """What people ask of each other, in a transaction."""

    def depending_on(self, person: str) -> tuple[str, ...]:
        return tuple(row[0] for row in self._db.rows(_DEPENDING, person=person))

    def shown_to(self, person: str) -> tuple[str, ...]:
        return tuple(row[0] for row in self._db.rows(_SHOWN, person=person))

    def left_behind(self, manager: str) -> tuple[Person, ...]:
        return _people(self._db.rows(_LEFT, manager=manager))

    def last_touched(self, subjects: Iterable[str]) -> Mapping[str, datetime]:
        return {row[0]: row[1] for row in self._db.rows(_TOUCHED, keys=list(subjects))}

    def represented_by(self, stand_in: str) -> tuple[Person, ...]:
        return _people(self._db.rows(_REPRESENTED, stand_in=stand_in))

    def save_comment(self, comment: Comment) -> None:
        self._save(_SAVE_COMMENT, comment)

    def comments(self, subjects: Iterable[str] | None = None) -> tuple[Comment, ...]:
        if subjects is None:
            return tuple(Comment(*row) for row in self._db.rows(_COMMENTS[None]))
        return tuple(Comment(*row) for row in self._db.rows(_COMMENTS["subject"], keys=list(subjects)))

    def save_change_request(self, request: ChangeRequest) -> None:
        self._save(_SAVE_REQUEST, request)

    def change_requests(
        self, by: Literal["id", "objective", "owner", "heir", "asked_by"] | None = None, keys: Iterable[str] = ()
    ) -> tuple[ChangeRequest, ...]:
        given = {} if by is None else {"keys": list(keys)}
        return tuple(ChangeRequest(*row) for row in self._db.rows(_REQUESTS[by], **given))

    def save_offer(self, offer: Offer) -> None:
        self._save(_SAVE_OFFER, offer)

    def offers(self, by: Literal["id", "by", "to", "key_result"] | None = None, keys: Iterable[str] = ()) -> tuple[Offer, ...]:
        given = {} if by is None else {"keys": list(keys)}
        return tuple(Offer(*row) for row in self._db.rows(_OFFERS[by], **given))

    def _save(self, statement: Any, value: Comment | ChangeRequest | Offer) -> None:
        self._db.change(statement, **{field.name: getattr(value, field.name) for field in fields(value)})

    def _save_concerned(self, before: Objective | None, after: Objective) -> None:
        """Who collaborates and to whom the draft is shown: written only when these are other people than before."""
        self._save_people(COLLABORATIONS, after.id, _collaborating(before), _collaborating(after))
        self._save_people(SHOWN, after.id, set(before.shared_with) if before else set(), set(after.shared_with))

    def _save_people(self, table: Table, objective: str, before: set[str], after: set[str]) -> None:
        if before == after:
            return
        self._db.change(_DROP[table], of_objective=objective)
        self._db.change_all(_ADD[table], [{"person": person, "objective": objective} for person in sorted(after)])


def _collaborating(objective: Objective | None) -> set[str]:
    return {one.person for key_result in objective.key_results for one in key_result.collaborators} if objective else set()
