"""What else there is to say of an objective that is being drafted: type, source, whether it is the team's; never asked, a button each."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.message import Button
from bot.flows.known import Ctx
from bot.okr import access
from bot.okr.model import Objective


def said(ctx: Ctx, objective: Objective) -> Iterator[str]:
    """What is said of it already."""
    if objective.type:
        yield ctx.t(f"nature.type.{objective.type}")
    if objective.source != "own":
        yield ctx.t(f"nature.source.{objective.source}")
    if objective.for_team:
        yield ctx.t("objective.for_team")


def links(ctx: Ctx, objectives: tuple[Objective, ...]) -> tuple[Button, ...]:
    """For the newest of them; of the others it can be typed: `type O1 users`."""
    newest = objectives[-1]
    number = next((n for n, o in enumerate(numbered(ctx), start=1) if o.id == newest.id), 0)
    holder = ("holder_own",) if newest.for_team else ("holder_team",) if leads(ctx) else ()
    offered = ("type", "source", *holder) if number else ()  # what is not stored yet cannot be spoken of elsewhere
    return tuple(_link(ctx, what, newest, number) for what in offered)


def _link(ctx: Ctx, what: str, objective: Objective, number: int) -> Button:
    says = f"nature.button.{what}_says"
    return Button(ctx.t(f"nature.button.{what}"), ctx.t(says, which=objective.id), spoken=ctx.t(says, which=f"O{number}"))


def numbered(ctx: Ctx) -> tuple[Objective, ...]:
    """My objectives in the order in which they are called O1, O2 where something is said of one."""
    return tuple(o for o in ctx.known.mine if o.owner == ctx.known.me.key and o.state not in ("closed", "dropped"))


def leads(ctx: Ctx) -> bool:
    """Whether I may own an objective of a team."""
    me, org = ctx.known.me, ctx.known.org
    return access.team_spoken_for(me, org) is not None or (ctx.known.is_manager and me.team in org.teams)
