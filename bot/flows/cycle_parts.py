"""The pieces of HR's cycle card: its days and rules in words, one field changed, whom it would write to when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import get_args

from bot.conversation.form import Kind, Pick, Question, Unclear, choice, plain
from bot.conversation.message import Block, Text
from bot.flows.known import Ctx
from bot.flows.known_ending import NOTHING
from bot.okr import participation, reading
from bot.okr.calendars import WorkCalendar
from bot.okr.campaigns import AUDIENCES, campaigns, taking_part
from bot.okr.governing import MOST
from bot.okr.model import Cycle, Policy, Reviewing, Writing
from bot.okr.model_ending import CampaignPlan, Occasion

FIELDS = {
    "drafting_opens": "date",
    "starts": "date",
    "drafts_due": "date",
    "scoring_opens": "date",
    "ends": "date",
    "max_objectives": "count",
    "max_key_results": "count",
    "writing": "writing",
    "policy": "policy",
    "review": "review",
}
CHOICES = {"writing": Writing, "policy": Policy, "review": Reviewing}
NAMES = 6


def described(ctx: Ctx, cycle: Cycle) -> str:
    """Days and rules on a few lines."""
    t = ctx.t
    days = {name: t.short_date(getattr(cycle, name)) for name, kind in FIELDS.items() if kind == "date"}
    rules = t(
        "cycles.rules",
        objectives=cycle.max_objectives,
        key_results=cycle.max_key_results,
        writing=t(f"writing.{cycle.writing}"),
        policy=t(f"policy.{cycle.policy}"),
        review=t(f"reviewing.{cycle.review}"),
    )
    return f"{t('cycles.days', **days)}\n{rules}"


def field_change(ctx: Ctx, cycle: Cycle, name: str) -> Question:
    """The question for one field, with how it reads now."""
    t, kind = ctx.t, FIELDS[name]
    label = t("cycles.ask_field", field=t(f"cycles.field.{name}"))
    value = getattr(cycle, name)
    if kind == "date":
        return Question(f"set.{name}", label, _day(ctx, cycle), t("cycles.now_day", day=t.long_date(value)))
    if kind == "count":
        return Question(f"set.{name}", label, Kind(partial(count, name), numeric=True, max_length=10), t("cycles.now", value=value))
    said = "reviewing" if kind == "review" else kind
    picks = (Pick(one, t(f"{said}.{one}")) for one in get_args(CHOICES[kind]))
    return Question(f"set.{name}", label, choice(*picks), t("cycles.now", value=t(f"{said}.{value}")))


def _day(ctx: Ctx, cycle: Cycle) -> Kind:
    def read(text: str) -> str:
        found = reading.read_range(text, max(ctx.known.today, cycle.starts - timedelta(days=60)))
        if found is None or found[0] != found[1]:
            raise Unclear("cycles.what_day")
        return found[0].isoformat()

    return Kind(read, "date", numeric=True, max_length=60)


def count(name: str, text: str) -> str:
    """A limit, from one to what a company may allow. Raises Unclear."""
    said = plain(text)
    if not said.isdecimal() or not 1 <= int(said) <= MOST[name]:
        raise Unclear("refused.limit", most=MOST[name])
    return said


def preview(ctx: Ctx, cycle: Cycle, plans: tuple[CampaignPlan, ...] = ()) -> Iterator[Block]:
    """What will be sent by itself from now on, when, to how many as things stand; who is not asked at all."""
    t, known = ctx.t, ctx.known
    asked = participation.everybody_eligible(cycle, known.org)
    calendar = WorkCalendar(known.company.calendar)
    coming = [c for c in campaigns(cycle, (*known.ending.plans, *plans), calendar) if c.day >= known.today]
    if coming:
        yield Text(t("cycles.will_be_sent"), "strong")
        lines = [
            t("cycles.sent_line", day=t.short_date(c.day), what=t(f"campaign.name.{c.occasion}"), n=_count_of(ctx, cycle, c.occasion))
            for c in coming
        ]
        yield Text("\n".join(lines))
    yield Text(t("cycles.asked", n=len(asked), of=len([p for p in known.org.people.values() if p.active])), "quiet")


def _count_of(ctx: Ctx, cycle: Cycle, occasion: Occasion) -> int:
    known = ctx.known
    same = known.ending.cycle is not None and known.ending.cycle.key == cycle.key
    stages = known.ending.stages_of if same else lambda _: NOTHING
    found = list(participation.fitting(taking_part(cycle, occasion, known.org), AUDIENCES[occasion], stages, known.org))
    return len({p.manager for p in found if p.manager}) if occasion == "overdue" else len(found)
