"""The campaigns of cycles, foreseen: who would be written to when, as things stand now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.campaigning import Campaigning
from bot.company import Setup
from bot.composing import Composing
from bot.okr.campaigns import AUDIENCES, Campaign
from bot.okr.localtime import to_utc
from bot.okr.model import Person
from bot.okr.model_ending import Broadcast, Occasion
from bot.ports import Tx

ANYWHERE = timedelta(days=1)
"""By no more do the clocks of the world differ."""


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
    """Everything with `after` <= moment <= `until` by the clock of each."""
    campaigning, composing = Campaigning(setup.company, tx, now), Composing(setup, tx, now)
    for campaign in campaigning.coming():
        if not after - ANYWHERE <= campaign.at("UTC") <= until + ANYWHERE:
            continue
        one = Broadcast(campaign.id, None, now, now, campaign.occasion, campaign.cycle, audience=AUDIENCES[campaign.occasion])
        for person in campaigning.recipients(one):
            zone = setup.company.timezone_of(person)
            at = campaign.at(zone)
            if not after <= at <= until:
                continue
            if not person.accounts:
                yield Foreseen(campaign, person, zone, None, "no_account")
                continue
            hours = composing.availability(person)
            good = hours.first_good_moment(at)
            if good is None or good >= to_utc(campaign.until, time(0), zone):
                yield Foreseen(campaign, person, zone, None, hours.held_by(at) or "quiet")
            else:
                yield Foreseen(campaign, person, zone, good)
