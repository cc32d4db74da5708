"""Looking back on a cycle: who says it, who may read it, how a team does it together (docs/method.md 10, openness)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.okr import access
from bot.okr.deeds_ending import BeginRetro, SaveRetro, ShareRetro
from bot.okr.model import Person
from bot.okr.model_ending import Gathering, Retro
from bot.okr.refusal import Refused
from bot.okr.world import Applied, World

PARTS = ("target", "result", "cause", "next", "lesson")


def said(retro: Retro) -> tuple[tuple[str, str], ...]:
    """What was said, part by part in order."""
    return tuple((part, text) for part in PARTS if (text := getattr(retro, part)))


def may_see_retro(viewer: Person, retro: Retro, org: access.Org, *, shared: bool = False) -> bool:
    """Its author, those above, HR and the team's coach; the team's own people once its page is shown to them."""
    if not viewer.active:
        return False
    author = org.people.get(retro.person)
    team = org.teams.get(retro.team or (author.team if author else None) or "")
    if viewer.key == retro.person or "hr" in viewer.roles or access.in_chain(viewer, retro.person, org):
        return True
    if team and viewer.key in (team.lead, team.coach):
        return True
    return shared and bool(retro.team) and viewer.team in org.unit(retro.team)


def leads(person: Person, team: str, org: access.Org) -> bool:
    """Who may begin and share a team's look back: its lead, a lead above, HR."""
    return person.active and (person.key in org.leads_of(team) or "hr" in person.roles)


def save(action: SaveRetro, by: Person, world: World, now: datetime) -> Applied:
    retro = action.retro
    if retro.person != by.key:
        raise Refused("refused.not_yours")
    if retro.cycle not in world.cycles:
        raise Refused("refused.gone")
    if retro.team and not world.gathering:
        raise Refused("refused.gone")
    return Applied(kept=(replace(retro, at=now),), what="looked_back", subjects=(retro.team or by.key,), note=retro.cycle)


def begin(action: BeginRetro, by: Person, world: World, now: datetime) -> Applied:
    """Everybody of the team and the teams below is asked, once; who has come since then is asked when it is begun again."""
    team = world.org.teams.get(action.team)
    if team is None or action.cycle not in world.cycles:
        raise Refused("refused.gone")
    if not leads(by, action.team, world.org):
        raise Refused("refused.not_your_team")
    unit = world.org.unit(action.team)
    asked = tuple(sorted(p.key for p in world.org.people.values() if p.active and p.team in unit))
    gathering = world.gathering or Gathering(action.team, action.cycle, by.key, now)
    return Applied(kept=(gathering,), what="retro_begun", subjects=(action.team,), note=action.cycle, approvers=asked)


def share(action: ShareRetro, by: Person, world: World, now: datetime) -> Applied:
    if not action.team:
        if not by.manager:
            raise Refused("refused.no_manager")
        return Applied(what="retro_shared", subjects=(by.key,), note=action.cycle, approvers=(by.manager,))
    if not leads(by, action.team, world.org):
        raise Refused("refused.not_your_team")
    if world.gathering is None:
        raise Refused("refused.gone")
    unit = world.org.unit(action.team)
    hearers = tuple(sorted(p.key for p in world.org.people.values() if p.active and p.team in unit and p.key != by.key))
    shared = replace(world.gathering, shared_at=now)
    return Applied(kept=(shared,), what="retro_shared", subjects=(action.team,), note=action.cycle, approvers=hearers)
