"""Whom it concerns what is done at a cycle's end: rows for the outbox, composed for each when their turn comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.okr.deeds import Action
from bot.okr.deeds_ending import BeginRetro, CommentOnScore, GiveScores, ShareRetro
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
        case BeginRetro():
            yield from _to_each(applied, by, now, "retro", action.team, action.cycle)
        case ShareRetro():
            yield from _to_each(applied, by, now, "retro_page", action.team, action.cycle)
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


def _to_each(applied: Applied, by: Person, now: datetime, flow: str, team: str, cycle: str) -> Iterator[Outgoing]:
    """Asked once a person, however often it is begun; a page as often as it is shared."""
    about = {"team": team, "cycle": cycle, "by": by.key} if team else {"cycle": cycle, "person": by.key}
    again = f":{now.isoformat()}" if flow == "retro_page" else ""
    for hearer in applied.approvers:
        key = f"{flow}:{cycle}:{team or by.key}:{hearer}{again}"
        yield Outgoing(key, now, flow, hearer, flow=flow, about=about, priority=COLLEAGUES)
