"""When a cycle writes to people by itself, and whom (docs/method.md 7): few times, never twice the same, never in public."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.okr import participation
from bot.okr.access import Org
from bot.okr.calendars import WorkCalendar
from bot.okr.localtime import to_utc
from bot.okr.model import Cycle, Person, Writing
from bot.okr.model_ending import Audience, CampaignPlan, Occasion
from bot.okr.reviewing import reviews
from bot.okr.schedule import CAMPAIGN_TIME

OCCASIONS: tuple[Occasion, ...] = ("opens", "half", "last_day", "overdue", "scoring")
AUDIENCES: Mapping[Occasion, Audience] = {
    "opens": Audience(),
    "half": Audience(("no_draft", "drafting", "returned")),
    "last_day": Audience(("no_draft", "drafting", "returned")),
    "overdue": Audience(("no_draft", "drafting", "returned", "submitted")),
    "scoring": Audience(("not_scored",)),
    "review": Audience(("not_scored",)),
}
REMINDS: frozenset[Occasion] = frozenset({"half", "last_day", "overdue"})
"""These are for those only who are required to write; `overdue` goes to their managers."""
REQUIRED: frozenset[Writing] = frozenset({"required"})
REASONS: Mapping[str, str] = {"the person has left": "left", "the person has no account on any platform": "no_account"}
"""What delivery says of a row, as one of our codes."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Campaign:
    """One occasion of a cycle: `day` is local to each; wanted until the beginning of `until`, if it is not said before.

    `part` tells the reviews of a cycle from each other.
    """

    cycle: str
    occasion: Occasion
    day: date
    until: date
    part: str = ""

    @property
    def id(self) -> str:
        return ".".join(filter(None, (self.cycle, self.occasion, self.part)))

    def at(self, timezone: str) -> datetime:
        return to_utc(self.day, CAMPAIGN_TIME, timezone)


def usual_day(cycle: Cycle, occasion: Occasion, calendar: WorkCalendar) -> date:
    """The day that follows from the cycle's dates; a last day that is not worked is the last worked one before."""
    match occasion:
        case "opens":
            return cycle.drafting_opens
        case "half":
            return cycle.drafting_opens + (cycle.drafts_due - cycle.drafting_opens) // 2
        case "last_day":
            days = (cycle.drafts_due - DAY * n for n in range(10))
            return next((day for day in days if day > cycle.drafting_opens and calendar.is_working(day)), cycle.drafts_due)
        case "overdue":
            return cycle.drafts_due + DAY
        case _:
            return cycle.scoring_opens


def campaigns(cycle: Cycle, plans: Iterable[CampaignPlan], calendar: WorkCalendar) -> tuple[Campaign, ...]:
    """Those of a cycle that are on, in order of time; each is wanted until the next takes its place, reviews besides."""
    if cycle.closed:
        return ()
    known = {plan.occasion: plan for plan in plans if plan.cycle == cycle.key}
    days: dict[Occasion, date] = {}
    for occasion in OCCASIONS:
        plan = known.get(occasion) or CampaignPlan(cycle.key, occasion)
        if plan.on:
            days[occasion] = plan.day or usual_day(cycle, occasion, calendar)
    order = sorted(days, key=lambda one: (days[one], OCCASIONS.index(one)))
    found = []
    for at, occasion in enumerate(order):
        after = [days[later] for later in order[at + 1 :] if days[later] > days[occasion]]
        last = cycle.drafts_due + DAY if occasion in ("opens", "half", "last_day") else cycle.ends + DAY
        until = min([*after[:1], max(last, days[occasion] + DAY)])
        found.append(Campaign(cycle.key, occasion, days[occasion], until))
    found += (Campaign(cycle.key, "review", one.day, one.until, one.part) for one in reviews(cycle, calendar))
    return tuple(sorted(found, key=lambda one: one.day))


def takes_part(person: Person, cycle: Cycle, occasion: Occasion, org: Org) -> bool:
    """Whom a cycle writes to by itself: reminders only those who are required to write, reviews whoever has something agreed."""
    if occasion == "review":
        return person.active
    return participation.required(person, cycle, org) if occasion in REMINDS else participation.eligible(person, cycle, org)


def taking_part(cycle: Cycle, occasion: Occasion, org: Org) -> tuple[Person, ...]:
    """All of them, of everybody; what holds for a team is looked up once."""
    if occasion == "review":
        return tuple(p for p in org.people.values() if p.active)
    return participation.everybody_eligible(cycle, org, REQUIRED if occasion in REMINDS else participation.WRITING)
