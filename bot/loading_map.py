"""Loads what a map shows: everybody's agreed objectives, in a few statements however large the company is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.flows.known import FlowSpec, Known
from bot.links import STORED_AS, TO_OPEN, Grant, sign
from bot.okr import cycles
from bot.okr.access import Org
from bot.okr.model import Cycle, Team

if TYPE_CHECKING:
    from bot.loading import Loader

TEAM = "team:"
"""What the page's address says before the name of the team that is chosen at first."""


def load_map(loader: Loader, known: Known, spec: FlowSpec, about: Mapping[str, str]) -> Known:
    """What of `spec.needs` belongs here, on top of what is known."""
    if "carried" not in spec.needs:
        return known
    tx = loader.tx
    teams = {t.key: t for t in tx.teams()}
    people = {p.key: p for p in tx.roster()} | dict(known.org.people)
    org = Org(people, teams, loader.today)
    team = loader.which_team(teams, about) if "carried_team" in spec.needs else None
    known = replace(known, org=org, carried=tx.carried(map_cycles(known.cycles, known.today)), links=_links(loader, about, team))
    if team:
        unit = org.unit(team.key)
        members = tuple(p for p in people.values() if p.team in unit or p.key == team.lead)
        known = replace(known, team=team, members=members)
    return known


def map_cycles(known: Iterable[Cycle], today: date) -> tuple[str, ...]:
    """The cycles that run on a day; while none does, all that are open."""
    open_ones = [c for c in known if not c.closed]
    return tuple(c.key for c in open_ones if cycles.takes_check_ins(c, today)) or tuple(c.key for c in open_ones)


def _links(loader: Loader, about: Mapping[str, str], team: Team | None) -> Mapping[str, str]:
    """The page and its files, for this person alone; nothing in a group, or where nobody can reach the bot's pages.

    A team's map opens with that team chosen in the page's filter, which shows less and never more.
    """
    base, secret = loader.company.public_url, loader.tx.setting(STORED_AS)
    if not base or not secret or about.get("room"):
        return {}
    token = sign(secret, Grant("map", loader.me.key, loader.now + TO_OPEN), loader.now)
    page = f"{base.rstrip('/')}/map#{token}"
    chosen = f"!{TEAM}{quote(team.name, safe='')}" if team else ""
    return {"map": f"{page}{chosen}", "xlsx": f"{page}!xlsx", "svg": f"{page}!svg"}
