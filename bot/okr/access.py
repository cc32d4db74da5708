"""Who may see, change and approve what (docs/method.md 11). Every command, card, board and export asks here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.okr.model import KeyResult, Objective, Person, Team

UNDECIDED, LIVE = frozenset({"draft", "submitted", "returned"}), frozenset({"agreed", "closed"})
LEADING = ("hr", "exec")
"""The roles that are asked where nobody else can be, in this order."""


@dataclass(frozen=True, slots=True)
class Org:
    """As much of the company as a question of access needs: people and teams by key, and the day, for who is away on it.

    It knows what it does not know: whom somebody has to ask is said only of people in `around`, about whom everybody above them, their
    manager's stand-in and whoever is asked instead was looked up; who holds a role only of the roles in `held`.
    """

    people: Mapping[str, Person] = field(default_factory=dict)
    teams: Mapping[str, Team] = field(default_factory=dict)
    today: date | None = None
    around: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()

    def with_people(self, people: Iterable[Person]) -> Org:
        """With these too; who they are above of and below of is not known by it."""
        return replace(self, people={**self.people, **{p.key: p for p in people}})

    def asked_around(self, person: str) -> None:
        """Raises LookupError when the people around somebody were not looked up."""
        if person not in self.around:
            raise LookupError("not_loaded", person)

    def holding(self, role: str) -> tuple[Person, ...]:
        """Everybody active with a role, by key. Raises LookupError when its holders were not looked up."""
        if role not in self.held:
            raise LookupError("not_loaded", role)
        return tuple(sorted((p for p in self.people.values() if p.active and role in p.roles), key=lambda p: p.key))

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


NO_ORG = Org()


def in_chain(viewer: Person, owner: str, org: Org) -> bool:
    """Whether the viewer is a manager above the owner, or leads a team the owner is in."""
    person = org.people.get(owner)
    return viewer.key in org.chain(owner) or (person is not None and viewer.key in org.leads_of(person.team))


def looks_after(viewer: Person, person: Person, org: Org) -> bool:
    """Whether somebody may be reminded of their work: by those above them, the coach of their team or one above it, and HR."""
    if "hr" in viewer.roles or in_chain(viewer, person.key, org):
        return True
    key, seen = person.team, set[str]()
    while key and key not in seen and (team := org.teams.get(key)):
        if team.coach == viewer.key:
            return True
        seen.add(key)
        key = team.parent
    return False


def may_see(viewer: Person, objective: Objective, org: Org) -> bool:
    """Agreed work as far as its visibility reaches; a draft only its owner, until it is submitted to the chain."""
    if not viewer.active:
        return False
    if viewer.key == objective.owner or any(kr.owner == viewer.key for kr in objective.key_results if objective.state in LIVE):
        return True
    if objective.state not in LIVE:
        shared = viewer.key in objective.shared_with and objective.state != "dropped"
        return shared or (objective.state == "submitted" and may_approve(viewer, objective, org))
    if objective.visibility == "company" or in_chain(viewer, objective.owner, org) or viewer.roles & {"hr"}:
        return True
    owner = org.people.get(objective.owner)
    return objective.visibility == "team" and owner is not None and owner.team is not None and viewer.team == owner.team


def coach_of(owner: Person, org: Org) -> str | None:
    """The coach of somebody's team, else of the nearest team above that has one; nobody coaches themselves."""
    seen: set[str] = set()
    unit = org.teams.get(owner.team or "")
    while unit and unit.key not in seen:
        if unit.coach and unit.coach != owner.key:
            return unit.coach
        seen.add(unit.key)
        unit = org.teams.get(unit.parent or "")
    return None


def coach_hears(objective: Objective) -> bool:
    """Whether the coach of the owner's team hears how it goes: not of what the owner keeps to the managers above."""
    return objective.visibility != "chain"


def may_be_shown(person: Person, owner: Person, org: Org) -> bool:
    """A draft may be shared with the managers above its owner and with their coach, with nobody else."""
    return person.active and (in_chain(person, owner.key, org) or person.key == coach_of(owner, org))


def may_comment(person: Person, objective: Objective, org: Org) -> bool:
    """On lines of what is not agreed yet: the owner, whoever decides, whoever it is shared with."""
    if not person.active or objective.state in ("closed", "dropped"):
        return False
    shared = person.key in objective.shared_with
    return person.key == objective.owner or shared or (objective.state == "submitted" and may_approve(person, objective, org))


