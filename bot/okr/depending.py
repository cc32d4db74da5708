"""Sideways alignment: whoever a key result depends on is asked once for every wording of it (docs/method.md 6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.okr import access
from bot.okr.deeds_asking import AnswerDependency
from bot.okr.model import Collaborator, KeyResult, Objective, Person
from bot.okr.refusal import Refused
from bot.okr.world import Applied, World, named


def ask(objective: Objective, now: datetime) -> Objective:
    """At submission: whoever has not been asked about a line as it reads now is asked."""
    return replace(objective, key_results=tuple(replace(kr, collaborators=_asked(kr, now)) for kr in objective.key_results))


def _asked(key_result: KeyResult, now: datetime) -> tuple[Collaborator, ...]:
    if key_result.state != "active":
        return key_result.collaborators
    return tuple(c if c.asked_at else replace(c, asked_at=now) for c in key_result.collaborators)


def continued(key_result: KeyResult, before: tuple[KeyResult, ...]) -> KeyResult:
    """Who was asked about a line that stays as it was keeps their answer; of a line that reads differently everybody is asked anew."""
    same = (kr for kr in before if (kr.text, kr.owner, kr.due) == (key_result.text, key_result.owner, key_result.due))
    known = {c.person: c for kr in same for c in kr.collaborators}
    return replace(key_result, collaborators=tuple(known.get(c.person, c) for c in key_result.collaborators))


def open_for(person: str, objective: Objective) -> tuple[tuple[KeyResult, Collaborator], ...]:
    """The key results on which somebody was asked and has not said yes or no."""
    return tuple(
        (kr, c)
        for kr in objective.key_results
        for c in kr.collaborators
        if c.person == person and c.asked_at and c.state in ("asked", "discuss") and access.may_see_line(person, objective, kr.id)
    )


def answer(action: AnswerDependency, by: Person, world: World) -> Applied:
    (objective,) = named((action.objective,), world)
    if not access.may_see_line(by.key, objective, action.key_result):
        raise Refused("refused.gone")

    def told(c: Collaborator) -> Collaborator:
        return replace(c, state=action.state, note=action.note) if c.person == by.key else c

    key_results = tuple(
        replace(kr, collaborators=tuple(told(c) for c in kr.collaborators)) if kr.id == action.key_result else kr
        for kr in objective.key_results
    )
    return Applied((replace(objective, key_results=key_results),), what="dependency", subjects=(action.key_result,), note=action.state)
