"""The words of somebody's objective while they stand: manager and HR change them together, with a reason (docs/method.md 8)."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from bot.conversation.flow import Ask, End, Flow, Keep, Stop, ask, keep
from bot.conversation.form import Pick, Question, choice, words
from bot.conversation.message import Block, Button, Buttons, Fact, Facts, Text
from bot.flows.draft_parts import shortened
from bot.flows.known import Ctx, FlowSpec
from bot.okr import overriding
from bot.okr.changing import decider, policy_of
from bot.okr.deeds_asking import AskChange
from bot.okr.model import Objective

LONGEST = 500
Part = Generator[Ask | Stop | Keep, Mapping[str, Any], Any]


def override(ctx: Ctx) -> Flow:
    """Which objective, how it should read, why; asking is the first consent, the other side gives the second."""
    t, subject = ctx.t, ctx.known.subject
    title = t("override.title")
    if subject is None:
        yield from keep()
        return _ended(ctx, t("override.whose"))
    found = open_to_me(ctx)
    if not found:
        yield from keep()
        return _ended(ctx, t("override.nothing", name=subject.name))
    objective = yield from _which(ctx, found)
    quote: tuple[Block, ...] = (Text(objective.text, "quote"),)
    text = yield from ask(Question("text", t("change.ask.text"), words(LONGEST), t("change.hint.text")), title=title, shows=quote)
    if text == objective.text:
        return _ended(ctx, t("change.same"))
    reason = yield from ask(Question("reason", t("change.ask_reason"), words(2000), t("change.hint_reason")), title=title, shows=quote)
    facts = Facts((Fact(t("change.field.text"), t("change.from_to", old=objective.text, new=text)),))
    shows = (facts, Text(reason, "quote"), Text(sentence(ctx, objective), "quiet"), Text(t("override.told", name=subject.name), "quiet"))
    sure = Question("sure", t("change.ask_sure"), choice(Pick("yes", t("change.send"), ctx.words("yes"))))
    yield from ask(sure, title=title, shows=shows, in_place=True)
    return _ended(ctx, t("override.asked"), AskChange(objective.id, None, {"text": text}, reason))


def open_to_me(ctx: Ctx) -> tuple[Objective, ...]:
    """What of the subject's objectives stands, and I may ask to have worded anew."""
    known, cycles = ctx.known, {c.key: c for c in ctx.known.cycles}
    return tuple(
        o
        for o in known.others
        if o.cycle in cycles
        and overriding.may_begin(known.me, o, known.org)
        and decider(policy_of(o, cycles[o.cycle], known.org), cycles[o.cycle].kind, owner=False, whole=True) == "both"
        and overriding.complete((*_side(ctx, o, 0), *_side(ctx, o, 1)), o, known.org)
    )


def sentence(ctx: Ctx, objective: Objective) -> str:
    """Who has to agree, one of each side."""
    managing, hr = (ctx.t.list([ctx.known.name(key) for key in _side(ctx, objective, n)]) for n in (0, 1))
    return ctx.t("override.both", manager=managing, hr=hr)


def _side(ctx: Ctx, objective: Objective, n: int) -> tuple[str, ...]:
    return tuple(sorted(overriding.sides(objective, ctx.known.org)[n]))


def _which(ctx: Ctx, found: tuple[Objective, ...]) -> Part:
    if len(found) == 1:
        return found[0]
    picks = tuple(Pick(o.id, f"O{n} · {shortened(o.text, 50)}", (f"O{n}", o.text)) for n, o in enumerate(found, start=1))
    picked = yield from ask(Question("which", ctx.t("nature.ask_which"), choice(*picks)), title=ctx.t("override.title"))
    return next(o for o in found if o.id == picked)


def _ended(ctx: Ctx, said: str, *deeds: AskChange) -> End:
    buttons = Buttons((Button(ctx.t("button.home"), ctx.t("button.home_says")),))
    return End(deeds, said, ctx.t("override.title"), "good" if deeds else "neutral", (Text(said), buttons))


OVERRIDE = FlowSpec("override", override, frozenset({"subject", "deciding"}))
