"""Words from one colleague to another: who may say them, and what is kept of it."""

from __future__ import annotations

from bot.okr.deeds_week import Tell, WeekDeed
from bot.okr.model import Person
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


def apply_week(action: WeekDeed, by: Person, world: World) -> Applied:
    """The outcome of what people do to each other."""
    return tell(action, by, world)


def tell(action: Tell, by: Person, world: World) -> Applied:
    to = colleague(action.to, by, world)
    return Applied(what=f"told_{action.what}", subjects=(to.key,), note=action.text or None)
