"""Loads campaigns: for whom one is composed, and how far people are: for HR everybody, for others those whom they look after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.flows.known import Known
from bot.okr import cycles, participation
from bot.okr.access import Org
from bot.okr.model import Cycle
from bot.okr.participation_outline import Outline, standings
from bot.overdue import overdue

if TYPE_CHECKING:
    from bot.loading import Loader

MOST_TOLD = 5


def load_broadcast(loader: Loader, known: Known, about: Mapping[str, str]) -> Known:
    """One campaign with its cycle; who is behind, where it is for managers."""
    tx = loader.tx
    one = tx.broadcast(about.get("broadcast", ""))
    cycle = next((c for c in tx.cycles() if one and c.key == one.cycle), None)
    people = {p.key: p for p in tx.people({one.by})} if one and one.by else {}
    behind = (
        tuple(overdue(tx, known.me, one.cycle or "", Org({}, {t.key: t for t in tx.teams()}))) if one and one.occasion == "overdue" else ()
    )
    org = replace(known.org, people={**known.org.people, **people})
    return replace(known, org=org, ending=replace(known.ending, broadcast=one, cycle=cycle, behind=behind))


def load_company(loader: Loader, known: Known, about: Mapping[str, str], *, fates: bool, led: bool = False) -> Known:
    """For HR and executives: everybody, every cycle, how far each is in the one meant; with `fates` what became of the latest campaigns.

    With `led` others are told of those whom they look after.
    """
    tx = loader.tx
    every = tx.cycles()
    known = replace(known, cycles=every)
    if not known.me.roles & {"hr", "exec"}:
        return _led(loader, known, meant(every, about, known)) if led else known
    org = Org({p.key: p for p in tx.people()}, {t.key: t for t in tx.teams()}, known.org.today)
    cycle = meant(every, about, known)
    outline = tx.outline(cycle.key) if cycle else Outline()
    standing = standings(outline)
    stages = {key: standing.stages(key) for key in org.people}
    broadcasts = tx.broadcasts(MOST_TOLD) if fates else ()
    became = tx.fates([f"broadcast:{one.id}:{person}" for one in broadcasts for person in one.targeted]) if fates else {}
    ending = replace(
        known.ending, cycle=cycle, stages=stages, broadcasts=broadcasts, fates=became, plans=tx.campaign_plans(), outline=outline
    )
    return replace(known, org=org, ending=ending)


def _led(loader: Loader, known: Known, cycle: Cycle | None) -> Known:
    """How far my reports are, and the people of the teams that I lead or coach."""
    tx, me = loader.tx, known.me
    org = Org({}, {t.key: t for t in tx.teams()}, known.org.today)
    units = {unit for team in org.teams.values() if me.key in (team.lead, team.coach) for unit in org.unit(team.key)}
    people = {p.key: p for p in (*tx.reports(me.key), *(tx.members(units) if units else ())) if p.key != me.key}
    if not people or cycle is None:
        return known
    theirs = tx.owned(people, [cycle.key])
    stages = {key: participation.stages_of(key, theirs) for key in people}
    return replace(known, org=org.with_people(people.values()), ending=replace(known.ending, cycle=cycle, stages=stages))


def meant(every: tuple[Cycle, ...], about: Mapping[str, str], known: Known) -> Cycle | None:
    """The cycle that is said, by its key; of scores that being scored; else the one being drafted, the running one, the last."""
    said = about.get("cycle") or about.get("name", "").upper()
    if found := next((c for c in every if c.key.upper() == said.upper()), None):
        return found
    scoring, today = about.get("of") == "scoring", known.today
    states = ("scoring", "active", "closed", "drafting", "planned") if scoring else ("drafting", "scoring", "active", "closed", "planned")
    order = {state: n for n, state in enumerate(states)}

    def rank(c: Cycle) -> tuple[int, int]:
        drafts = cycles.takes_drafts(c, today) and not scoring
        return (0 if drafts else order[cycles.state_of(c, today)], -c.starts.toordinal())

    return min(every, key=rank, default=None)
