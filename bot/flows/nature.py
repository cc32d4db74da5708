"""Who may see an objective, its type, source and team: set by its owner, before and after it is agreed (docs/method.md 5, 11)."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any, get_args

from bot.conversation.flow import Ask, End, Flow, Keep, Stop, ask, keep
from bot.conversation.form import Kind, Pick, Question, Unclear, choice, plain
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows.draft_nature import leads, numbered
from bot.flows.draft_parts import OPEN, shortened
from bot.flows.known import Ctx, FlowSpec
from bot.okr.deeds_asking import SetNature
from bot.okr.model import Objective, ObjectiveType, Source, Visibility

Part = Generator[Ask | Stop | Keep, Mapping[str, Any], Any]


def visibility(ctx: Ctx) -> Flow:
    """The whole company, the team and the managers above, or these managers only."""
    return (yield from _set(ctx, "visibility", get_args(Visibility)))


def objective_type(ctx: Ctx) -> Flow:
    """Revenue, users, efficiency or capability."""
    return (yield from _set(ctx, "type", get_args(ObjectiveType)))


def source(ctx: Ctx) -> Flow:
    """Out of what is above, an own idea, or to support others."""
    return (yield from _set(ctx, "source", get_args(Source)))


def team_objective(ctx: Ctx) -> Flow:
    """The team's, with me answering for it, or my own."""
    if not leads(ctx):
        yield from keep()
        return _ended(ctx, ctx.t("nature.title.holder"), ctx.t("refused.no_team_to_speak_for"))
    return (yield from _set(ctx, "holder", ("team", "own")))


def _set(ctx: Ctx, what: str, values: tuple[str, ...]) -> Flow:
    t, mine = ctx.t, numbered(ctx)
    title = t(f"nature.title.{what}")
    if not mine:
        yield from keep()
        return _ended(ctx, title, t("nature.nothing"))
    kind = choice(*(Pick(value, t(f"nature.{what}.{value}"), ctx.words(f"{what}_{value}")) for value in values))
    said_of, said = _said(ctx, mine, kind)
    objective = said_of or (yield from _which(ctx, mine, title))
    now = ("own", "team")[objective.for_team] if what == "holder" else getattr(objective, what)
    shows: tuple[Block, ...] = (
        Text(objective.text, "quote"),
        *((Text(t("nature.now", value=t(f"nature.{what}.{now}")), "quiet"),) if now else ()),
    )
    value = said or (yield from ask(Question("value", t(f"nature.ask.{what}"), kind), title=title, shows=shows))
    deed = SetNature(objective.id, for_team=value == "team") if what == "holder" else SetNature(objective.id, **{what: value})
    return _ended(ctx, title, t("nature.done", value=t(f"nature.{what}.{value}")), deed, drafting=objective.state in OPEN)


def _said(ctx: Ctx, mine: tuple[Objective, ...], kind: Kind) -> tuple[Objective | None, Any]:
    """What the command says already: `O2 users`, `users`, `O2`; None: to be asked."""
    words = ctx.about.get("name", "").split()
    which = {plain(name): o for n, o in enumerate(mine, start=1) for name in (f"O{n}", o.id)}
    found = [which[plain(word)] for word in words if plain(word) in which]
    rest = " ".join(word for word in words if plain(word) not in which)
    try:
        return (found[0] if found else None), kind.reads(rest)
    except Unclear:
        return (found[0] if found else None), None


def _which(ctx: Ctx, mine: tuple[Objective, ...], title: str) -> Part:
    if len(mine) == 1:
        return mine[0]
    picks = tuple(Pick(o.id, f"O{n} · {shortened(o.text, 50)}", (f"O{n}", o.text)) for n, o in enumerate(mine, start=1))
    picked = yield from ask(Question("which", ctx.t("nature.ask_which"), choice(*picks)), title=title)
    return next(o for o in mine if o.id == picked)


def _ended(ctx: Ctx, title: str, sentence: str, *deeds: SetNature, drafting: bool = False) -> End:
    back = (Button(ctx.t("button.go_on"), ctx.t("button.draft_says"), "primary"),) if drafting else ()
    buttons = Buttons((*back, Button(ctx.t("button.home"), ctx.t("button.home_says"))))
    return End(deeds, sentence, title, "good" if deeds else "neutral", (Text(sentence), buttons))


VISIBILITY = FlowSpec("visibility", visibility, frozenset({"mine"}))
OBJECTIVE_TYPE = FlowSpec("objective_type", objective_type, frozenset({"mine"}))
SOURCE = FlowSpec("source", source, frozenset({"mine"}))
TEAM_OBJECTIVE = FlowSpec("team_objective", team_objective, frozenset({"mine", "parents"}))
