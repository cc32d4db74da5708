"""What people do at a cycle's end, done: one door for all of it, behind `actions.apply`."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot.okr import judging, looking_back
from bot.okr.deeds_ending import BeginRetro, CommentOnScore, EndingDeed, GiveScores, SaveRetro, ShareRetro
from bot.okr.model import Person
from bot.okr.world import Applied, World


def apply(action: EndingDeed, by: Person, world: World, now: datetime) -> Applied:
    """The outcome of an action. Raises Refused, with a sentence's key, when it may not be."""
    match action:
        case GiveScores():
            return judging.give(action, by, world, now)
        case CommentOnScore():
            return judging.comment(action, by, world, now)
        case SaveRetro():
            return looking_back.save(action, by, world, now)
        case BeginRetro():
            return looking_back.begin(action, by, world, now)
        case ShareRetro():
            return looking_back.share(action, by, world, now)
        case _:
            assert_never(action)
