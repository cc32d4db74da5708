"""Loads what the week's flows need: what a report set in motion, who is to be nudged, what a digest tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.flows.known import FlowSpec, Known
from bot.loading_people import load_addressed
from bot.okr.access import Org
from bot.okr.calendars import WorkCalendar, valid_calendar
from bot.okr.localtime import start_of_day, to_local
from bot.okr.model import Person, Team
from bot.okr.model_week import WeekNote
from bot.okr.reviewing import ReviewDay, reviews
from bot.okr.schedule import last_moment
from bot.okr.signals import agreed_since, missed_in_a_row
from bot.okr.telling import liked
from bot.okr.weeks import Week
from bot.reaching import availability
from bot.wanted import coached

if TYPE_CHECKING:
    from bot.loading import Loader

HISTORY = 14  # weeks: a quarter
PLANNED = 4  # weeks for which it is remembered that a team plans
LOOK_BACK = 6
"""Weeks in which the last two prompts lie, also where there is one only every four weeks."""
ASKED = ("sending", "sent", "uncertain")


def load_week(loader: Loader, known: Known, spec: FlowSpec, about: Mapping[str, str]) -> Known:
    """What of `spec.needs` belongs here, on top of what is known."""
    if "alert" in spec.needs:
        known = _alert(loader, known, about)
    if "reports" in spec.needs:
        known = _reports(loader, known, about["week"])
    if "nudge" in spec.needs:
        known = _nudge(loader, known, about)
    if "above" in spec.needs:
        known = replace(known, org=loader.org_around(known.me, known.org))
    if "rhythm" in spec.needs:
        rhythm = loader.rhythm(known.me)
        team = loader.tx.team(known.me.team) if known.me.team else None
        posted = dict(_posted(loader))
        known = replace(known, rhythm=rhythm, team=team, overrides=loader.overrides(rhythm.calendar), posted=posted)
    if "days" in spec.needs:
        known = replace(known, days=loader.tx.days(), overrides=loader.overrides(_calendar(known, about)))
    if "liked" in spec.needs:
        likes = {d.by: None for d in reversed(loader.tx.done(subject=liked(known.me.key, about["week"]))) if d.what == "liked"}
        people = {p.key: p for p in loader.tx.people(likes)}
        known = replace(known, likes=tuple(likes), org=known.org.with_people(people.values()))
    if "addressed" in spec.needs:
        known = load_addressed(loader, known, about)
    if "history" in spec.needs or ("team" in spec.needs and about.get("posted")):
        known = _history(loader, known)
    if "reviews" in spec.needs:
        known = replace(known, reviews=review_days(loader, known))
    return _with_notes(loader, known, spec, about) if spec.needs & {"week", "team", "week_notes"} else known


def _posted(loader: Loader) -> Iterator[tuple[str, datetime | None]]:
    """The last weeks for which a prompt was posted to me, and until when it waits if it does."""
    today = Week.of(loader.today)
    keys = {f"prompt:{loader.me.key}:{today.plus(-n)}": str(today.plus(-n)) for n in range(LOOK_BACK)}
    for key, state in loader.tx.states(keys).items():
        row = loader.tx.outgoing(key) if state == "ready" else None
        yield keys[key], row.due if row else None


def _with_notes(loader: Loader, known: Known, spec: FlowSpec, about: Mapping[str, str]) -> Known:
    """What is said of the week besides the check-ins."""
    if "planning" in spec.needs:
        return _planning(loader, known, about)
    notes = _notes(loader, known, known.team, about)
    return replace(known, notes=notes) if notes else known


def _calendar(known: Known, about: Mapping[str, str]) -> str:
    """The calendar that is named, else the company's; of who asks about a day, their own."""
    named = about.get("name", "").strip().upper()
    usual = known.company.calendar_of(known.me) if about.get("said") else known.company.calendar
    return named if valid_calendar(named) else usual


def review_days(loader: Loader, known: Known) -> tuple[ReviewDay, ...]:
    """Every review of the cycles that are open, by the company's calendar, in order of time."""
    calendar = WorkCalendar(known.company.calendar, loader.overrides(known.company.calendar))
    return tuple(sorted((one for cycle in known.cycles for one in reviews(cycle, calendar)), key=lambda one: one.day))


