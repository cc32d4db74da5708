"""Days away: said in words, shown back, confirmed."""

from __future__ import annotations

from datetime import date, timedelta

from bot.conversation.flow import End, Flow, ask
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
    spans = yield from ask(Question("days", t("leave.ask"), days_kind(ctx), t("leave.hint")), title=t("leave.title"), shows=_planned(ctx))
    first, last = (date.fromisoformat(text) for text in spans)
    when = leave_days(t, first, last)
    sentence = t("leave.confirm", when=when, n=(last - first).days + 1)
    picks = (Pick("yes", t("leave.yes"), ctx.words("yes")), Pick("cancel", t("leave.end"), ctx.words("end_leave")))
    answer = yield from ask(Question("sure", sentence, choice(*picks)), title=t("leave.title"), in_place=True)
    done = t("leave.ended" if answer == "cancel" else "leave.taken", when=when)
    home = Buttons((Button(t("button.home"), t("button.home_says")),))
    return End((TakeLeave(first, last, cancel=answer == "cancel"),), done, t("leave.title"), "good", (Text(done), home))


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
