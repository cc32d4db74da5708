"""What "undo" takes back once a conversation is over: the last thing somebody did, or the last that was done on one card."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.conversation.talk import Talk
from bot.ports import Done, Tx
from bot.routing import Command

UNDO_WITHIN = timedelta(days=7)
LATEST = 40
NOT_UNDONE = ("drafted", "told")


def undo_said(tx: Tx, person: str, now: datetime, card: Talk | None = None) -> Command:
    """The command that takes it back; of what was done at one moment, all."""
    recent = [
        deed
        for deed in tx.done(by=person, limit=LATEST)
        if deed.what not in NOT_UNDONE and deed.at >= now - UNDO_WITHIN and (card is None or _done_on(card, deed))
    ]
    if not recent:
        return Command("undo")
    same = [deed for deed in recent if deed.at == recent[0].at and deed.what == recent[0].what]
    return Command("undo", {"what": recent[0].what, "subjects": ";".join(deed.subject for deed in same), "note": recent[0].note or ""})


def _done_on(card: Talk, deed: Done) -> bool:
    """Whether a deed was done on this card, or took back what was."""
    match card.flow:
        case "checkin":
            return deed.what in ("checked_in", "report_undone") and deed.note == card.about.get("week")
        case "draft":
            return deed.what in ("submitted", "withdrawn")
        case _:
            return False
