"""Loads what the progress of others comes to for the key results whose owner wants it suggested."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.flows.known import Known, active_key_results
from bot.okr.access import may_see
from bot.okr.rolling import rolled_up

if TYPE_CHECKING:
    from bot.loading import Loader


def load_rolled(loader: Loader, known: Known) -> Known:
    """Counted is what came of offers, and what reports have hung below it; of both only what I may see."""
    tx = loader.tx
    lines = [kr for _, kr in active_key_results(known.mine, known.me.key) if kr.roll_up]
    if not lines:
        return known
    made = {one.made for one in tx.offers("key_result", [kr.id for kr in lines]) if one.made}
    reports = [p.key for p in tx.reports(known.me.key)]
    found = tx.objectives(owners=reports, cycles=[c.key for c in known.cycles]) if reports else ()
    serving = {o.id: o for o in (*found, *(tx.objectives(ids=made) if made else ())) if o.state == "agreed"}
    org = known.org.with_people(tx.people({o.owner for o in serving.values()}) if serving else ())
    for owner in {o.owner for o in serving.values()} & org.people.keys():
        org = loader.org_around(org.people[owner], org)
    seen = [o for o in serving.values() if may_see(known.me, o, org)]
    rolled = {kr.id: one for kr in lines if (one := rolled_up(kr, seen))}
    return replace(known, org=org, rolled=rolled)
