"""Whom it concerns what is done at a cycle's end: rows for the outbox, composed for each when their turn comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.okr.deeds import Action
from bot.okr.deeds_ending import CommentOnScore, GiveScores
from bot.okr.model import Person
from bot.okr.world import Applied
from bot.ports import Outgoing

COLLEAGUES = 1


def announce_ending(action: Action, applied: Applied, by: Person, now: datetime) -> Iterator[Outgoing]:
    """The manager hears of complete scores, the owner of words about them."""
    match action:
        case GiveScores():
            yield from _scored(applied, by, now)
        case CommentOnScore():
            yield _commented(action, applied, by, now)
        case _:
            return


def _scored(applied: Applied, by: Person, now: datetime) -> Iterator[Outgoing]:
    complete = ";".join(o.id for o in applied.objectives if o.score is not None and o.owner == by.key)
    about = {"by": by.key, "objectives": complete, "told": now.isoformat()}
    for hearer in applied.approvers if complete else ():
        yield Outgoing(f"scored:{hearer}:{by.key}:{about['told']}", now, "scored", hearer, flow="scored", about=about, priority=COLLEAGUES)


def _commented(action: CommentOnScore, applied: Applied, by: Person, now: datetime) -> Outgoing:
    (remark,) = applied.comments
    (owner,) = applied.approvers
    about = {"by": by.key, "objectives": action.objective, "text": action.text}
    return Outgoing(f"score_word:{remark.id}", now, "score_word", owner, flow="score_word", about=about, priority=COLLEAGUES)
