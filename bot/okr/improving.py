"""The memo of a team: everybody proposes what to do better in the next cycle, its lead decides (docs/method.md 9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from bot.okr import access
from bot.okr.cycles import KINDS, current_key, next_key, takes_check_ins
from bot.okr.deeds_learning import DecideImprovement, ProposeImprovements
from bot.okr.looking_back import leads
from bot.okr.model import Cycle, Person, Team
from bot.okr.model_learning import Improvement
from bot.okr.refusal import Refused
from bot.okr.world import Applied, World


def periods(cycles: Iterable[Cycle], today: date) -> tuple[str, str]:
    """The keys of the shortest cycle that runs, and of the one after it, which proposals are for."""
    running = [c for c in cycles if takes_check_ins(c, today)]
    if running:
        now = min(running, key=lambda c: (KINDS.index(c.kind), c.starts)).key
        return now, next_key(now)
    coming = [c for c in cycles if not c.closed and c.starts > today]
    if coming:
        return "", min(coming, key=lambda c: (c.starts, KINDS.index(c.kind))).key
    now = current_key("month", today)
    return now, next_key(now)


def memo_team(team: str | None, org: access.Org) -> Team | None:
    """Whose memo somebody in that team writes on: the nearest team upwards that has a lead."""
    seen: set[str] = set()
    while team and team not in seen and (unit := org.teams.get(team)):
        if unit.lead:
            return unit
        seen.add(team)
        team = unit.parent
    return None


def may_see_memo(viewer: Person, team: Team, org: access.Org) -> bool:
    """Everybody in it and below it, its lead and those above, its coach, HR."""
    inside = viewer.team in org.unit(team.key) or viewer.key == team.coach
    return viewer.active and (inside or leads(viewer, team.key, org))


def may_see_improvement(viewer: Person, one: Improvement, org: access.Org) -> bool:
    """What is accepted is everybody's; until then, and when it is declined, it is between whoever proposed it and who decides."""
    team = org.teams.get(one.team)
    if team is None or not may_see_memo(viewer, team, org):
        return False
    return one.state == "accepted" or viewer.key == one.by or leads(viewer, team.key, org)


def waits(one: Improvement, following: str) -> bool:
    """Whether it is to be decided: proposed, or left for later while another cycle than the following one was prepared."""
    return one.state == "proposed" or (one.state == "later" and one.cycle != following)


def propose(action: ProposeImprovements, by: Person, world: World, now: datetime) -> Applied:
    """Each goes to the lead; the lead's own need no decision."""
    team = world.org.teams.get(action.team)
    if team is None or not team.lead or not may_see_memo(by, team, world.org):
        raise Refused("refused.no_memo")
    known = {one.text.casefold() for one in world.improvements.values() if one.cycle == action.cycle and one.state != "declined"}
    if any(text.casefold() in known for text in action.texts):
        raise Refused("refused.proposed_already")
    own = by.key == team.lead
    made = tuple(
        Improvement(
            f"{team.key}.{action.cycle}.{by.key}.{now:%Y%m%d%H%M%S%f}.{n}",
            team.key,
            action.cycle,
            by.key,
            now,
            text,
            "accepted" if own else "proposed",
            by.key if own else None,
            now if own else None,
        )
        for n, text in enumerate(action.texts, start=1)
    )
    hearers = () if own else (team.lead,)
    return Applied(kept=made, what="improvement_proposed", subjects=tuple(one.id for one in made), note=action.cycle, approvers=hearers)


def decide(action: DecideImprovement, by: Person, world: World, now: datetime) -> Applied:
    """Whoever decided may think again; what was decided by somebody else stays. The same decision twice changes nothing."""
    found = world.improvements.get(action.improvement)
    if found is None or found.team not in world.org.teams:
        raise Refused("refused.gone")
    if not leads(by, found.team, world.org):
        raise Refused("refused.not_your_team")
    if found.state not in ("proposed", "later") and found.decided_by != by.key:
        raise Refused("refused.decided_already")
    cycle = found.cycle if action.state == "declined" else action.cycle  # what is left for later comes up again after that cycle
    if (found.state, found.decided_by, found.cycle) == (action.state, by.key, cycle):
        return Applied()
    decided = replace(found, state=action.state, cycle=cycle, decided_by=by.key, decided_at=now, note=action.note)
    hearers = (found.by,) if found.by != by.key else ()
    return Applied(kept=(decided,), what="improvement_decided", subjects=(found.id,), note=action.state, approvers=hearers)
