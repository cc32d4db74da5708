"""`/okr cycle`, for HR: what there is, open the next, change dates and rules, close; every change shows first whom it will write to."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from bot.conversation.flow import Ask, Change, End, Flow, Keep, ask, keep
from bot.conversation.form import Kind, Pick, Question, Unclear, choice
from bot.conversation.message import Block, Button, Buttons, Divider, Text
from bot.flows import cycle_messages as messages
from bot.flows.cycle_named import named, proposed
from bot.flows.cycle_parts import FIELDS, described, field_change, preview
from bot.flows.cycle_said import said_of_cycle
from bot.flows.cycle_teams import team_rules
from bot.flows.known import Ctx, FlowSpec, edits
from bot.okr import cycles, reading
from bot.okr.deeds_hr import CloseCycle, PlanCampaign, SaveCycle
from bot.okr.governing import overlapping
from bot.okr.model import Cycle
from bot.wording import cycle_name

Part = Generator[Ask | Keep, Mapping[str, Any], End]


def cycle(ctx: Ctx) -> Flow:
    """The list, then one thing to do."""
    t, known = ctx.t, ctx.known
    if "hr" not in known.me.roles:
        yield from keep()
        return ended(ctx, t("refused.hr_only"))
    ready = (Button(t("button.ready"), t("button.ready_says")),)
    question = Question("do", t("cycles.ask"), _what(ctx))
    picked = yield from ask(
        question, title=t("cycles.title"), shows=tuple(_listed(ctx)), links=ready, reads=partial(_with_fields, ctx), in_place=True
    )
    what, _, key = picked.partition(":")
    if what == "teams":
        return (yield from team_rules(ctx))
    if what == "close":
        return (yield from _close(ctx, next(c for c in known.cycles if c.key == key)))
    stored = next((c for c in known.cycles if c.key == key), None)
    return (yield from _edit(ctx, stored or cycles.cycle_of(key), fresh=stored is None))


def _what(ctx: Ctx) -> Kind:
    """Open what is proposed, change or close what is open; another cycle may be typed by its key."""
    t, known = ctx.t, ctx.known
    open_now = [c for c in known.cycles if not c.closed]
    picks = [Pick(f"open:{key}", t("cycles.open", cycle=cycle_name(t, key)), (key,)) for key in proposed(known.cycles, known.today)]
    picks += [Pick(f"edit:{c.key}", t("cycles.edit", cycle=cycle_name(t, c.key)), (c.key,)) for c in open_now]
    ripe = [c for c in open_now if cycles.state_of(c, known.today) == "scoring" or c.ends < known.today]
    picks += [Pick(f"close:{c.key}", t("cycles.close", cycle=cycle_name(t, c.key))) for c in ripe]
    picks.append(Pick("teams:", t("cycles.teams"), ctx.words("cycle_teams")))
    offered = choice(*picks)

    def read(text: str) -> Any:
        try:
            return offered.reads(text)
        except Unclear:
            return named(ctx, text)

    return Kind(read, "text", offered.options)


def _with_fields(ctx: Ctx, text: str) -> Mapping[str, Any] | None:
    """A cycle and what to set in it, in one sentence; without its name it is the one that runs."""
    today, open_now = ctx.known.today, [c for c in ctx.known.cycles if not c.closed]
    running = [c.key for c in open_now if c.starts <= today <= c.ends]
    try:
        picked = named(ctx, text)
    except Unclear:
        picked = f"edit:{running[0]}" if len(running) == 1 else ""
    cycle = next((c for c in open_now if picked == f"edit:{c.key}"), None)
    change = said_of_cycle(ctx, cycle, reading.without_cycle(text, today)) if cycle else None
    return {"do": picked, **(change.put or {})} if change else None


def _listed(ctx: Ctx) -> Iterator[Block]:
    """Every cycle that is open, with its days, and the last that was closed."""
    t, known = ctx.t, ctx.known
    shown = [c for c in known.cycles if not c.closed] or list(known.cycles[-1:])
    for n, one in enumerate(shown):
        if n:
            yield Divider()
        yield Text(f"{cycle_name(t, one.key)} · {t(f'cycle.state.{cycles.state_of(one, known.today)}')}", "strong")
        yield Text(described(ctx, one), "quiet")
    if not shown:
        yield Text(t("cycles.none"))


def _edit(ctx: Ctx, before: Cycle, *, fresh: bool) -> Part:
    """The cycle with what is changed so far, and whom it would write to; any field again, until it is confirmed."""
    t = ctx.t
    draft = replace(before, **_given(ctx))
    wrong = _wrong(ctx, draft)
    for name in FIELDS:
        if ctx.answers.get(f"edit.{name}") and f"set.{name}" not in ctx.answers:
            yield from ask(field_change(ctx, draft, name), title=cycle_name(t, draft.key), in_place=True)
    plans = yield from messages.planned(ctx, draft)
    label = t("cycles.do_open" if fresh else "cycles.do_change", cycle=cycle_name(t, draft.key))
    changes = (*(_again(ctx, name) for name in FIELDS), messages.change(ctx))
    shows = (Text(described(ctx, draft)), *((Text(wrong, "strong"),) if wrong else ()), *preview(ctx, draft, plans))
    picks = () if wrong else (Pick(True, t("cycles.confirm"), ctx.words("yes")),)
    question = Question("sure", label if not wrong else t("cycles.mend"), choice(*picks))
    said = partial(said_of_cycle, ctx, draft)
    yield from ask(question, title=cycle_name(t, draft.key), shows=shows, changes=changes, reads=said, in_place=True)
    done = t("cycles.opened" if fresh else "cycles.changed", cycle=cycle_name(t, draft.key))
    deeds = (SaveCycle(draft), *(PlanCampaign(plan) for plan in plans))
    return ended(ctx, done, deeds, (Text(described(ctx, draft), "quiet"), *preview(ctx, draft, plans)))


def _given(ctx: Ctx) -> dict[str, Any]:
    """Values by field, dates read back from how they are kept."""
    found: dict[str, Any] = {}
    for name, kind in FIELDS.items():
        said = ctx.answers.get(f"set.{name}")
        if said is not None:
            found[name] = date.fromisoformat(said) if kind == "date" else int(said) if kind == "count" else said
    return found


def _wrong(ctx: Ctx, draft: Cycle) -> str:
    """Why it cannot be like this; empty when it can."""
    if not cycles.in_order(draft):
        return ctx.t("refused.dates_order")
    other = overlapping(draft, ctx.known.cycles)
    return ctx.t("refused.cycles_overlap", other=cycle_name(ctx.t, other.key)) if other else ""


def _again(ctx: Ctx, name: str) -> Change:
    label = ctx.t("cycles.edit_field", field=ctx.t(f"cycles.field.{name}"))
    return Change(
        label,
        label,
        (f"set.{name}",),
        put={f"edit.{name}": True},
        words=edits(ctx, ctx.t(f"cycles.field.{name}"), *ctx.words(f"cycle_{name}")),
    )


def _close(ctx: Ctx, one: Cycle) -> Part:
    t, known = ctx.t, ctx.known
    agreed = {objective for objective, _, state, *_ in known.ending.outline.aims if state == "agreed"}
    missing = {owner for objective, owner, scored, _ in known.ending.outline.hands if objective in agreed and not scored}
    shows = [Text(t("cycles.close_means", cycle=cycle_name(t, one.key)))]
    if known.ending.cycle and known.ending.cycle.key == one.key:
        shows.append(Text(t("cycles.close_counts", agreed=len(agreed), missing=len(missing)), "quiet"))
    picks = (Pick("yes", t("cycles.close_now"), ctx.words("yes")), Pick("no", t("cycles.not_now"), ctx.words("no")))
    question = Question("sure", t("cycles.ask_close"), choice(*picks))
    sure = yield from ask(question, title=cycle_name(t, one.key), shows=tuple(shows), in_place=True)
    if sure == "no":
        return ended(ctx, t("cycles.left_open", cycle=cycle_name(t, one.key)))
    return ended(ctx, t("cycles.closed", cycle=cycle_name(t, one.key)), (CloseCycle(one.key),))


def ended(ctx: Ctx, sentence: str, deeds: tuple[Any, ...] = (), shows: tuple[Block, ...] = ()) -> End:
    t = ctx.t
    buttons = Buttons((Button(t("button.cycle"), t("button.cycle_says")), Button(t("button.report"), t("button.report_says"))))
    return End(deeds, sentence, t("cycles.title"), "good" if deeds else "neutral", (Text(sentence), *shows, buttons))


CYCLE = FlowSpec("cycle", cycle, frozenset({"company"}))
