"""Who may see, change and approve what (docs/method.md, openness). Every command, card, board and export asks here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.okr.model import KeyResult, Objective, Person, Team

LIVE = frozenset({"agreed", "closed"})


@dataclass(frozen=True, slots=True)
class Org:
    """As much of the company as a question of access needs: people and teams by key."""

    people: Mapping[str, Person] = field(default_factory=dict)
    teams: Mapping[str, Team] = field(default_factory=dict)

    def chain(self, person: str) -> tuple[str, ...]:
        """The managers above somebody, nearest first; a circle ends where it closes."""
        above: list[str] = []
        at = self.people.get(person)
        while at and at.manager and at.manager not in above and at.manager != person:
            above.append(at.manager)
            at = self.people.get(at.manager)
        return tuple(above)

    def unit(self, team: str | None) -> frozenset[str]:
        """A team with all the teams below it."""
        found = {team} if team else set()
        grown = True
        while grown:
            below = {t.key for t in self.teams.values() if t.parent in found} - found
            found |= below
            grown = bool(below)
        return frozenset(found)

    def leads_of(self, team: str | None) -> frozenset[str]:
        """The leads of a team and of the teams above it."""
        found: set[str] = set()
        seen: set[str] = set()
        while team and team not in seen:
            seen.add(team)
            unit = self.teams.get(team)
            if unit and unit.lead:
                found.add(unit.lead)
            team = unit.parent if unit else None
        return frozenset(found)


def in_chain(viewer: Person, owner: str, org: Org) -> bool:
    """Whether the viewer is a manager above the owner, or leads a team the owner is in."""
    person = org.people.get(owner)
    return viewer.key in org.chain(owner) or (person is not None and viewer.key in org.leads_of(person.team))


def may_see(viewer: Person, objective: Objective, org: Org) -> bool:
    """Agreed work as far as its visibility reaches; a draft only its owner, until it is submitted to the chain."""
    if not viewer.active:
        return False
    if viewer.key == objective.owner or any(kr.owner == viewer.key for kr in objective.key_results if objective.state in LIVE):
        return True
    if objective.state not in LIVE:
        return objective.state == "submitted" and may_approve(viewer, objective, org)
    if objective.visibility == "company" or in_chain(viewer, objective.owner, org) or viewer.roles & {"hr"}:
        return True
    owner = org.people.get(objective.owner)
    return objective.visibility == "team" and owner is not None and owner.team is not None and viewer.team == owner.team


def may_see_line(person: str, objective: Objective, key_result: str) -> bool:
    """Whoever a key result depends on sees that line and its objective's text once they are asked, and nothing else of a draft."""
    line = next((kr for kr in objective.key_results if kr.id == key_result), None)
    if line is None or line.state != "active" or objective.state in ("closed", "dropped"):
        return False
    return any(c.person == person and c.asked_at is not None for c in line.collaborators)


def may_edit(person: Person, objective: Objective) -> bool:
    """Its owner, until it is agreed."""
    return person.active and person.key == objective.owner and objective.state in ("draft", "submitted", "returned")


def may_report(person: Person, key_result: KeyResult, objective: Objective) -> bool:
    """Whoever owns the key result, while it is agreed and alive."""
    return person.active and objective.state == "agreed" and key_result.state == "active" and key_result.owner == person.key


def approvers(owner: Person, org: Org) -> tuple[str, ...]:
    """Who is asked to agree; the first answer counts (docs/method.md, agreeing).

    The manager; without one everyone of HR; without them an executive; nobody when there is none of these.
    """
    manager = org.people.get(owner.manager or "")
    if manager and manager.active and manager.key != owner.key:
        return (manager.key,)
    for role in ("hr", "exec"):
        found = tuple(sorted(p.key for p in org.people.values() if p.active and role in p.roles and p.key != owner.key))
        if found:
            return found
    return ()


def may_approve(person: Person, objective: Objective, org: Org) -> bool:
    """Those who are asked to, and never the owner."""
    owner = org.people.get(objective.owner)
    return person.active and owner is not None and person.key != owner.key and person.key in approvers(owner, org)


def is_manager(person: Person, org: Org) -> bool:
    """Whoever others name as manager, leads a team, or was given the role."""
    named = any(p.manager == person.key for p in org.people.values())
    return named or "manager" in person.roles or any(t.lead == person.key for t in org.teams.values())


def seen_on_board(objective: Objective) -> bool:
    """What may stand in a team's channel: agreed, and open to the team at least."""
    return objective.state in LIVE and objective.visibility in ("company", "team")
