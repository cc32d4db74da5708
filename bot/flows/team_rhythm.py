"""When a team and those below it are asked: weekday, hour, every how many weeks; question by question, or in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time
from typing import Any

from bot.conversation.flow import End, Flow, ask, keep
from bot.conversation.form import Pick, Question, choice, plain
from bot.conversation.i18n import Speak
from bot.conversation.message import Button, Buttons, Text
from bot.flows.hours import afternoon, clock_kind
from bot.flows.known import Ctx, FlowSpec
from bot.okr import reading
from bot.okr.calendars import overrides_of
from bot.okr.deeds_time import SetTeamRhythm
from bot.okr.model import Team
from bot.okr.rhythm import EVERY_WEEKS, Rhythm
from bot.okr.schedule import next_moment


def rhythm(ctx: Ctx) -> Flow:
    """A team's weekday, hour and weeks; the teams below it follow where they say nothing else. What a sentence says is confirmed."""
    t, known = ctx.t, ctx.known
    team = known.team
    if team is None or ("hr" not in known.me.roles and known.me.key not in known.org.leads_of(team.key)):
        yield from keep()
        sentence = t("rhythm.not_yours", team=team.name) if team else t("team.none")
        return End((), sentence, shows=(Text(sentence),), in_place=False)
    title = t("rhythm.title", team=team.name)
    said = read_rhythm(ctx, ctx.about.get("said", ""))
    if said:
        deed = SetTeamRhythm(team.key, **said)
        sure = choice(Pick("yes", t("rhythm.yes"), ctx.words("yes")), Pick("no", t("rhythm.no"), ctx.words("no")))
        sentence = "\n".join((t("rhythm.sure", team=team.name, how=t.list(list(_shown(ctx, deed)))), *_first(ctx, team, deed)))
        question = Question("sure", sentence, sure)
        if (yield from ask(question, title=title, in_place=True)) == "no":
            return End((), t("rhythm.left"), title, shows=(Text(t("rhythm.left")),))
    else:
        deed = yield from _asked(ctx, team, title)
    done = "\n".join((t("rhythm.done", team=team.name), *_first(ctx, team, deed)))
    return End((deed,), done, title, "good", (Text(done), Buttons((Button(t("rhythm.schedule"), t("rhythm.schedule_says")),))))


def _asked(ctx: Ctx, team: Team, title: str) -> Any:
    """One thing at a time."""
    t = ctx.t
    what = choice(Pick("weekday", t("rhythm.weekday")), Pick("time", t("rhythm.time")), Pick("every", t("rhythm.every")))
    field = yield from ask(Question("what", t("rhythm.ask"), what), title=title, reads=lambda typed: _one_said(ctx, typed))
    if field == "weekday":
        weekday = choice(*(Pick(n, t(f"weekday.{n}"), ctx.words(f"weekday_{n}")) for n in range(7)))
        day = yield from ask(Question("weekday", t("rhythm.weekday"), weekday), title=title, in_place=True)
        return SetTeamRhythm(team.key, weekday=day)
    if field == "every":
        every = choice(*(Pick(n, how_often(t, n), ctx.words(f"every_{n}")) for n in EVERY_WEEKS))
        weeks = yield from ask(Question("every", t("rhythm.every"), every), title=title, in_place=True)
        return SetTeamRhythm(team.key, every_weeks=weeks)
    question = Question("time", t("rhythm.time"), clock_kind(), t("settings.hint_prompt_time"))
    return SetTeamRhythm(team.key, prompt_time=time.fromisoformat((yield from ask(question, title=title, in_place=True))))


def _one_said(ctx: Ctx, typed: str) -> dict[str, Any] | None:
    """What is changed and to what, where an answer says both."""
    match list(read_rhythm(ctx, typed).items()):
        case [("weekday", day)]:
            return {"what": "weekday", "weekday": day}
        case [("every_weeks", weeks)]:
            return {"what": "every", "every": weeks}
        case [("prompt_time", at)]:
            return {"what": "time", "time": f"{at:%H:%M}"}
        case _:
            return None


def read_rhythm(ctx: Ctx, text: str) -> dict[str, Any]:
    """What a sentence says of weekday, hour and weeks; empty where it says none of them, or several of one."""
    found: dict[str, Any] = {}
    every = [n for n in EVERY_WEEKS if _says(ctx, f"every_{n}", text)]
    for word in ctx.words("once"):
        text = text.replace(word, " ")  # the day of 每两周一次 is none
    days = [n for n in range(7) if _says(ctx, f"weekday_{n}", text)]
    if len(days) == 1:
        found["weekday"] = days[0]
    if every:
        found["every_weeks"] = max(every)  # "every two weeks" holds "every week" in some words
    clocks = reading.find_clocks(text)
    if len(clocks) == 1:
        found["prompt_time"] = afternoon(clocks[0].at, half_known=clocks[0].half_known)
    return found


def _says(ctx: Ctx, key: str, text: str) -> bool:
    said = plain(text)
    return any(
        re.search(rf"(?<![a-z0-9]){re.escape(w)}s?(?![a-z0-9])", said) if w.isascii() else w in said for w in map(plain, ctx.words(key))
    )


def _shown(ctx: Ctx, deed: SetTeamRhythm) -> Iterator[str]:
    t = ctx.t
    if deed.every_weeks is not None:
        yield how_often(t, deed.every_weeks)
    if deed.weekday is not None:
        yield t(f"weekday.{deed.weekday}")
    if deed.prompt_time is not None:
        yield t.clock(deed.prompt_time)


def how_often(t: Speak, n: int) -> str:
    """How often, in words."""
    return t("rhythm.weekly") if n == 1 else t("rhythm.weeks", n=n)


def _first(ctx: Ctx, team: Team, deed: SetTeamRhythm) -> Iterator[str]:
    """When the team is asked next by the new rhythm, where its lead is: of two weeks or four it is said which."""
    known, company = ctx.known, ctx.known.company
    lead = known.person(team.lead) or known.me
    units = [team]
    while (parent := known.org.teams.get(units[-1].parent or "")) and parent not in units:
        units.append(parent)
    said: tuple[SetTeamRhythm | Team, ...] = (deed, *units)
    day = next((one.weekday for one in said if one.weekday is not None), company.prompt_weekday)
    at = next((one.prompt_time for one in said if one.prompt_time), company.prompt_time)
    every = next((one.every_weeks for one in said if one.every_weeks), company.every_weeks)
    calendar = company.calendar_of(lead)
    new = Rhythm(company.timezone_of(lead), calendar, day, at, every)
    if first := next_moment(new, "prompt", known.now, overrides_of(known.days, calendar)):
        yield ctx.t("rhythm.first", when=ctx.t.when(first.at))


RHYTHM = FlowSpec("rhythm", rhythm, frozenset({"team", "days"}))
