"""Loads whose drafts are stuck, for those who may help them along: their manager and their coach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.flows.known import Known
from bot.okr.cycles import takes_drafts
from bot.stuck_drafts import stuck_among
from bot.wanted import coached

if TYPE_CHECKING:
    from bot.loading import Loader


def load_stuck(loader: Loader, known: Known, about: Mapping[str, str]) -> Known:
    """Of my reports, of those I coach and of the team that I am looking at as somebody above it; whoever is away is left in peace."""
    tx, cycles = loader.tx, [c.key for c in known.cycles if takes_drafts(c, known.today)]
    if not cycles or about.get("room") or about.get("posted"):
        return known
    found = (*tx.reports(known.me.key), *coached(tx, known.me), *known.managed.people)
    people = {p.key: p for p in found if p.active and p.key != known.me.key and not known.away(p)}
    still = stuck_among(tx, people, cycles, known.now)
    return replace(known, stuck=still, org=known.org.with_people(people.values())) if still else known
