"""What colleagues hear of each other's words around a report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.okr.deeds import Action
from bot.okr.deeds_week import Tell
from bot.okr.model import Person
from bot.ports import Outgoing

COLLEAGUES = 1


def announce_week(action: Action, by: Person, now: datetime) -> Iterator[Outgoing]:
    """The addressee of words."""
    match action:
        case Tell():
            yield _word(action, by, now)


def _word(action: Tell, by: Person, now: datetime) -> Outgoing:
    about = {"by": by.key, "what": action.what, "told": f"{by.key}:{now.isoformat()}"}
    if action.text:
        about["text"] = action.text
    if action.objective and action.key_result:
        about |= {"objectives": action.objective, "key_result": action.key_result}
    return Outgoing(f"word:{action.to}:{about['told']}", now, "word", action.to, flow="word", about=about, priority=COLLEAGUES)
