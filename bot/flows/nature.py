"""Who may see an objective, and of which type it is: set by its owner, before and after it is agreed (docs/method.md 11)."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any, get_args

from bot.conversation.flow import Ask, End, Flow, Keep, Stop, ask, keep
from bot.conversation.form import Pick, Question, choice
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows.draft_parts import shortened
from bot.flows.known import Ctx, FlowSpec
from bot.okr.deeds_asking import SetNature
from bot.okr.model import Objective, ObjectiveType, Visibility

Part = Generator[Ask | Stop | Keep, Mapping[str, Any], Any]


def visibility(ctx: Ctx) -> Flow:
    """The whole company, the team and the managers above, or these managers only."""
    return (yield from _set(ctx, "visibility", get_args(Visibility)))


def objective_type(ctx: Ctx) -> Flow:
    """Revenue, users, efficiency or capability."""
    return (yield from _set(ctx, "type", get_args(ObjectiveType)))


def _set(ctx: Ctx, what: str, values: tuple[str, ...]) -> Flow:
    t, me = ctx.t, ctx.known.me.key
    mine = tuple(o for o in ctx.known.mine if o.owner == me and o.state not in ("closed", "dropped"))
    title = t(f"nature.title.{what}")
    if not mine:
        yield from keep()
        return _ended(ctx, title, t("nature.nothing"))
    objective = yield from _which(ctx, mine, title)
    now = getattr(objective, what)
    picks = tuple(Pick(value, t(f"nature.{what}.{value}"), ctx.words(f"{what}_{value}")) for value in values)
    shows: tuple[Block, ...] = (
        Text(objective.text, "quote"),
        *((Text(t("nature.now", value=t(f"nature.{what}.{now}")), "quiet"),) if now else ()),
    )
    value = yield from ask(Question("value", t(f"nature.ask.{what}"), choice(*picks)), title=title, shows=shows)
    deed = SetNature(objective.id, visibility=value) if what == "visibility" else SetNature(objective.id, type=value)
    return _ended(ctx, title, t("nature.done", value=t(f"nature.{what}.{value}")), deed)


def _which(ctx: Ctx, mine: tuple[Objective, ...], title: str) -> Part:
    if len(mine) == 1:
        return mine[0]
    picks = tuple(Pick(o.id, f"O{n} · {shortened(o.text, 50)}", (f"O{n}", o.text)) for n, o in enumerate(mine, start=1))
    picked = yield from ask(Question("which", ctx.t("nature.ask_which"), choice(*picks)), title=title)
    return next(o for o in mine if o.id == picked)


def _ended(ctx: Ctx, title: str, sentence: str, *deeds: SetNature) -> End:
    buttons = Buttons((Button(ctx.t("button.home"), ctx.t("button.home_says")),))
    return End(deeds, sentence, title, "good" if deeds else "neutral", (Text(sentence), buttons))


VISIBILITY = FlowSpec("visibility", visibility, frozenset({"mine"}))
OBJECTIVE_TYPE = FlowSpec("objective_type", objective_type, frozenset({"mine"}))
