"""Loads what looking back needs: the cycle meant, what was aimed at in it, and what was said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.flows.known import Known
from bot.okr import cycles
from bot.okr.access import LIVE, Org
from bot.okr.looking_back import may_see_retro
from bot.okr.model import Cycle, Person, Team

if TYPE_CHECKING:
    from bot.loading import Loader

RECENT = timedelta(days=60)


def load_retro(loader: Loader, known: Known, about: Mapping[str, str]) -> Known:
    """For oneself, for a colleague who is named, or for a team."""
    tx, me = loader.tx, known.me
    org = loader.org_around(me, known.org)
    subject = tx.person(about["person"]) if about.get("person") else None if about.get("of") else _named(known, about)
    team = _team(org, me, about)
    members = tx.members(org.unit(team.key)) if team else ()
    people = {p.key: p for p in (*members, *((subject,) if subject else ()))}
    org = org.with_people(people.values())
    for one in (subject, tx.person(about.get("by", ""))):
        org = loader.org_around(one, org) if one else org
    cycle = _cycle(loader, known, about, (subject or me).key)
    if cycle is None:
        return replace(known, org=org, subject=subject, team=team, members=members)
    whose = list(people) if team else [(subject or me).key]
    gathering = next((g for g in tx.gatherings([cycle.key]) if team and g.team == team.key), None)
    shared = gathering is not None and gathering.shared_at is not None
    found = (r for r in tx.retros([cycle.key], whose) if r.team == (team.key if team else ""))
    readable = tuple(r for r in found if may_see_retro(me, r, org, shared=shared))
    past = tuple(o for o in tx.owned([(subject or me).key], [cycle.key]) if o.state in LIVE and o.owner == (subject or me).key)
    ending = replace(known.ending, cycle=cycle, past=past, retros=readable, gathering=gathering)
    return replace(known, org=org, subject=subject, team=team, members=members, ending=ending)


def _named(known: Known, about: Mapping[str, str]) -> Person | None:
    found = known.named.get(about.get("name", ""), ())
    return found[0] if len(found) == 1 and found[0].key != known.me.key else None


def _team(org: Org, me: Person, about: Mapping[str, str]) -> Team | None:
    """The team that is said; for a team's look back the one I lead, else my own."""
    if about.get("team"):
        return org.teams.get(about["team"])
    if about.get("of") != "team":
        return None
    if name := about.get("name", "").casefold():
        return next((t for t in org.teams.values() if name in (t.key.casefold(), t.name.casefold())), None)
    led = [t for t in org.teams.values() if t.lead == me.key]
    own = org.teams.get(me.team or "")
    return own if own and (own in led or not led) else (led[0] if led else None)


def _cycle(loader: Loader, known: Known, about: Mapping[str, str], owner: str) -> Cycle | None:
    """The one that is said; else the one being scored, the one that was closed lately, the running one; only where something was agreed."""
    every = loader.tx.cycles()
    if about.get("cycle"):
        return next((c for c in every if c.key == about["cycle"]), None)
    today = known.today
    recent = [c for c in every if not c.closed or today - c.ends <= RECENT]
    aimed = {o.cycle for o in loader.tx.owned([owner], [c.key for c in recent]) if o.state in LIVE}
    order = {"scoring": 0, "closed": 1, "active": 2}
    found = [c for c in recent if cycles.state_of(c, today) in order and (c.key in aimed or about.get("of") == "team")]
    return min(found, key=lambda c: (order[cycles.state_of(c, today)], -c.ends.toordinal(), -c.starts.toordinal()), default=None)
