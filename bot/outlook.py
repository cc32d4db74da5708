"""What delivery will find when a message's turn comes, as far as it can be known now: what is owned, answered, posted, to be shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import cast

from bot.okr.cycles import has_days_in, takes_check_ins
from bot.okr.localtime import to_local
from bot.okr.model import Cycle, Person, Team, Visibility
from bot.okr.schedule import AFTER_PROMPT, MANAGER_KINDS, PERSON_KINDS, Kind, Moment
from bot.okr.weeks import Week
from bot.ports import Tx
from bot.wanted import Wanted

WEEKS_BACK = 8
"""So many weeks ago was asked about, at the most, what may still be sent: every four weeks, and holidays in between."""


@dataclass(frozen=True)
class Outlook:
    """Looks at one transaction at one moment; what is asked for twice is read once."""

    tx: Tx
    now: datetime

    def reports(self, person: str, day: date) -> bool:
        """Whether somebody owns an agreed key result of a cycle that takes check-ins on that day."""
        return any(takes_check_ins(self.cycles[key], day) for key in self._carried.get(person, ()))

    def has_part_in(self, person: str, week: Week) -> bool:
        """Whether they own one of a cycle with days in that week: of what was posted more is not asked."""
        return any(has_days_in(self.cycles[key], week) for key in self._carried.get(person, ()))

    def answered(self, person: str, week: str) -> bool:
        """Whether they have reported on that week already."""
        if week not in self._answered:
            self._answered[week] = self.tx.answered(self.cycles, week)
        return person in self._answered[week]

    def skipped(self, person: str, week: str) -> bool:
        """Whether they leave that week out."""
        return (week, person) in self._skipped

    def has_news(self, person: Person, moment: Moment, timezone: str) -> bool:
        """Whether a digest would have anything to say to a manager or coach."""
        reports, week = self._reports.get(person.key, ()), moment.week
        if any(key in self._carried and (week >= self._week or self.answered(key, moment.period)) for key in reports):
            return True
        if person.key not in self._coaches and not any(key in self._carried or key in self._writers for key in reports):
            return False
        return Wanted(self.tx, moment.at, to_local(moment.at, timezone).date()).has_news(person, week)

    def shown(self, team: Team, day: date) -> bool | None:
        """Whether its board has something to show; None: there is something, but nothing that everybody in the channel may see."""
        cycles = frozenset(key for key, cycle in self.cycles.items() if takes_check_ins(cycle, day))
        if (team.key, cycles) not in self._boards:
            self._boards[team.key, cycles] = self._board(team, cycles)
        return self._boards[team.key, cycles]

    def _board(self, team: Team, cycles: frozenset[str]) -> bool | None:
        units, found = {team.key}, [team.key]
        while found:
            found = [key for unit in found for key in self._below.get(unit, ()) if key not in units]
            units.update(found)
        owners = {owner for unit in units for owner in self._members.get(unit, ())}
        lead = self.people.get(team.lead or "")
        owners |= {lead.key} if lead and lead.active else set()
        running = {(owner, visible) for owner in owners for cycle, visible in self._held.get(owner, ()) if cycle in cycles}
        if not running:
            return False
        own = {"company", "team"}
        return any(visible in (own if self.people[owner].team == team.key else {"company"}) for owner, visible in running) or None

    def asked_at(self, person: str, moment: Moment) -> datetime | None:
        """When they were asked, if that may have been late and a reminder is to keep its distance."""
        lately = moment.kind == "reminder" and moment.at - self.now < AFTER_PROMPT["reminder"]
        return self.tx.sent_at(f"prompt:{person}:{moment.period}") if lately else None

    def posted(self, keys: Iterable[str]) -> frozenset[str]:
        """Those of these rows that stand in the outbox."""
        found = list(keys)
        return frozenset(self.tx.states(found)) if found else frozenset()

    @cached_property
    def waiting(self) -> Mapping[str, tuple[Moment, ...]]:
        """Person -> what was posted for them and waits, as moments of their own, in order of time."""
        found: dict[str, list[Moment]] = defaultdict(list)
        for key, (due, expires) in self.tx.waiting((*PERSON_KINDS, *MANAGER_KINDS)).items():
            kind, person, week = key.split(":")
            found[person].append(Moment(cast("Kind", kind), week, due, expires))
        return {person: tuple(sorted(theirs, key=lambda one: one.at)) for person, theirs in found.items()}

    def near(self, moment: Moment) -> bool:
        """Whether its week may have been asked about already."""
        return moment.week <= self._week.next()

    @cached_property
    def people(self) -> Mapping[str, Person]:
        return {person.key: person for person in self.tx.people()}

    @cached_property
    def teams(self) -> tuple[Team, ...]:
        return self.tx.teams()

    @cached_property
    def platforms(self) -> Mapping[str, str]:
        return self.tx.platforms()

    @cached_property
    def managers(self) -> frozenset[str]:
        """Whoever others name as theirs, or who coaches a team."""
        return frozenset(self._reports) | self._coaches

    @cached_property
    def _coaches(self) -> frozenset[str]:
        return frozenset(team.coach for team in self.teams if team.coach)

    @cached_property
    def cycles(self) -> Mapping[str, Cycle]:
        return {cycle.key: cycle for cycle in self.tx.cycles() if not cycle.closed}

    @cached_property
    def _week(self) -> Week:
        return Week.of(self.now.date())

    @cached_property
    def _boards(self) -> dict[tuple[str, frozenset[str]], bool | None]:
        return {}

    @cached_property
    def _below(self) -> Mapping[str, list[str]]:
        """Team -> those right below it."""
        found: dict[str, list[str]] = defaultdict(list)
        for team in self.teams:
            if team.parent:
                found[team.parent].append(team.key)
        return found

    @cached_property
    def _members(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for person in self.people.values():
            if person.active and person.team:
                found[person.team].append(person.key)
        return found

    @cached_property
    def _reports(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for person in self.people.values():
            if person.manager and person.active:
                found[person.manager].append(person.key)
        return found

    @cached_property
    def _carried(self) -> Mapping[str, set[str]]:
        """Person -> cycles in which they own an agreed key result."""
        found: dict[str, set[str]] = defaultdict(set)
        for person, cycle in self.tx.owners(self.cycles):
            found[person].add(cycle)
        return found

    @cached_property
    def _held(self) -> Mapping[str, set[tuple[str, Visibility]]]:
        """Person -> the cycles of their agreed objectives, and who may see them."""
        found: dict[str, set[tuple[str, Visibility]]] = defaultdict(set)
        for owner, cycle, visible in self.tx.holders(self.cycles):
            found[owner].add((cycle, visible))
        return found

    @cached_property
    def _writers(self) -> frozenset[str]:
        """Who has something that is not agreed yet."""
        return self.tx.writers(self.cycles)

    @cached_property
    def _answered(self) -> dict[str, frozenset[str]]:
        """Week -> who has reported on it."""
        return {}

    @cached_property
    def _skipped(self) -> frozenset[tuple[str, str]]:
        """(week, person)."""
        return self.tx.skipped([str(self._week.plus(n)) for n in range(-WEEKS_BACK, 3)])
