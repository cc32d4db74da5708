"""How many objectives somebody may write in a cycle: their team's number, else the cycle's (docs/method.md 2)."""

from __future__ import annotations

from bot.flows.known import Ctx
from bot.okr.model import MAX_OBJECTIVES
from bot.okr.participation import rules_for


def most_objectives(ctx: Ctx) -> int:
    """Five where nobody says otherwise, or the cycle is still to be chosen."""
    cycle = next((c for c in ctx.known.cycles if c.key == (ctx.about.get("cycle") or ctx.answers.get("cycle"))), None)
    return rules_for(ctx.known.me.team, cycle, ctx.known.org).max_objectives if cycle else MAX_OBJECTIVES
