"""The company's own examples: an agreed objective that coach or HR show others as a good one (docs/method.md 12)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.okr import access
from bot.okr.deeds_learning import MarkExample
from bot.okr.model import Objective, Person
from bot.okr.model_learning import Example
from bot.okr.refusal import Refused
from bot.okr.world import Applied, World


def may_mark(person: Person, objective: Objective, org: access.Org) -> bool:
    """HR, whoever has the role of coach, the coach of the owner's team; of what they may see, is agreed and is not their own."""
    owner = org.people.get(objective.owner)
    teaches = bool(person.roles & {"hr", "coach"}) or (owner is not None and access.coach_of(owner, org) == person.key)
    agreed = objective.state in access.LIVE and person.key != objective.owner
    return teaches and agreed and access.may_see(person, objective, org)


def may_unmark(person: Person, objective: Objective, org: access.Org) -> bool:
    """Whoever may mark it, and its owner."""
    return person.active and (person.key == objective.owner or may_mark(person, objective, org))


def mark(action: MarkExample, by: Person, world: World, now: datetime) -> Applied:
    """The owner hears of it; what reads like that already changes nothing."""
    objective = world.objectives.get(action.objective)
    if objective is None or not access.may_see(by, objective, world.org):
        raise Refused("refused.gone")
    allowed = may_mark if action.shown else may_unmark
    if not allowed(by, objective, world.org):
        raise Refused("refused.no_example")
    if (world.example is not None and world.example.shown) == action.shown:
        return Applied()
    what = "example_shown" if action.shown else "example_taken_back"
    hearers = (objective.owner,) if by.key != objective.owner else ()
    return Applied(kept=(Example(objective.id, by.key, now, action.shown),), what=what, subjects=(objective.id,), approvers=hearers)


def fitting(examples: Iterable[Objective], viewer: Person, kind: str | None = None) -> tuple[Objective, ...]:
    """Those nearest to somebody first: of this kind where one is meant, of their own team; none of their own."""
    others = [o for o in examples if o.owner != viewer.key]
    return tuple(sorted(others, key=lambda o: (kind is not None and o.kind != kind, o.team != viewer.team or o.team is None)))
