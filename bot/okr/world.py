"""What an action is applied to, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.okr.access import Org
from bot.okr.model import CheckIn, Cycle, Objective, Person, Team
from bot.okr.model_accounts import LinkCode
from bot.okr.model_asking import ChangeRequest, Comment, Offer
from bot.okr.model_ending import Broadcast, CampaignPlan, Gathering, Retro
from bot.okr.model_learning import Example, Improvement, Readiness
from bot.okr.model_week import NoteKind, WeekNote
from bot.okr.refusal import Refused

Kept = Comment | ChangeRequest | Offer | Retro | Gathering | Broadcast | CampaignPlan | Cycle | Team | Improvement | Example | Readiness


@dataclass(frozen=True, slots=True)
class World:
    """What an action is applied to: the objectives and check-ins it names, the people around them, the cycles."""

    org: Org
    objectives: Mapping[str, Objective] = field(default_factory=dict)
    own: tuple[Objective, ...] = ()  # all of the actor's objectives in the cycles touched
    check_ins: Mapping[tuple[str, str], CheckIn] = field(default_factory=dict)
    cycles: Mapping[str, Cycle] = field(default_factory=dict)
    last: Mapping[tuple[str, str], CheckIn] = field(default_factory=dict)  # the newest earlier than that week
    requests: Mapping[str, ChangeRequest] = field(default_factory=dict)
    offers: Mapping[str, Offer] = field(default_factory=dict)
    gathering: Gathering | None = None
    broadcast: Broadcast | None = None
    improvements: Mapping[str, Improvement] = field(default_factory=dict)
    example: Example | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """What is to be stored, and one line for the audit trail per subject."""

    objectives: tuple[Objective, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    dropped_check_ins: tuple[tuple[str, str], ...] = ()
    people: tuple[Person, ...] = ()
    what: str = ""
    subjects: tuple[str, ...] = ()
    note: str | None = None
    approvers: tuple[str, ...] = ()
    notes: tuple[WeekNote, ...] = ()
    dropped_notes: tuple[tuple[str, NoteKind, str], ...] = ()  # whose, of what kind, of which week
    teams: tuple[Team, ...] = ()
    days: tuple[tuple[str, date, bool, str], ...] = ()  # calendar, day, worked or not, name
    dropped_days: tuple[tuple[str, date], ...] = ()
    comments: tuple[Comment, ...] = ()
    requests: tuple[ChangeRequest, ...] = ()
    offers: tuple[Offer, ...] = ()
    link_code: LinkCode | None = None
    kept: tuple[Kept, ...] = ()  # each is saved as what it is


def named(ids: tuple[str, ...], world: World) -> tuple[Objective, ...]:
    """The objectives with these ids. Raises Refused when one is gone, or none is named."""
    found = tuple(world.objectives[i] for i in ids if i in world.objectives)
    if len(found) != len(ids) or not found:
        raise Refused("refused.gone")
    return found
