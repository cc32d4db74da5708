"""What colleagues hear of each other's words around a report."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.okr.deeds import Action
from bot.okr.deeds_week import Cheer, CommentOn, Like, Nudge, Tell
from bot.okr.model import Person
from bot.ports import Outgoing

COLLEAGUES = 1
A_NUDGE_LASTS = timedelta(days=3)


def announce_week(action: Action, by: Person, now: datetime) -> Iterator[Outgoing]:
    """The addressee of words, whoever is nudged."""
    match action:
        case Tell():
            yield _word(action, by, now)
        case Nudge():
            yield from _nudges(action, by, now)
        case Cheer():
            about = {"by": by.key, "text": action.why}
            yield Outgoing(
                f"cheer:{action.to}:{by.key}:{now.isoformat()}", now, "word", action.to, flow="cheered", about=about, priority=COLLEAGUES
            )
        case Like():
            yield from _like(action, by, now)
        case CommentOn():
            yield _word(Tell(action.to, "comment", action.text, action.objective, action.key_result), by, now)
        case _:
            return


def _word(action: Tell, by: Person, now: datetime) -> Outgoing:
    once = action.what == "weekly"  # however often it is pressed
    told = hashlib.sha256(action.text.encode()).hexdigest()[:16] if once else now.isoformat()
    about = {"by": by.key, "what": action.what, "told": f"{by.key}:{told}", "at": now.isoformat()}
    if action.text:
        about["text"] = action.text
    if action.objective and action.key_result:
        about |= {"objectives": action.objective, "key_result": action.key_result}
    return Outgoing(f"word:{action.to}:{about['told']}", now, "word", action.to, flow="word", about=about, priority=COLLEAGUES)


def _nudges(action: Nudge, by: Person, now: datetime) -> Iterator[Outgoing]:
    """The key holds the day, so that nobody is nudged twice on it, by whomever."""
    for one in action.whom:
        period = "week" if one.what == "checkin" else "cycle"
        about = {"by": by.key, "what": one.what, period: one.period}
        key, expires = f"nudge:{one.person}:{one.day}", now + A_NUDGE_LASTS
        yield Outgoing(key, now, "nudge", one.person, flow="nudged", about=about, priority=COLLEAGUES, expires=expires)


def _like(action: Like, by: Person, now: datetime) -> Iterator[Outgoing]:
    """One message a check-in, which names everybody who liked it: the first sends it, whoever comes later has it redrawn."""
    about, first = {"by": by.key, "week": action.week}, f"like:{action.to}:{action.week}"
    message = Outgoing(first, now, "word", action.to, flow="liked", about=about, priority=COLLEAGUES)
    yield message
    yield replace(message, key=f"{first}:{by.key}", edits=first)
