"""Somebody works from elsewhere now: the time zone that the sentence names, set once it is confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from bot.conversation.flow import End, Flow, ask, keep
from bot.conversation.form import Pick, Question, choice
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec
from bot.okr import reading
from bot.okr.calendar_names import calendar_name, calendar_of_zone
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
    later = reading.find_dates(ctx.about["said"], known.today)
    shows = (Text(t("time_zone.at_once"), "quiet"),) if later else ()
    if (yield from ask(question, title=t("settings.title"), shows=shows, in_place=True)) == "no":
        left = t("time_zone.left", zone=before)
        return End((), left, t("settings.title"), shows=(Text(left), buttons))
    done = t("time_zone.done", zone=zone)
    shown = (Text(done), *_calendar(ctx, zone), buttons)
    return End((SetOwn(timezone=zone),), done, t("settings.title"), "good", shown)


def _calendar(ctx: Ctx, zone: str) -> Iterator[Block]:
    """By whose holidays it goes on, and one press to go by those that are kept there."""
    t, own, there = ctx.t, ctx.known.company.calendar_of(ctx.known.me), calendar_of_zone(zone)
    yield Text(t("time_zone.calendar", calendar=calendar_name(own, t.language)), "quiet")
    if there and there != own.partition("-")[0]:
        name = calendar_name(there, t.language)
        yield Buttons((Button(t("settings.follow", calendar=name), t("settings.follow_says", calendar=name)),))


TIME_ZONE = FlowSpec("time_zone", time_zone)
