"""What will be sent between two instants, to whom, and who is left out for what reason: the tick and the outbox, foreseen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, partial
from typing import cast

from bot.company import Setup
from bot.forecast_campaigns import foreseen
from bot.forecast_tally import Forecast, LeftOut, Meant, Sending, Tally, Why
from bot.loading import Loader
from bot.okr.calendars import Overrides
from bot.okr.cycles import takes_check_ins
from bot.okr.localtime import to_local
from bot.okr.model import Cycle, Person, Team
from bot.okr.quiet import Availability
from bot.okr.rhythm import Rhythm, rhythm_key
from bot.okr.schedule import MANAGER_KINDS, PERSON_KINDS, TEAM_KINDS, Kind, Moment, due, owned_on, reminded_after
from bot.okr.writing_time import write_at
from bot.ports import Tx
from bot.reaching import availability
from bot.spreading import Limits, Wish
from bot.ticking import NOBODY, PRIORITY, deadline

__all__ = ["Forecast", "Forecasting", "LeftOut", "Sending"]

PROMPTS = 3
"""The priority of what goes out when nothing else waits."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A moment of a rhythm, the same for everybody who has it; `day` is the local one, `order` goes before keys: as the tick posts it."""

    moment: Moment
    day: date
    owned_on: date
    order: str


def _coming(moment: Moment, rhythm: Rhythm) -> Coming:
    order = f"{deadline(moment, rhythm).isoformat()} {rhythm_key(rhythm)} {moment.kind}"
    return Coming(moment, to_local(moment.at, rhythm.timezone).date(), owned_on(moment, rhythm.timezone), order)


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
        rhythm = self._rhythm(person)
        kinds = (*PERSON_KINDS, *(MANAGER_KINDS if person.key in self._managers else ()))
        hours = availability(person, self.setup.company, self._overrides)
        for coming in self._coming(rhythm, after, until, kinds):
            moment, why = coming.moment, self._unreachable(person, coming)
            at = None if why else write_at(moment, hours)
            if at is not None:
                meant = Meant(moment.kind, rhythm.timezone, person, coming.day, moment.period)
                good = partial(_good, moment, hours, tally.asked, person.key)
                order = f"{coming.order} {person.key}"
                if moment.kind == "prompt":
                    tally.asked[person.key, moment.period] = at
                tally.wishes.append(Wish(meant, self._platform(person), at, PRIORITY[moment.kind], order, good))
            elif why in ("no_account", "no_key_result"):
                tally.leave_out(person, why)
            else:
                held = hours.held_by(moment.at)
                tally.leave_out(person, why or held or "quiet", (moment.kind, coming.day))

    def _unreachable(self, person: Person, coming: Coming) -> Why | None:
        reports = coming.moment.kind not in MANAGER_KINDS
        if reports and not self._runs(self._carried.get(person.key, ()), coming.owned_on):
            return "no_key_result"
        if not person.accounts:
            return "no_account"
        return "answered" if reports and person.key in self._answered(coming.moment.period) else None

    def _team(self, team: Team, after: datetime, until: datetime, tally: Tally) -> None:
        rhythm = self._loader.rhythm(self._people.get(team.lead or "", NOBODY), team)
        for coming in self._coming(rhythm, after, until, TEAM_KINDS):
            moment = coming.moment
            if not self._runs(self._shown.get(team.key, ()), coming.day):
                tally.leave_out(team, "no_objective")
            elif not (team.board_platform and team.board_channel):
                tally.leave_out(team, "no_channel")
            else:
                meant = Meant(moment.kind, rhythm.timezone, team, coming.day)
                good = partial(_while_wanted, moment)
                order = f"{coming.order} {team.key}"
                tally.wishes.append(Wish(meant, team.board_platform, moment.at, PRIORITY[moment.kind], order, good))

    def _platform(self, person: Person) -> str:
        return self._platforms.get(person.key, "")

    def _rhythm(self, person: Person) -> Rhythm:
        """Found once for all who share a team, a time zone, a calendar and an hour."""
        shared = (person.team, person.timezone, person.calendar, person.prompt_time)
        if shared not in self._rhythms:
            self._rhythms[shared] = self._loader.rhythm(person)
        return self._rhythms[shared]

    def _coming(self, rhythm: Rhythm, after: datetime, until: datetime, kinds: Iterable[Kind]) -> tuple[Coming, ...]:
        key = (rhythm, tuple(kinds))
        if key not in self._found:
            found = due(rhythm, after, until, self._overrides(rhythm.calendar), key[1])
            self._found[key] = tuple(_coming(moment, rhythm) for moment in found)
        return self._found[key]

    def _overrides(self, calendar: str) -> Overrides:
        if calendar not in self._own_days:
            self._own_days[calendar] = self._loader.overrides(calendar)
        return self._own_days[calendar]

    def _answered(self, week: str) -> frozenset[str]:
        """Who has reported for that week already."""
        if week not in self._reported:
            self._reported[week] = self.tx.answered(self._cycles, week)
        return self._reported[week]

    def _runs(self, cycles: Iterable[str], day: date) -> bool:
        return any(takes_check_ins(self._cycles[key], day) for key in cycles if key in self._cycles)

    @cached_property
    def _found(self) -> dict[tuple[Rhythm, tuple[Kind, ...]], tuple[Coming, ...]]:
        return {}

    @cached_property
    def _rhythms(self) -> dict[object, Rhythm]:
        return {}

    @cached_property
    def _own_days(self) -> dict[str, Overrides]:
        return {}

    @cached_property
    def _reported(self) -> dict[str, frozenset[str]]:
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
    def _platforms(self) -> Mapping[str, str]:
        return self.tx.platforms()

    @cached_property
    def _carried(self) -> Mapping[str, set[str]]:
        """Person -> cycles in which they own an agreed key result."""
        found: dict[str, set[str]] = defaultdict(set)
        for person, cycle in self.tx.owners(self._cycles):
            found[person].add(cycle)
        return found

    @cached_property
    def _shown(self) -> Mapping[str, set[str]]:
        """Team -> cycles in which it, or one of its people, has an agreed objective."""
        found: dict[str, set[str]] = defaultdict(set)
        for holder, of_team, cycle in self.tx.holders(self._cycles):
            owner = self._people.get(holder)
            for team in {of_team, owner.team if owner and owner.active else None} - {None}:
                found[str(team)].add(cycle)
        return found
