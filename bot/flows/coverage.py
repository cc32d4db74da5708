"""A manager's coverage: what supports what, and what is open; for their eyes only (docs/method.md 6)."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Block, Button, Buttons, Progress, Text
from bot.flows import roll_up
from bot.flows.known import Ctx, FlowSpec
from bot.okr.coverage import Coverage, coverage, progress_of_objective
from bot.wording import amount

MOST_BUTTONS = 4


def covered(ctx: Ctx) -> Flow:
    """Everything about my key results and my reports' objectives on one card."""
    yield from keep()
    t, known = ctx.t, ctx.known
    title, home = t("coverage.title"), Button(t("button.home"), t("button.home_says"))
    if not known.members:
        sentence = t("coverage.nobody")
        return End((), sentence, title, shows=(Text(sentence), Buttons((home,))), in_place=False)
    found = coverage(known.mine, known.below, known.me.key)
    blocks = (*_lines(ctx, found), *_orphans(ctx, found), *_short(ctx, found), *_overloaded(ctx, found))
    empty: tuple[Block, ...] = () if blocks else (Text(t("coverage.all_well")),)
    rolled = tuple(roll_up.button(ctx, line.key_result) for line in found.lines if line.by)[:MOST_BUTTONS]
    buttons = (Button(t("button.split"), t("button.split_says")), *rolled, home) if found.lines else (home,)
    return End((), t("coverage.summary"), title, shows=(*blocks, *empty, Buttons(buttons)), in_place=False)


def _lines(ctx: Ctx, found: Coverage) -> Iterator[Block]:
    """Each key result with what its supporters report, as information."""
    t = ctx.t
    for line in found.lines:
        if not line.by:
            yield Progress(line.key_result.text, None, t("coverage.nobody_supports"), "warn")
            continue
        yield Progress(line.key_result.text, line.share, t("coverage.supporters", n=len(line.by), share=t.percent(line.share)))
        texts = [f"• {ctx.known.name(o.owner)}: {o.text} · {t.percent(progress_of_objective(o))}" for o in line.by]
        yield Text("\n".join(texts), "quiet")
        if line.overloaded:
            yield Text(t("coverage.overloaded"), "quiet")
        if line.key_result.roll_up:
            yield Text(t("roll_up.now.on"), "quiet")
    if found.lines:
        yield Text(t("coverage.information"), "quiet")


def _orphans(ctx: Ctx, found: Coverage) -> Iterator[Block]:
    if not found.orphans:
        return
    yield Text(ctx.t("coverage.orphans"), "strong")
    why = {o.id: f" ({o.unaligned_because})" if o.unaligned_because else "" for o in found.orphans}
    yield Text("\n".join(f"• {ctx.known.name(o.owner)}: {o.text}{why[o.id]}" for o in found.orphans))


def _short(ctx: Ctx, found: Coverage) -> Iterator[Block]:
    for one in found.short:
        kr = one.key_result
        total, target = amount(ctx.t, one.total, kr.unit), amount(ctx.t, kr.target, kr.unit)
        yield Text(ctx.t("coverage.short", text=kr.text, total=total, target=target))


def _overloaded(ctx: Ctx, found: Coverage) -> Iterator[Block]:
    if found.overloaded:
        yield Text(ctx.t("coverage.too_many", names=ctx.t.list([ctx.known.name(key) for key in found.overloaded])))


COVERAGE = FlowSpec("coverage", covered, frozenset({"mine", "members"}))
