"""Whom it concerns when something was done: rows for the outbox, composed for each when their turn comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.announce_asking import announce_asking
from bot.announce_ending import announce_ending
from bot.announce_learning import announce_learning
from bot.announce_week import announce_week
from bot.okr.deeds import Action, Agree, Return, Submit
from bot.okr.model import Objective, Person
from bot.okr.world import Applied
from bot.ports import Outgoing

COLLEAGUES = 1


def announce(action: Action, applied: Applied, by: Person, now: datetime) -> Iterator[Outgoing]:
    """What others hear of it: the approvers of a submission, the owner of a decision, whoever is spoken to."""
    match action:
        case Submit():
            yield from _to_approvers(applied, by, now)
        case Agree() | Return():
            yield _decision(applied, by, now)
        case _:
            pass
    yield from announce_asking(action, applied, by, now)
    yield from announce_week(action, by, now)
    yield from announce_ending(action, applied, by, now)
    yield from announce_learning(action, applied, by, now)


def _version(objectives: tuple[Objective, ...]) -> str:
    """Tells one submission of the same objectives from the next."""
    return f"{objectives[0].id}:{sum(len(o.events) for o in objectives)}"


def _to_approvers(applied: Applied, by: Person, now: datetime) -> Iterator[Outgoing]:
    about = {"owner": by.key, "objectives": ";".join(o.id for o in applied.objectives), "submission": _version(applied.objectives)}
    for approver in applied.approvers:
        key = f"approve:{about['submission']}:{approver}"
        yield Outgoing(key, now, "approval", approver, flow="approve", about=about, priority=COLLEAGUES)


def _decision(applied: Applied, by: Person, now: datetime) -> Outgoing:
    about = {"by": by.key, "what": applied.what, "objectives": ";".join(applied.subjects)} | (
        {"note": applied.note} if applied.note else {}
    )
    key = f"decided:{_version(applied.objectives)}"
    return Outgoing(key, now, "decision", applied.objectives[0].owner, flow="decided", about=about, priority=COLLEAGUES)
