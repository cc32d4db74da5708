"""What will be sent between two instants, to whom, and who is left out for what reason: the tick and the outbox, foreseen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from typing import cast

from bot.company import Setup
from bot.forecast_campaigns import foreseen
from bot.forecast_tally import Forecast, LeftOut, Meant, Sending, Tally, Why
from bot.loading import Loader
from bot.okr.calendars import Overrides
from bot.okr.localtime import to_local
from bot.okr.model import Person, Team
from bot.okr.quiet import Availability
from bot.okr.rhythm import Rhythm, rhythm_key
from bot.okr.schedule import MANAGER_KINDS, PERSON_KINDS, TEAM_KINDS, Kind, Moment, due, last_moment, owned_on, reminded_after
from bot.okr.writing_time import write_at
from bot.outlook import Outlook
from bot.ports import Tx
from bot.reaching import availability
from bot.spreading import Limits, Wish
from bot.ticking import NOBODY, PRIORITY, deadline

__all__ = ["Forecast", "Forecasting", "LeftOut", "Sending"]

PROMPTS = 3
"""The priority of what goes out when nothing else waits."""
DAYS_BACK = timedelta(days=2)
"""So long before its own moment may lie what is wanted on its own day: zones differ by more than a day."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A moment of a rhythm, the same for everybody who has it; `day` is the local one, `order` goes before keys: as the tick posts it.

    `waits`: it stands in the outbox for somebody, and goes out as soon as they may hear of it.
    """

    moment: Moment
    day: date
    owned_on: date
    order: str
    waits: bool = False


def _coming(moment: Moment, rhythm: Rhythm, *, waits: bool = False) -> Coming:
    order = f"{deadline(moment, rhythm).isoformat()} {rhythm_key(rhythm)} {moment.kind}"
    return Coming(moment, to_local(moment.at, rhythm.timezone).date(), owned_on(moment, rhythm.timezone), order, waits)


def _good(moment: Moment, hours: Availability, asked: Mapping[tuple[str, str], datetime], person: str, at: datetime) -> datetime | None:
    """The first instant from one on at which somebody hears of it; whoever is asked late is reminded later."""
    since = asked.get((person, moment.period)) if moment.kind == "reminder" else None
    return write_at(moment, hours, max(at, reminded_after(since)) if since else at)


def _while_wanted(moment: Moment, at: datetime) -> datetime | None:
    return at if moment.wanted(at) else None


@dataclass(frozen=True, slots=True)
class Window:
    """The days that are asked about, and the keys of what was posted for them already."""

    after: datetime
    until: datetime
    tally: Tally
    posted: frozenset[str] = frozenset()

    def holds(self, at: datetime) -> bool:
        return self.after < at <= self.until


@dataclass(frozen=True)
class Forecasting:
    """Looks at one transaction at one moment. `limits`: of the platforms that are configured."""

    setup: Setup
    tx: Tx
    now: datetime
    limits: Limits = field(default_factory=dict)

    def between(self, after: datetime, until: datetime) -> Forecast:
        """Everything that is sent with `after` < moment <= `until`, also where it has waited since before."""
        tally = Tally()
        people: list[tuple[Person, Rhythm, tuple[Coming, ...]]] = []
        for person in self.outlook.people.values():
            if not person.active:
                tally.leave_out(person, "inactive")
                continue
            rhythm = self._rhythm(person)
            kinds = (*PERSON_KINDS, *(MANAGER_KINDS if person.key in self.outlook.managers else ()))
            people.append((person, rhythm, self._coming(rhythm, after, until, kinds)))
        leads = [self.outlook.people.get(team.lead or "", NOBODY) for team in self.outlook.teams]
        rhythms = [self._loader.rhythm(lead, team) for lead, team in zip(leads, self.outlook.teams, strict=True)]
        teams = [(team, r, self._coming(r, after, until, TEAM_KINDS)) for team, r in zip(self.outlook.teams, rhythms, strict=True)]
        every = [*((one.key, found) for one, _, found in people), *((one.key, found) for one, _, found in teams)]
        keys = (_key(one.moment, who) for who, found in every for one in found if self.outlook.near(one.moment))
        window = Window(after, until, tally, self.outlook.posted(keys))
        for person, rhythm, found in people:
            self._person(person, rhythm, found, window)
        for team, rhythm, found in teams:
            self._team(team, rhythm, found, window)
        self._campaigns(window)
        tally.spread(self.limits)
        return tally.forecast()

    def _campaigns(self, window: Window) -> None:
        for one in foreseen(self.setup, self.tx, self.now, window.after, window.until):
            kind = cast("Kind", f"campaign_{one.occasion}")
            if one.at is not None:
                meant = Meant(kind, one.timezone, one.person, one.campaign.day)
                window.tally.wishes.append(Wish(meant, self._platform(one.person), one.at, PROMPTS, one.person.key, lambda at: at))
            else:
                window.tally.leave_out(one.person, cast("Why", one.why), (kind, one.campaign.day))

    def _person(self, person: Person, rhythm: Rhythm, found: tuple[Coming, ...], window: Window) -> None:
        hours = availability(person, self.setup.company, self._overrides)
        if waiting := self.outlook.waiting.get(person.key, ()):
            known = {(one.kind, one.period) for one in waiting}
            others = (one for one in found if (one.moment.kind, one.moment.period) not in known)
            found = (*(_coming(one, rhythm, waits=True) for one in waiting), *others)
        for coming in found:
            moment, asked = coming.moment, window.tally.asked
            why = self._unreachable(person, coming, rhythm.timezone) or self._posted(person.key, coming, window)
            if not why and (since := self.outlook.asked_at(person.key, moment)):
                asked[person.key, moment.period] = since
            good = partial(_good, moment, hours, asked, person.key)
            at = None if why else good(max(moment.at, self.now) if coming.waits else moment.at)
            if at is not None and window.holds(at):
                self._wish(person, rhythm, coming, at, good, window.tally)
            elif window.holds(moment.at):
                why = why or ("later" if at else hours.held_by(moment.at) or "quiet")
                always = why in ("no_account", "no_key_result")
                window.tally.leave_out(person, why, *(() if always else ((moment.kind, coming.day),)))

    def _wish(self, person: Person, rhythm: Rhythm, coming: Coming, at: datetime, good: partial[datetime | None], tally: Tally) -> None:
        moment = coming.moment
        if moment.kind == "prompt":
            tally.asked[person.key, moment.period] = at
        meant = Meant(moment.kind, rhythm.timezone, person, coming.day, moment.period)
        tally.wishes.append(Wish(meant, self._platform(person), at, PRIORITY[moment.kind], f"{coming.order} {person.key}", good))

    def _posted(self, key: str, coming: Coming, window: Window) -> Why | None:
        """What was posted for a week, by another rhythm perhaps, is not posted again."""
        fresh = not coming.waits and coming.moment.at > self.now
        return "sent" if fresh and window.posted and _key(coming.moment, key) in window.posted else None

    def _unreachable(self, person: Person, coming: Coming, timezone: str) -> Why | None:
        look, moment = self.outlook, coming.moment
        if moment.kind in MANAGER_KINDS:
            if not person.accounts:
                return "no_account"
            return None if look.has_news(person, moment, timezone) else "no_news"
        if not (look.has_part_in(person.key, moment.week) if coming.waits else look.reports(person.key, coming.owned_on)):
            return "no_key_result"
        if not person.accounts:
            return "no_account"
        if look.answered(person.key, moment.period):
            return "answered"
        return "skipped" if look.skipped(person.key, moment.period) else None

    def _team(self, team: Team, rhythm: Rhythm, found: tuple[Coming, ...], window: Window) -> None:
        for coming in found:
            moment = coming.moment
            if not window.holds(moment.at):
                continue
            shown = self.outlook.shown(team, coming.day)
            if not shown:
                window.tally.leave_out(team, "not_open" if shown is None else "no_objective")
            elif not (team.board_platform and team.board_channel):
                window.tally.leave_out(team, "no_channel")
            elif posted := self._posted(team.key, coming, window):
                window.tally.leave_out(team, posted, (moment.kind, coming.day))
            else:
                meant = Meant(moment.kind, rhythm.timezone, team, coming.day)
                good = partial(_while_wanted, moment)
                order = f"{coming.order} {team.key}"
                window.tally.wishes.append(Wish(meant, team.board_platform, moment.at, PRIORITY[moment.kind], order, good))

    def _platform(self, person: Person) -> str:
        return self.outlook.platforms.get(person.key, "")

    def _rhythm(self, person: Person) -> Rhythm:
        """Found once for all who share a team, a time zone, a calendar and an hour."""
        shared = (person.team, person.timezone, person.calendar, person.prompt_time)
        if shared not in self._rhythms:
            self._rhythms[shared] = self._loader.rhythm(person)
        return self._rhythms[shared]

    def _coming(self, rhythm: Rhythm, after: datetime, until: datetime, kinds: tuple[Kind, ...]) -> tuple[Coming, ...]:
        """What falls due in the window, and what is still to fall due before it and may have to wait until then."""
        key = (rhythm, kinds)
        if key not in self._found:
            self._found[key] = tuple(_coming(moment, rhythm) for moment in self._moments(rhythm, after, until, kinds))
        return self._found[key]

    def _moments(self, rhythm: Rhythm, after: datetime, until: datetime, kinds: tuple[Kind, ...]) -> Iterator[Moment]:
        overrides, since = self._overrides(rhythm.calendar), min(after, max(self.now, after - DAYS_BACK))
        asked = last_moment(rhythm, "prompt", since, overrides) if "prompt" in kinds and since > self.now else None
        if asked and self.now < asked.at and asked.wanted(after):
            yield asked
        yield from due(rhythm, since, until, overrides, kinds)

    def _overrides(self, calendar: str) -> Overrides:
        if calendar not in self._own_days:
            self._own_days[calendar] = self._loader.overrides(calendar)
        return self._own_days[calendar]

    @cached_property
    def outlook(self) -> Outlook:
        return Outlook(self.tx, self.now)

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
    def _loader(self) -> Loader:
        return Loader(self.tx, Person("", ""), self.setup.company, self.now)


def _key(moment: Moment, who: str) -> str:
    return f"{moment.kind}:{who}:{moment.period}"