def may_see_line(person: str, objective: Objective, key_result: str) -> bool:
    """Whoever a key result depends on sees that line and its objective's text once they are asked, and nothing else of a draft."""
    line = next((kr for kr in objective.key_results if kr.id == key_result), None)
    if line is None or line.state != "active" or objective.state in ("closed", "dropped"):
        return False
    return any(c.person == person and c.asked_at is not None for c in line.collaborators)


def may_edit(person: Person, objective: Objective) -> bool:
    """Its owner, until it is agreed."""
    return person.active and person.key == objective.owner and objective.state in UNDECIDED


def may_ask_change(person: Person, objective: Objective, key_result: str | None, org: Org, *, owner: bool = False) -> bool:
    """Of what is agreed: its owner, whoever owns the key result; for who has left, a manager above them may hand it over (`owner`)."""
    if not person.active or objective.state != "agreed":
        return False
    line = next((kr for kr in objective.key_results if kr.id == key_result), None)
    if key_result is not None and line is None:
        return False
    holder = org.people.get(line.owner if line else objective.owner)
    if owner and holder is not None and not holder.active and in_chain(person, holder.key, org):
        return True
    return person.key == objective.owner or (line is not None and person.key == line.owner)


def may_report(person: Person, key_result: KeyResult, objective: Objective) -> bool:
    """Whoever owns the key result, while it is agreed and alive."""
    return person.active and objective.state == "agreed" and key_result.state == "active" and key_result.owner == person.key


def approvers(owner: Person, org: Org) -> tuple[str, ...]:
    """Who is asked to agree; the first answer counts (docs/method.md 7).

    The manager, or whom HR named in their place while they are away; without a manager everyone of HR; without them an executive;
    nobody when there is none of these. Raises LookupError when the people around the owner were not looked up: a manager who is not
    known is not a manager who is not there.
    """
    org.asked_around(owner.key)
    manager = org.people.get(owner.manager or "")
    if manager and manager.active and manager.key != owner.key:
        deputy = org.people.get(manager.stand_in or "")
        stands_in = deputy and deputy.active and deputy.key != owner.key and is_away(manager, org.today)
        return (deputy.key,) if deputy and stands_in else (manager.key,)
    for role in LEADING:
        found = tuple(p.key for p in org.holding(role) if p.key != owner.key)
        if found:
            return found
    return ()


def may_approve(person: Person, objective: Objective, org: Org) -> bool:
    """Those who are asked to, a manager who is away too, and never the owner. Raises LookupError as `approvers` does."""
    org.asked_around(objective.owner)
    owner = org.people.get(objective.owner)
    if owner is None or not person.active or person.key == owner.key:
        return False
    return person.key in approvers(owner, org) or person.key == owner.manager


def is_away(person: Person, day: date | None) -> bool:
    """Whether somebody is on leave on a day."""
    return day is not None and any(one.start <= day <= one.end for one in person.leave)


def managers(org: Org) -> frozenset[str]:
    """Whom others name as manager, and whoever leads a team."""
    return frozenset({p.manager for p in org.people.values() if p.manager} | {t.lead for t in org.teams.values() if t.lead})


def is_manager(person: Person, org: Org) -> bool:
    """Whoever others name as manager, leads a team, or was given the role."""
    named = any(p.manager == person.key for p in org.people.values())
    return named or "manager" in person.roles or any(t.lead == person.key for t in org.teams.values())


def team_spoken_for(person: Person, org: Org) -> str | None:
    """The team whose objectives somebody may own: one that they lead, their own first; whoever manages others, the team they are in."""
    led = sorted(t.key for t in org.teams.values() if t.lead == person.key)
    if led:
        return person.team if person.team in led else led[0]
    return person.team if person.team in org.teams and is_manager(person, org) else None


def seen_on_board(objective: Objective, team: str | None, org: Org) -> bool:
    """What may stand in a team's channel: agreed, and open to everybody there; what one team keeps to itself, on its own board only."""
    if objective.state not in LIVE:
        return False
    owner = org.people.get(objective.owner)
    own_team = owner is not None and owner.team is not None and owner.team == team
    return objective.visibility == "company" or (objective.visibility == "team" and own_team)
