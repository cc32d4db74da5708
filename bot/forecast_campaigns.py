"""The campaigns of cycles, foreseen: who would be written to when, as things stand now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from bot.campaigning import Campaigning
from bot.company import Setup
from bot.composing import Composing
from bot.okr.campaigns import AUDIENCES, Campaign
from bot.okr.localtime import to_utc
from bot.okr.model import Person
from bot.okr.model_ending import Broadcast, Occasion
from bot.ports import Tx

FIRST, LAST = "Etc/GMT-14", "Etc/GMT+12"
"""The zones in which a day begins first, and last."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One person and one campaign; `at` is None where it would not be sent, for which `why` is a code."""

    campaign: Campaign
    person: Person
    timezone: str
    at: datetime | None
    why: str = ""

    @property
    def occasion(self) -> Occasion:
        return self.campaign.occasion


def foreseen(setup: Setup, tx: Tx, now: datetime, after: datetime, until: datetime) -> Iterator[Foreseen]:
    """Everything that is sent with `after` < moment <= `until`, also where it has waited since before; who is left out meanwhile."""
    campaigning, composing = Campaigning(setup.company, tx, now), Composing(setup, tx, now)
    waiting = tx.waiting(("campaign",))
    for campaign in campaigning.coming():
        if campaign.at(FIRST) > until or to_utc(campaign.until, time(0), LAST) <= after:
            continue
        one = Broadcast(campaign.id, None, now, now, campaign.occasion, campaign.cycle, audience=AUDIENCES[campaign.occasion])
        people = tuple(campaigning.recipients(one))
        posted = tx.states([_row(campaign, person) for person in people]) if campaign.at(FIRST) <= now else {}
        for person in people:
            row = _row(campaign, person)
            since = max(now, waiting[row][0]) if row in waiting else None
            found = _for(person, campaign, setup.company.timezone_of(person), composing, since)
            due = campaign.at(found.timezone)
            sent = since is None and due > now and row in posted
            if found.at is not None and after < found.at <= until and not sent and (since or due > min(now, after)):
                yield found
            elif after < due <= until:
                yield Foreseen(campaign, person, found.timezone, None, found.why or ("sent" if sent else "later"))


def _row(campaign: Campaign, person: Person) -> str:
    return f"broadcast:{campaign.id}:{person.key}"


def _for(person: Person, campaign: Campaign, zone: str, composing: Composing, since: datetime | None) -> Foreseen:
    """When somebody gets it, or why not; `since`: until when it waits already."""
    if not person.accounts:
        return Foreseen(campaign, person, zone, None, "no_account")
    due, hours = campaign.at(zone), composing.availability(person)
    good = hours.first_good_moment(since or due)
    if good is None or good >= to_utc(campaign.until, time(0), zone):
        return Foreseen(campaign, person, zone, None, hours.held_by(due) or "quiet")
    return Foreseen(campaign, person, zone, good)
