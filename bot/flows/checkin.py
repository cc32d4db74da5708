"""The week's check-in: on one card, in one line or one by one; shown back, confirmed, stored (docs/method.md 9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.conversation.flow import Ask, Change, End, Flow, Group, Stop, ask
from bot.conversation.form import Pick, Question, choice, plain, words
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows import checkin_confidence, checkin_plan, checkin_rolled
from bot.flows import checkin_parts as parts
from bot.flows.checkin_line import read_line, read_more
from bot.flows.checkin_parts import Item
from bot.flows.known import Ctx, FlowSpec, Known, Need, active_key_results, edits
from bot.okr.answer_week import is_late, week_of_answer
from bot.okr.deeds import Report
from bot.okr.deeds_week import SaveNotes
from bot.okr.model import CheckIn
from bot.okr.model_week import WeekNote
from bot.okr.signals import at_risk
from bot.okr.weeks import Week
from bot.wording import cycle_name, week_name


def checkin(ctx: Ctx) -> Flow:
    """One report for one week; what is left out is not reported, which is not the same as nothing moved."""
    items = ctx.once("items", lambda: parts.items(ctx))
    if not items:
        return _nothing_to_report(ctx)
    week = Week.parse(ctx.about["week"])
    if over := _cycle_over(ctx, items, week):
        return over
    beside, _ = checkin_plan.fields(ctx)
    names = (*(name for item in items for name in item.names), *(q.name for q in beside))
    answers = yield Stop(names, lambda: _to_fill_in(ctx, items, week))
    reports = parts.reports(ctx, items, answers, week)
    if not reports:
        return _nothing_said(ctx, week)
    reports = yield from _blockers(ctx, items, reports)
    plan = checkin_plan.notes(ctx, answers, (yield from checkin_plan.asked(ctx)))
    yield Stop(("confirm",), lambda: _confirmed(ctx, items, answers, reports, week, plan))
    return _stored(ctx, items, reports, week, plan)


def _confirmed(
    ctx: Ctx,
    items: tuple[Item, ...],
    answers: Mapping[str, Any],
    reports: tuple[CheckIn, ...],
    week: Week,
    plan: tuple[WeekNote, ...],
) -> Ask:
    """What was understood, to be confirmed or corrected."""
    return Ask(
        (Question("confirm", ctx.t("checkin.ask_confirm"), choice(Pick(True, ctx.t("checkin.confirm"), ctx.words("yes"), primary=True))),),
        ctx.t("checkin.title", week=week_name(ctx.t, week)),
        ctx.t("checkin.ask_confirm"),
        in_place=True,
        shows=(*_not_last_week(ctx, week), *parts.lines(ctx, items, reports), *checkin_plan.shown(ctx, plan)),
        changes=(*_corrections(ctx, items, answers), *checkin_plan.change(ctx)),
        reads=lambda typed: read_line(ctx, items, typed, labelled=len(items) > 1) or read_more(ctx, items, typed),
    )


def _not_last_week(ctx: Ctx, week: Week) -> tuple[Text, ...]:
    """Who says that it is last week's, after this week's prompt, is told which week it counts for."""
    if not ctx.answers.get("last_week") or is_late(week, ctx.known.now, parts.zone(ctx)):
        return ()
    return (Text(ctx.t("checkin.last_week_over", week=week_name(ctx.t, week)), "quiet"),)


def _to_fill_in(ctx: Ctx, items: tuple[Item, ...], week: Week) -> Ask:
    """The card; what was understood so far stands above what is still asked."""
    card = ctx.once("all", lambda: _all_at_once(ctx, items, week))
    told = parts.reports(ctx, items, ctx.answers, week)
    open_yet = Text(ctx.t("checkin.still_open"), "quiet")
    return checkin_confidence.at_once(ctx, items, replace(card, shows=(*parts.lines(ctx, items, told), open_yet)) if told else card)


def _all_at_once(ctx: Ctx, items: tuple[Item, ...], week: Week) -> Ask:
    t = ctx.t
    groups = tuple(Group(parts.heading(item), item.names, parts.before(ctx, item)) for item in items)
    beside, headings = checkin_plan.fields(ctx)
    begun = any(name in ctx.answers for item in items for name in item.names)  # then a bare number answers what is asked
    of_one = ctx.words("same") if begun else ()  # and "no change" the one key result that is asked about
    rest = {n: v for item in items for n, v in item.unchanged().items()} | {q.name: None for q in beside}
    all_same = Change(
        t("checkin.all_same"),
        t("checkin.all_same"),
        put={name: value for name, value in rest.items() if ctx.answers.get(name) is None},  # what was said this week stands
        words=tuple(said for said in ctx.words("all_same") if said not in of_one),
        primary=True,
        shown=any(item.kr.confidence is not None for item in items),
    )
    late = (Text(t("checkin.late", week=week_name(t, week)), "quiet"),) if is_late(week, ctx.known.now, parts.zone(ctx)) else ()
    return Ask(
        (*(q for item in items for q in parts.questions(ctx, item)), *beside),
        t("checkin.title", week=week_name(t, week)),
        t("checkin.prompt", n=len(items)),
        shows=(*late, Text(t("checkin.how"), "quiet")),
        groups=(*groups, *headings),
        changes=(all_same, *_only_these(ctx, items, tuple(q.name for q in beside)), *checkin_rolled.changes(ctx, items)),
        links=(Button(t("skip_week.button"), t("skip_week.says")),),
        reads=lambda typed: (
            None if plain(typed) in of_one else read_line(ctx, items, typed, labelled=begun) or read_more(ctx, items, typed)
        ),
        submit=t("checkin.submit"),
        in_place=True,
    )


def _only_these(ctx: Ctx, items: tuple[Item, ...], beside: tuple[str, ...]) -> tuple[Change, ...]:
    """What was said so far is all: the rest is not reported. A confidence that was never given is still asked."""
    told = [item for item in items if ctx.answers.get(f"{item.name}.now") is not None]
    if not told:
        return ()
    put: dict[str, Any] = dict.fromkeys(beside)
    for item in items:
        asked = item.unchanged() if item in told else item.left_out()
        put |= {name: None for name in asked if name not in ctx.answers}
    label = ctx.t("checkin.only_these")
    return (Change(label, label, put=put, words=ctx.words("only_these"), shown=len(told) < len(items)),)


def _blockers(ctx: Ctx, items: tuple[Item, ...], reports: tuple[CheckIn, ...]) -> Any:
    """Where confidence is low or has fallen steeply and nobody said why, it is asked once a week; it may be left out."""
    by_id = {item.kr.id: item for item in items}
    asked: list[CheckIn] = []
    for report in reports:
        item = by_id[report.key_result]
        said = item.stored is not None and item.stored.confidence == report.confidence
        low = at_risk(report, item.last) and not report.no_change
        if not low or said or report.blocker or report.note:
            asked.append(report)
            continue
        label = ctx.t("checkin.ask_why", n=item.number, confidence=report.confidence)
        why = yield from ask(Question(f"{item.name}.why", label, words(1000), optional=True), title=parts.heading(item), in_place=True)
        asked.append(replace(report, blocker=why))
    return tuple(asked)


def _corrections(ctx: Ctx, items: tuple[Item, ...], answers: Mapping[str, Any]) -> tuple[Change, ...]:
    """On the confirmation: the other reading of an ambiguous number, and each key result to be said again."""
    found: list[Change] = []
    for item in items:
        now = answers.get(f"{item.name}.now")
        if now and now.get("other"):
            label = ctx.t("checkin.meant", n=item.number, reading=parts.figure(ctx, item, now["other"]))
            found.append(Change(label, label, put={f"{item.name}.now": parts.swapped(now)}))
    for item in items:
        label = ctx.t("checkin.edit", n=item.number)
        shown = answers.get(f"{item.name}.now") is not None
        found.append(Change(label, label, item.names, words=edits(ctx, f"KR{item.number}"), shown=shown))
    return tuple(found)


def _stored(ctx: Ctx, items: tuple[Item, ...], reports: tuple[CheckIn, ...], week: Week, plan: tuple[WeekNote, ...]) -> End:
    t = ctx.t
    left = len([i for i in items if i.stored is None and i.kr.id not in {r.key_result for r in reports}])
    sentence = t("checkin.stored", week=week.number)
    shows: list[Block] = [Text(sentence), *parts.lines(ctx, items, reports), *checkin_plan.shown(ctx, plan)]
    if left:
        shows.append(Text(t("checkin.left_out", n=left), "quiet"))
    shows.append(
        Buttons(
            (
                Button(t("button.home"), t("button.home_says")),
                Button(t("button.correct"), t("button.correct_says")),
                Button(t("button.undo"), t("button.undo_says")),
                *_plans_week(ctx),
            )
        )
    )
    deeds = (*((SaveNotes(plan),) if plan else ()), Report(reports))  # the report last: that is what is undone
    return End(deeds, sentence, t("checkin.title", week=week_name(t, week)), "good", tuple(shows))


def _plans_week(ctx: Ctx) -> tuple[Button, ...]:
    """Whoever has planned a week before is offered it again, with the text of the week to send on."""
    t = ctx.t
    plans = any(n.kind == "priorities" and n.owner == ctx.known.me.key and n.lines for n in ctx.known.notes)
    report = Button(t("weekly.button"), t("weekly.says"))
    return (Button(t("priorities.button"), t("priorities.says")), report) if plans else (report,)


def _nothing_to_report(ctx: Ctx) -> End:
    sentence = ctx.t("checkin.nothing_to_report")
    buttons = Buttons(
        (Button(ctx.t("button.draft"), ctx.t("button.draft_says"), "primary"), Button(ctx.t("button.home"), ctx.t("button.home_says")))
    )
    return End((), sentence, ctx.t("checkin.name"), shows=(Text(sentence), buttons))


def _cycle_over(ctx: Ctx, items: tuple[Item, ...], week: Week) -> End | None:
    """The week lies behind the end of every cycle that there is something to report on; what is left of these is to score them."""
    t, cycles = ctx.t, {c.key: c for c in ctx.known.cycles}
    found = {item.objective.cycle: cycles.get(item.objective.cycle) for item in items}
    if not all(c is not None and c.ends < week.monday for c in found.values()):
        return None
    newest = max((c for c in found.values() if c is not None), key=lambda c: c.ends)
    sentence = t("checkin.cycle_over", cycle=cycle_name(t, newest.key), day=t.short_date(newest.ends))
    buttons = Buttons((Button(t("button.score"), t("button.score_says"), "primary"), Button(t("button.draft"), t("button.draft_says"))))
    return End((), sentence, t("checkin.name"), shows=(Text(sentence), buttons))


def _nothing_said(ctx: Ctx, week: Week) -> End:
    sentence = ctx.t("checkin.nothing_said", week=week_name(ctx.t, week))
    return End(
        (),
        sentence,
        ctx.t("checkin.name"),
        shows=(Text(sentence), Buttons((Button(ctx.t("button.checkin"), ctx.t("button.checkin_says")),))),
    )


def begin(known: Known, about: Mapping[str, str]) -> Mapping[str, str]:
    """A check-in is about the week of the last prompt, or the running one when that is answered and over; a correction about the newest."""
    if about.get("week"):
        return about
    mine = {kr.id for _, kr in active_key_results(known.mine, known.me.key)}
    reported = [week for kr, week in known.check_ins if kr in mine]
    if about.get("correcting") and reported:
        return {**about, "week": max(reported)}
    answered = any(week == str(known.prompted) and kr in mine for kr, week in known.check_ins)
    answered = answered or bool(known.prompted and known.skipped(known.me.key, known.prompted))
    week = week_of_answer(known.now, known.prompted, answered, known.company.timezone_of(known.me))
    return {**about, "week": str(week)}


_OF_WEEK: frozenset[Need] = frozenset({"mine", "week"})
CHECKIN = FlowSpec("checkin", checkin, _OF_WEEK | {"planning", "rolled"}, keys=("week",), begin=begin, begins_with=_OF_WEEK)
