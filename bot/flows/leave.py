"""Days away: said in words, shown back, confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.conversation.flow import Ask, End, Flow, ask
from bot.conversation.form import Kind, Pick, Question, Unclear, choice
from bot.conversation.message import Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec
from bot.okr import reading
from bot.okr.deeds import TakeLeave
from bot.wording import leave_days

LONGEST_AGO = timedelta(days=31)
"""Who was away longer ago than this does not note it any more: the sentence is about something else."""


def leave(ctx: Ctx) -> Flow:
    """Which days, shown back, confirmed: no prompts then, and not counted as missing."""
    t = ctx.t
    answers = yield _days(ctx)
    first, last = (date.fromisoformat(text) for text in answers["days"])
    if answers["last"]:
        first, last = sorted((first, date.fromisoformat(answers["last"])))
    when = leave_days(t, first, last)
    sentence = t("leave.confirm", when=when, n=(last - first).days + 1)
    picks = (Pick("yes", t("leave.yes"), ctx.words("yes")), Pick("cancel", t("leave.end"), ctx.words("end_leave")))
    answer = yield from ask(Question("sure", sentence, choice(*picks)), title=t("leave.title"), in_place=True)
    done = t("leave.ended" if answer == "cancel" else "leave.taken", when=when)
    home = Buttons((Button(t("button.home"), t("button.home_says")),))
    return End((TakeLeave(first, last, cancel=answer == "cancel"),), done, t("leave.title"), "good", (Text(done), home))


def _days(ctx: Ctx) -> Ask:
    """In a line that says all of them; or picked, the first and the last, where there are forms."""
    t, kind = ctx.t, days_kind(ctx)
    first = Question("days", t("leave.ask"), replace(kind, drawn="date"), t("leave.hint"))
    until = Kind(lambda text: kind.reads(text)[1], "date", max_length=kind.max_length)
    last = Question("last", t("leave.until"), until, t("leave.until_hint"), optional=True, only_in_form=True)
    shows = _planned(ctx)
    return Ask((first, last), t("leave.title"), first.label, shows=shows, reads=lambda text: {"days": kind.reads(text), "last": None})


def days_kind(ctx: Ctx) -> Kind:
    """The first and the last day away."""

    def read(text: str) -> list[str]:
        found = reading.read_range(text, ctx.known.today)
        if found is None or found[1] < ctx.known.today - LONGEST_AGO:
            raise Unclear("leave.what_days")
        return [found[0].isoformat(), found[1].isoformat()]

    return Kind(read, numeric=True, max_length=100)


def _planned(ctx: Ctx) -> tuple[Text, ...]:
    coming = [one for one in ctx.known.me.leave if one.end >= ctx.known.today]
    t = ctx.t
    return tuple(Text(t("leave.planned", when=leave_days(t, one.start, one.end)), "quiet") for one in coming)


LEAVE = FlowSpec("leave", leave)
