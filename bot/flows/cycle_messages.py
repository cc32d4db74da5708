"""One message of a cycle switched off, on again, or moved to another day."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from datetime import date
from typing import Any

from bot.conversation.flow import Ask, Change, Keep, ask
from bot.conversation.form import Kind, Pick, Question, Unclear, choice
from bot.flows.known import Ctx, edits
from bot.okr import reading
from bot.okr.calendars import WorkCalendar
from bot.okr.campaigns import OCCASIONS, usual_day
from bot.okr.model import Cycle
from bot.okr.model_ending import CampaignPlan, Occasion
from bot.wording import cycle_name

WHICH, HOW, ASKED = "message", "message.how", "edit.messages"


def change(ctx: Ctx) -> Change:
    """The button that leads there."""
    label = ctx.t("cycles.messages")
    return Change(label, label, (WHICH, HOW), put={ASKED: True}, words=edits(ctx, label))


def planned(ctx: Ctx, cycle: Cycle) -> Generator[Ask | Keep, Mapping[str, Any], tuple[CampaignPlan, ...]]:
    """What was decided about one message, if it was asked for."""
    if not ctx.answers.get(ASKED):
        return ()
    t, title = ctx.t, cycle_name(ctx.t, cycle.key)
    picks = (Pick(one, t("cycles.message", what=t(f"campaign.name.{one}"), when=_stands(ctx, cycle, one))) for one in OCCASIONS)
    which: Occasion = yield from ask(Question(WHICH, t("cycles.ask_message"), choice(*picks)), title=title, in_place=True)
    how = yield from ask(
        Question(HOW, t("cycles.ask_how", what=t(f"campaign.name.{which}")), _how(ctx), t("cycles.hint_how")), title=title, in_place=True
    )
    day = None if how in ("off", "usual") else date.fromisoformat(how)
    return (CampaignPlan(cycle.key, which, on=how != "off", day=day),)


def _stands(ctx: Ctx, cycle: Cycle, occasion: Occasion) -> str:
    plan = next((p for p in ctx.known.ending.plans if (p.cycle, p.occasion) == (cycle.key, occasion)), None)
    if plan and not plan.on:
        return ctx.t("cycles.off")
    return ctx.t.short_date(plan.day if plan and plan.day else usual_day(cycle, occasion, WorkCalendar(ctx.known.company.calendar)))


def _how(ctx: Ctx) -> Kind:
    t = ctx.t
    offered = choice(
        Pick("off", t("cycles.switch_off"), ctx.words("switch_off")), Pick("usual", t("cycles.usual_day"), ctx.words("usual_day"))
    )

    def read(text: str) -> Any:
        try:
            return offered.reads(text)
        except Unclear:
            found = reading.read_range(text, ctx.known.today)
            if found is None or found[0] != found[1]:
                raise Unclear("cycles.what_day") from None
            return found[0].isoformat()

    return Kind(read, "text", offered.options, numeric=True, max_length=60)
