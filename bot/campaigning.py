"""Campaigns become messages: recipients are looked at again when it is sent, each gets one row, who needs none is noted with why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import cached_property

from bot.flows.known import Company
from bot.loading import Loader
from bot.okr import participation
from bot.okr.access import Org
from bot.okr.calendars import WorkCalendar
from bot.okr.campaigns import AUDIENCES, Campaign, campaigns, takes_part, taking_part
from bot.okr.localtime import to_utc
from bot.okr.model import Cycle, Person
from bot.okr.model_ending import Broadcast
from bot.okr.participation_outline import Outline, Standings, standings
from bot.overdue import overdue, reviewed
from bot.ports import Outgoing, Tx

OF_COLLEAGUES, OF_ITSELF = 1, 3
AT_ONCE = 250
"""So many are posted in one transaction: what it takes is not felt by whoever talks meanwhile."""
STOPPED = "the campaign was stopped"
NOBODY = Person("", "")
FLOW = {"overdue": "overdue", "review": "review"}


@dataclass(frozen=True)
class Campaigning:
    """The campaigns of one transaction."""

    company: Company
    tx: Tx
    now: datetime

    def plan(self) -> None:
        """Every campaign still to come has a row that waits for its moment in each time zone; nothing is planned into the past."""
        zones = sorted({self.company.timezone_of(person) for person in self.org.people.values() if person.active})
        for campaign in self.coming():
            for zone in zones:
                at = campaign.at(zone)
                if at > self.now:
                    about = {"campaign": campaign.id, "day": campaign.day.isoformat(), "zone": zone}
                    key = f"campaign:{campaign.id}:{campaign.day}:{zone}"
                    expires = to_utc(campaign.until, time(0), zone)
                    self.tx.post(
                        Outgoing(key, at, "campaign_due", flow="campaign", about=about, priority=OF_ITSELF, expires=max(expires, at))
                    )

    def coming(self) -> Iterator[Campaign]:
        """All automatic campaigns of cycles that are not closed."""
        plans = self.tx.campaign_plans()
        for cycle in self.cycles.values():
            yield from campaigns(cycle, plans, self.calendar)

    def fall(self, row: Outgoing) -> str:
        """What a row that waited for its moment leads to; the reason to settle it with."""
        about = row.about
        if about.get("broadcast"):
            broadcast = self.tx.broadcast(about["broadcast"])
            if broadcast is None:
                return "the campaign is gone"
            return self._post(broadcast, row, json.loads(about["people"])) if "people" in about else self._send(broadcast, row)
        wanted = next((c for c in self.coming() if c.id == about["campaign"]), None)
        if wanted is None or wanted.day.isoformat() != about["day"]:
            return "the campaign was moved or switched off"
        known = self.tx.broadcast(wanted.id)
        fresh = Broadcast(wanted.id, None, self.now, row.due, wanted.occasion, wanted.cycle, audience=AUDIENCES[wanted.occasion])
        return self._send(known or fresh, row, about["zone"])

    def _send(self, broadcast: Broadcast, row: Outgoing, zone: str | None = None) -> str:
        """Whom it is for now is written down, and those of before who have done it meanwhile; then they are posted."""
        if broadcast.stopped:
            return STOPPED
        now = {p.key: p for p in self.recipients(broadcast) if zone in (None, self.company.timezone_of(p))}
        gone = tuple((key, "done_meanwhile") for key in broadcast.targeted if zone is None and key not in now)
        targeted = tuple(dict.fromkeys((*(k for k in broadcast.targeted if zone is not None or k in now), *now)))
        self.tx.save_broadcast(replace(broadcast, targeted=targeted, dropped=(*broadcast.dropped, *gone)))
        return self._post(broadcast, row, list(now))

    def _post(self, broadcast: Broadcast, row: Outgoing, people: Sequence[str]) -> str:
        """A row for each of the first; one that goes before theirs for the rest, so that nobody waits for a whole company to be posted."""
        if broadcast.stopped:
            return STOPPED
        if rest := people[AT_ONCE:]:
            about = {"broadcast": broadcast.id, "people": json.dumps(rest, ensure_ascii=False)}
            key = f"{row.key.partition('#')[0]}#{len(rest)}"
            self.tx.post(Outgoing(key, row.due, "campaign_due", flow="campaign", about=about, priority=row.priority, expires=row.expires))
        for key in people[:AT_ONCE]:
            self.tx.post(
                Outgoing(
                    f"broadcast:{broadcast.id}:{key}",
                    self.now,
                    "broadcast" if broadcast.by else "campaign",
                    key,
                    flow=FLOW.get(broadcast.occasion, "broadcast_word"),
                    about={"broadcast": broadcast.id, "cycle": broadcast.cycle or ""},
                    priority=OF_COLLEAGUES if broadcast.by else OF_ITSELF,
                    expires=row.expires,
                )
            )
        return "its recipients have their own rows"

    def recipients(self, broadcast: Broadcast) -> Iterable[Person]:
        """Whom it is for as things stand; of what is overdue it is the managers who hear."""
        cycle = self.cycles.get(broadcast.cycle or "")
        if broadcast.cycle and cycle is None:
            return ()
        asked = taking_part(cycle, broadcast.occasion, self.org) if cycle and not broadcast.by else self.org.people.values()
        found = list(participation.fitting(asked, broadcast.audience, self._standing(cycle).stages, self.org))
        if broadcast.occasion != "overdue":
            return found
        managers = dict.fromkeys(p.manager for p in found if p.manager)
        return [manager for key in managers if (manager := self.org.people.get(key)) and manager.active]

    def _standing(self, cycle: Cycle | None) -> Standings:
        key = cycle.key if cycle else ""
        if key not in self._standings:
            self._standings[key] = standings(self.tx.outline(key) if cycle else Outline())
        return self._standings[key]

    def why_not(self, row: Outgoing, person: Person) -> str:
        """Asked when one person's row is to be put into words: whether it is still for them. Empty: it is."""
        broadcast = self.tx.broadcast(row.about["broadcast"])
        if broadcast is None or broadcast.stopped:
            return "stopped"
        cycle = self.cycles.get(broadcast.cycle or "")
        if broadcast.cycle and cycle is None:
            return "cycle_closed"
        if broadcast.occasion == "review" and cycle and reviewed(self.tx, person, cycle, broadcast.id):
            return "done_meanwhile"
        if broadcast.occasion == "overdue":
            return "" if any(True for _ in overdue(self.tx, person, broadcast.cycle or "", self._teams)) else "done_meanwhile"
        theirs = self.tx.owned([person.key], [cycle.key]) if cycle else ()
        around = self.tx.reports(person.key) if broadcast.audience.roles else ()
        org = Org({p.key: p for p in (person, *around)}, self._teams.teams)
        stages = participation.stages_of(person.key, theirs)
        still = participation.fits(person, broadcast.audience, stages, org)
        asked = broadcast.by is not None or cycle is None or takes_part(person, cycle, broadcast.occasion, org)
        return "" if still and asked else "done_meanwhile"

    @cached_property
    def cycles(self) -> Mapping[str, Cycle]:
        return {cycle.key: cycle for cycle in self.tx.cycles() if not cycle.closed}

    @cached_property
    def org(self) -> Org:
        return Org({person.key: person for person in self.tx.people()}, self._teams.teams)

    @cached_property
    def _teams(self) -> Org:
        return Org({}, {team.key: team for team in self.tx.teams()})

    @cached_property
    def _standings(self) -> dict[str, Standings]:
        return {}

    @cached_property
    def calendar(self) -> WorkCalendar:
        return WorkCalendar(self.company.calendar, Loader(self.tx, NOBODY, self.company, self.now).overrides(self.company.calendar))
