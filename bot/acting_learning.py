"""What a deed of learning is applied to, loaded."""

from __future__ import annotations

from typing import assert_never

from bot.loading import Loader
from bot.okr.access import Org
from bot.okr.deeds_learning import DecideImprovement, JudgeReadiness, LearningDeed, MarkExample, ProposeImprovements
from bot.okr.model import Person
from bot.okr.world import World
from bot.ports import Tx


def learning_world(action: LearningDeed, tx: Tx, loader: Loader, me: Person) -> World:
    """What the team has on its memo; the objective with the people around its owner."""
    org = loader.org_around(me, Org())
    match action:
        case ProposeImprovements():
            found = tx.improvements("team", [action.team])
            return World(org, improvements={one.id: one for one in found})
        case DecideImprovement():
            found = tx.improvements("id", [action.improvement])
            return World(org, improvements={one.id: one for one in found})
        case MarkExample():
            objectives = tx.objectives(ids=[action.objective])
            for owner in tx.people({o.owner for o in objectives}):
                org = loader.org_around(owner, org)
            marked = next((one for one in tx.examples() if one.objective == action.objective), None)
            return World(org, {o.id: o for o in objectives}, example=marked)
        case JudgeReadiness():
            return World(org)
        case _:
            assert_never(action)