def _notes(loader: Loader, known: Known, team: Team | None, about: Mapping[str, str]) -> tuple[WeekNote, ...]:
    """What I, or the team and its members, say of the week, the four before and the next."""
    today = Week.of(known.today)
    week = Week.parse(about["week"]) if about.get("week") else known.week or today
    owners = {known.me.key, *(p.key for p in known.members), *((team.key,) if team else ())}
    return loader.tx.week_notes(owners, _weeks_around(week, today, known.prompted))


@lru_cache(maxsize=64)
def _weeks_around(week: Week, today: Week, prompted: Week | None) -> tuple[str, ...]:
    around = (week.plus(n) for n in (*range(-4, 0), 1))
    return tuple(sorted({str(one) for one in (week, *around, prompted, today, today.next()) if one}))


def _planning(loader: Loader, known: Known, about: Mapping[str, str]) -> Known:
    """The notes, my own team if its health is mine to say, and whether I, or anybody of my team, have planned one of the last weeks."""
    team = loader.tx.team(known.me.team) if known.me.team else None
    tended = team if team and known.me.key in (team.lead, team.coach) else None
    notes = _notes(loader, known, tended, about)
    mine = any(n.owner == known.me.key and n.kind in ("priorities", "plans") and n.lines for n in notes)
    plans = mine or bool(team and loader.tx.team_plans(team.key, _planned_weeks(Week.of(known.today))))
    return replace(known, team=tended, notes=notes, plans=plans) if tended or notes or plans else known


@lru_cache(maxsize=16)
def _planned_weeks(today: Week) -> tuple[str, ...]:
    return tuple(str(today.plus(n)) for n in range(-PLANNED, 2))


def _reports(loader: Loader, known: Known, week: str) -> Known:
    """The people whom somebody coaches beside the reports, how they were silent in the last weeks, and what they said of this one."""
    tx, reports = loader.tx, {p.key: p for p in known.members}
    others = {p.key: p for p in coached(tx, known.me) if p.key not in reports}
    open_cycles = [c.key for c in known.cycles]
    objectives = {o.id: o for o in (*known.others, *(tx.owned(others, open_cycles) if others else ()))}
    krs = [kr.id for o in objectives.values() for kr in o.key_results]
    check_ins = {(c.key_result, c.week): c for c in tx.check_ins(krs, [week])} if krs else {}
    org = replace(known.org.with_people(others.values()), teams={t.key: t for t in tx.teams()})
    known = replace(known, members=(*known.members, *others.values()), others=tuple(objectives.values()), check_ins=check_ins, org=org)
    last = tx.last_check_ins(krs, week) if krs else {}
    known = replace(known, last=last, coached=frozenset(others), week=Week.parse(week))
    return _silence(loader, known, Week.parse(week), krs)


def _silence(loader: Loader, known: Known, week: Week, krs: list[str]) -> Known:
    """How many of the last prompts in a row each member left unanswered, up to that week's."""
    tx, weeks = loader.tx, [str(week.plus(-n)) for n in range(LOOK_BACK)]
    people = [p.key for p in known.members]
    states = tx.states([f"prompt:{key}:{one}" for key in people for one in weeks]) if people else {}
    answered = {(c.by, c.week) for c in tx.check_ins(krs, weeks)} if krs else set()
    notes = tx.week_notes(people, weeks) if people else ()
    answered |= {(n.owner, n.week) for n in notes if n.kind == "skip"}
    asked = {key: [one for one in weeks if states.get(f"prompt:{key}:{one}") in ASKED] for key in people}
    silent = {key: missed_in_a_row(asked[key], {w for by, w in answered if by == key}) for key in people}
    began = {p.key: start_of_day(week.monday, loader.company.timezone_of(p)) for p in known.members}
    fresh = (key for key in people if f"prompt:{key}:{week}" not in states and agreed_since(known.others, key, began[key]))
    return replace(known, silent_weeks=silent, notes=notes, unasked=frozenset(fresh))


