"""What else there is to say of an objective that is being drafted: its type, where it comes from; never asked, a button each."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.message import Button
from bot.flows.known import Ctx
from bot.okr.model import Objective


def said(ctx: Ctx, objective: Objective) -> Iterator[str]:
    """What is said of it already."""
    if objective.type:
        yield ctx.t(f"nature.type.{objective.type}")
    if objective.source != "own":
        yield ctx.t(f"nature.source.{objective.source}")


def links(ctx: Ctx, objectives: tuple[Objective, ...]) -> tuple[Button, ...]:
    """For the newest of them; of the others it can be typed: `type O1 users`."""
    t, which = ctx.t, objectives[-1].id
    kept = which in {o.id for o in ctx.known.mine}  # what is not stored yet cannot be spoken of elsewhere
    found = (
        Button(t("nature.button.type"), t("nature.button.type_says", which=which)),
        Button(t("nature.button.source"), t("nature.button.source_says", which=which)),
    )
    return found if kept else ()
