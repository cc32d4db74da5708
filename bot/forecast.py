"""What will be sent between two instants, to whom, and who is left out for what reason: the tick and the outbox, foreseen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, partial
from typing import cast

from bot.company import Setup
from bot.composing import Composing
from bot.forecast_campaigns import foreseen
from bot.forecast_tally import Forecast, LeftOut, Meant, Sending, Tally, Why
from bot.loading import Loader
from bot.okr.cycles import takes_check_ins
from bot.okr.localtime import to_local
from bot.okr.model import Cycle, Objective, Person, Team
from bot.okr.quiet import Availability
from bot.okr.rhythm import Rhythm, rhythm_key
from bot.okr.schedule import MANAGER_KINDS, PERSON_KINDS, TEAM_KINDS, Kind, Moment, due, owned_on, reminded_after
from bot.okr.writing_time import write_at
from bot.ports import Tx
from bot.spreading import Limits, Wish
from bot.ticking import PRIORITY, deadline, team_rhythm

__all__ = ["Forecast", "Forecasting", "LeftOut", "Sending"]

PROMPTS = 3
"""The priority of what goes out when nothing else waits."""


def _order(rhythm: Rhythm, moment: Moment, key: str) -> str:
    """Of what falls due at once: as the tick posts it."""
    return f"{deadline(moment, rhythm).isoformat()} {rhythm_key(rhythm)} {moment.kind} {key}"


def _good(moment: Moment, hours: Availability, asked: Mapping[tuple[str, str], datetime], person: str, at: datetime) -> datetime | None:
    """The first instant from one on at which somebody hears of it; whoever is asked late is reminded later."""
    since = asked.get((person, moment.period)) if moment.kind == "reminder" else None
    return write_at(moment, hours, max(at, reminded_after(since)) if since else at)


def _while_wanted(moment: Moment, at: datetime) -> datetime | None:
    return at if moment.wanted(at) else None


@dataclass(frozen=True)
class Forecasting:
    """Looks at one transaction at one moment. `limits`: of the platforms that are configured."""

    setup: Setup
    tx: Tx
    now: datetime
    limits: Limits = field(default_factory=dict)

    def between(self, after: datetime, until: datetime) -> Forecast:
        """Everything with `after` <= moment <= `until`."""
        tally = Tally()
        for person in self._people.values():
            if person.active:
                self._person(person, after, until, tally)
            else:
                tally.leave_out(person, "inactive")
        for team in self.tx.teams():
            self._team(team, after, until, tally)
        self._campaigns(after, until, tally)
        tally.spread(self.limits)
        return tally.forecast()

    def _campaigns(self, after: datetime, until: datetime, tally: Tally) -> None:
        for one in foreseen(self.setup, self.tx, self.now, after, until):
            kind = cast("Kind", f"campaign_{one.occasion}")
            if one.at is not None:
                meant = Meant(kind, one.timezone, one.person, one.campaign.day)
                tally.wishes.append(Wish(meant, self._platform(one.person), one.at, PROMPTS, one.person.key, lambda at: at))
            else:
                tally.leave_out(one.person, cast("Why", one.why), (kind, one.campaign.day))

    def _person(self, person: Person, after: datetime, until: datetime, tally: Tally) -> None:
        rhythm = self._loader.rhythm(person)
        kinds = (*PERSON_KINDS, *(MANAGER_KINDS if person.key in self._managers else ()))
        hours = Composing(self.setup, self.tx, self.now).availability(person)
        for moment in self._moments(rhythm, after, until, kinds):
            day = to_local(moment.at, rhythm.timezone).date()
            why = self._unreachable(person, moment, rhythm.timezone)
            at = None if why else write_at(moment, hours)
            if at is not None:
                meant = Meant(moment.kind, rhythm.timezone, person, day, moment.period)
                good = partial(_good, moment, hours, tally.asked, person.key)
                order = _order(rhythm, moment, person.key)
                if moment.kind == "prompt":
                    tally.asked[person.key, moment.period] = at
                tally.wishes.append(Wish(meant, self._platform(person), at, PRIORITY[moment.kind], order, good))
            elif why in ("no_account", "no_key_result"):
                tally.leave_out(person, why)
            else:
                held = hours.held_by(moment.at)
                tally.leave_out(person, why or held or "quiet", (moment.kind, day))

    def _unreachable(self, person: Person, moment: Moment, timezone: str) -> Why | None:
        day = owned_on(moment, timezone)
        if moment.kind not in MANAGER_KINDS and not self._runs(self._carried.get(person.key, ()), day):
            return "no_key_result"
        if not person.accounts:
            return "no_account"
        answered = moment.kind not in MANAGER_KINDS and (person.key, moment.period) in self._answered
        return "answered" if answered else None

    def _team(self, team: Team, after: datetime, until: datetime, tally: Tally) -> None:
        rhythm = team_rhythm(self.setup, self.tx, team, self.now)
        for moment in self._moments(rhythm, after, until, TEAM_KINDS):
            if not self._runs(self._shown.get(team.key, ()), to_local(moment.at, rhythm.timezone).date()):
                tally.leave_out(team, "no_objective")
            elif not (team.board_platform and team.board_channel):
                tally.leave_out(team, "no_channel")
            else:
                meant = Meant(moment.kind, rhythm.timezone, team, to_local(moment.at, rhythm.timezone).date())
                good = partial(_while_wanted, moment)
                order = _order(rhythm, moment, team.key)
                tally.wishes.append(Wish(meant, team.board_platform, moment.at, PRIORITY[moment.kind], order, good))

    def _platform(self, person: Person) -> str:
        place = self.tx.direct_place(person)
        return place.platform if place else ""

    def _moments(self, rhythm: Rhythm, after: datetime, until: datetime, kinds: Iterable[Kind]) -> Iterator[Moment]:
        key = (rhythm, tuple(kinds))
        if key not in self._found:
            self._found[key] = due(rhythm, after, until, self._loader.overrides(rhythm.calendar), key[1])
        yield from self._found[key]

    def _runs(self, cycles: Iterable[str], day: date) -> bool:
        return any(takes_check_ins(self._cycles[key], day) for key in cycles if key in self._cycles)

    @cached_property
    def _found(self) -> dict[tuple[Rhythm, tuple[Kind, ...]], tuple[Moment, ...]]:
        return {}

    @cached_property
    def _loader(self) -> Loader:
        return Loader(self.tx, Person("", ""), self.setup.company, self.now)

    @cached_property
    def _people(self) -> Mapping[str, Person]:
        return {person.key: person for person in self.tx.people()}

    @cached_property
    def _managers(self) -> frozenset[str]:
        return frozenset(person.manager for person in self._people.values() if person.manager and person.active) | {
            team.coach for team in self.tx.teams() if team.coach
        }

    @cached_property
    def _cycles(self) -> Mapping[str, Cycle]:
        return {cycle.key: cycle for cycle in self.tx.cycles() if not cycle.closed}

    @cached_property
    def _agreed(self) -> tuple[Objective, ...]:
        return tuple(one for one in self.tx.objectives(cycles=self._cycles) if one.state == "agreed")

    @cached_property
    def _carried(self) -> Mapping[str, set[str]]:
        """Person -> cycles in which they own an agreed key result."""
        found: dict[str, set[str]] = defaultdict(set)
        for objective in self._agreed:
            for key_result in objective.key_results:
                if key_result.state == "active":
                    found[key_result.owner].add(objective.cycle)
        return found

    @cached_property
    def _shown(self) -> Mapping[str, set[str]]:
        """Team -> cycles in which it, or one of its people, has an agreed objective."""
        found: dict[str, set[str]] = defaultdict(set)
        for objective in self._agreed:
            owner = self._people.get(objective.owner)
            for team in {objective.team, owner.team if owner and owner.active else None} - {None}:
                found[str(team)].add(objective.cycle)
        return found

    @cached_property
    def _answered(self) -> frozenset[tuple[str, str]]:
        """(person, week) for which they reported already."""
        alive = [key_result.id for one in self._agreed for key_result in one.key_results if key_result.state == "active"]
        return frozenset((check_in.by, check_in.week) for check_in in self.tx.check_ins(alive))
