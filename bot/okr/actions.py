"""`apply` is the only door to the data: whatever is done to an OKR goes through it, and it asks first whether that may be."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot.okr import accounts, asking, drafting, ending, governing, learning, personal, reporting, telling
from bot.okr.deeds import Action, Agree, Report, Return, SaveDraft, SetOwn, Submit, TakeLeave, UndoReport, Withdraw
from bot.okr.deeds_accounts import AccountDeed
from bot.okr.deeds_asking import AskingDeed
from bot.okr.deeds_ending import EndingDeed
from bot.okr.deeds_hr import HrDeed
from bot.okr.deeds_learning import LearningDeed
from bot.okr.deeds_time import TimeDeed
from bot.okr.deeds_week import WeekDeed
from bot.okr.model import Person
from bot.okr.refusal import Refused
from bot.okr.world import Applied, World


def apply(action: Action, by: Person, world: World, now: datetime) -> Applied:
    """The outcome of an action. Raises Refused, with a sentence's key, when it may not be."""
    if not by.active:
        raise Refused("refused.inactive")
    if isinstance(action, TimeDeed | WeekDeed):
        return telling.apply_around(action, by, world, now)
    if isinstance(action, AskingDeed):
        return asking.apply(action, by, world, now)
    if isinstance(action, EndingDeed):
        return ending.apply(action, by, world, now)
    if isinstance(action, HrDeed):
        return governing.apply(action, by, world, now)
    if isinstance(action, AccountDeed):
        return accounts.decide(action, by, world, now)
    if isinstance(action, LearningDeed):
        return learning.apply(action, by, world, now)
    return _apply(action, by, world, now)


def _apply(
    action: SaveDraft | Submit | Withdraw | Agree | Return | Report | UndoReport | TakeLeave | SetOwn,
    by: Person,
    world: World,
    now: datetime,
) -> Applied:
    match action:
        case SaveDraft():
            return drafting.save(action, by, world)
        case Submit():
            return drafting.submit(action, by, world, now)
        case Withdraw():
            return drafting.withdraw(action.objectives, by, world, now)
        case Agree():
            return drafting.agree(action.objectives, by, world, now)
        case Return():
            return drafting.send_back(action.objectives, action.comment, by, world, now)
        case Report():
            return reporting.report(action, by, world, now)
        case UndoReport():
            return reporting.undo(action, by, world)
        case TakeLeave() | SetOwn():
            return personal.decide(action, by)
        case _:
            assert_never(action)