def _nudge(loader: Loader, known: Known, about: Mapping[str, str]) -> Known:
    """Everybody whom this person may nudge, their objectives, who has answered the last prompt and who was nudged today."""
    tx, me = loader.tx, known.me
    teams = {t.key: t for t in tx.teams()}
    org = replace(known.org, teams=teams)
    units = {unit for t in teams.values() if me.key in (t.lead, t.coach) for unit in org.unit(t.key)}
    people = {p.key: p for p in (*tx.reports(me.key), *(tx.members(units) if units else ()))}
    if "hr" in me.roles:
        people |= {p.key: p for p in (*_named_by_hr(loader, teams, about.get("name", "")), *known.named.get(about.get("name", ""), ()))}
    members = tuple(p for p in people.values() if p.active and p.key != me.key)
    keys = [p.key for p in members]
    others = tx.owned(keys, [c.key for c in known.cycles]) if keys else ()
    week = asked_week(loader)
    krs = [kr.id for o in others for kr in o.key_results]
    check_ins = {(c.key_result, c.week): c for c in tx.check_ins(krs, [str(week)])} if krs else {}
    known = replace(known, org=org.with_people(people.values()), members=members, others=others, week=week, check_ins=check_ins)
    known = replace(known, reached=dict(_reached_later(loader, members, known)))
    posted = {f"nudge:{p.key}:{known.reached_on(p)}": p.key for p in members}
    nudged = frozenset(posted[key] for key in (tx.states(posted) if posted else ()))
    return replace(known, nudged=nudged, notes=tx.week_notes(keys, [str(week)]) if keys else ())


def _reached_later(loader: Loader, people: Iterable[Person], known: Known) -> Iterator[tuple[str, datetime]]:
    """Whom a message reaches only when their quiet hours, or leave that begins before these end, are over."""
    for person in people:
        hours = availability(person, loader.company, loader.overrides)
        if not known.away(person) and hours.quiet(loader.now) and (at := hours.after_quiet(loader.now)):
            yield person.key, at


def asked_week(loader: Loader) -> Week:
    """The week of the last prompt by this person's own rhythm, whether or not they got one."""
    rhythm = loader.rhythm(loader.me)
    moment = last_moment(rhythm, "prompt", loader.now, loader.overrides(rhythm.calendar))
    return moment.week if moment else Week.of(to_local(loader.now, rhythm.timezone).date())


def _named_by_hr(loader: Loader, teams: Mapping[str, Team], text: str) -> tuple[Person, ...]:
    """HR looks after everybody; loaded are only the teams that are named."""
    folded, org = text.casefold(), Org({}, teams)
    named = {unit for t in teams.values() if folded and t.name.casefold() in folded for unit in org.unit(t.key)}
    return loader.tx.members(named) if named else ()


def _history(loader: Loader, known: Known) -> Known:
    """The reports of the last weeks on everything that was loaded."""
    krs = [kr.id for o in (*known.mine, *known.others) for kr in o.key_results]
    last = known.week or Week.of(known.today)
    weeks = [str(last.plus(-n)) for n in range(HISTORY)]
    return replace(known, history=loader.tx.check_ins(krs, weeks) if krs else ())


def _alert(loader: Loader, known: Known, about: Mapping[str, str]) -> Known:
    """Who speaks, and the objectives they speak of with what they reported."""
    subject = loader.tx.person(about.get("by", ""))
    if subject is None:
        return known
    ids = [one for one in about.get("objectives", "").split(";") if one]
    others = loader.tx.objectives(ids=ids) if ids else ()
    known = replace(known, subject=subject, org=loader.org_around(subject, known.org), others=others)
    week, krs = about.get("week"), [kr.id for o in others for kr in o.key_results]
    if not week or not krs:
        return known
    check_ins = {(c.key_result, c.week): c for c in loader.tx.check_ins(krs, [week])}
    return replace(known, week=Week.parse(week), check_ins=check_ins, last=loader.tx.last_check_ins(krs, week))
