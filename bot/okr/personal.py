"""What a person decides for themselves: days away, language, hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.okr.deeds import SetOwn, TakeLeave
from bot.okr.model import Leave, Person
from bot.okr.refusal import Refused
from bot.okr.world import Applied

DAY = timedelta(days=1)


def decide(action: TakeLeave | SetOwn, by: Person) -> Applied:
    """What nobody else is asked about."""
    return leave(action, by) if isinstance(action, TakeLeave) else settings(action, by)


def leave(action: TakeLeave, by: Person) -> Applied:
    if action.end < action.start:
        raise Refused("refused.leave_order")
    span = Leave(action.start, action.end)
    others = tuple(leave for leave in by.leave if leave.end < span.start or leave.start > span.end)
    if action.cancel:
        leave = tuple(rest for one in by.leave for rest in _without(one, span))
    else:
        touching = [other for other in by.leave if other not in others]
        start = min([span.start, *(t.start for t in touching)])
        leave = tuple(sorted((*others, Leave(start, max([span.end, *(t.end for t in touching)]))), key=lambda one: one.start))
    what = "leave_ended" if action.cancel else "leave_taken"
    return Applied(people=(replace(by, leave=leave),), what=what, subjects=(by.key,), note=f"{span.start}..{span.end}")


def _without(one: Leave, span: Leave) -> tuple[Leave, ...]:
    """What is left of a leave when these days are worked."""
    before = Leave(one.start, min(one.end, span.start - DAY))
    after = Leave(max(one.start, span.end + DAY), one.end)
    return tuple(rest for rest in (before, after) if rest.start <= rest.end)


def settings(action: SetOwn, by: Person) -> Applied:
    names = ("language", "timezone", "prompt_time", "quiet_from", "quiet_until", "platform", "calendar")
    given = {name: value for name in names if (value := getattr(action, name)) is not None}
    if given.get("platform") == "":  # where they wrote last
        given["platform"] = None
    return Applied(people=(replace(by, **given),), what="settings_changed", subjects=(by.key,), note=", ".join(given))
