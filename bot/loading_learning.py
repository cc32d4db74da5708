"""Loads what the flows need by which a company learns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.flows.known import FlowSpec, Known
from bot.loading_asking import with_people
from bot.okr.access import LIVE, Org, may_see
from bot.okr.improving import may_see_improvement, memo_team, periods, waits
from bot.okr.model import Objective, Team
from bot.okr.readiness import may_judge

if TYPE_CHECKING:
    from bot.loading import Loader

MOST_READ = 60


def load_learning(loader: Loader, known: Known, spec: FlowSpec, about: Mapping[str, str]) -> Known:
    """What of `spec.needs` belongs here, on top of what is known."""
    if "memo_waiting" in spec.needs:
        known = _waiting(loader, known)
    if "memo" in spec.needs:
        known = _memo(loader, known, about)
    if "memo_lists" in spec.needs:
        known = _lists(loader, known)
    if "marked" in spec.needs:
        marked = frozenset(one.objective for one in loader.tx.examples() if one.shown)
        known = replace(known, learning=replace(known.learning, marked=marked))
    if "examples" in spec.needs:
        known = _examples(loader, known)
    if "readiness" in spec.needs and may_judge(known.me):
        known = replace(known, learning=replace(known.learning, readiness=loader.tx.readiness()))
        known = with_people(loader.tx, known, {one.by for one in known.learning.readiness})
    if "marking" in spec.needs:
        known = _marking(loader, known, about)
    return known


def _examples(loader: Loader, known: Known) -> Known:
    """The newest, as far as this person may see them."""
    ids = [one.objective for one in loader.tx.examples() if one.shown][:MOST_READ]
    if not ids:
        return known
    found = {o.id: o for o in loader.tx.objectives(ids=ids)}
    org = _around(loader, known, found.values())
    seen = tuple(o for one in ids if (o := found.get(one)) and o.state in LIVE and may_see(known.me, o, org))
    learning = replace(known.learning, examples=seen, marked=frozenset(ids))
    return with_people(loader.tx, replace(known, learning=learning), {o.owner for o in seen})


def _marking(loader: Loader, known: Known, about: Mapping[str, str]) -> Known:
    """The objectives that may be pointed at: one by its id, else what somebody named has agreed, else one's own; the newest cycle first."""
    tx, me = loader.tx, known.me
    named = known.named.get(about.get("name", ""), ())
    subject = named[0] if len(named) == 1 else None
    if about.get("objective"):
        found = tx.objectives(ids=[about["objective"]])
    elif about.get("name") and subject is None:
        found = ()
    else:
        theirs = tx.objectives(owners=[(subject or me).key], cycles=[c.key for c in known.cycles])
        found = tuple(o for o in theirs if o.state in LIVE)
    org = _around(loader, known, found)
    marked = frozenset(one.objective for one in tx.examples() if one.shown)
    others = tuple(o for o in found if may_see(me, o, org))
    learning = replace(known.learning, marked=marked)
    known = replace(known, org=org, subject=subject, others=others, learning=learning)
    return with_people(tx, known, {about["by"]} if about.get("by") else set())


def _around(loader: Loader, known: Known, objectives: Iterable[Objective]) -> Org:
    """With those above the owners of what not everybody may see, and of a single one."""
    every = tuple(objectives)
    owners = {p.key: p for p in loader.tx.people({o.owner for o in every})} if every else {}
    org = loader.org_around(known.me, known.org)
    org = replace(org, people={**org.people, **owners})
    closer = {o.owner for o in every if o.visibility != "company"} if len(owners) > 1 else set(owners)
    for owner in closer & owners.keys():
        org = loader.org_around(owners[owner], org)
    return org


def _waiting(loader: Loader, known: Known) -> Known:
    """What this person decides: proposed, or left for later and due again."""
    now, following = periods(known.cycles, known.today)
    found = loader.tx.undecided_improvements(known.me.key)
    waiting = tuple(one for one in found if waits(one, following))
    learning = replace(known.learning, now=now, following=following, waiting=waiting)
    return with_people(loader.tx, replace(known, learning=learning), {one.by for one in waiting})


def _memo(loader: Loader, known: Known, about: Mapping[str, str]) -> Known:
    """One team's memo, or the improvements that a card is about."""
    tx, me = loader.tx, known.me
    now, following = periods(known.cycles, known.today)
    org = loader.org_around(me, known.org)
    known = replace(known, org=org)
    if named := about.get("improvements"):
        found = tx.improvements("id", named.split(";"))
        team = org.teams.get(found[0].team) if found else None
    else:
        team = _team(known, about)
        found = tx.improvements("team", [team.key]) if team else ()
    seen = tuple(one for one in found if may_see_improvement(me, one, org))
    learning = replace(known.learning, now=now, following=following, memo=seen)
    known = replace(known, team=team, learning=learning)
    return with_people(
        tx,
        known,
        {one.by for one in seen} | {key for one in seen if (key := one.decided_by)} | ({team.lead} if team and team.lead else set()),
    )


def _team(known: Known, about: Mapping[str, str]) -> Team | None:
    """The team that is named, else the one somebody leads, else their own or the nearest above that has a lead."""
    teams = known.org.teams
    if key := about.get("team"):
        return teams.get(key)
    if name := about.get("name", "").casefold():
        return next((t for t in teams.values() if name in (t.key.casefold(), t.name.casefold())), None)
    led = next((t for t in teams.values() if t.lead == known.me.key), None)
    return led if led and led.key != known.me.team else memo_team(known.me.team, known.org) or led


def _lists(loader: Loader, known: Known) -> Known:
    """What this person's team has accepted for each cycle that is open."""
    org = known.org if known.org.teams else loader.org_around(known.me, known.org)
    team = memo_team(known.me.team, org)
    if team is None:
        return known
    accepted = tuple(one for one in loader.tx.improvements("team", [team.key]) if one.state == "accepted")
    lists = {c.key: tuple(one for one in accepted if one.cycle == c.key) for c in known.cycles}
    known = replace(known, learning=replace(known.learning, lists=lists))
    return with_people(loader.tx, known, {one.by for found in lists.values() for one in found})
