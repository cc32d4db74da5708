"""Somebody works from elsewhere now: the time zone that the sentence names, set once it is confirmed."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.conversation.flow import End, Flow, ask, keep
from bot.conversation.form import Pick, Question, choice
from bot.conversation.message import Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec
from bot.okr.deeds import SetOwn
from bot.okr.zone_names import zone_said


def time_zone(ctx: Ctx) -> Flow:
    """The zone with the time it is there, so that a mistaken one is seen."""
    t, known = ctx.t, ctx.known
    before, zone = known.company.timezone_of(known.me), zone_said(ctx.about.get("said", "")) or ""
    buttons = Buttons((Button(t("button.settings"), t("button.settings_says")), Button(t("button.home"), t("button.home_says"))))
    if not zone or zone == before:
        yield from keep()
        sentence = t("time_zone.already", zone=before)
        return End((), sentence, t("settings.title"), shows=(Text(sentence), buttons), in_place=False)
    there = t.clock(known.now.astimezone(ZoneInfo(zone)).time())
    sure = choice(Pick("yes", t("time_zone.yes"), ctx.words("yes")), Pick("no", t("time_zone.no"), ctx.words("no")))
    question = Question("sure", t("time_zone.sure", zone=zone, clock=there, before=before), sure)
    if (yield from ask(question, title=t("settings.title"), in_place=True)) == "no":
        left = t("time_zone.left", zone=before)
        return End((), left, t("settings.title"), shows=(Text(left), buttons))
    calendar = Text(t("time_zone.calendar", calendar=known.company.calendar_of(known.me)), "quiet")
    done = t("time_zone.done", zone=zone)
    return End((SetOwn(timezone=zone),), done, t("settings.title"), "good", (Text(done), calendar, buttons))


TIME_ZONE = FlowSpec("time_zone", time_zone)
