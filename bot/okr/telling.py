"""Words from one colleague to another: who may say them, and what is kept of it."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot.okr import access, timing
from bot.okr.deeds_time import TimeDeed
from bot.okr.deeds_week import Cheer, CommentOn, Like, Nudge, SaveNotes, SkipWeek, TalkHeld, Tell, UnskipWeek, WeekDeed
from bot.okr.model import Person
from bot.okr.model_asking import Comment
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


def apply_around(action: TimeDeed | WeekDeed, by: Person, world: World, now: datetime) -> Applied:
    """The outcome of what changes the week or when people are written to. Raises Refused."""
    if isinstance(action, TimeDeed):
        return timing.apply_time(action, by, world)
    return apply_week(action, by, world, now)


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
        case Cheer():
            return Applied(what="cheered", subjects=(colleague(action.to, by, world).key,), note=action.why or None)
        case Like():
            return Applied(what="liked", subjects=(liked(colleague(action.to, by, world).key, action.week),))
        case CommentOn():
            return comment(action, by, world, now)
        case TalkHeld():
            if not access.in_chain(by, colleague(action.person, by, world).key, world.org):
                raise Refused("refused.not_yours")
            return Applied(what="talked", subjects=(action.person,))
        case SaveNotes():
            return save_notes(action, by, world)
        case _:
            assert_never(action)


def nudge(action: Nudge, by: Person, world: World) -> Applied:
    for key in action.people:
        if not access.looks_after(by, colleague(key, by, world), world.org):
            raise Refused("refused.not_yours_to_nudge")
    return Applied(what="nudged", subjects=action.people)


def tell(action: Tell, by: Person, world: World) -> Applied:
    to = colleague(action.to, by, world)
    return Applied(what=f"told_{action.what}", subjects=(to.key,), note=None if action.what == "weekly" else action.text or None)


def liked(person: str, week: str) -> str:
    """What the audit trail calls somebody's check-in of a week."""
    return f"check-in {person} {week}"


def comment(action: CommentOn, by: Person, world: World, now: datetime) -> Applied:
    objective = world.objectives.get(action.objective)
    if objective is None or all(kr.id != action.key_result for kr in objective.key_results):
        raise Refused("refused.gone")
    if not access.may_see(by, objective, world.org):
        raise Refused("refused.gone")
    colleague(action.to, by, world)
    subject = f"{action.key_result}:{by.key}:{now.isoformat()}"
    said = Comment(subject, "key_result", action.key_result, by.key, now, action.text, objective.visibility)
    return Applied(comments=(said,), what="commented", subjects=(action.key_result,))


def save_notes(action: SaveNotes, by: Person, world: World) -> Applied:
    for note in action.notes:
        team = world.org.teams.get(note.owner) if note.kind == "health" else None
        own = note.owner == by.key and note.kind != "health"
        led = team is not None and (by.key in world.org.leads_of(team.key) or by.key == team.coach or "hr" in by.roles)
        if not (own or led):
            raise Refused("refused.not_yours")
    return Applied(notes=action.notes, what="week_noted", subjects=tuple(dict.fromkeys(note.owner for note in action.notes)))
