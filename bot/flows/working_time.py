"""When people are written to: HR's table of company days, and the end of a leave."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from bot.conversation.flow import Ask, End, Flow, Keep, ask, keep
from bot.conversation.form import Kind, Pick, Question, Unclear, choice, plain, words
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec
from bot.okr import reading
from bot.okr.calendar_names import calendar_name, calendar_said
from bot.okr.calendars import WorkCalendar, valid_calendar
from bot.okr.deeds import TakeLeave
from bot.okr.deeds_time import DropDay, SetDay
from bot.wording import leave_days

SHOWN = 20
LONGEST_SPAN = timedelta(days=31)
NAME_BEHIND = re.compile(r"[,，:：(（]\s*(?P<name>[^,，:：()（）]{2,40})[)）]?\s*$")
OTHERS = 6
DONE = {"remove": "days.removed", "makeup": "days.set_makeup", "holiday": "days.set_holiday"}


def days(ctx: Ctx) -> Flow:
    """What differs from a public calendar, the company's or the one that is named; HR adds and takes out, one day at a time."""
    t, known = ctx.t, ctx.known
    own = known.company.calendar_of(known.me) if ctx.about.get("said") else known.company.calendar
    calendar = ctx.about.get("name", "").strip().upper() or own
    if not valid_calendar(calendar):
        yield from keep()
        sentence = t("refused.no_calendar", calendar=ctx.about["name"].strip()[:20])
        return End((), sentence, t("days.title"), shows=(Text(sentence),), in_place=False)
    about = _asked_day(ctx)
    listed, others = tuple(_listed(ctx, calendar, besides=about)), _others(ctx, calendar)
    if "hr" not in known.me.roles or ctx.about.get("said"):
        yield from keep()
        shows = (*_asked_about(ctx, calendar, about), *listed, *((Buttons(others),) if others else ()))
        return End((), t("days.title"), t("days.title"), shows=shows, in_place=False)
    picks = choice(
        Pick("holiday", t("days.add_holiday"), ctx.words("holiday")),
        Pick("makeup", t("days.add_makeup"), ctx.words("makeup")),
        Pick("remove", t("days.remove"), ctx.words("remove")),
    )
    asked_for = Question("what", t("days.ask"), picks)
    what = yield from ask(asked_for, title=t("days.title"), shows=listed, links=others, reads=lambda typed: _in_one(ctx, typed))
    question = Question("day", t("days.ask_day"), _day(ctx), t("days.hint_day"))
    day = date.fromisoformat((yield from ask(question, title=t("days.title"), in_place=True)))
    last = date.fromisoformat(ctx.answers.get("last") or day.isoformat())
    apart = [date.fromisoformat(one) for one in ctx.answers.get("apart") or ()]
    every = apart or [day + timedelta(days=n) for n in range((last - day).days + 1)]
    span = t("days.span", first=t.long_date(day), last=t.long_date(last))
    shown = t.list([t.long_date(one) for one in apart]) if apart else t.long_date(day) if day == last else span
    calendar = ctx.answers.get("calendar") or calendar
    if "calendar" in ctx.answers and (yield from _unsure(ctx, calendar, what, shown, len(every))):
        return End((), t("days.left"), t("days.title"), shows=(Text(t("days.left")),))
    if what == "remove":
        deeds: tuple[Any, ...] = tuple(DropDay(calendar, one) for one in every)
    else:
        asked = Question("name", t("days.ask_name"), words(60), t("days.hint_name"), "", True)
        name = yield from ask(asked, title=t("days.title"), in_place=True)
        deeds = tuple(SetDay(calendar, one, what == "makeup", name or "") for one in every)
    done = t(DONE[what], day=shown, n=len(every))
    says = t("days.more_says") if calendar == known.company.calendar else t("days.of_says", calendar=calendar)
    more = Buttons((Button(t("days.more"), says),))
    return End(deeds, done, t("days.title"), "good", (Text(done), more))


def _unsure(ctx: Ctx, calendar: str, what: str, shown: str, n: int) -> Generator[Ask | Keep, Mapping[str, Any], bool]:
    """What was read out of a sentence holds for everybody of a calendar: it is shown back first. Whether it was meant otherwise."""
    t = ctx.t
    sure = choice(Pick("yes", t("days.yes"), ctx.words("yes"), primary=True), Pick("no", t("days.no"), ctx.words("nobody")))
    sentence = t(f"days.sure.{what}", day=shown, n=n, calendar=calendar_name(calendar, t.language))
    answer = yield from ask(Question("sure", sentence, sure), title=t("days.title"), in_place=True)
    return bool(answer == "no")


