"""What people ask of each other, done: one door for all of it, behind `actions.apply`."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot.okr import changing, commenting, depending, splitting
from bot.okr.deeds_asking import (
    AddComments,
    AnswerDependency,
    AnswerOffer,
    AskChange,
    AskingDeed,
    DecideChange,
    NameStandIn,
    OfferObjectives,
    SetNature,
    SetRollUp,
    Share,
)
from bot.okr.model import Person
from bot.okr.world import Applied, World


def apply(action: AskingDeed, by: Person, world: World, now: datetime) -> Applied:
    """The outcome of an action. Raises Refused, with a sentence's key, when it may not be."""
    match action:
        case AnswerDependency():
            return depending.answer(action, by, world)
        case AddComments():
            return commenting.comment(action, by, world, now)
        case Share():
            return commenting.share(action, by, world)
        case NameStandIn():
            return commenting.name_stand_in(action, by, world)
        case AskChange():
            return changing.ask(action, by, world, now)
        case DecideChange():
            return changing.decide(action, by, world, now)
        case OfferObjectives():
            return splitting.offer(action, by, world, now)
        case AnswerOffer():
            return splitting.answer(action, by, world)
        case SetNature():
            return commenting.set_nature(action, by, world)
        case SetRollUp():
            return splitting.set_roll_up(action, by, world)
        case _:
            assert_never(action)
