"""What HR decides: cycles with their dates and limits, teams' rules, campaigns; refused kindly where it cannot be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot.okr import personal
from bot.okr.cycles import in_order
from bot.okr.deeds import TakeLeave
from bot.okr.deeds_hr import CloseCycle, HrDeed, MakeTeam, NoteLeave, PlanCampaign, SaveCycle, SendBroadcast, SetTeamRules, StopBroadcast
from bot.okr.model import MAX_KEY_RESULTS, Cycle, Person
from bot.okr.refusal import Refused
from bot.okr.world import Applied, World

MOST = {"max_objectives": 8, "max_key_results": MAX_KEY_RESULTS}
"""A company may allow more objectives, or fewer of both."""


def apply(action: HrDeed, by: Person, world: World, now: datetime) -> Applied:
    """The outcome. Raises Refused: all of this is HR's."""
    if "hr" not in by.roles:
        raise Refused("refused.hr_only")
    match action:
        case SaveCycle():
            return save_cycle(action.cycle, world)
        case CloseCycle():
            return close(action.key, world)
        case SetTeamRules():
            return team_rules(action, world)
        case MakeTeam():
            return make_team(action, world)
        case NoteLeave():
            return note_leave(action, world)
        case PlanCampaign():
            _open(action.plan.cycle, world)
            return Applied(kept=(action.plan,), what="campaign_planned", subjects=(f"{action.plan.cycle}.{action.plan.occasion}",))
        case SendBroadcast():
            if action.broadcast.cycle:
                _open(action.broadcast.cycle, world)
            broadcast = replace(action.broadcast, by=by.key, at=now)
            return Applied(kept=(broadcast,), what="broadcast", subjects=(broadcast.id,))
        case StopBroadcast():
            if world.broadcast is None:
                raise Refused("refused.gone")
            return Applied(kept=(replace(world.broadcast, stopped=True),), what="broadcast_stopped", subjects=(action.id,))
        case _:
            assert_never(action)


def _open(key: str, world: World) -> Cycle:
    cycle = world.cycles.get(key)
    if cycle is None:
        raise Refused("refused.gone")
    if cycle.closed:
        raise Refused("refused.cycle_closed", cycle=key)
    return cycle


def save_cycle(cycle: Cycle, world: World) -> Applied:
    """Dates in order, no other cycle of the same kind on the same days, limits that make sense."""
    known = world.cycles.get(cycle.key)
    if known and known.closed:
        raise Refused("refused.cycle_closed", cycle=cycle.key)
    if not in_order(cycle):
        raise Refused("refused.dates_order")
    other = overlapping(cycle, world.cycles.values())
    if other:
        raise Refused("refused.cycles_overlap", other=other.key)
    for name, most in MOST.items():
        if not 1 <= getattr(cycle, name) <= most:
            raise Refused("refused.limit", most=most)
    return Applied(kept=(cycle,), what="cycle_changed" if known else "cycle_opened", subjects=(cycle.key,))


def overlapping(cycle: Cycle, others: Iterable[Cycle]) -> Cycle | None:
    """Another cycle of the same kind that shares a day with it."""
    same = (c for c in others if c.key != cycle.key and c.kind == cycle.kind)
    return next((c for c in same if c.starts <= cycle.ends and cycle.starts <= c.ends), None)


def close(key: str, world: World) -> Applied:
    """From now on it is read only; what was agreed is closed with it."""
    cycle = _open(key, world)
    return Applied(kept=(replace(cycle, closed=True),), what="cycle_closed", subjects=(key,))


def team_rules(action: SetTeamRules, world: World) -> Applied:
    team = world.org.teams.get(action.team)
    if team is None:
        raise Refused("refused.gone")
    most = MOST.get(action.field)
    if most and action.value is not None and not (isinstance(action.value, int) and 1 <= action.value <= most):
        raise Refused("refused.limit", most=most)
    changed = replace(team, **{action.field: action.value})  # type: ignore[arg-type]
    return Applied(kept=(changed,), what="team_rules", subjects=(team.key,), note=f"{action.field}={action.value}")


def note_leave(action: NoteLeave, world: World) -> Applied:
    """As the colleague would have noted it."""
    person = world.org.people.get(action.person)
    if person is None or not person.active:
        raise Refused("refused.gone")
    noted = personal.leave(TakeLeave(action.start, action.end, cancel=action.ends), person)
    return replace(noted, what="leave_noted_over" if action.ends else "leave_noted")


def make_team(action: MakeTeam, world: World) -> Applied:
    """Names and keys are told apart by nobody who types them: both have to be new."""
    team = action.team
    if any({team.key, team.name} & {known.key, known.name} for known in world.org.teams.values()):
        raise Refused("refused.team_exists", team=team.name)
    return Applied(kept=(team,), what="team_made", subjects=(team.key,), note=action.platform)