def _in_one(ctx: Ctx, typed: str) -> Mapping[str, Any] | None:
    """`add 2026-12-24 as a day off: anniversary`, 2月8日到12日放假: what is to be done, with which days, what they are called."""
    name = NAME_BEHIND.search(typed)
    called = name["name"].strip() if name and not any(c.isdigit() for c in name["name"]) else None
    named = typed[: name.start()] if name and called else typed  # 国庆 behind the days is what they are called
    found = _days_said(ctx, named)
    said = plain(typed)
    words_for = {"remove": (*ctx.words("remove"), *ctx.words("day_back")), "makeup": ctx.words("makeup"), "holiday": ctx.words("holiday")}
    what = next((key for key, listed in words_for.items() if any(plain(w) in said for w in listed)), None)
    apart = [one.isoformat() for one in reading.several_days(named, ctx.known.today)]
    if len(apart) > 1:
        found = (date.fromisoformat(apart[0]), date.fromisoformat(apart[-1]))
    else:
        apart = []
    if what is None or found is None or (not apart and found[1] - found[0] >= LONGEST_SPAN):
        return None
    read = {"what": what, "day": found[0].isoformat(), "last": found[1].isoformat(), "name": called}
    return {**read, "calendar": calendar_said(typed) or "", "apart": apart}


def _days_said(ctx: Ctx, text: str) -> tuple[date, date] | None:
    """The days that are named; 12月26日上班 is about that day, not about a leave until it."""
    named = reading.days_mentioned(reading.normalise(text), ctx.known.today)
    found = reading.read_range(text, ctx.known.today)
    if not named or (found is not None and found[0] == named[0].first):
        return found
    return (named[0].first, named[0].last) if len({span.first for span in named}) == 1 else None


def _asked_day(ctx: Ctx) -> date | None:
    """The one day that a question is about."""
    span = _days_said(ctx, ctx.about.get("said", ""))
    return span[0] if span is not None and span[0] == span[1] else None


def _asked_about(ctx: Ctx, calendar: str, day: date | None) -> Iterator[Block]:
    """Whether people work on the day that was asked about."""
    if day is not None:
        t, days_of = ctx.t, WorkCalendar(calendar, ctx.known.overrides)
        what = t("days.worked") if days_of.is_working(day) else t("days.off")
        name = days_of.name(day, t.language) or t(f"weekday.{day.weekday()}")
        yield Text(t("days.line", day=t.long_date(day), what=what, name=name), "strong")


def _day(ctx: Ctx) -> Kind:
    def read(text: str) -> str:
        try:
            return date.fromisoformat(plain(text)).isoformat()
        except ValueError:
            found = reading.read_range(text, ctx.known.today)
        if found is None or found[0] != found[1]:
            raise Unclear("days.what_day")
        return found[0].isoformat()

    return Kind(read, numeric=True, max_length=40)


def _others(ctx: Ctx, calendar: str) -> tuple[Button, ...]:
    """The other calendars of which days are kept."""
    t, known = ctx.t, ctx.known
    codes = [code for code in sorted({known.company.calendar, *known.days}) if code != calendar]
    return tuple(Button(t("days.of", calendar=code), t("days.of_says", calendar=code)) for code in codes[:OTHERS])


def _listed(ctx: Ctx, calendar: str, *, besides: date | None = None) -> Iterator[Block]:
    """The days that are to come, besides one that is shown already, and a warning while a year's make-up working days are not known."""
    t, known = ctx.t, ctx.known
    yield Text(t("days.of", calendar=calendar), "strong")
    coming = sorted((day, *rule) for day, rule in known.days.get(calendar, {}).items() if day >= known.today and day != besides)
    lines = [
        t("days.line", day=t.long_date(day), what=t("days.worked") if working else t("days.off"), name=name or "–")
        for day, working, name in coming[:SHOWN]
    ]
    if lines or besides is None or besides not in known.days.get(calendar, {}):
        yield Text("\n".join(lines) if lines else t("days.none", calendar=calendar))
    years = [str(y) for y in (known.today.year, known.today.year + 1) if not WorkCalendar(calendar, known.overrides).known_makeup(y)]
    if years:
        yield Text(t("schedule.makeup_unknown", years=t.list(years), calendar=calendar), "quiet")


def leave_end(ctx: Ctx) -> Flow:
    """Back earlier than planned: a leave that runs ends yesterday, one that is to come is taken out."""
    yield from keep()
    t, today = ctx.t, ctx.known.today
    ending = sorted((one for one in ctx.known.me.leave if one.end >= today), key=lambda one: one.start)
    if not ending:
        return End((), t("leave.none_running"), shows=(Text(t("leave.none_running")),), in_place=False)
    first = max(ending[0].start, today)
    done = t("leave.back") if ending[0].start <= today else t("leave.called_off", when=leave_days(t, first, ending[0].end))
    return End((TakeLeave(first, ending[0].end, cancel=True),), done, t("leave.title"), "good", (Text(done),), in_place=False)


DAYS = FlowSpec("days", days, frozenset({"days"}))
LEAVE_END = FlowSpec("leave_end", leave_end)
