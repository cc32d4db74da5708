"""Words from one colleague to another: who may say them, and what is kept of it."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot.okr import access
from bot.okr.deeds_week import Nudge, SkipWeek, Tell, UnskipWeek, WeekDeed
from bot.okr.model import Person
from bot.okr.model_week import NoteLine, WeekNote
from bot.okr.refusal import Refused
from bot.okr.world import Applied, World


def colleague(key: str, by: Person, world: World) -> Person:
    """Somebody else who is there. Raises Refused."""
    found = world.org.people.get(key)
    if found is None or not found.active:
        raise Refused("refused.gone")
    if key == by.key:
        raise Refused("refused.to_yourself")
    return found


def apply_week(action: WeekDeed, by: Person, world: World, now: datetime) -> Applied:
    """The outcome of what people do around the week. Raises Refused."""
    match action:
        case Tell():
            return tell(action, by, world)
        case SkipWeek():
            lines = (NoteLine(action.reason),) if action.reason else ()
            note = WeekNote(by.key, action.week, "skip", by.key, now, lines)
            return Applied(notes=(note,), what="week_skipped", subjects=(by.key,), note=action.week)
        case UnskipWeek():
            return Applied(dropped_notes=((by.key, "skip", action.week),), what="week_unskipped", subjects=(by.key,), note=action.week)
        case Nudge():
            return nudge(action, by, world)
        case _:
            assert_never(action)


def nudge(action: Nudge, by: Person, world: World) -> Applied:
    for key in action.people:
        if not access.looks_after(by, colleague(key, by, world), world.org):
            raise Refused("refused.not_yours_to_nudge")
    return Applied(what="nudged", subjects=action.people)


def tell(action: Tell, by: Person, world: World) -> Applied:
    to = colleague(action.to, by, world)
    return Applied(what=f"told_{action.what}", subjects=(to.key,), note=action.text or None)
