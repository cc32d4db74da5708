"""Who has left and who is back, and by whose word: the audit trail tells, so that none undoes what another has said."""

from __future__ import annotations

from datetime import datetime

from bot.okr.model import Person
from bot.ports import Done, Tx

LEFT, BACK = "left", "back"
FOLLOWED = "listed"  # what else of the address book was followed
MOST = 500


def note_leaving(tx: Tx, now: datetime, by: str, before: Person | None, person: Person) -> None:
    """Logs that somebody left or came back, if they did. `by`: a platform's name, or whoever imported a file."""
    if before is not None and before.active != person.active:
        tx.log(Done(now, by, BACK if person.active else LEFT, person.key))


def left_by(tx: Tx, person: str) -> str | None:
    """Whose word it was that somebody left; None where nobody has said so, or they are back."""
    newest = next((done for done in tx.done(subject=person, limit=MOST) if done.what in (LEFT, BACK)), None)
    return newest.by if newest is not None and newest.what == LEFT else None
