"""When drafts are due, when scoring opens, when it ends: the days of the cycles that are open, for everybody."""

from __future__ import annotations

from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows.cycle_parts import FIELDS
from bot.flows.known import Ctx, FlowSpec
from bot.okr import cycles
from bot.wording import cycle_name


def dates(ctx: Ctx) -> Flow:
    """Each open cycle with its state and its days; the way on is to what is open now."""
    yield from keep()
    t, today = ctx.t, ctx.known.today
    days = [name for name, kind in FIELDS.items() if kind == "date"]
    blocks: list[Block] = []
    for cycle in sorted(ctx.known.cycles, key=lambda c: c.starts):
        blocks.append(Text(f"{cycle_name(t, cycle.key)} · {t(f'cycle.state.{cycles.state_of(cycle, today)}')}", "strong"))
        blocks.append(Text(t("cycles.days", **{name: t.short_date(getattr(cycle, name)) for name in days})))
    sentence = t("dates.title") if blocks else t("cycles.none")
    buttons = Buttons((Button(t("button.home"), t("button.home_says")), Button(t("button.draft"), t("button.draft_says"))))
    return End((), sentence, t("dates.title"), shows=(*(blocks or [Text(sentence)]), buttons), in_place=False)


DATES = FlowSpec("dates", dates)
