"""Loads campaigns: for whom one is composed, and for HR, who sees everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.flows.known import Known
from bot.okr import cycles
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


def load_company(loader: Loader, known: Known, about: Mapping[str, str], *, fates: bool) -> Known:
    """For HR and executives: everybody, every cycle, how far each is in the one meant; with `fates` what became of the latest campaigns."""
    tx = loader.tx
    every = tx.cycles()
    known = replace(known, cycles=every)
    if not known.me.roles & {"hr", "exec"}:
        return known
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


def meant(every: tuple[Cycle, ...], about: Mapping[str, str], known: Known) -> Cycle | None:
    """The cycle that is said, by its key; else the one being drafted, the running one, the last."""
    said = about.get("cycle") or about.get("name", "").upper()
    if found := next((c for c in every if c.key.upper() == said.upper()), None):
        return found
    order = {"drafting": 0, "scoring": 1, "active": 2, "closed": 3, "planned": 4}
    today = known.today

    def rank(c: Cycle) -> tuple[int, int]:
        drafts = cycles.takes_drafts(c, today)
        return (0 if drafts else order[cycles.state_of(c, today)], -c.starts.toordinal())

    return min(every, key=rank, default=None)
