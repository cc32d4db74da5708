"""What people do at a cycle's end, done: one door for all of it, behind `actions.apply`."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot.okr import judging
from bot.okr.deeds_ending import CommentOnScore, EndingDeed, GiveScores
from bot.okr.model import Person
from bot.okr.world import Applied, World


def apply(action: EndingDeed, by: Person, world: World, now: datetime) -> Applied:
    """The outcome of an action. Raises Refused, with a sentence's key, when it may not be."""
    match action:
        case GiveScores():
            return judging.give(action, by, world, now)
        case CommentOnScore():
            return judging.comment(action, by, world, now)
        case _:
            assert_never(action)
