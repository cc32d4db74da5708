"""Looks up which drafts nobody has touched for a while (docs/method.md 7)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from bot.okr.cycles import takes_drafts
from bot.okr.stuck import UNDECIDED, Stuck, stuck
from bot.ports import Tx


def stuck_among(tx: Tx, people: Collection[str], cycles: Collection[str], now: datetime) -> tuple[Stuck, ...]:
    """Whose drafts of these cycles are stuck."""
    drafts = [o for o in tx.objectives(owners=people, cycles=cycles) if o.state in UNDECIDED] if people and cycles else []
    return tuple(stuck(drafts, tx.last_touched([o.id for o in drafts]), now)) if drafts else ()


def stuck_for(tx: Tx, person: str, people: Collection[str], now: datetime, today: date) -> bool:
    """Whether any of these people's drafts is stuck on that day."""
    cycles = [c.key for c in tx.cycles() if takes_drafts(c, today)]
    return bool(stuck_among(tx, [key for key in people if key != person], cycles, now))
