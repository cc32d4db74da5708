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
    t, which, newest = ctx.t, objectives[-1].id, objectives[-1]
    kept = which in {o.id for o in ctx.known.mine}  # what is not stored yet cannot be spoken of elsewhere
    found: tuple[Button, ...] = (
        Button(t("nature.button.type"), t("nature.button.type_says", which=which)),
        Button(t("nature.button.source"), t("nature.button.source_says", which=which)),
    )
    if newest.for_team:
        found = (*found, Button(t("nature.button.holder_own"), t("nature.button.holder_own_says", which=which)))
    elif leads(ctx):
        found = (*found, Button(t("nature.button.holder_team"), t("nature.button.holder_team_says", which=which)))
    return found if kept else ()


def leads(ctx: Ctx) -> bool:
    """Whether I may own an objective of a team."""
    me, org = ctx.known.me, ctx.known.org
    return access.team_spoken_for(me, org) is not None or (ctx.known.is_manager and me.team in org.teams)
