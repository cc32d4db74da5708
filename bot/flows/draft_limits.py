"""How many objectives somebody may write, with how many key results: their team's numbers, else the cycle's (docs/method.md 2)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.flows.known import Ctx
from bot.okr.model import MAX_KEY_RESULTS, MAX_OBJECTIVES, Objective
from bot.okr.participation import rules_for


@dataclass(frozen=True, slots=True)
class Limits:
    """What holds where nobody says otherwise, or the cycle is still to be chosen."""

    objectives: int = MAX_OBJECTIVES
    key_results: int = MAX_KEY_RESULTS


USUAL = Limits()


def limits(ctx: Ctx) -> Limits:
    """Those of whoever drafts."""
    return _limits(ctx, ctx.about.get("cycle") or ctx.answers.get("cycle"), ctx.known.me.team)


def limits_of(ctx: Ctx, objective: Objective) -> Limits:
    """Those of an objective that somebody else may be reading."""
    return _limits(ctx, objective.cycle, objective.team)


def _limits(ctx: Ctx, key: str | None, team: str | None) -> Limits:
    cycle = next((c for c in ctx.known.cycles if c.key == key), None)
    if cycle is None:
        return USUAL
    rules = rules_for(team, cycle, ctx.known.org)
    return Limits(rules.max_objectives, rules.max_key_results)


def most_objectives(ctx: Ctx) -> int:
    return limits(ctx).objectives


def most_key_results(ctx: Ctx) -> int:
    return limits(ctx).key_results
