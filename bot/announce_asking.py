"""Whom it concerns when people ask something of each other: rows for the outbox, composed for each when their turn comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.okr.deeds import Action, Submit
from bot.okr.deeds_asking import (
    AddComments,
    AnswerDependency,
    AnswerOffer,
    AskChange,
    DecideChange,
    OfferObjectives,
    Share,
)
from bot.okr.deeds_hr import NoteLeave
from bot.okr.model import Person
from bot.okr.world import Applied
from bot.ports import Outgoing

COLLEAGUES = 1


def announce_asking(action: Action, applied: Applied, by: Person, now: datetime) -> Iterator[Outgoing]:
    """Who is asked for their part, who hears the answer."""
    match action:
        case Submit():
            yield from _dependencies(applied, by, now)
        case AnswerDependency():
            yield from _dependency_answered(action, applied, by, now)
        case AddComments() if action.told:
            yield from _commented(applied, by, now)
        case Share():
            about = {"owner": by.key, "objectives": ";".join(action.objectives), "note": action.question or ""}
            yield told(
                "shared", f"shared:{action.objectives[0]}:{action.person}:{now.isoformat()}", action.person, now, "read_draft", **about
            )
        case AskChange() if applied.what == "change_asked":
            yield from (_request(applied, key, now) for key in applied.approvers)
        case AskChange():
            yield from (_changed(applied, key, now) for key in applied.approvers)
            yield from _dependencies(applied, by, now)
        case DecideChange():
            yield from _decided(applied, by, now)
            yield from _dependencies(applied, by, now)
        case NoteLeave():
            days = {"first": action.start.isoformat(), "last": action.end.isoformat()}
            what = "ended" if action.ends else "noted"
            key = f"leave_noted:{action.person}:{now.isoformat()}"
            yield told("leave_noted", key, action.person, now, "leave_told", by=by.key, what=what, **days)
        case OfferObjectives():
            yield from (told("offer", f"offer:{o.id}", o.to, now, "offer", offer=o.id) for o in applied.offers)
        case AnswerOffer():
            yield from (told("offer_told", f"offer_told:{o.id}", o.by, now, "offer_told", offer=o.id) for o in applied.offers)
        case _:
            return


def told(kind: str, key: str, person: str, now: datetime, flow: str, **about: str) -> Outgoing:
    """A row for one colleague."""
    return Outgoing(key, now, kind, person, flow=flow, about=about, priority=COLLEAGUES)


def _dependencies(applied: Applied, by: Person, now: datetime) -> Iterator[Outgoing]:
    """Only those who are asked in this very submission: who was asked about the same words before is left in peace."""
    for objective in applied.objectives:
        for kr in objective.key_results:
            for c in kr.collaborators:
                if c.asked_at == now:
                    at = now.isoformat()
                    key = f"dependency:{kr.id}:{c.person}:{at}"
                    about = {"objective": objective.id, "key_result": kr.id, "by": by.key, "asked": at}
                    yield told("dependency", key, c.person, now, "dependency", **about)


def _dependency_answered(action: AnswerDependency, applied: Applied, by: Person, now: datetime) -> Iterator[Outgoing]:
    """The objective's owner hears it, and whoever is responsible for the key result."""
    (objective,) = applied.objectives
    line = next(kr for kr in objective.key_results if kr.id == action.key_result)
    about = {"objective": objective.id, "key_result": line.id, "by": by.key, "state": action.state, "note": action.note or ""}
    for person in dict.fromkeys((objective.owner, line.owner)):
        if person != by.key:
            key = f"dependency_answered:{line.id}:{by.key}:{person}:{now.isoformat()}"
            yield told("dependency_answered", key, person, now, "dependency_answered", **about)


def _commented(applied: Applied, by: Person, now: datetime) -> Iterator[Outgoing]:
    """The owner hears of remarks that came without a decision."""
    owner = applied.note or ""
    if owner != by.key:
        key = f"commented:{owner}:{by.key}:{now.isoformat()}"
        yield told("commented", key, owner, now, "commented", by=by.key, at=now.isoformat())


def _request(applied: Applied, person: str, now: datetime) -> Outgoing:
    (request,) = applied.requests
    return told("change_request", f"change_request:{request.id}:{person}", person, now, "change_request", request=request.id)


def _changed(applied: Applied, person: str, now: datetime) -> Outgoing:
    (request,) = applied.requests
    return told("changed", f"changed:{request.id}:{person}", person, now, "change_told", request=request.id)


def _decided(applied: Applied, by: Person, now: datetime) -> Iterator[Outgoing]:
    """Who asked hears it, and the objective's owner."""
    (request,) = applied.requests
    first = f":{by.key}" if applied.what == "change_consented" else ""  # one of two has agreed: more is to come
    for person in dict.fromkeys((request.asked_by, request.owner)):
        if person != by.key and applied.what != "change_withdrawn":
            yield told("change_decided", f"change_decided:{request.id}:{person}{first}", person, now, "change_told", request=request.id)
