"""Fewer messages: whoever has enough of being reminded is shown what there is, one tap each (docs/method.md 9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec, active_key_results
from bot.okr import reading
from bot.wording import leave_days

DAY = timedelta(days=1)


def pause(ctx: Ctx) -> Flow:
    """The days that were said as days off, this week left out, other hours; and how few messages there are of themselves."""
    yield from keep()
    t = ctx.t
    blocks = (Text(t("pause.sentence")), Text(t("pause.how"), "quiet"), Buttons(tuple(_buttons(ctx))))
    return End((), t("pause.sentence"), t("pause.title"), shows=blocks, in_place=False)


def _buttons(ctx: Ctx) -> Iterator[Button]:
    t, today = ctx.t, ctx.known.today
    span = quiet_days(ctx.about.get("said", ""), today)
    this_week = today + (6 - today.weekday()) * DAY
    reports = bool(active_key_results(ctx.known.mine, ctx.known.me.key))
    if span and not (reports and span == (today, this_week)):
        first, last = span
        yield Button(
            t("pause.leave", when=leave_days(t, first, last)),
            t("pause.leave_says", first=first.isoformat(), last=last.isoformat()),
            "primary",
        )
    if reports:
        yield Button(t("pause.skip"), t("pause.skip_says"), "normal" if span and span != (today, this_week) else "primary")
    if not span:
        yield Button(t("button.leave"), t("button.leave_says"))
    yield Button(t("pause.quiet"), t("pause.quiet_says"))
    yield Button(t("pause.hour"), t("pause.hour_says"))
    yield Button(t("rhythm.schedule"), t("rhythm.schedule_says"))


def quiet_days(said: str, today: date) -> tuple[date, date] | None:
    """The days of silence that are asked for: "until Monday" ends on the day before. None where no days are said."""
    found = reading.read_range(said, today)
    days = reading.find_dates(said, today)
    if len(days) == 1 and days[0].first == days[0].last:
        until = bool(reading.read_order(said, today).until) or (found is not None and found[0] < days[0].first)
        if until:
            return (today, days[0].first - DAY) if days[0].first > today else None
    return found


PAUSE = FlowSpec("pause", pause, frozenset({"mine"}))
