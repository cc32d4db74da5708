"""Who takes part in a cycle, how far each has come: the one count that reports and campaigns share (docs/method.md 2, 7, 12)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from bot.okr.access import LIVE, Org, managers
from bot.okr.model import Cycle, Objective, Person, Policy, Writing
from bot.okr.model_ending import Audience, Stage

WRITING: frozenset[Writing] = frozenset({"required", "optional"})
STAGES: tuple[Stage, ...] = ("no_draft", "drafting", "returned", "submitted", "agreed")
_FURTHEST: Mapping[str, Stage] = {
    "draft": "drafting",
    "returned": "returned",
    "submitted": "submitted",
    "agreed": "agreed",
    "closed": "agreed",
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for the people of one team in one cycle."""

    writing: Writing
    max_objectives: int
    max_key_results: int
    policy: Policy


def rules_for(team: str | None, cycle: Cycle, org: Org) -> Rules:
    """Of the nearest team upwards that says something, else the cycle's."""
    found: dict[str, Any] = {}
    seen: set[str] = set()
    while team and team not in seen and (unit := org.teams.get(team)):
        seen.add(team)
        for name in ("writing", "max_objectives", "max_key_results", "policy"):
            if found.get(name) is None:
                found[name] = getattr(unit, name)
        team = unit.parent
    said = {name: getattr(cycle, name) if found.get(name) is None else found[name] for name in Rules.__slots__}
    return Rules(**said)


def in_pilot(person: Person, org: Org) -> bool:
    """While there are pilot teams, only they (and the teams below them) take part; without any, everybody does."""
    return _below_pilot(person.team, org) or not _has_pilots(org)


def _below_pilot(team: str | None, org: Org) -> bool:
    seen: set[str] = set()
    while team and team not in seen and (unit := org.teams.get(team)):
        if unit.pilot:
            return True
        seen.add(team)
        team = unit.parent
    return False


def _has_pilots(org: Org) -> bool:
    return any(team.pilot for team in org.teams.values())


def eligible(person: Person, cycle: Cycle, org: Org) -> bool:
    """Who is asked to write at all."""
    return person.active and in_pilot(person, org) and rules_for(person.team, cycle, org).writing != "off"


def everybody_eligible(cycle: Cycle, org: Org, writing: frozenset[Writing] = WRITING) -> tuple[Person, ...]:
    """All who are asked to write, by key; what holds for a team is looked up once. `writing` narrows it to those required to."""
    piloting = _has_pilots(org)
    writes = {
        team: (not piloting or _below_pilot(team, org)) and rules_for(team, cycle, org).writing in writing
        for team in {person.team for person in org.people.values()}
    }
    return tuple(sorted((p for p in org.people.values() if p.active and writes[p.team]), key=attrgetter("key")))


def required(person: Person, cycle: Cycle, org: Org) -> bool:
    """Who is reminded and counted as missing."""
    return eligible(person, cycle, org) and rules_for(person.team, cycle, org).writing == "required"


def stage_of(objectives: Iterable[Objective]) -> Stage:
    """How far somebody's own objectives of one cycle have come: the furthest of them."""
    return stage_in(o.state for o in objectives)


def stage_in(states: Iterable[str]) -> Stage:
    """The furthest of these states of objectives."""
    reached = {_FURTHEST[state] for state in states if state in _FURTHEST}
    return next((stage for stage in reversed(STAGES) if stage in reached), "no_draft")


def unscored(person: str, objectives: Iterable[Objective]) -> bool:
    """Whether somebody owns an agreed key result without a score."""
    return any(
        kr.owner == person and kr.state == "active" and kr.score is None for o in objectives if o.state in LIVE for kr in o.key_results
    )


def stages_of(person: str, objectives: Iterable[Objective]) -> frozenset[Stage]:
    """All that a campaign may call them by; `objectives` are those of one cycle that they own, or own a key result of."""
    found = tuple(objectives)
    stage = stage_of(o for o in found if o.owner == person)
    return frozenset({stage, *(("not_scored",) if unscored(person, found) else ())})


def by_person(objectives: Iterable[Objective]) -> Mapping[str, tuple[Objective, ...]]:
    """Whoever owns an objective, or a key result of it, with these objectives."""
    found: dict[str, dict[str, Objective]] = {}
    for objective in objectives:
        owners = {objective.owner, *(kr.owner for kr in objective.key_results if kr.state == "active")}
        for owner in owners:
            found.setdefault(owner, {})[objective.id] = objective
    return {owner: tuple(theirs.values()) for owner, theirs in found.items()}


def fits(person: Person, audience: Audience, stages: frozenset[Stage], org: Org) -> bool:
    """Whether a campaign is for somebody as they stand now."""
    return any(True for _ in fitting((person,), audience, lambda _: stages, org))


def fitting(people: Iterable[Person], audience: Audience, stages: Callable[[str], frozenset[Stage]], org: Org) -> Iterator[Person]:
    """Whom of these a campaign is for; `stages` says by a person's key how far they are."""
    wanted, units = frozenset(audience.stages), frozenset(key for team in audience.teams for key in org.unit(team))
    roles, leading = frozenset(audience.roles), managers(org) if "manager" in audience.roles else frozenset()
    platforms = frozenset(audience.platforms)
    for person in people:
        if (
            person.active
            and (not wanted or wanted & stages(person.key))
            and (not audience.teams or person.team in units)
            and (not roles or roles & person.roles or person.key in leading)
            and (not platforms or platforms & person.accounts.keys())
        ):
            yield person
