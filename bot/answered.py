"""The week's prompt follows its answer: typed, or given on another card, it is redrawn to what came of it."""

from __future__ import annotations

from datetime import datetime

from bot.conversation.event import Event
from bot.conversation.turn import Taken
from bot.okr.model import Person
from bot.ports import Tx

ANSWERS = ("checkin", "skip_week")
TAKEN_BACK = ("checked_in", "week_skipped")


def redraw_prompt(tx: Tx, person: Person, event: Event, taken: Taken, now: datetime) -> None:
    """Nothing happens where the prompt was itself the card that was used, or never went out."""
    week = _week(taken)
    prompt = tx.outgoing(f"prompt:{person.key}:{week}") if week else None
    if prompt is None or prompt.place is None or prompt.receipt is None or prompt.receipt == event.source:
        return
    tx.reword(prompt.key, taken.message, now)


def _week(taken: Taken) -> str:
    """The week of the report, or of the left out week, that this turn stored or took back."""
    if taken.ended is None or not taken.ended.end.result:
        return ""
    about = taken.talk.about
    if taken.talk.flow in ANSWERS:
        return about.get("week", "")
    return about.get("note", "") if taken.talk.flow == "undo" and about.get("what") in TAKEN_BACK else ""
