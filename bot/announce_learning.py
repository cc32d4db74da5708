"""Whom it concerns what a company does to learn: rows for the outbox, composed for each when their turn comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.announce_asking import told
from bot.okr.deeds import Action
from bot.okr.deeds_learning import DecideImprovement, MarkExample, ProposeImprovements
from bot.okr.model import Person
from bot.okr.model_learning import Improvement
from bot.okr.world import Applied
from bot.ports import Outgoing


def announce_learning(action: Action, applied: Applied, by: Person, now: datetime) -> Iterator[Outgoing]:
    """The lead is asked to decide a proposal, whoever proposed it hears the decision."""
    match action:
        case ProposeImprovements():
            for lead in applied.approvers:
                first = applied.subjects[0]
                yield told("memo", f"memo:{first}:{lead}", lead, now, "memo_decide", first=first, by=by.key)
        case DecideImprovement():
            improvements = [kept for kept in applied.kept if isinstance(kept, Improvement)]
            for one in improvements:
                for hearer in applied.approvers:
                    key = f"memo_told:{one.id}:{one.state}:{one.cycle}"
                    yield told("memo_told", key, hearer, now, "memo_told", improvements=one.id, by=by.key)
        case MarkExample():
            for owner in applied.approvers:
                about = {"objective": action.objective, "by": by.key, "shown": "yes" if action.shown else "no"}
                yield told("example", f"example:{action.objective}:{now.isoformat()}", owner, now, "example_told", **about)
        case _:
            return
