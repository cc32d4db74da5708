"""Loads what a map shows: everybody's agreed objectives, in a few statements however large the company is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.flows.known import FlowSpec, Known
from bot.okr import cycles
from bot.okr.access import Org

if TYPE_CHECKING:
    from bot.loading import Loader


def load_map(loader: Loader, known: Known, spec: FlowSpec, about: Mapping[str, str]) -> Known:
    """What of `spec.needs` belongs here, on top of what is known."""
    if "carried" not in spec.needs:
        return known
    tx = loader.tx
    teams = {t.key: t for t in tx.teams()}
    people = {p.key: p for p in tx.roster()} | dict(known.org.people)
    org = Org(people, teams, loader.today)
    running = [c.key for c in known.cycles if cycles.takes_check_ins(c, known.today)] or [c.key for c in known.cycles]
    known = replace(known, org=org, carried=tx.carried(running))
    if "carried_team" in spec.needs and (team := loader.which_team(teams, about)):
        unit = org.unit(team.key)
        members = tuple(p for p in people.values() if p.team in unit or p.key == team.lead)
        known = replace(known, team=team, members=members)
    return known
