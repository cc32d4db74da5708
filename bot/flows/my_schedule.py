"""`/okr schedule`: when I am asked next and why then, or why not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time

from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Block, Button, Buttons, Fact, Facts, Text
from bot.flows.known import Ctx, FlowSpec, active_key_results
from bot.okr import cycles
from bot.okr.calendars import WorkCalendar
from bot.okr.localtime import to_local, to_utc
from bot.okr.quiet import QUIET_FROM, QUIET_UNTIL, Availability
from bot.okr.reviewing import ReviewDay
from bot.okr.rhythm import Rhythm
from bot.okr.schedule import CAMPAIGN_TIME, Kind, Moment, moments
from bot.okr.weeks import Week
from bot.okr.writing_time import write_at
from bot.wording import week_name

WEEKS = 6
PROMPT: tuple[Kind, ...] = ("prompt",)


def my_schedule(ctx: Ctx) -> Flow:
    """The next weeks, one line each, and what they follow from."""
    yield from keep()
    t, known = ctx.t, ctx.known
    assert known.rhythm is not None
    first = Week.of(known.today)
    before = [week for week in map(Week.parse, sorted(known.posted)) if week < first and known.posted[str(week)]]
    weeks = (*before, *(first.plus(n) for n in range(WEEKS)))
    lines = [line for week in weeks if (line := _week(ctx, known.rhythm, week))]
    blocks: list[Block] = [Text("\n".join(f"• {line}" for line in lines)), Facts(tuple(_facts(ctx, known.rhythm)))]
    calendar = WorkCalendar(known.rhythm.calendar, known.overrides)
    years = [str(y) for y in sorted({known.today.year, first.plus(WEEKS).monday.year}) if not calendar.known_makeup(y)]
    if years:
        blocks.append(Text(t("schedule.makeup_unknown", years=t.list(years), calendar=calendar.code), "quiet"))
    buttons = (Button(t("button.settings"), t("button.settings_says")), Button(t("button.leave"), t("button.leave_says")))
    return End((), t("my_schedule.title"), t("my_schedule.title"), shows=(*blocks, Buttons(buttons)), in_place=False)


def _week(ctx: Ctx, rhythm: Rhythm, week: Week) -> str:
    """When the prompt of a week comes, or why none does; empty when it has been."""
    t, known = ctx.t, ctx.known
    name = week_name(t, week)
    if str(week) in known.posted:
        return _waiting(ctx, rhythm, week)
    found = moments(rhythm, week, known.overrides, PROMPT)
    if not found:
        why = t("my_schedule.not_this_week", n=rhythm.every_weeks) if not rhythm.asks_in(week) else t("my_schedule.nobody_works")
        return t("common.labelled", label=name, text=why)
    moment = found[0]
    if moment.at <= known.now:
        return ""
    day = to_local(moment.at, rhythm.timezone).date()
    if not _reporting(ctx, moment):
        return t("common.labelled", label=name, text=t("my_schedule.nothing_to_report"))
    if _told(ctx, moment.week):
        return t("common.labelled", label=name, text=t("my_schedule.told"))
    available = _available(ctx, rhythm)
    at = write_at(moment, available)
    if at is None:
        return t("common.labelled", label=name, text=t("my_schedule.away"))
    notes = []
    if at != moment.at:
        notes.append(t(f"my_schedule.held.{available.held_by(moment.at)}"))
    if day.weekday() != rhythm.weekday:
        off = WorkCalendar(rhythm.calendar, known.overrides).name(week.day(rhythm.weekday), t.language)
        notes.append(t("my_schedule.moved", day=t.short_date(week.day(rhythm.weekday)), name=off or "–"))
    return t("my_schedule.line", when=t.when(at), notes=(" · " + " · ".join(notes)) if notes else "").strip()


def _waiting(ctx: Ctx, rhythm: Rhythm, week: Week) -> str:
    """When a prompt comes that fell due and was held back; empty when it is out."""
    t, known = ctx.t, ctx.known
    due = known.posted[str(week)]
    at = _available(ctx, rhythm).first_good_moment(max(due, known.now)) if due else None
    if at is None:
        return ""
    if _told(ctx, week):
        return t("common.labelled", label=week_name(t, week), text=t("my_schedule.told"))
    found = moments(rhythm, week, known.overrides, PROMPT)
    held = _available(ctx, rhythm).held_by(found[0].at) if found else None
    notes = [week_name(t, week), *([t(f"my_schedule.held.{held}")] if held else [])]
    return t("my_schedule.line", when=t.when(at), notes=" · " + " · ".join(notes))


def _reporting(ctx: Ctx, moment: Moment) -> bool:
    """Whether I own something agreed in a cycle that runs on that day."""
    day = to_local(moment.at, ctx.known.company.timezone_of(ctx.known.me)).date()
    running = {c.key for c in ctx.known.cycles if cycles.takes_check_ins(c, day)}
    return bool(active_key_results(tuple(o for o in ctx.known.mine if o.cycle in running), ctx.known.me.key))


def _told(ctx: Ctx, week: Week) -> bool:
    """Whether I have reported on that week early, or left it out: then it is not asked about."""
    known = ctx.known
    reported = any((kr.id, str(week)) in known.check_ins for _, kr in active_key_results(known.mine, known.me.key))
    return reported or known.skipped(known.me.key, week)


def _available(ctx: Ctx, rhythm: Rhythm) -> Availability:
    me = ctx.known.me
    calendar = WorkCalendar(rhythm.calendar, ctx.known.overrides)
    return Availability(rhythm.timezone, calendar, me.leave, me.quiet_from or QUIET_FROM, me.quiet_until or QUIET_UNTIL)


def _facts(ctx: Ctx, rhythm: Rhythm) -> Iterator[Fact]:
    """Where it comes from: my own setting, the team's, the company's."""
    t, known = ctx.t, ctx.known
    me = known.me
    whose = "mine" if me.prompt_time else "team" if known.team else "company"
    usual = {"weekday": weekday_name(ctx, rhythm.weekday), "time": t.clock(rhythm.time)}
    weekly = rhythm.every_weeks == 1
    when = t("my_schedule.weekly", **usual) if weekly else t("my_schedule.rhythm", **usual, n=rhythm.every_weeks)
    yield Fact(t("my_schedule.asked"), t("common.aside", text=when, aside=t(f"my_schedule.whose.{whose}")))
    yield Fact(t("my_schedule.zone"), f"{rhythm.timezone} · {rhythm.calendar}")
    yield Fact(t("my_schedule.quiet"), f"{t.clock(me.quiet_from or QUIET_FROM)} – {t.clock(me.quiet_until or QUIET_UNTIL)}")
    mine = {o.cycle for o, _ in active_key_results(known.mine, me.key)}
    until = first_of(known.today)
    days = [_review_day(ctx, rhythm, one) for one in known.reviews if one.cycle in mine and known.today <= one.day < until]
    if shown := [day for day in days if day]:
        yield Fact(t("my_schedule.reviews"), t.list(shown))
    coming = [one for one in me.leave if one.end >= known.today]
    if coming:
        yield Fact(t("my_schedule.leave"), t.list([f"{t.short_date(one.start)} – {t.short_date(one.end)}" for one in coming]))


def first_of(today: date) -> date:
    """The first day that the next weeks do not show any more."""
    return Week.of(today).plus(WEEKS).monday


def _review_day(ctx: Ctx, rhythm: Rhythm, one: ReviewDay) -> str:
    """When the review comes, which waits for my working days; empty when it is not wanted any more by then, or has been."""
    due = to_utc(one.day, CAMPAIGN_TIME, rhythm.timezone)
    at = _available(ctx, rhythm).first_good_moment(due)
    over = to_utc(one.until, time(0), rhythm.timezone)
    return "" if at is None or at >= over or at <= ctx.known.now else ctx.t.when(at)


def weekday_name(ctx: Ctx, weekday: int) -> str:
    return ctx.t(f"weekday.{weekday}")


MY_SCHEDULE = FlowSpec("my_schedule", my_schedule, frozenset({"mine", "week", "rhythm", "reviews"}))
