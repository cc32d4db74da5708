"""Loads what a manager is shown of their people: a team's, or one person's since the last talk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.flows.known import FlowSpec, Known, active_key_results
from bot.flows.known_managing import Brief, Looked, Managed
from bot.loading_near import with_near
from bot.loading_week import ASKED, LOOK_BACK, asked_week, review_days
from bot.okr.access import LIVE, in_chain, may_see
from bot.okr.localtime import start_of_day
from bot.okr.model import Objective, Person
from bot.okr.signals import missed_in_a_row

if TYPE_CHECKING:
    from bot.loading import Loader

TALKED = "talked"
MOST_TALKS = 20


def load_managing(loader: Loader, known: Known, spec: FlowSpec, about: Mapping[str, str]) -> Known:
    """What of `spec.needs` belongs here, on top of what is known."""
    if "managed" in spec.needs and not about.get("room") and not about.get("posted"):
        known = _managed(loader, known)
    if "leading" in spec.needs:
        leads = "manager" in known.me.roles or any(team.lead == known.me.key for team in loader.tx.teams())
        known = replace(known, is_manager=leads or bool(loader.tx.reports(known.me.key)))
    if "brief" in spec.needs:
        known = _brief(loader, known, about)
    return known


def _managed(loader: Loader, known: Known) -> Known:
    """Only members whom I am above; whoever looks at a team that is not theirs gets nothing of this."""
    org = replace(known.org, people={**known.org.people, **{p.key: p for p in known.members}})
    mine = tuple(p for p in known.members if p.active and p.key != known.me.key and in_chain(known.me, p.key, org))
    if not mine:
        return known
    owned = loader.tx.owned([p.key for p in mine], [c.key for c in known.cycles])
    keys = {p.key for p in mine}
    seen = tuple(o for o in owned if o.owner in keys and (o.state in LIVE or o.state in ("draft", "submitted", "returned")))
    silent = _silence(loader, [p.key for p in mine], seen)
    return replace(known, managed=Managed(mine, seen, silent, tuple(_looked(loader, known, mine, owned))))


def _looked(loader: Loader, known: Known, people: tuple[Person, ...], owned: tuple[Objective, ...]) -> Iterator[Looked]:
    """Of each review that is wanted now: who has said that all is right, who asked for a change since, who has said nothing."""
    for one in review_days(loader, known):
        if not one.day <= known.today < one.until:
            continue
        theirs = tuple(o for o in owned if o.cycle == one.cycle)
        asked = [p.key for p in people if active_key_results(theirs, p.key)]
        said = loader.tx.week_notes(asked, [str(one.week)]) if asked else ()
        right = {n.owner for n in said if n.kind == "review" and any((x.text, x.mark) == (one.cycle, one.part) for x in n.lines)}
        began = start_of_day(one.day, known.company.timezone)
        ids = {o.id for o in theirs}
        requests = loader.tx.change_requests("asked_by", asked) if asked else ()
        changing = {r.asked_by for r in requests if r.at >= began and r.objective in ids}
        groups = ([k for k in asked if k in right], [k for k in asked if k in changing], [k for k in asked if k not in right | changing])
        yield Looked(one.cycle, *(tuple(keys) for keys in groups))


def _silence(loader: Loader, people: list[str], owned: tuple[Objective, ...]) -> Mapping[str, int]:
    """How many of the last prompts in a row each of them left unanswered."""
    tx, week = loader.tx, asked_week(loader)
    weeks = [str(week.plus(-n)) for n in range(LOOK_BACK)]
    states = tx.states([f"prompt:{key}:{one}" for key in people for one in weeks])
    krs = [kr.id for o in owned for kr in o.key_results]
    answered = {(c.by, c.week) for c in tx.check_ins(krs, weeks)} if krs else set()
    answered |= {(n.owner, n.week) for n in tx.week_notes(people, weeks) if n.kind == "skip"}
    asked = {key: [one for one in weeks if states.get(f"prompt:{key}:{one}") in ASKED] for key in people}
    return {key: missed_in_a_row(asked[key], {w for by, w in answered if by == key}) for key in people}


def _brief(loader: Loader, known: Known, about: Mapping[str, str]) -> Known:
    """The one who is named, if they are mine to lead; of what I may see, everything since the last talk."""
    found = loader.names.get(about.get("name", ""), ())
    if len(found) != 1:
        return with_near(loader.tx, known, about.get("name", ""))
    (subject,) = found
    org = loader.org_around(subject, known.org)
    known = replace(known, subject=subject, org=org)
    if not in_chain(known.me, subject.key, org):
        return known
    tx = loader.tx
    owned = tuple(o for o in tx.owned([subject.key], [c.key for c in known.cycles]) if may_see(known.me, o, org))
    krs = [kr.id for o in owned for kr in o.key_results if kr.owner == subject.key]
    lines = [line for o in owned for line in (o.id, *(kr.id for kr in o.key_results))]
    talks = tx.done(subject=subject.key, limit=MOST_TALKS)
    since = next((d.at for d in talks if d.what == TALKED and d.by == known.me.key), None)
    comments = tuple(c for c in tx.comments(lines) if c.by != known.me.key) if lines else ()
    silent = _silence(loader, [subject.key], owned).get(subject.key, 0)
    asked = (*tx.change_requests("owner", [subject.key]), *tx.change_requests("asked_by", [subject.key]))
    ids = {o.id for o in owned}
    requests = tuple({r.id: r for r in asked if r.state == "open" and r.objective in ids}.values())
    brief = Brief(since, owned, tx.check_ins(krs) if krs else (), comments, requests, silent)
    people = {p.key: p for p in tx.people({c.by for c in comments} | {h.person for c in brief.check_ins for h in c.help if h.person})}
    return replace(known, brief=brief, org=replace(org, people={**people, **org.people}))
