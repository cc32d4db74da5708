"""What a company does to learn, done: one door for all of it, behind `actions.apply`."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot.okr import exemplifying, improving, readiness
from bot.okr.deeds_learning import DecideImprovement, JudgeReadiness, LearningDeed, MarkExample, ProposeImprovements
from bot.okr.model import Person
from bot.okr.world import Applied, World


def apply(action: LearningDeed, by: Person, world: World, now: datetime) -> Applied:
    """The outcome of an action. Raises Refused, with a sentence's key, when it may not be."""
    match action:
        case ProposeImprovements():
            return improving.propose(action, by, world, now)
        case DecideImprovement():
            return improving.decide(action, by, world, now)
        case MarkExample():
            return exemplifying.mark(action, by, world, now)
        case JudgeReadiness():
            return readiness.judge(action, by, now)
        case _:
            assert_never(action)
