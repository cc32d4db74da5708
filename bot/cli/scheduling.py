"""`okrbot schedule`: the forecast as text, in English as all of the command line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import typer

from bot.cli.database import company_of, read
from bot.cli.failing import Failed
from bot.cli.platforms import limits
from bot.cli.speaking import COMMAND_LINE, catalogue
from bot.clock import SystemClock
from bot.company import Setup
from bot.conversation.i18n import Speak
from bot.forecast import Forecast, Forecasting, LeftOut, Sending
from bot.guessed_days import guessed_years
from bot.okr.localtime import start_of_day, to_local
from bot.ports import Tx
from bot.settings import load_settings

A_WEEK = timedelta(days=6)
LONGEST = timedelta(days=366)
INSTANT = timedelta(microseconds=1)
NOTICED = timedelta(minutes=1)


def schedule(first: date | None, last: date | None, person: str | None) -> None:
    """Prints what falls due on these days of the company's time zone, both included; by default the seven days from today.

    `person`: what is sent to this one only, each message at the moment that is left for it.
    """
    settings = load_settings(platforms=False)
    company, now = company_of(settings), SystemClock().now()
    first = first or min(to_local(now, company.timezone).date(), last or date.max)
    last = last or first + A_WEEK
    if last < first:
        raise Failed(f"--to {last} lies before --from {first}; exchange them")
    if last - first > LONGEST:
        raise Failed("these are more than 366 days; ask for a year at most")
    words = catalogue()
    setup = Setup(words, {}, company, {})
    after, until = start_of_day(first, company.timezone) - INSTANT, start_of_day(last + timedelta(days=1), company.timezone) - INSTANT

    def look(tx: Tx) -> tuple[Forecast, bool, tuple[tuple[str, tuple[int, ...]], ...]]:
        known = person is None or tx.person(person) is not None
        return Forecasting(setup, tx, now, limits()).between(after, until), known, tuple(guessed_years(tx, company, after + INSTANT, until))

    forecast, known, guessed = read(settings, look)
    if person is not None:
        if not known:
            raise Failed(f"nobody has the key {person}; okrbot export FILE writes down everybody's")
        forecast = forecast.of(person)
    t = words.speak(COMMAND_LINE, company.timezone)
    for line in lines(forecast, t, first, last):
        typer.echo(line)
    for calendar, years in guessed:
        typer.echo("\n" + t("schedule.makeup_unknown", years=t.list([str(year) for year in years]), calendar=calendar))


def lines(forecast: Forecast, t: Speak, first: date, last: date) -> Iterator[str]:
    """The text: by day, then who is left out."""
    yield t("schedule.title", first=t.long_date(first), last=t.long_date(last), zone=str(t.timezone))
    day: date | None = None
    for sending in forecast.sendings:
        local = sending.at.astimezone(t.timezone).date()
        if local != day:
            day = local
            yield f"\n{t.short_date(day)}"
        yield f"  {_sending(sending, t)}"
    if not forecast.sendings:
        yield t("schedule.nothing")
    if any(_spread(sending) and len(sending.to) > 1 for sending in forecast.sendings):
        yield f"\n{t('schedule.spread')}"
    if forecast.left_out:
        yield f"\n{t('schedule.left_out')}"
        yield from (f"  {_left_out(one, t)}" for one in forecast.left_out)


def _sending(sending: Sending, t: Speak) -> str:
    n = len(sending.to)
    teams = sending.kind == "board"
    who = t("schedule.teams", n=n, names=t.list([to.name for to in sending.to])) if teams else t("schedule.people", n=n)
    kind = t(f"schedule.kind.{sending.kind}")
    time = t("schedule.span", first=t.clock(sending.at), last=_until(sending, t)) if _spread(sending) else t.clock(sending.at)
    if sending.timezone == str(t.timezone):
        return t("schedule.line", time=time, kind=kind, who=who)
    local = t.clock(to_local(sending.at, sending.timezone).time())
    return t("schedule.elsewhere", time=time, kind=kind, who=who, local=local, zone=sending.timezone)


def _spread(sending: Sending) -> bool:
    """Whether a platform's limit makes some wait for longer than anybody notices."""
    return sending.until - sending.at >= NOTICED


def _until(sending: Sending, t: Speak) -> str:
    first, last = (moment.astimezone(t.timezone) for moment in (sending.at, sending.until))
    clock = t.clock(sending.until)
    return clock if first.date() == last.date() else t("schedule.next_day", day=t.short_date(last.date()), time=clock)


def _left_out(one: LeftOut, t: Speak) -> str:
    who = one.who.name if one.who.name == one.who.key else t("schedule.person", name=one.who.name, key=one.who.key)
    why = t(f"schedule.why.{one.why}")
    if not one.moments:
        return t("schedule.out_always", who=who, why=why)
    days: dict[str, list[date]] = {}
    for kind, day in one.moments:
        days.setdefault(kind, []).append(day)
    kinds = t.list(
        [
            t("schedule.times", kind=t(f"schedule.kind.{kind}"), days=t.list([t.short_date(day) for day in found]))
            for kind, found in days.items()
        ]
    )
    return t("schedule.out", who=who, why=why, kinds=kinds)
