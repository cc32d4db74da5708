"""One tick: what fell due since the last is posted to the outbox, each rhythm at once, and the next moment is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from bot.campaigning import Campaigning
from bot.company import Setup
from bot.loading import Loader
from bot.okr.calendars import Overrides
from bot.okr.localtime import start_of_day, to_local
from bot.okr.model import Person, Team
from bot.okr.rhythm import Rhythm, rhythm_key, rhythm_of_key
from bot.okr.schedule import MANAGER_KINDS, PERSON_KINDS, TEAM_KINDS, Kind, Moment, last_moment, next_moment, owned_on
from bot.ports import Due, Tx

PRIORITY: dict[Kind, int] = {"board": 2, "prompt": 3, "reminder": 3, "digest": 3}
Sharing = Literal["person", "team"]
KINDS: dict[Sharing, tuple[Kind, ...]] = {"person": (*PERSON_KINDS, *MANAGER_KINDS), "team": TEAM_KINDS}
WITHOUT_END = timedelta(days=28)
NOBODY = Person("", "")


@dataclass(frozen=True, slots=True)
class Ticking:
    """The tick of one transaction."""

    setup: Setup
    tx: Tx
    now: datetime

    def tick(self) -> int:
        """Posts what is due; how many rows were new. Doing it again posts nothing."""
        return sum(self.fall(due) for due in self.due())

    def due(self) -> tuple[Due, ...]:
        """What fell due, in the order in which the newest of each kind did: after an outage too a prompt goes before its reminder.

        Of what fell due in the same instant that goes first whose time is over first.
        """
        return tuple(sorted(self.tx.due_rhythms(self.now), key=self._order))

    def _order(self, due: Due) -> tuple[datetime, datetime]:
        newest = self._newest(due)
        return (newest.at, deadline(newest, rhythm_of_key(due.rhythm))) if newest else (due.at, due.at)

    def plan(self) -> None:
        """Every rhythm in use gets its next moments from now on: at the start, after an import, and when the clock was set back.

        What has fallen due and is not posted yet stays due; nothing is planned into the past.
        """
        known = {(d.rhythm, d.kind): d for d in self.tx.rhythms()}
        for sharing, kinds in KINDS.items():
            for key in self.tx.rhythms_in_use(sharing):
                for kind in kinds:
                    due = known.get((key, kind))
                    if due is None or due.at > self.now:
                        self._catch_up(due)
                        self._plan(key, kind)
        Campaigning(self.setup.company, self.tx, self.now).plan()

    def _catch_up(self, due: Due | None) -> None:
        """A prompt that was still to come and lies in the past, by a day off noted today, is posted: it waits for a working day."""
        newest = self._newest(due) if due and due.kind == "prompt" else None
        if due and newest and newest.period == due.period:
            self._post(due, newest)

    def fall(self, due: Due) -> int:
        """Of what fell due meanwhile only the newest, and only while it is wanted."""
        newest = self._newest(due)
        posted = self._post(due, newest) if newest and newest.at >= due.at else 0
        self._plan(due.rhythm, cast("Kind", due.kind))
        return posted

    def _post(self, due: Due, moment: Moment) -> int:
        """For everybody of the rhythm, while it is wanted."""
        if not moment.wanted(self.now):
            return 0
        day = owned_on(moment, rhythm_of_key(due.rhythm).timezone)
        fresh = Due(due.rhythm, moment.kind, moment.period, moment.at)
        return self.tx.post_for(fresh, _expiry(moment), PRIORITY[moment.kind], day)

    def _newest(self, due: Due) -> Moment | None:
        rhythm = rhythm_of_key(due.rhythm)
        return last_moment(rhythm, cast("Kind", due.kind), self.now, self._overrides(rhythm))

    def _plan(self, key: str, kind: Kind) -> None:
        rhythm = rhythm_of_key(key)
        coming = next_moment(rhythm, kind, self.now, self._overrides(rhythm))
        if coming:
            self.tx.set_due(Due(key, kind, coming.period, coming.at))

    def _overrides(self, rhythm: Rhythm) -> Overrides:
        return Loader(self.tx, NOBODY, self.setup.company, self.now).overrides(rhythm.calendar)


def deadline(moment: Moment, rhythm: Rhythm) -> datetime:
    """Until when its message should be there: as long as it is wanted, and while it is still the same day for those who get it."""
    tomorrow = to_local(moment.at, rhythm.timezone).date() + timedelta(days=1)
    return min(_expiry(moment), start_of_day(tomorrow, rhythm.timezone))


def _expiry(moment: Moment) -> datetime:
    return moment.wanted_until or moment.at + WITHOUT_END


def refresh_rhythms(setup: Setup, tx: Tx, now: datetime) -> None:
    """Writes down everybody's and every team's rhythm anew: after an import, or when the company's defaults changed."""
    for person in tx.people():
        loader = Loader(tx, person, setup.company, now)
        tx.set_rhythm("person", person.key, rhythm_key(loader.rhythm(person)) if person.active else None)
    for team in tx.teams():
        tx.set_rhythm("team", team.key, rhythm_key(team_rhythm(setup, tx, team, now)))
    Ticking(setup, tx, now).plan()


def team_rhythm(setup: Setup, tx: Tx, team: Team, now: datetime) -> Rhythm:
    """A team's board follows its lead's zone and calendar."""
    lead = (tx.person(team.lead) if team.lead else None) or NOBODY
    return Loader(tx, lead, setup.company, now).rhythm(lead, team)
