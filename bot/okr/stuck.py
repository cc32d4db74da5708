"""Drafts that nobody has touched for a while, while they are awaited: whose, how many, how long; never what they say (docs/method.md 7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from bot.okr.model import Objective

UNTOUCHED = timedelta(days=7)
UNDECIDED = ("draft", "returned")


@dataclass(frozen=True, slots=True)
class Stuck:
    """One person's draft of a cycle: how many objectives it holds, and for how many whole days it has not been touched."""

    person: str
    cycle: str
    count: int
    days: int


def stuck(drafts: Iterable[Objective], touched: Mapping[str, datetime], now: datetime) -> Iterator[Stuck]:
    """Of the objectives of cycles that take drafts; `touched` says when something was last done to each. All of a draft has to be still."""
    mine = sorted((o for o in drafts if o.state in UNDECIDED and o.id in touched), key=_draft)
    for (person, cycle), objectives in groupby(mine, key=_draft):
        held = tuple(objectives)
        still = now - max(touched[o.id] for o in held)
        if still > UNTOUCHED:
            yield Stuck(person, cycle, len(held), still.days)


def _draft(objective: Objective) -> tuple[str, str]:
    return objective.owner, objective.cycle
